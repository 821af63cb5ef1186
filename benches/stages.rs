//! Where the time of a run goes: wall and CPU seconds of every stage, and the most memory that the
//! program had taken by its end (of Linux alone).
//!
//! ```text
//! cargo bench --bench stages -- [FILE [OPTION=VALUE]…]
//! ```
//!
//! Of a file of JSON Lines it tells as well what the floor takes (`floor`) and how many times as
//! much the run. Without a file, on the bundled corpus. Options are those of a configuration file,
//! `themes.number=50`. What is measured is the right answer: every record is accounted for, every
//! paper is in one theme or none, and of the bundled corpus the themes are those in `output/demo`.

mod floor;

use cpu_time::ProcessTime;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use themeline::config::Config;
use themeline::pipeline::{self, Analysis};
use themeline::progress::Progress;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A stage that began.
struct Mark {
    stage: String,
    wall: Instant,
    cpu: ProcessTime,
    peak: Option<u64>,
}

/// The most memory that this program has taken so far, in megabytes; unknown but on Linux.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(kilobytes.trim().strip_suffix(" kB")?.parse::<u64>().ok()? / 1_000)
}

/// What must hold of any corpus, whatever the speed.
fn check(analysis: &Analysis) {
    let (corpus, clustering) = (&analysis.corpus, &analysis.clustering);
    let n_kept: usize = corpus.sources.iter().map(|source| source.n_papers).sum();
    assert_eq!(n_kept, corpus.papers.len(), "papers of all files");
    assert_eq!(clustering.assignments.len(), n_kept, "papers placed or not");
    let n_placed: usize = clustering.members().iter().map(Vec::len).sum();
    assert!(n_placed * 10 >= n_kept * 9, "{n_placed} of {n_kept} papers are in a theme");
    assert_eq!(analysis.themes.themes.len(), clustering.n_themes(), "a name a theme");
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/data/efficient-ml-papers.csv");
    let given = args.next();
    let is_demo = given.is_none();
    let file = PathBuf::from(given.unwrap_or_else(|| bundled.to_owned()));
    let floor = floor::floor(&file);
    let text: String = args.map(|option| format!("{option}\n")).collect();
    let config = Config::parse(&text, "the arguments").expect("options read as a configuration");
    let marks: Arc<Mutex<Vec<Mark>>> = Arc::default();
    let heard = Arc::clone(&marks);
    let mark = move |stage: &str| {
        let (wall, cpu) = (Instant::now(), ProcessTime::now());
        let mark = Mark { stage: stage.to_owned(), wall, cpu, peak: peak_memory() };
        heard.lock().unwrap().push(mark);
    };
    let progress = Progress::told_to(mark.clone());
    let out = tempfile::tempdir().unwrap();
    let done = pipeline::run(&[file], &out.path().join("run"), &config, &progress);
    mark("end");
    let (analysis, _) = done.expect("the run succeeds");
    drop(progress);
    check(&analysis);
    if is_demo {
        let demo = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/output/demo"));
        let themes = |folder: PathBuf| std::fs::read(folder.join("tables/themes.csv")).unwrap();
        assert!(themes(out.path().join("run")) == themes(demo), "themes other than in output/demo");
    }

    let marks = marks.lock().unwrap();
    let n_papers = analysis.corpus.papers.len();
    println!("{:>8} {:>8} {:>8}  stage, of {n_papers} papers", "wall s", "CPU s", "peak MB");
    let row = |first: &Mark, last: &Mark, stage: &str| {
        let wall = (last.wall - first.wall).as_secs_f64();
        let cpu = (last.cpu.as_duration() - first.cpu.as_duration()).as_secs_f64();
        let peak = last.peak.map_or(String::new(), |peak| peak.to_string());
        println!("{wall:8.2} {cpu:8.2} {peak:>8}  {stage}");
    };
    for pair in marks.windows(2) {
        row(&pair[0], &pair[1], &pair[0].stage);
    }
    let (first, last) = (&marks[0], &marks[marks.len() - 1]);
    row(first, last, "all");
    if let Some(floor) = floor {
        let (n_words, n_distinct) = floor.n_words;
        println!(
            "{:8.2} {:8.2}           the floor: {n_words} words, {n_distinct} distinct",
            floor.wall, floor.cpu
        );
        let wall = (last.wall - first.wall).as_secs_f64() / floor.wall;
        let cpu = (last.cpu.as_duration() - first.cpu.as_duration()).as_secs_f64() / floor.cpu;
        println!("{wall:8.1} {cpu:8.1}           times the floor");
    }
}
