//! Which paper is meant: by its id, or by its title or a part of it.

use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::ingest::{id_key, title_key};

/// Candidates listed at most where several papers could be meant.
const LISTED: usize = 20;

/// The row of the paper with this id (in any spelling of it), this title, or the only title that
/// holds this text, whatever its case.
///
/// # Errors
/// When there is no such paper, or more than one: the candidates are listed.
pub fn find_paper(corpus: &Corpus, wanted: &str) -> Result<usize> {
    let wanted = wanted.trim();
    let rows = |matches: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..corpus.papers.len()).filter(|&row| matches(row)).collect()
    };
    let papers = &corpus.papers;
    let (id, title, part) = (id_key(wanted), title_key(wanted), folded(wanted));
    let mut found = rows(&|row| papers[row].id == wanted);
    if found.is_empty() && id.is_some() {
        found = rows(&|row| id_key(&papers[row].id) == id);
    }
    if found.is_empty() && title.is_some() {
        found = rows(&|row| title_key(&papers[row].title) == title);
    }
    if found.is_empty() && !part.is_empty() {
        found = rows(&|row| folded(&papers[row].title).contains(&part));
    }
    match found.as_slice() {
        [row] => Ok(*row),
        [] => Err(Error::config(
            format!("no paper has the id or, in its title, the text {wanted:?}"),
            "look the paper up in tables/papers.csv and give its id",
        )),
        several => Err(ambiguous(corpus, wanted, several)),
    }
}

/// Lower case, runs of spaces as one.
fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn ambiguous(corpus: &Corpus, wanted: &str, rows: &[usize]) -> Error {
    let mut problem = format!("{} papers could be meant by {wanted:?}:\n", rows.len());
    for &row in rows.iter().take(LISTED) {
        let paper = &corpus.papers[row];
        problem.push_str(&format!("  {}  {}\n", paper.id, paper.title));
    }
    if rows.len() > LISTED {
        problem.push_str(&format!("  and {} more\n", rows.len() - LISTED));
    }
    Error::config(problem.trim_end(), "give the id of one, or more of its title")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Paper;

    fn corpus() -> Corpus {
        let paper = |id: &str, title: &str| Paper {
            id: id.to_owned(),
            title: title.to_owned(),
            ..Default::default()
        };
        let papers = vec![
            paper("arXiv:1503.02531", "Distilling the Knowledge in a Neural Network"),
            paper("b", "Pruning Filters"),
            paper("c", "Pruning  Filters for Efficient ConvNets"),
            paper("pruning", "Sparse"),
        ];
        Corpus { papers, ..Default::default() }
    }

    #[track_caller]
    fn check_found(wanted: &str, row: usize) {
        assert_eq!(find_paper(&corpus(), wanted).unwrap(), row, "{wanted}");
    }

    #[test]
    fn ids_come_before_titles_and_whole_titles_before_parts() {
        check_found("1503.02531v2", 0);
        check_found("https://arxiv.org/abs/1503.02531", 0);
        check_found(" distilling the knowledge", 0);
        check_found("pruning", 3);
        check_found("Pruning filters", 1);
        check_found("filters for", 2);
    }

    #[test]
    fn several_candidates_are_listed_and_none_is_an_error() {
        let message = find_paper(&corpus(), "PRUNING F").unwrap_err().to_string();
        for part in ["2 papers", "\n  b  Pruning Filters\n", "\n  c  ", "give the id"] {
            assert!(message.contains(part), "{message}");
        }
        for nothing in ["quantum", "", "  "] {
            let message = find_paper(&corpus(), nothing).unwrap_err().to_string();
            assert!(message.contains("no paper has") && message.contains("papers.csv"));
        }
    }
}
