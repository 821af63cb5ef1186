//! A corpus of any size for the benches: papers mixed from the sentences of real ones.
//!
//! ```text
//! cargo bench --bench mixed -- N OUT.jsonl [FILE]
//! ```
//!
//! Each has the date, the venue and most sentences of one paper of FILE (the bundled corpus without
//! it), some of another's, and half a title of either, so that no two are duplicates, words are as
//! frequent as in prose, and papers on one subject still share theirs. The same N and FILE give the
//! same bytes.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use themeline::config::Config;
use themeline::corpus::Paper;
use themeline::ingest::ingest;

/// Share of the sentences that are of the first paper.
const OWN: f64 = 0.7;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    // Without arguments, as `cargo bench` alone runs it, there is nothing to make.
    let [n, out, file @ ..] = args.as_slice() else { return };
    let n: usize = n.parse().expect("N is a number");
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/data/efficient-ml-papers.csv");
    let file = PathBuf::from(file.first().map_or(bundled, String::as_str));
    let corpus =
        ingest(&[file], &Config::default().ingest_plan(), &|_, _| {}).expect("FILE is read");
    let papers = &corpus.papers;
    let mut rng = Xoshiro256Plus::seed_from_u64(n as u64);
    let mut lines = BufWriter::new(std::fs::File::create(out).expect("OUT can be written"));
    for number in 0..n {
        let [a, b] = [0, 1].map(|_| &papers[rng.gen_range(0..papers.len())]);
        let record = serde_json::json!({
            "id": format!("mixed-{number:07}"),
            "title": title(a, b),
            "abstract": text(a, b, &mut rng),
            "date": a.date.map(|date| date.to_string()),
            "venue": a.venue,
        });
        writeln!(lines, "{record}").expect("OUT can be written");
    }
}

/// The first half of a title, and the second of another.
fn title(a: &Paper, b: &Paper) -> String {
    let [a, b] = [a, b].map(|paper| paper.title.split(' ').collect::<Vec<_>>());
    let (a, b) = (&a[..a.len().div_ceil(2)], &b[b.len() / 2..]);
    [a, b].concat().join(" ")
}

fn text(a: &Paper, b: &Paper, rng: &mut Xoshiro256Plus) -> String {
    let sentences = |paper: &'_ Paper| -> Vec<String> {
        paper.abstract_text.split_inclusive(". ").map(str::to_owned).collect()
    };
    let (own, others) = (sentences(a), sentences(b));
    (own.iter().enumerate())
        .map(|(place, sentence)| match others.get(place) {
            Some(other) if !rng.gen_bool(OWN) => other.as_str(),
            _ => sentence,
        })
        .collect()
}
