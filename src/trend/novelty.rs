//! How new the words of a paper were when it appeared.
//!
//! Counting the words or phrases that no earlier paper has is the usual measure (Arts, Hou & Gomez
//! 2021, "Natural language processing to identify the creation and impact of new technologies").
//! Here each term counts by its weight in the paper, and by how much rarer it was before than in
//! the corpus as a whole, so that a word of common use that happens not to have occurred yet in a
//! small corpus is hardly new.

use crate::weigh::TermMatrix;

/// Earlier papers from which a term can be missed.
const MIN_EARLIER: usize = 20;

/// Papers that the expectation "as rare before as later" counts as, in the ratio of rates.
const PRIOR_PAPERS: f64 = 2.0;

/// Novelty of each paper, 0 (all its terms were in use) to 1 (none was): Σ w² · (1 − (b + 2) /
/// (e + 2)) over the terms that were rarer before, with w² its share of the paper's squared TF-IDF
/// weights, b the papers of earlier periods that have the term, and e how many would at its rate
/// in all dated papers. The ratio is the posterior mean of the relative rate under a gamma prior
/// around 1.
///
/// `periods` is each paper's position in the calendar; `None` for a paper without one, without
/// terms, or with fewer than 20 papers in earlier periods.
pub fn novelty(matrix: &TermMatrix, periods: &[Option<usize>]) -> Vec<Option<f64>> {
    let mut in_time: Vec<(usize, usize)> =
        periods.iter().enumerate().filter_map(|(row, period)| Some(((*period)?, row))).collect();
    in_time.sort_unstable();
    let n_dated = in_time.len();
    let mut in_all = vec![0u32; matrix.vocabulary.len()];
    let add = |counts: &mut [u32], row: usize| {
        matrix.weights.row(row).0.iter().for_each(|&term| counts[term as usize] += 1);
    };
    in_time.iter().for_each(|&(_, row)| add(&mut in_all, row));

    let mut novelty = vec![None; periods.len()];
    let (mut before, mut n_before) = (vec![0u32; in_all.len()], 0);
    for papers in in_time.chunk_by(|a, b| a.0 == b.0) {
        if n_before >= MIN_EARLIER {
            let part = n_before as f64 / n_dated as f64;
            for &(_, row) in papers {
                let (terms, weights) = matrix.weights.row(row);
                let newness = |&term: &u32| {
                    let expected = f64::from(in_all[term as usize]) * part + PRIOR_PAPERS;
                    (1.0 - (f64::from(before[term as usize]) + PRIOR_PAPERS) / expected).max(0.0)
                };
                let square = |&weight: &f32| f64::from(weight) * f64::from(weight);
                let all: f64 = weights.iter().map(square).sum();
                let new: f64 =
                    terms.iter().zip(weights).map(|(term, w)| square(w) * newness(term)).sum();
                novelty[row] = (all > 0.0).then(|| (new / all).min(1.0));
            }
        }
        papers.iter().for_each(|&(_, row)| add(&mut before, row));
        n_before += papers.len();
    }
    novelty
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Paper};
    use crate::tokenize::{Language, Stems, tokenize};
    use crate::weigh::{VocabularyPlan, WeighPlan, weigh};

    /// Novelty of papers given as (period, abstract).
    fn check(papers: &[(Option<usize>, &str)]) -> Vec<Option<f64>> {
        let made = papers
            .iter()
            .map(|(_, text)| Paper { abstract_text: text.to_string(), ..Paper::default() })
            .collect();
        let corpus = Corpus { papers: made, ..Corpus::default() };
        let tokenized = tokenize(&corpus, &Stems::new(Language::English, &[]));
        let vocabulary = VocabularyPlan { min_df: 1, max_df: 1.0, max_terms: 1000 };
        let matrix = weigh(&tokenized, &WeighPlan { vocabulary, title_weight: 1.0 }).unwrap();
        novelty(&matrix, &papers.iter().map(|paper| paper.0).collect::<Vec<_>>())
    }

    #[test]
    fn new_words_that_others_take_up_are_novel() {
        let mut papers = vec![(Some(0), "pruning"); 40];
        papers.extend(vec![(Some(1), "transformer"); 20]);
        papers.push((Some(1), "pruning"));
        papers.push((Some(2), "transformer"));
        papers.push((None, "transformer"));
        let novelty = check(&papers);
        assert_eq!((novelty[0], *novelty.last().unwrap()), (None, None));
        // 21 of 62 papers have the word: of 40 earlier ones 13.55 were expected to, none did.
        let expected = 1.0 - 2.0 / (21.0 * 40.0 / 62.0 + 2.0);
        assert!((novelty[40].unwrap() - expected).abs() < 1e-6, "{:?}", novelty[40]);
        assert_eq!(novelty[60], Some(0.0), "the old word was commoner before");
        assert!(novelty[61].unwrap() < 0.1, "in the third period it is known");
    }

    #[test]
    fn too_few_earlier_papers_say_nothing() {
        let mut papers = vec![(Some(0), "pruning"); 19];
        papers.push((Some(1), "transformer"));
        assert!(check(&papers).iter().all(Option::is_none));
    }
}
