//! The saved text of a page that lists papers: a title line, an abstract line, and page furniture.
//!
//! Titles and abstracts are told by their shape, and paired as they follow each other. So a paper
//! without an abstract, a foot line or a second paragraph does not shift the papers after it.

use super::columns::Names;
use super::content::record_text;
use super::reading::Reading;
use crate::corpus::Paper;

/// Characters from which a line is an abstract, whatever precedes it.
const SURELY_ABSTRACT: usize = 300;
/// Characters from which a line that ends like a sentence may be an abstract.
const SHORTEST_ABSTRACT: usize = 40;
/// Words that a line without an abstract needs to count as a title at the page's end.
const MIN_TITLE_WORDS: usize = 4;

/// What a line looks like by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Title,
    /// A sentence of a title's length: an abstract if a title waits for one, else a title.
    Either,
    Abstract,
}

fn shape(line: &str) -> Shape {
    let n_chars = line.chars().count();
    if n_chars >= SURELY_ABSTRACT {
        return Shape::Abstract;
    }
    let ends = line.trim_end_matches(['"', '\'', ')', '”']);
    let is_sentence = ends.ends_with(['.', '…', '。']) && line.split_whitespace().count() >= 6;
    // Titles hold at most a "vs." or a subtitle; long lines of several sentences are text.
    let has_sentences = n_chars >= 160 && line.matches(". ").count() >= 1;
    if (n_chars >= SHORTEST_ABSTRACT && is_sentence) || has_sentences {
        Shape::Either
    } else {
        Shape::Title
    }
}

/// Reads page text. Lines of page furniture that we know are no records; a line that stands alone
/// before the first paper or, when short, after the last one, is rejected as likely furniture.
pub fn read(bytes: &[u8], names: &Names) -> Reading {
    let mut pairing = Pairing::new(names);
    let mut offset = 0;
    for (line_idx, raw) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line_number = line_idx as u64 + 1;
        match record_text(raw, offset) {
            Ok(line) => pairing.line(line_number, line.trim()),
            Err(reason) => pairing.reject(line_number, reason),
        }
        offset += raw.len() + 1;
    }
    pairing.finish()
}

/// A title that waits for its abstract.
#[derive(Debug)]
struct Waiting<'a> {
    line: u64,
    title: &'a str,
    shape: Shape,
    /// Whether it can be the name of whoever submitted the paper before.
    is_name: bool,
}

#[derive(Debug)]
struct Pairing<'a> {
    names: &'a Names,
    waiting: Option<Waiting<'a>>,
    /// Lines that stand alone, with the number of papers before them.
    alone: Vec<(usize, Waiting<'a>)>,
    reading: Reading,
    /// Whether a line may continue the last paper's abstract.
    has_open_abstract: bool,
    /// Whether the line before says `Submitted by`.
    is_after_by: bool,
}

impl<'a> Pairing<'a> {
    fn new(names: &'a Names) -> Self {
        Pairing {
            names,
            waiting: None,
            alone: Vec::new(),
            reading: Reading::default(),
            has_open_abstract: false,
            is_after_by: false,
        }
    }

    fn line(&mut self, number: u64, line: &'a str) {
        let line = if self.reading.papers.is_empty() { without_button(line) } else { line };
        if line.is_empty() {
            return;
        }
        let is_by = line.eq_ignore_ascii_case("submitted by");
        let is_name = std::mem::replace(&mut self.is_after_by, is_by) && !line.contains(' ');
        if is_furniture(line) {
            return;
        }
        match (shape(line), self.waiting.take()) {
            (Shape::Abstract | Shape::Either, Some(waiting)) => self.pair(waiting, line),
            (Shape::Abstract, None) if self.has_open_abstract => self.extend_abstract(line),
            (Shape::Abstract, None) => self.push_paper(number, "", line),
            (shape, waiting) => {
                self.stands_alone(waiting);
                self.waiting = Some(Waiting { line: number, title: line, shape, is_name });
            }
        }
    }

    fn pair(&mut self, waiting: Waiting<'a>, text: &str) {
        self.push_paper(waiting.line, waiting.title, text);
    }

    fn push_paper(&mut self, line: u64, title: &str, text: &str) {
        self.reading.papers.push(Paper {
            title: title.to_owned(),
            abstract_text: text.to_owned(),
            ..self.names.blank(line)
        });
        self.has_open_abstract = true;
    }

    fn extend_abstract(&mut self, paragraph: &str) {
        if let Some(paper) = self.reading.papers.last_mut() {
            paper.abstract_text.push('\n');
            paper.abstract_text.push_str(paragraph);
        }
    }

