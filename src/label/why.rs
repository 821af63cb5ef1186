//! Why each paper is in its theme: its own phrases that tell the theme from the others.

use super::distinct::{Candidate, without_repeats};
use super::phrasebook::Known;
use super::phrases::{Grown, Stems};
use crate::cluster::{Assignment, Clustering};
use crate::taxonomy::Matches;
use crate::weigh::TermMatrix;
use rustc_hash::FxHashMap;

/// Up to three phrases of its theme that each paper holds, those heaviest in the paper first; for a
/// paper of the user's own themes, the phrases that it was found by.
pub fn why(
    matrix: &TermMatrix,
    clustering: &Clustering,
    matches: &Matches,
    ranked: &[Vec<(u32, f64)>],
    grown: &FxHashMap<u32, Grown>,
    known: &FxHashMap<Stems, Known>,
) -> Vec<Vec<String>> {
    const TERMS: usize = 3;
    let terms = matrix.vocabulary.terms();
    let scores: Vec<FxHashMap<u32, f64>> =
        ranked.iter().map(|ranked| ranked.iter().copied().collect()).collect();
    let stems: FxHashMap<u32, Vec<&str>> = ranked
        .iter()
        .flatten()
        .map(|&(c, _)| (c, terms[c as usize].stems.iter().map(String::as_str).collect()))
        .collect();
    let why_one = |(row, assignment): (usize, &Assignment)| {
        let Some(theme) = assignment.theme() else { return Vec::new() };
        if let Some(found) = matches.of(row).filter(|found| !found.evidence.is_empty()) {
            return found.evidence.iter().take(TERMS).map(|e| e.phrase.clone()).collect();
        }
        let (columns, weights) = matrix.weights.row(row);
        let mut own: Vec<(u32, f64)> = columns
            .iter()
            .zip(weights)
            .filter_map(|(c, &weight)| Some((*c, f64::from(weight) * scores[theme].get(c)?)))
            .collect();
        own.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let candidates: Vec<Candidate> =
            own.iter().map(|(c, _)| Candidate { stems: &stems[c], n_papers: 1 }).collect();
        without_repeats(&candidates, TERMS)
            .iter()
            .filter_map(|&i| known.get(&grown.get(&own[i].0)?.phrase))
            .map(|known| known.phrase.text.clone())
            .collect()
    };
    clustering.assignments.iter().enumerate().map(why_one).collect()
}
