//! How new the words of a paper were when it appeared.
//!
//! Counting the words or phrases that no earlier paper has is the usual measure (Arts, Hou & Gomez
//! 2021, "Natural language processing to identify the creation and impact of new technologies").
//! Here each term counts by its weight in the paper, and by how much rarer it was before than in
//! the corpus as a whole, so that a word of common use that happens not to have occurred yet in a
//! small corpus is hardly new.

use crate::corpus::Date;
use crate::weigh::TermMatrix;

/// Earlier papers from which a term can be missed.
const MIN_EARLIER: usize = 20;

/// Papers that the expectation "as rare before as later" counts as, in the ratio of rates.
const PRIOR_PAPERS: f64 = 2.0;

/// Novelty of each paper, 0 (all its terms were in use) to 1 (none was): Σ w² · (1 − (b + 2) /
/// (e + 2)) over the terms that were rarer before, with w² its share of the paper's squared TF-IDF
/// weights, b the earlier papers that have the term, and e how many would at its rate in all dated
/// papers. The ratio is the posterior mean of the relative rate under a gamma prior around 1.
///
/// Earlier papers are those that had surely appeared: the last day their date can mean lies before
/// the first day this one's can. `None` for a paper without a date, without terms, or with fewer
/// than 20 earlier papers.
pub fn novelty(matrix: &TermMatrix, dates: &[Option<Date>]) -> Vec<Option<f64>> {
    let dated = || (0..).zip(dates).filter_map(|(row, date)| Some((row, (*date)?)));
    let mut appearing: Vec<(Day, usize)> =
        dated().map(|(row, date)| (date.first_day(), row)).collect();
    let mut appeared: Vec<(Day, usize)> =
        dated().map(|(row, date)| (date.last_day(), row)).collect();
    appearing.sort_unstable();
    appeared.sort_unstable();
    let mut in_all = vec![0u32; matrix.vocabulary.len()];
    let add = |counts: &mut [u32], row: usize| {
        matrix.weights.row(row).0.iter().for_each(|&term| counts[term as usize] += 1);
    };
    appeared.iter().for_each(|&(_, row)| add(&mut in_all, row));

    let mut novelty = vec![None; dates.len()];
    let (mut before, mut n_before) = (vec![0u32; in_all.len()], 0);
    for (day, row) in appearing {
        while let Some(&(_, earlier)) = appeared.get(n_before).filter(|(last, _)| *last < day) {
            add(&mut before, earlier);
            n_before += 1;
        }
        if n_before < MIN_EARLIER {
            continue;
        }
        let part = n_before as f64 / appeared.len() as f64;
        let newness = |&term: &u32| {
            let expected = f64::from(in_all[term as usize]) * part + PRIOR_PAPERS;
            (1.0 - (f64::from(before[term as usize]) + PRIOR_PAPERS) / expected).max(0.0)
        };
        let square = |&weight: &f32| f64::from(weight) * f64::from(weight);
        let (terms, weights) = matrix.weights.row(row);
        let all: f64 = weights.iter().map(square).sum();
        let new: f64 = terms.iter().zip(weights).map(|(term, w)| square(w) * newness(term)).sum();
        novelty[row] = (all > 0.0).then(|| (new / all).min(1.0));
    }
    novelty
}

/// Year, month, day.
type Day = (u16, u8, u8);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Paper};
    use crate::tokenize::{Language, Stems, tokenize};
    use crate::weigh::{VocabularyPlan, WeighPlan, weigh};

    /// Novelty of papers given as (year or 0, abstract).
    fn check(papers: &[(u16, &str)]) -> Vec<Option<f64>> {
        let made = papers
            .iter()
            .map(|(_, text)| Paper { abstract_text: text.to_string(), ..Paper::default() })
            .collect();
        let corpus = Corpus { papers: made, ..Corpus::default() };
        let tokenized = tokenize(&corpus, &Stems::new(Language::English, &[]));
        let vocabulary = VocabularyPlan { min_df: 1, max_df: 1.0, max_terms: 1000 };
        let matrix = weigh(&tokenized, &WeighPlan { vocabulary, title_weight: 1.0 }).unwrap();
        let dates: Vec<_> = papers.iter().map(|paper| Date::new(paper.0, None, None)).collect();
        novelty(&matrix, &dates)
    }

    #[test]
    fn new_words_that_others_take_up_are_novel() {
        let mut papers = vec![(2020, "pruning"); 40];
        papers.extend(vec![(2021, "transformer"); 20]);
        papers.push((2021, "pruning"));
        papers.push((2022, "transformer"));
        papers.push((0, "transformer"));
        let novelty = check(&papers);
        assert_eq!((novelty[0], *novelty.last().unwrap()), (None, None));
        // 21 of 62 papers have the word: of 40 earlier ones 13.55 were expected to, none did.
        let expected = 1.0 - 2.0 / (21.0 * 40.0 / 62.0 + 2.0);
        assert!((novelty[40].unwrap() - expected).abs() < 1e-6, "{:?}", novelty[40]);
        assert_eq!(novelty[60], Some(0.0), "the old word was commoner before");
        assert!(novelty[61].unwrap() < 0.1, "in the third year it is known");
    }

    #[test]
    fn a_coarse_date_is_neither_before_nor_after_a_finer_one_in_it() {
        let date = |month| Date::new(2021, month, None);
        assert!(date(None).unwrap().first_day() < date(Some(6)).unwrap().first_day());
        let year_ends = date(None).unwrap().last_day();
        assert!(year_ends > date(Some(12)).unwrap().first_day());
        assert!(year_ends < Date::new(2022, Some(1), None).unwrap().first_day());
    }

    #[test]
    fn too_few_earlier_papers_say_nothing() {
        let mut papers = vec![(2020, "pruning"); 19];
        papers.push((2021, "transformer"));
        assert!(check(&papers).iter().all(Option::is_none));
    }
}
