//! What inputs hold and what they lack, without finding a theme: `themeline check`.

use crate::corpus::{Corpus, Date, DuplicateRule, Paper};
use crate::tokenize::Languages;
use std::collections::BTreeMap;

/// What stands for the language of a text too short to tell it.
const UNKNOWN: &str = "unknown";

/// Share of the papers from which something is worth a suggestion.
const NOTABLE: f64 = 0.2;

/// What there is to say of the papers of a corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Papers.
    pub n_papers: usize,
    /// Those without a date.
    pub n_undated: usize,
    /// Those dated by the year alone.
    pub n_year_only: usize,
    /// Those without an abstract.
    pub n_without_abstract: usize,
    /// The earliest and the latest date.
    pub span: Option<(Date, Date)>,
    /// Papers by language, the most frequent first; of a text too short to tell, `unknown`.
    pub languages: Vec<(String, usize)>,
    /// Duplicates by rule.
    pub duplicates: Vec<(DuplicateRule, usize)>,
    /// Flags of `themeline run` that fit, with the reason.
    pub suggestions: Vec<(String, String)>,
}

/// Looks at the papers of a corpus.
pub fn check(corpus: &Corpus) -> Check {
    let papers = &corpus.papers;
    let n = |is: fn(&Paper) -> bool| papers.iter().filter(|paper| is(paper)).count();
    let mut dates: Vec<Date> = papers.iter().filter_map(|paper| paper.date).collect();
    dates.sort_unstable_by_key(|date| date.first_day());
    let mut duplicates: BTreeMap<DuplicateRule, usize> = BTreeMap::new();
    for duplicate in &corpus.duplicates {
        *duplicates.entry(duplicate.rule).or_default() += 1;
    }
    let mut check = Check {
        n_papers: papers.len(),
        n_undated: n(|paper| paper.date.is_none()),
        n_year_only: n(|paper| paper.date.is_some_and(|date| date.month().is_none())),
        n_without_abstract: n(|paper| paper.abstract_text.is_empty()),
        span: dates.first().copied().zip(dates.last().copied()),
        languages: languages(papers),
        duplicates: duplicates.into_iter().collect(),
        suggestions: Vec::new(),
    };
    check.suggestions = suggestions(&check);
    check
}

/// The languages as a run tells them, and those that no language is told of.
fn languages(papers: &[Paper]) -> Vec<(String, usize)> {
    let told = Languages::of(papers, None).counts;
    let n_unknown = papers.len() - told.iter().map(|(_, n)| n).sum::<usize>();
    let mut counts: Vec<(String, usize)> =
        told.into_iter().map(|(tongue, n)| (tongue.name().to_owned(), n)).collect();
    counts.extend((n_unknown > 0).then(|| (UNKNOWN.to_owned(), n_unknown)));
    // Stable: of equally common ones, the order of a run.
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts
}

fn suggestions(check: &Check) -> Vec<(String, String)> {
    let share = |n: usize| n as f64 / check.n_papers.max(1) as f64;
    let percent = |n: usize| format!("{:.0} %", 100.0 * share(n));
    let mut found = Vec::new();
    let mut told = check.languages.iter().filter(|(name, _)| name != UNKNOWN);
    if let Some((main, _)) = told.next() {
        let n_others: usize = told.map(|(_, n)| n).sum();
        if share(n_others) >= NOTABLE {
            let reason = format!(
                "{} of the papers are in other languages than {main}, and join themes by the few \
                 words they share with it",
                percent(n_others)
            );
            found.push((format!("--only-language {}", main.to_lowercase()), reason));
        }
    }
    if share(check.n_year_only) >= NOTABLE && share(check.n_year_only) < 1.0 - NOTABLE {
        let reason = format!("{} of the papers have a year alone", percent(check.n_year_only));
        found.push(("--spread-years".to_owned(), reason));
    }
    if share(check.n_undated) >= NOTABLE {
        let reason = format!(
            "{} of the papers have no date: name the column, if there is one",
            percent(check.n_undated)
        );
        found.push(("--date-column NAME".to_owned(), reason));
    }
    if share(check.n_without_abstract) >= NOTABLE {
        let reason = format!(
            "{} of the papers have no abstract: name the column, if there is one, or leave them \
             out with --where abstract",
            percent(check.n_without_abstract)
        );
        found.push(("--abstract-column NAME".to_owned(), reason));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(title: &str, abstract_text: &str, year: Option<u16>) -> Paper {
        Paper {
            title: title.into(),
            abstract_text: abstract_text.into(),
            date: year.and_then(|year| Date::new(year, None, None)),
            ..Paper::default()
        }
    }

    #[test]
    fn what_is_there_and_what_is_not_is_counted() {
        let german = "Wir untersuchen, wie sich die Sprache der Wissenschaft verändert, und zeigen, \
            dass sie einfacher geworden ist, obwohl die Texte länger sind als zuvor.";
        let english = "We study how the language of science has changed over the years, and show \
            that it has become simpler, although the texts are longer than they were before.";
        let papers = vec![
            paper("Eins", german, Some(2001)),
            paper("Zwei", german, None),
            paper("Drei", german, Some(2020)),
            paper("Four", english, Some(1999)),
            paper("5", "", None),
        ];
        let check = check(&Corpus { papers, ..Corpus::default() });
        let expected = [("German", 3), ("English", 1), ("unknown", 1)];
        assert_eq!(check.languages, expected.map(|(name, n)| (name.to_owned(), n)));
        assert_eq!((check.n_undated, check.n_year_only, check.n_without_abstract), (2, 3, 1));
        let (first, last) = check.span.unwrap();
        assert_eq!((first.year(), last.year()), (1999, 2020));
        let flags: Vec<&str> = check.suggestions.iter().map(|(flag, _)| flag.as_str()).collect();
        let expected = [
            "--only-language german",
            "--spread-years",
            "--date-column NAME",
            "--abstract-column NAME",
        ];
        assert_eq!(flags, expected);
        assert!(check.suggestions[0].1.starts_with("20 % of the papers"));
    }
}