    /// A waiting line that gets no abstract: a last sentence of the abstract before, or a title.
    fn stands_alone(&mut self, waiting: Option<Waiting<'a>>) {
        match waiting {
            Some(waiting) if waiting.shape == Shape::Either && self.has_open_abstract => {
                self.extend_abstract(waiting.title);
            }
            Some(waiting) => {
                self.alone.push((self.reading.papers.len(), waiting));
                self.has_open_abstract = false;
            }
            None => {}
        }
    }

    fn reject(&mut self, line: u64, reason: String) {
        // The bad line was the abstract of the waiting title, or nobody knows whose: the title
        // stands alone, and no later line may join what came before.
        let waiting = self.waiting.take();
        self.stands_alone(waiting);
        self.has_open_abstract = false;
        self.reading.push(line, Err(reason));
    }

    fn finish(mut self) -> Reading {
        let waiting = self.waiting.take();
        self.stands_alone(waiting);
        let n_paired = self.reading.papers.len();
        for (n_before, Waiting { line, title, is_name, .. }) in self.alone {
            let is_short = title.split_whitespace().count() < MIN_TITLE_WORDS;
            // A page of titles alone has no furniture to tell them from.
            let at_top = n_before == 0 && n_paired > 0;
            if at_top || is_name || (n_before == n_paired && n_paired > 0 && is_short) {
                let reason =
                    format!("a line without an abstract, taken for page furniture: {title:?}");
                self.reading.push(line, Err(reason));
            } else {
                self.reading
                    .papers
                    .push(Paper { title: title.to_owned(), ..self.names.blank(line) });
            }
        }
        self.reading.rejected.sort();
        self.reading
    }
}

/// The page's subscribe button sticks to the first title when the page is copied as text.
fn without_button(line: &str) -> &str {
    const WORDS: [&str; 4] = ["Subscribed", "Subscriber", "Subscribers", "Subscribes"];
    match line.strip_prefix("Subscribe") {
        Some(title)
            if title.starts_with(char::is_alphanumeric)
                && !WORDS.contains(&line.split(' ').next().unwrap_or_default()) =>
        {
            title
        }
        _ => line,
    }
}

/// Whole lines that pages put around papers, and lines without a letter.
fn is_furniture(line: &str) -> bool {
    if line.chars().count() >= SURELY_ABSTRACT {
        return false;
    }
    let line = line.trim_start_matches(['·', ' ']).to_lowercase();
    let whole = [
        "subscribe",
        "sign up",
        "sign in",
        "log in",
        "login",
        "search",
        "menu",
        "home",
        "papers",
        "daily papers",
        "trending papers",
        "models",
        "datasets",
        "spaces",
        "docs",
        "pricing",
        "about",
        "privacy",
        "terms",
        "privacy policy",
        "terms of service",
        "tos",
        "company",
        "website",
        "jobs",
        "next",
        "previous",
        "load more",
        "view all",
        "back to top",
        "github",
        "arxiv page",
        "upvote",
        "share",
        "skip to main content",
    ];
    let starts = [
        "get trending papers",
        "subscribe to ",
        "sign up ",
        "copyright ",
        "©",
        "submitted by",
        "published on ",
        "all rights reserved",
        "view arxiv page",
        "view pdf",
    ];
    let n_letters = line.chars().filter(|c| c.is_alphabetic()).count();
    n_letters == 0
        || whole.contains(&line.trim_end_matches(['.', '!', '…', ':']))
        || starts.iter().any(|start| line.starts_with(start))
        || is_count(&line)
}

