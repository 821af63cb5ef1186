//! Which of the papers to keep: those of a span of time, those that a condition holds for, or a
//! sample of them.

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};

use super::condition::Condition;
use crate::corpus::{Date, Filtered, Paper};

/// What is kept; by default, everything.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The first day on which a paper can have appeared.
    pub since: Option<Date>,
    /// The last day on which a paper can have appeared.
    pub until: Option<Date>,
    /// What must hold for a paper.
    pub condition: Option<Condition>,
    /// So many of the papers that are left, drawn at random.
    pub sample: Option<usize>,
    /// What the draw depends on.
    pub seed: u32,
}

impl Selection {
    /// Removes the papers that are not to be kept, and gives them with their counts by reason. A
    /// paper dated by its year or month alone is kept where some day of it is in the span; one
    /// without a date is in no span.
    ///
    /// The sample depends on the ids of the papers and the seed, not on their order: a paper that
    /// is in the sample of 100 is in that of 200, too.
    pub fn apply(&self, papers: &mut Vec<Paper>) -> (Filtered, Vec<Paper>) {
        let mut out = Vec::new();
        let mut filtered = Filtered::default();
        if self.since.is_some() || self.until.is_some() {
            filtered.by_date = split_off(papers, &mut out, |paper| self.is_in_span(paper.date));
        }
        if let Some(condition) = &self.condition {
            filtered.by_where = split_off(papers, &mut out, |paper| condition.holds(paper));
        }
        if let Some(n) = self.sample.filter(|n| *n < papers.len()) {
            let mut drawn: Vec<([u8; 32], &str)> =
                papers.par_iter().map(|paper| (self.lot(&paper.id), paper.id.as_str())).collect();
            drawn.par_sort_unstable();
            let drawn: FxHashSet<String> =
                drawn[..n].iter().map(|(_, id)| (*id).to_owned()).collect();
            filtered.by_sample = split_off(papers, &mut out, |paper| drawn.contains(&paper.id));
        }
        (filtered, out)
    }

    fn is_in_span(&self, date: Option<Date>) -> bool {
        date.is_some_and(|date| {
            self.since.is_none_or(|since| date.last_day() >= since.first_day())
                && self.until.is_none_or(|until| date.first_day() <= until.last_day())
        })
    }

    fn lot(&self, id: &str) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(self.seed.to_le_bytes());
        hasher.update(id);
        hasher.finalize().into()
    }
}

/// Moves the papers for which `keep` is false to `out`, and counts them.
fn split_off(
    papers: &mut Vec<Paper>,
    out: &mut Vec<Paper>,
    keep: impl Fn(&Paper) -> bool + Sync + Send,
) -> usize {
    let n_before = out.len();
    let is_kept: Vec<bool> = papers.par_iter().map(keep).collect();
    let mut is_kept = is_kept.into_iter();
    out.extend(papers.extract_if(.., |_| !is_kept.next().unwrap_or(true)));
    out.len() - n_before
}

#[cfg(test)]
mod tests {
    use super::super::parse_date;
    use super::*;

    fn papers(dates: &[&str]) -> Vec<Paper> {
        let paper = |(i, date): (usize, &&str)| Paper {
            id: format!("p{i}"),
            date: parse_date(date),
            ..Paper::default()
        };
        dates.iter().enumerate().map(paper).collect()
    }

    #[test]
    fn a_span_keeps_what_may_be_in_it() {
        let dates = ["2019", "2020", "2020-05", "2020-06-15", "2021-01", ""];
        let mut kept = papers(&dates);
        let (since, until) = (parse_date("2020-06"), parse_date("2020"));
        let selection = Selection { since, until, ..Selection::default() };
        let (filtered, out) = selection.apply(&mut kept);
        let ids: Vec<&str> = kept.iter().map(|paper| paper.id.as_str()).collect();
        assert_eq!(ids, ["p1", "p3"]);
        assert_eq!((filtered.by_date, filtered.sum(), out.len()), (4, 4, 4));
    }

    #[test]
    fn a_sample_is_of_the_ids_and_grows() {
        let all = papers(&["2020"; 100]);
        let draw = |sample, seed, mut papers: Vec<Paper>| {
            let selection = Selection { sample: Some(sample), seed, ..Selection::default() };
            let (filtered, _) = selection.apply(&mut papers);
            assert_eq!(filtered.by_sample, 100 - papers.len());
            let mut ids: Vec<String> = papers.into_iter().map(|paper| paper.id).collect();
            ids.sort();
            ids
        };
        let (ten, twenty) = (draw(10, 1, all.clone()), draw(20, 1, all.clone()));
        assert_eq!((ten.len(), twenty.len()), (10, 20));
        assert!(ten.iter().all(|id| twenty.contains(id)));
        assert_ne!(ten, draw(10, 2, all.clone()));
        assert_eq!(draw(200, 1, all.clone()).len(), 100);
        let mut backwards = all;
        backwards.reverse();
        assert_eq!(draw(10, 1, backwards), ten);
    }

    #[test]
    fn each_paper_is_counted_by_the_first_that_leaves_it_out() {
        let mut kept = papers(&["2019", "2020", "2021", "2022"]);
        let selection = Selection {
            since: parse_date("2020"),
            condition: Some(Condition::parse("year != 2021").unwrap()),
            sample: Some(1),
            ..Selection::default()
        };
        let (filtered, out) = selection.apply(&mut kept);
        assert_eq!(filtered, Filtered { by_date: 1, by_where: 1, by_sample: 1 });
        assert_eq!((kept.len(), out.len()), (1, 3));
    }
}
