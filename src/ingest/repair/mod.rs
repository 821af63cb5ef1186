//! Damage that texts took on their way here, undone: mark-up that was not meant to be read, letters
//! of a wrong encoding, what a reader of PDF made of ligatures and line ends, and what a publisher
//! or an export added or cut.
//!
//! What authors wrote is left alone: formulas stay as they are, and so do words in brackets that
//! only look like a tag. Plain prose is looked at and not copied.

mod added;
mod encoding;
mod extraction;
mod heading;
mod latex;
mod markup;
mod sections;

use std::borrow::Cow;

use crate::corpus::{Paper, Repair, Repairs};

pub use sections::section_label;

/// Repairs title and abstract of a paper, and notes in it what was done, beside what it notes
/// already.
pub fn repair(paper: &mut Paper) {
    let mut done = paper.repairs;
    text(&mut paper.title, &mut done);
    text(&mut paper.abstract_text, &mut done);
    added::strip(&mut paper.abstract_text, &mut done);
    sections::label(&mut paper.abstract_text, &mut done);
    paper.repairs = done;
}

/// A name without the commands of LaTeX.
pub fn name(name: &str) -> Cow<'_, str> {
    latex::strip(name).map_or(Cow::Borrowed(name), |(name, _)| Cow::Owned(name))
}

/// What may happen to any text; each looks for its marks first.
fn text(text: &mut String, done: &mut Repairs) {
    let bytes = text.as_bytes();
    let has_mark = memchr::memchr3(b'<', b'&', b'\\', bytes).is_some();
    let is_ascii = text.is_ascii();
    if !is_ascii {
        apply(text, done, Repair::Encoding, encoding::decode_twice);
    }
    if has_mark {
        apply(text, done, Repair::Markup, markup::strip);
        apply(text, done, Repair::Latex, latex::strip);
    }
    if !text.is_ascii() {
        apply(text, done, Repair::Ligatures, extraction::part_ligatures);
    }
    apply(text, done, Repair::Hyphens, extraction::join_hyphens);
    apply(text, done, Repair::Glyphs, extraction::drop_glyphs);
}

/// Replaces the text where a repair changes it, and counts how often.
fn apply(
    text: &mut String,
    done: &mut Repairs,
    repair: Repair,
    mend: fn(&str) -> Option<(String, usize)>,
) {
    if let Some((mended, n_times)) = mend(text) {
        *text = mended;
        done.add(repair, n_times);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn repaired(text: &str) -> (String, Repairs) {
        let mut paper = Paper { abstract_text: text.to_owned(), ..Paper::default() };
        repair(&mut paper);
        (paper.abstract_text, paper.repairs)
    }

    #[track_caller]
    fn check(raw: &str, expected: &str, repairs: &[(Repair, usize)]) {
        let (text, done) = repaired(raw);
        assert_eq!(text, expected, "from {raw:?}");
        let found: Vec<(Repair, usize)> = done.iter().collect();
        assert_eq!(found, repairs, "from {raw:?}");
    }

    #[test]
    fn many_kinds_of_damage_are_repaired_together() {
        check(
            "<jats:title>Abstract</jats:title><jats:p>The eﬀect of itâ€™s prac- tice &amp; H<jats:sub>2</jats:sub>O.</jats:p> © 2023 Elsevier Ltd. All rights reserved.",
            "The effect of it’s practice & H2O.",
            &[
                (Repair::Markup, 7),
                (Repair::Encoding, 1),
                (Repair::Ligatures, 1),
                (Repair::Hyphens, 1),
                (Repair::Boilerplate, 1),
            ],
        );
    }

    #[test]
    fn sound_texts_are_left_as_they_are() {
        for text in [
            "Plain prose, with p < 0.05 and AT&T, at 5 % - or so - of $x_i$.",
            "The <mask> token and <user, item> pairs; pre- and post-training.",
            "Copyright law since 2019 is abstract. Abstract Meaning Representation is not.",
            "«CAFÉ» und „Fuß“ – São Tomé, Ångström, naïve, Č. É™",
            "We ask: what is it? Results vary.",
            "It costs $5 to $10; f(x) = {x \\mid x > 0}…",
            "日本語の要約。中文摘要。",
        ] {
            check(text, text, &[]);
        }
    }

    proptest! {
        #[test]
        fn repairing_twice_changes_nothing_more(
            text in "(<p>|</p>|&amp;|&lt;|<b>|\\\\emph\\{|\\}|\\\\'e|Ã©|â€™|ﬁ|a- b|\\(cid:173\\)|©|20|Abstract: |Background| [A-Z][a-z]+\\.| [a-z]+|é|\u{ad}){0,12}"
        ) {
            let (once, _) = repaired(&text);
            let (twice, _) = repaired(&once);
            // What was escaped twice takes two readings, and no more than that.
            let (thrice, _) = repaired(&twice);
            let (last, _) = repaired(&thrice);
            prop_assert_eq!(thrice, last);
        }

        #[test]
        fn any_text_is_repaired_without_a_panic(text in "\\PC{0,200}") {
            repaired(&text);
        }
    }
}
