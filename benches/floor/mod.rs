//! The least that any program could do with a file of JSON Lines: parse titles and abstracts,
//! lower-case every word and give it a number, on all cores. What a run takes is told as a multiple
//! of this, measured in the same run.

use cpu_time::ProcessTime;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::borrow::Cow;
use std::path::Path;
use std::time::Instant;

/// What is read of a line.
#[derive(Deserialize)]
struct Record<'t> {
    #[serde(borrow, default)]
    title: Cow<'t, str>,
    #[serde(borrow, default, rename = "abstract")]
    text: Cow<'t, str>,
}

/// What the pass found, and what it took.
pub struct Floor {
    /// Words, and distinct ones.
    pub n_words: (usize, usize),
    /// Seconds by the clock, and of all cores.
    pub wall: f64,
    pub cpu: f64,
}

/// Counts the words of a file of JSON Lines; `None` for another file.
pub fn floor(path: &Path) -> Option<Floor> {
    if path.extension()? != "jsonl" {
        return None;
    }
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    let text = std::fs::read_to_string(path).ok()?;
    let parts: Vec<FxHashMap<Box<str>, u32>> =
        cut(&text, 64).par_iter().map(|p| count(p)).collect();
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut n_words = 0;
    for (word, n) in parts.iter().flatten() {
        let next = numbers.len() as u32;
        numbers.entry(word).or_insert(next);
        n_words += *n as usize;
    }
    let n_words = (n_words, numbers.len());
    Some(Floor { n_words, wall: wall.elapsed().as_secs_f64(), cpu: cpu.elapsed().as_secs_f64() })
}

/// The text in about so many parts of whole lines.
fn cut(text: &str, n_parts: usize) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    let size = text.len().div_ceil(n_parts).max(1);
    while !rest.is_empty() {
        let from = (size..rest.len()).find(|&at| rest.is_char_boundary(at)).unwrap_or(rest.len());
        let end = rest[from..].find('\n').map_or(rest.len(), |at| from + at + 1);
        parts.push(&rest[..end]);
        rest = &rest[end..];
    }
    parts
}

fn count(lines: &str) -> FxHashMap<Box<str>, u32> {
    let mut counts: FxHashMap<Box<str>, u32> = FxHashMap::default();
    let mut word = String::new();
    for record in lines.lines().filter_map(|line| serde_json::from_str::<Record>(line).ok()) {
        for text in [&record.title, &record.text] {
            for raw in text.split(|c: char| !c.is_alphanumeric()).filter(|raw| !raw.is_empty()) {
                word.clear();
                match raw.is_ascii() {
                    true => word.extend(raw.bytes().map(|b| char::from(b.to_ascii_lowercase()))),
                    false => word.extend(raw.chars().flat_map(char::to_lowercase)),
                }
                match counts.get_mut(word.as_str()) {
                    Some(n) => *n += 1,
                    None => _ = counts.insert(word.as_str().into(), 1),
                }
            }
        }
    }
    counts
}