/// `12 authors`, `· 3 comments`, `81 upvotes`.
fn is_count(line: &str) -> bool {
    let mut words = line.trim_start_matches(['·', ' ']).split_whitespace();
    let (number, unit, end) = (words.next(), words.next(), words.next());
    let units = ["author", "authors", "comment", "comments", "upvote", "upvotes", "likes", "views"];
    number.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
        && unit.is_some_and(|unit| units.contains(&unit))
        && end.is_none()
}

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::*;

    fn read(bytes: &[u8]) -> Reading {
        super::read(bytes, &Names::new(&IngestPlan::default()))
    }

    fn long(of: &str) -> String {
        format!("We study {of}. ").repeat(30)
    }

    #[track_caller]
    fn check_page(lines: &[&str], expected: &[(&str, &str)], n_rejected: usize) -> Reading {
        for line_end in ["\n", "\r\n", "\n\n", "\r\n  \r\n"] {
            let reading = read(lines.join(line_end).as_bytes());
            let found: Vec<(&str, &str)> = reading
                .papers
                .iter()
                .map(|paper| (paper.title.as_str(), paper.abstract_text.as_str()))
                .collect();
            let expected: Vec<_> = expected.iter().map(|(t, a)| (*t, a.trim())).collect();
            assert_eq!(found, expected, "with line end {line_end:?}");
            assert_eq!(reading.rejected.len(), n_rejected, "{:?}", reading.rejected);
        }
        read(lines.join("\n").as_bytes())
    }

    #[test]
    fn banner_and_button_do_not_reach_the_first_title() {
        let (a, b) = (long("pruning"), long("caches"));
        let lines = [
            "Get trending papers in your email inbox once a day!",
            "SubscribeLayer Loss",
            &a,
            "KV caches",
            &b,
        ];
        check_page(&lines, &[("Layer Loss", &a), ("KV caches", &b)], 0);
    }

    #[test]
    fn subscribe_as_a_word_stays() {
        assert_eq!(without_button("Subscribers leave early"), "Subscribers leave early");
        assert_eq!(without_button("Subscribe to peace"), "Subscribe to peace");
        assert_eq!(without_button("Subscribe3D Vision"), "3D Vision");
    }

    #[test]
    fn pairing_resumes_after_a_title_without_abstract() {
        let (a, b) = (long("one"), long("two"));
        let lines = ["First paper", &a, "A title without any abstract", "Second paper", &b];
        let expected = [
            ("First paper", a.as_str()),
            ("Second paper", &b),
            ("A title without any abstract", ""),
        ];
        check_page(&lines, &expected, 0);
    }

    #[test]
    fn short_abstracts_pair_too() {
        let lines = [
            "On short abstracts",
            "We show in this note that abstracts can be short.",
            "On shorter ones",
            "It is known that brevity has limits, and we give one.",
        ];
        let expected = [(lines[0], lines[1]), (lines[2], lines[3])];
        check_page(&lines, &expected, 0);
    }

    #[test]
    fn long_titles_are_titles() {
        let title = "A very long title about the many ways in which the titles of papers grow \
                     beyond a hundred characters, with a subtitle: and then a question on it?";
        let (a, b) = (long("one"), long("two"));
        check_page(&["Paper", &a, title, &b], &[("Paper", &a), (title, &b)], 0);
    }

    #[test]
    fn a_second_paragraph_joins_its_abstract() {
        let (a, b) = (long("one"), long("two"));
        let code = "Our code is available at https://example.org for everyone.";
        let joined = format!("{}\n{}\n{code}", a.trim(), a.trim());
        check_page(
            &["Paper", &a, &a, code, "Next paper", &b],
            &[("Paper", &joined), ("Next paper", &b)],
            0,
        );
    }

    #[test]
    fn furniture_is_told_at_both_ends() {
        let a = long("one");
        let lines = ["by a community of readers", "Paper", &a, "12 authors", "·", "42", "Site map"];
        let reading = check_page(&lines, &[("Paper", &a)], 2);
        assert_eq!(reading.rejected[0].0, 1);
        assert!(reading.rejected[1].1.contains("Site map"));
    }

    #[test]
    fn whoever_submitted_a_paper_is_none() {
        let (a, b) = (long("one"), long("two"));
        let lines = ["A", &a, "Submitted by", "ann", "· Published on Mar 17, 2025", "B", &b];
        let reading = check_page(&lines, &[("A", &a), ("B", &b)], 1);
        assert!(reading.rejected[0].1.contains("\"ann\""));
        let lines = ["A", &a, "Submitted by", "B", &b];
        check_page(&lines, &[("A", &a), ("B", &b)], 0);
    }

    #[test]
    fn a_list_of_titles_is_a_list_of_papers() {
        check_page(&["Paper one", "Paper two"], &[("Paper one", ""), ("Paper two", "")], 0);
    }

    #[test]
    fn a_line_that_is_not_utf8_is_rejected_alone() {
        let (a, b) = (long("one"), long("two"));
        let mut bytes = format!("One paper here today\n{a}\nTwo papers here today\n").into_bytes();
        bytes.extend_from_slice(b"Caf\xE9 text.\nThree papers here today\n");
        bytes.extend_from_slice(b.as_bytes());
        let reading = read(&bytes);
        let titles: Vec<&str> = reading.papers.iter().map(|paper| paper.title.as_str()).collect();
        assert_eq!(
            titles,
            ["One paper here today", "Three papers here today", "Two papers here today"]
        );
        assert_eq!(reading.rejected[0].0, 4);
    }
}
