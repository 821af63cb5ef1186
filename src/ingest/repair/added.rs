//! What publishers and exports add to an abstract, and the marks of those that they cut.

use super::heading::heading;
use crate::corpus::{Repair, Repairs};

/// Bytes at the end of an abstract in which the words of a publisher can start.
const TAIL: usize = 500;

/// Bytes of the words of a publisher at the start of an abstract.
const HEAD: usize = 160;

/// What marks an abstract that was cut, or that an export made; in lower case.
const CUT_MARKS: [&str; 7] = [
    "[truncated]",
    "(truncated)",
    "(abstract truncated)",
    "[abstract truncated]",
    "(au)",
    "[abstract from author]",
    "[publication abstract]",
];

/// Takes the words of publishers and exports from both ends of an abstract.
pub fn strip(text: &mut String, done: &mut Repairs) {
    // An export may call an abstract so that its author has called so already.
    while let Some(n_bytes) = heading(text) {
        text.drain(..n_bytes);
        done.add(Repair::Heading, 1);
    }
    if let Some(n_bytes) = opening(text) {
        text.drain(..n_bytes);
        done.add(Repair::Boilerplate, 1);
    }
    let mut is_boilerplate = false;
    // A mark of a cut may stand before or after the words of a publisher.
    for _ in 0..4 {
        let n_kept = text.trim_end().len();
        if let Some(start) = cut_mark(&text[..n_kept]) {
            text.truncate(start);
            done.add(Repair::Cut, 1);
        } else if let Some(start) = closing(&text[..n_kept]) {
            // Crown Copyright © 2010
            let kept =
                ["Copyright", "Crown", "Canadian"].iter().fold(&text[..start], |kept, word| {
                    let kept = kept.trim_end();
                    kept.strip_suffix(word).unwrap_or(kept)
                });
            text.truncate(kept.len());
            is_boilerplate = true;
        } else {
            break;
        }
        text.truncate(text.trim_end().len());
    }
    if is_boilerplate {
        done.add(Repair::Boilerplate, 1);
    }
    let is_cut = ["…", "...", "[...]", "[…]"].iter().any(|mark| text.ends_with(mark));
    if is_cut && text.len() > 200 {
        done.add(Repair::Cut, 1);
    }
}

/// Bytes of the publisher's words that an abstract starts with: `© 2014 Elsevier B.V. `, with or
/// without the name of the journal before.
fn opening(text: &str) -> Option<usize> {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let sign = head.find('©').filter(|at| !head[..*at].contains('.')).unwrap_or(0);
    if !is_notice(&text[sign..]) {
        return None;
    }
    let is_end = |at: usize| {
        let rest = &text[at + 1..];
        let next = rest.trim_start().split(' ').next().unwrap_or_default();
        // B.V. is not the end of two sentences.
        let is_run_in = !rest.starts_with(' ') && !text[..at].ends_with(char::is_lowercase);
        next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            && !is_run_in
            && !["All", "Published", "Ltd", "Inc", "Ltd.", "Inc.", "Co.", "KGaA,"].contains(&next)
    };
    let (end, _) = head.match_indices('.').find(|(at, _)| *at > sign && is_end(*at))?;
    let mut rest = text[end + 1..].trim_start();
    for phrase in ["All rights reserved. ", "Published by Elsevier Ltd. "] {
        rest = rest.strip_prefix(phrase).unwrap_or(rest);
    }
    Some(text.len() - rest.len())
}

/// Where the publisher's words at the end start.
fn closing(text: &str) -> Option<usize> {
    let from = text.ceil_char_boundary(text.len().saturating_sub(TAIL));
    let tail = &text[from..];
    let is_candidate = tail.contains(['©', '℗'])
        || ["opyright", "(c) ", "(C) ", "ights reserved", "RIGHTS RESERVED", "Published by "]
            .iter()
            .any(|mark| tail.contains(mark));
    if !is_candidate {
        return None;
    }
    sentence_starts(tail).map(|start| (start, &tail[start..])).find_map(|(start, sentence)| {
        let lower = || sentence.to_lowercase();
        let is_reserved = || {
            let sentence = lower();
            let at = sentence.find("all rights reserved");
            at.is_some_and(|at| at < 120 && !sentence[..at].contains(". "))
        };
        let is_publisher = || sentence.starts_with("Published by ") && sentence.len() < 120;
        let is_license = || {
            sentence.starts_with("This article is protected by copyright")
                || sentence.starts_with("Copyright of ") && sentence.contains("property of")
                || sentence.starts_with("(PsycI") && lower().contains("database record")
        };
        // No year, as Scopus has it: © National Academy of Sciences. All rights reserved.
        let is_named = || {
            let name = sentence.strip_prefix('©').unwrap_or_default().trim_start();
            name.starts_with(char::is_uppercase)
                && name.len() < 120
                && lower().trim_end_matches('.').ends_with("all rights reserved")
        };
        (is_notice(sentence) || is_publisher() || is_license() || is_named() || is_reserved())
            .then_some(from + start)
    })
}

/// Where the sentences of a text start, the first of which may be the end of one.
fn sentence_starts(text: &str) -> impl Iterator<Item = usize> {
    let starts = text.char_indices().filter(move |(at, c)| {
        let before = text[..*at].trim_end_matches([' ', '\n', '\r', '\u{a0}']);
        let is_new = before.len() < *at || *c == '©' || *c == '(';
        let is_end = before.is_empty() || before.ends_with(['.', '!', '?', ')', ']', '>', ';']);
        is_new && is_end && !c.is_whitespace() || *c == '©' || is_reserved(&text[*at..])
    });
    starts.map(|(at, _)| at)
}

