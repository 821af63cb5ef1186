//! What became of every record, per file: on the terminal after `run`, `convert` and `check`.

use super::terminal_table::cut;
use super::words::counted;
use crate::corpus::{Corpus, SourceFile};
use std::path::Path;

/// Files that are told of one by one.
const MOST_FILES: usize = 12;

/// A line per file where there are several, or where records were rejected; each at most 80 columns
/// wide. Of very many files, those that lost a record come first.
pub fn accounting(corpus: &Corpus) -> String {
    if corpus.sources.len() < 2 && corpus.rejected.is_empty() {
        return String::new();
    }
    let mut files: Vec<&SourceFile> = corpus.sources.iter().collect();
    files.sort_by_key(|file| &file.path);
    if files.len() > MOST_FILES {
        files.sort_by_key(|file| std::cmp::Reverse(file.n_rejected));
    }
    let mut text = String::new();
    for file in files.iter().take(MOST_FILES) {
        text += &format!("  {}\n", line(&file.path.display().to_string(), file));
    }
    if files.len() > MOST_FILES {
        text += &format!("  and {} more files\n", files.len() - MOST_FILES);
    }
    text
}

/// `papers.csv: 120 records, 110 kept, 7 duplicates, 3 rejected`; of a long name, the end.
fn line(name: &str, file: &SourceFile) -> String {
    let counts = counts(file);
    let room = 76_usize.saturating_sub(counts.chars().count()).max(12);
    let n_chars = name.chars().count();
    let name: String = match n_chars > room {
        true => "…".chars().chain(name.chars().skip(n_chars + 1 - room)).collect(),
        false => name.to_owned(),
    };
    cut(&format!("{name}: {counts}"), 78).to_string()
}

/// `120 records, 110 kept, 7 duplicates, 3 rejected`: what there is none of is left out.
pub fn counts(file: &SourceFile) -> String {
    let mut text = format!("{}, {} kept", counted(file.n_records, "record"), file.n_papers);
    if file.n_duplicates > 0 {
        text += &format!(", {}", counted(file.n_duplicates, "duplicate"));
    }
    for (n, what) in [(file.n_rejected, "rejected"), (file.n_filtered, "filtered out")] {
        if n > 0 {
            text += &format!(", {n} {what}");
        }
    }
    text
}

/// All files as if they were one.
pub fn total(corpus: &Corpus) -> SourceFile {
    let mut total = SourceFile::default();
    for file in &corpus.sources {
        total.n_records += file.n_records;
        total.n_papers += file.n_papers;
        total.n_duplicates += file.n_duplicates;
        total.n_rejected += file.n_rejected;
        total.n_filtered += file.n_filtered;
    }
    total
}

/// What `themeline convert` says when it is done.
pub fn convert_summary(corpus: &Corpus, out: &Path) -> String {
    let n = counted(corpus.papers.len(), "paper");
    let mut text = format!("{n} written to {}\n", out.display());
    let total = total(corpus);
    if total.n_records > corpus.papers.len() {
        text += &format!("  {}\n", counts(&total));
    }
    if corpus.sources.len() > 1 {
        text += &accounting(corpus);
    }
    for rejected in corpus.rejected.iter().take(5) {
        text += &format!("  rejected: {}: {}\n", rejected.place(), rejected.reason);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, n_rejected: usize) -> SourceFile {
        SourceFile {
            path: path.into(),
            n_records: 12 + n_rejected,
            n_papers: 10,
            n_duplicates: 2,
            n_rejected,
            ..SourceFile::default()
        }
    }

    #[test]
    fn a_line_per_file_says_what_became_of_its_records() {
        let long = format!("{}/b.csv", "folder/".repeat(20));
        let sources = vec![file(&long, 3), file("a.csv", 0)];
        let text = accounting(&Corpus { sources, ..Corpus::default() });
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "  a.csv: 12 records, 10 kept, 2 duplicates");
        assert!(lines[1].ends_with("r//b.csv: 15 records, 10 kept, 2 duplicates, 3 rejected"));
        assert!(lines.iter().all(|line| line.chars().count() <= 80));
    }

    #[test]
    fn one_file_that_lost_nothing_is_not_told_of_and_many_are_cut() {
        let one = Corpus { sources: vec![file("a.csv", 0)], ..Corpus::default() };
        assert_eq!(accounting(&one), "");
        let mut sources: Vec<SourceFile> = (10..40).map(|i| file(&format!("{i}"), 0)).collect();
        sources[29].n_rejected = 5;
        let text = accounting(&Corpus { sources, ..Corpus::default() });
        assert!(text.starts_with("  39: ") && text.ends_with("and 18 more files\n"), "{text}");
    }
}
