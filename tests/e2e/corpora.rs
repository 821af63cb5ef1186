//! Papers made up for the tests: a few fields of study, each with words of its own.

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// Words that papers of one field share.
pub const FIELDS: [(&str, &str); 4] = [
    (
        "coral reefs",
        "coral reef bleaching symbiont algae polyp lagoon acidification calcification \
         atoll seawater heatwave larvae settlement snorkel parrotfish",
    ),
    (
        "compilers",
        "compiler register allocation inlining bytecode parser grammar vectorization loop \
         linker syntax bytecodes dataflow peephole instruction scheduling",
    ),
    (
        "medieval trade",
        "guild merchant tariff wool charter harbour market fair ledger silver coinage \
         caravan toll cloth hanseatic bailiff",
    ),
    (
        "sleep medicine",
        "sleep insomnia apnea circadian melatonin polysomnography arousal snoring airway \
         wakefulness narcolepsy dreams actigraphy nocturnal daytime drowsiness",
    ),
];

/// Words that every field uses.
const COMMON: &str = "study results method observed measured analysis large compared model \
                      evidence several previous sample found increase";

/// A made-up paper.
#[derive(Debug, Clone)]
pub struct Made {
    pub id: String,
    pub title: String,
    pub abstract_text: String,
    pub date: String,
    /// Index into [`FIELDS`].
    pub field: usize,
}

/// `n` papers of the four fields in turn, from January 2020 on, ten a month.
pub fn papers(n: usize) -> Vec<Made> {
    let mut rng = Xoshiro256Plus::seed_from_u64(20);
    (0..n).map(|i| paper(i, i % FIELDS.len(), &mut rng)).collect()
}

/// The paper number `i`, of a field.
pub fn paper(i: usize, field: usize, rng: &mut Xoshiro256Plus) -> Made {
    let own: Vec<&str> = FIELDS[field].1.split_whitespace().collect();
    let common: Vec<&str> = COMMON.split_whitespace().collect();
    let title: Vec<&str> = own.choose_multiple(rng, 3).copied().collect();
    let words: Vec<&str> = (0..80)
        .map(|_| if rng.gen_bool(0.6) { own.choose(rng) } else { common.choose(rng) })
        .map(|word| *word.unwrap())
        .collect();
    let month = i / 10;
    Made {
        id: format!("made-{i:05}"),
        title: format!("On the {} number {i}", title.join(" ")),
        abstract_text: format!("We study the {}.", words.join(" ")),
        date: format!("{:04}-{:02}", 2020 + month / 12, month % 12 + 1),
        field,
    }
}

/// The papers as CSV.
pub fn csv(papers: &[Made]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "title", "abstract", "date"]).unwrap();
    for p in papers {
        writer.write_record([&p.id, &p.title, &p.abstract_text, &p.date]).unwrap();
    }
    writer.into_inner().unwrap()
}
