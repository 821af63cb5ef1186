//! The headings of structured abstracts.

use crate::corpus::{Repair, Repairs};

/// Headings of the sections of an abstract, in lower case.
const HEADINGS: [&str; 46] = [
    "aim",
    "aims",
    "background",
    "conclusion",
    "conclusions",
    "context",
    "data sources",
    "design",
    "discussion",
    "evaluation",
    "findings",
    "importance",
    "interpretation",
    "introduction",
    "main outcome measures",
    "main results",
    "material and methods",
    "materials and methods",
    "method",
    "methodology",
    "methods",
    "motivation",
    "objective",
    "objectives",
    "outcomes",
    "participants",
    "patients",
    "patients and methods",
    "purpose",
    "rationale",
    "result",
    "results",
    "setting",
    "significance",
    "study design",
    "summary",
    "measurements",
    "intervention",
    "interventions",
    "background and aims",
    "background and objectives",
    "methods and results",
    "background and purpose",
    "methods and findings",
    "results and discussion",
    "background & aims",
];

/// Bytes of the longest heading.
const LONGEST: usize = 26;

/// Bytes of the label at the start of a sentence, with its colon: `RESULTS: ` of a structured
/// abstract. It says nothing about the topic of a paper.
pub fn section_label(sentence: &str) -> Option<usize> {
    let head = &sentence.as_bytes()[..sentence.len().min(LONGEST + 1)];
    let colon = memchr::memchr(b':', head)?;
    let label = sentence.get(..colon)?.trim().to_ascii_lowercase();
    HEADINGS.contains(&label.as_str()).then_some(colon + 1)
}

/// Puts a colon after headings that an export ran into the text: `BackgroundAlthough`,
/// `METHODS We`. Only an abstract that begins with one is looked at.
pub fn label(text: &mut String, done: &mut Repairs) {
    if heading(text).is_none() && section_label(text).is_none() {
        return;
    }
    let mut out = String::new();
    let (mut kept_to, mut n_times) = (0, 0);
    for start in starts(text) {
        if let Some(n_bytes) = heading(&text[start..]) {
            out.push_str(&text[kept_to..start]);
            if !(out.is_empty() || out.ends_with([' ', '\n'])) {
                out.push(' ');
            }
            out.push_str(&text[start..start + n_bytes]);
            out.push_str(": ");
            let rest = &text[start + n_bytes..];
            kept_to = text.len() - rest.trim_start().len();
            n_times += 1;
        }
    }
    if n_times > 0 {
        out.push_str(&text[kept_to..]);
        *text = out;
        done.add(Repair::Sections, n_times);
    }
}

/// Where a sentence starts, with or without a space before.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let ends = memchr::memchr3_iter(b'.', b'?', b'\n', bytes);
    std::iter::once(0).chain(ends.filter_map(move |end| {
        let start =
            end + 1 + bytes[end + 1..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        bytes.get(start).is_some_and(u8::is_ascii_uppercase).then_some(start)
    }))
}

/// Bytes of the heading without a colon that a text starts with.
fn heading(text: &str) -> Option<usize> {
    let head = &text[..text.floor_char_boundary(LONGEST)];
    let is_spelled = |heading: &&&str| {
        let Some(written) = head.get(..heading.len()) else { return false };
        if !written.eq_ignore_ascii_case(heading) {
            return false;
        }
        let rest = &text[heading.len()..];
        let mut next = rest.chars();
        let first = next.next().unwrap_or(' ');
        if written.bytes().all(|b| !b.is_ascii_lowercase()) {
            // METHODS We …, but not METHODS OF …
            let second = next.next().unwrap_or(' ');
            return first == ' '
                && (second.is_uppercase() || second.is_ascii_digit())
                && !next.next().is_some_and(char::is_uppercase);
        }
        // BackgroundAlthough …
        written.starts_with(|c: char| c.is_ascii_uppercase())
            && written[1..].bytes().all(|b| !b.is_ascii_uppercase())
            && first.is_uppercase()
    };
    HEADINGS.iter().filter(is_spelled).map(|heading| heading.len()).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str, n_times: usize) {
        let (mut text, mut done) = (raw.to_owned(), Repairs::default());
        label(&mut text, &mut done);
        assert_eq!(text, expected, "from {raw:?}");
        assert_eq!(done.iter().map(|(_, n)| n).sum::<usize>(), n_times, "from {raw:?}");
    }

    #[test]
    fn headings_get_a_colon() {
        check(
            "BackgroundAlthough so.MethodsWe did. ResultsIt is.",
            "Background: Although so. Methods: We did. Results: It is.",
            3,
        );
        check(
            "BACKGROUND We did. METHODS AND RESULTS A trial.",
            "BACKGROUND: We did. METHODS AND RESULTS: A trial.",
            2,
        );
        check("Background: We did. RESULTS It is.", "Background: We did. RESULTS: It is.", 1);
    }

    #[test]
    fn sentences_are_no_headings() {
        for text in [
            "Background knowledge helps. Results vary.",
            "METHODS OF NETS. A study.",
            "We did. ResultsX are.",
            "Methods: We did. Results: It is.",
            "",
        ] {
            check(text, text, 0);
        }
    }

    #[test]
    fn labels_are_told() {
        assert_eq!(section_label("RESULTS: It is."), Some(8));
        assert_eq!(section_label("Materials and Methods: We"), Some(22));
        assert_eq!(section_label("Nets: we"), None);
        assert_eq!(section_label("Results of nets: we"), None);
    }
}