/// Whether all that is left is `(C) 2022 Elsevier B.V. All rights reserved.`, which Web of Science
/// has behind abstracts without a full stop, too.
fn is_reserved(text: &str) -> bool {
    text.len() < 150
        && text.starts_with(['(', 'C'])
        && is_notice(text)
        && text.to_lowercase().trim_end_matches('.').ends_with("all rights reserved")
}

/// Whether a sentence starts as a notice of copyright: a sign or the word, and a year or a sign.
fn is_notice(sentence: &str) -> bool {
    let sentence = sentence.trim_start_matches('(');
    let rest = sentence.strip_prefix("Copyright").or_else(|| sentence.strip_prefix("COPYRIGHT"));
    let (by_word, rest) = match rest {
        Some(rest) => (true, rest.trim_start()),
        None => (false, sentence),
    };
    let sign = ["©", "(c)", "(C)", "c)", "C)", "℗"].iter().find_map(|sign| rest.strip_prefix(sign));
    let rest = sign.unwrap_or(rest).trim_start_matches([' ', ':', ',', '\u{a0}']);
    let year = rest.get(..4).is_some_and(|year| {
        (year.starts_with("19") || year.starts_with("20"))
            && year.bytes().all(|b| b.is_ascii_digit())
    });
    let named = || {
        [
            "The Author",
            "Author",
            "Elsevier",
            "Springer",
            "Wiley",
            "IEEE",
            "ACM",
            "Copyright",
            "Taylor",
        ]
        .iter()
        .any(|name| rest.starts_with(name))
    };
    match (sign.is_some(), by_word) {
        (true, _) => year || named(),
        // `Copyright 2019 Wiley.`, not `Copyright 2019 was a year in which …`.
        (false, true) => {
            year && rest.get(4..).is_some_and(|rest| {
                rest.trim_start().starts_with(|c: char| c.is_uppercase() || c == ',')
            })
        }
        (false, false) => false,
    }
}

/// Where the mark of a cut at the end starts.
fn cut_mark(text: &str) -> Option<usize> {
    let from = text.ceil_char_boundary(text.len().saturating_sub(60));
    let tail = &text[from..];
    if !tail.ends_with([')', ']']) {
        return None;
    }
    let open = tail.rfind(['(', '['])?;
    let mark = tail[open..].to_lowercase();
    // (ABSTRACT TRUNCATED AT 250 WORDS), as MEDLINE has it.
    let is_mark = CUT_MARKS.contains(&mark.as_str()) || mark.starts_with("(abstract truncated at ");
    is_mark.then_some(from + open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str, repairs: &[Repair]) {
        let (mut text, mut done) = (raw.to_owned(), Repairs::default());
        strip(&mut text, &mut done);
        assert_eq!(text, expected, "from {raw:?}");
        let found: Vec<Repair> = done.iter().map(|(repair, _)| repair).collect();
        assert_eq!(found, repairs, "from {raw:?}");
    }

    #[test]
    fn the_words_of_publishers_go() {
        use Repair::Boilerplate;
        for closing in [
            "© 2023 Elsevier Ltd. All rights reserved.",
            "© 2019, Springer Nature Switzerland AG.",
            "(c) 2012 Elsevier B.V. All rights reserved.",
            "(C) 2012 Elsevier B.V. All rights reserved.",
            "Copyright © 2011 John Wiley & Sons, Ltd.",
            "Copyright 2011 John Wiley & Sons.",
            "Published by Elsevier Ltd. All rights reserved.",
            "© National Academy of Nets. All rights reserved.",
            "All rights reserved.",
            "© The Author(s) 2020. Published by Oxford University Press. All rights reserved.",
            "(PsycINFO Database Record (c) 2016 APA, all rights reserved)",
            "Copyright of Nets is the property of A Press and its content may not be copied.",
        ] {
            check(&format!("We study nets. {closing}"), "We study nets.", &[Boilerplate]);
        }
        check("We study nets.© 2014 IEEE", "We study nets.", &[Boilerplate]);
        check(
            "We study nets (C) 2022 Elsevier B.V. All rights reserved.",
            "We study nets",
            &[Boilerplate],
        );
        check(
            "We study nets. Canadian Crown Copyright (C) 2001 Published by Elsevier Science Ltd. All rights reserved.",
            "We study nets.",
            &[Boilerplate],
        );
        check("We study nets. Crown Copyright © 2010.", "We study nets.", &[Boilerplate]);
        check("© 2014 Elsevier B.V. We study nets.", "We study nets.", &[Boilerplate]);
        check(
            "© 2014 Elsevier Ltd. All rights reserved. We study nets.",
            "We study nets.",
            &[Boilerplate],
        );
    }

    #[test]
    fn every_heading_goes() {
        use Repair::Heading;
        check("Abstract: We study nets.", "We study nets.", &[Heading]);
        check("Abstract: Abstract: ABSTRACT: We study nets.", "We study nets.", &[Heading]);
    }

    #[test]
    fn marks_of_a_cut_are_counted() {
        check("We study nets. (ABSTRACT TRUNCATED AT 250 WORDS)", "We study nets.", &[Repair::Cut]);
        check("We study nets.(AU)", "We study nets.", &[Repair::Cut]);
        let long = format!("{} and so…", "We study nets. ".repeat(20));
        check(&long, &long, &[Repair::Cut]);
        check("We study a, b, ...", "We study a, b, ...", &[]);
    }

    #[test]
    fn authors_may_write_of_rights() {
        for text in [
            "We study copyright. In 2019, all rights of readers were reserved.",
            "Copyright 2019 was the topic of a debate.",
            "We ask who owns data (copyright).",
            "A study of the © sign in print.",
        ] {
            check(text, text, &[]);
        }
    }
}
