//! The heading that calls an abstract abstract.

/// Words that an abstract starts with, in lower case: before them, `Abstract` is its heading.
const FIRST_WORDS: [&str; 33] = [
    "the",
    "this",
    "these",
    "we",
    "our",
    "in",
    "a",
    "an",
    "background",
    "objective",
    "objectives",
    "purpose",
    "aim",
    "aims",
    "introduction",
    "it",
    "although",
    "while",
    "with",
    "for",
    "to",
    "as",
    "recent",
    "recently",
    "there",
    "here",
    "when",
    "many",
    "most",
    "on",
    "one",
    "by",
    "motivation",
];

/// Words of terms that begin with `Abstract`, as authors write them at the start of a text: before
/// another capitalised word that a small one follows, `Abstract` is a heading.
const TERMS: [&str; 26] = [
    "Algebra",
    "Algebraic",
    "Argumentation",
    "Art",
    "Class",
    "Classes",
    "Cauchy",
    "Concepts",
    "Convexity",
    "Data",
    "Dialectical",
    "Domains",
    "Expressionism",
    "Expressionist",
    "Harmonic",
    "Interpretation",
    "Machines",
    "Meaning",
    "Models",
    "Reasoning",
    "State",
    "Syntax",
    "Thinking",
    "Visual",
    "Volterra",
    "Wiener",
];

/// Bytes of the heading that calls an abstract abstract: `Abstract—`, `ABSTRACT:`, `AbstractThe`; or of
/// what it left.
pub fn heading(text: &str) -> Option<usize> {
    if text.starts_with(';') {
        return stray_mark(text);
    }
    let word = text.get(.."abstract".len())?;
    if !(word == "Abstract" || word == "ABSTRACT") {
        return None;
    }
    let rest = &text[word.len()..];
    let next = rest.chars().next()?;
    let body = rest.trim_start_matches([':', '.', '-', '–', '—', ' ', '\n', '\r', '\t', '\u{a0}']);
    let first: String =
        body.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let is_heading = match next {
        ':' | '–' | '—' | '\n' | '\r' => true,
        '.' | '-' => rest[next.len_utf8()..].starts_with([' ', '-']),
        ' ' | '\t' | '\u{a0}' => FIRST_WORDS.contains(&first.as_str()) || is_sentence(body),
        next => next.is_uppercase() && word == "Abstract" && FIRST_WORDS.contains(&first.as_str()),
    };
    (is_heading && !body.is_empty()).then(|| text.len() - body.len())
}

/// Whether a text starts with a capitalised word that is in no term with `Abstract`, and a small one.
fn is_sentence(text: &str) -> bool {
    let mut words = text.split([' ', '\n', '\u{a0}']);
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return false };
    let first = first.trim_end_matches(',');
    let mut letters = first.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase)
        && letters.all(|c| c.is_lowercase() || matches!(c, '-' | '’' | '\''))
        && !TERMS.contains(&first)
        && second.starts_with(char::is_lowercase)
}

/// Bytes of what parted the heading of an abstract from it, where the heading was in mark-up and is
/// gone: Lens has `<title>Abstract</title>; <p>The issue …`.
fn stray_mark(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches([';', ' ', '\n', '\t', '\u{a0}']);
    (!rest.is_empty()).then(|| text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        assert_eq!(&raw[heading(raw).unwrap_or_default()..], expected, "from {raw:?}");
    }

    #[test]
    fn headings_of_the_whole_go() {
        for heading in [
            "Abstract: ",
            "Abstract—",
            "ABSTRACT ",
            "Abstract. ",
            "Abstract\n",
            "Abstract",
            "Abstract - ",
        ] {
            check(&format!("{heading}We study nets."), "We study nets.");
        }
        check(
            "Abstract Meaning Representation is a graph.",
            "Abstract Meaning Representation is a graph.",
        );
        check("Abstract", "Abstract");
        check("Abstract Coral reefs bleach.", "Coral reefs bleach.");
        check("Abstract Arguably, reefs bleach.", "Arguably, reefs bleach.");
        check("Abstract Self-assembly of nets is seen.", "Self-assembly of nets is seen.");
        check(";         We study nets.", "We study nets.");
        for text in [
            "Abstract Interpretation is a theory.",
            "Abstract Interpretation, a theory, is old.",
            "Abstract Syntax trees are trees.",
            "Abstract AMR graphs are graphs.",
            "Abstract notions are hard.",
            "ABSTRACT ART IS HARD",
            "Abstract Nets",
            ";",
        ] {
            check(text, text);
        }
    }
}
