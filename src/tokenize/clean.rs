//! Notation → words, before words are found.
//!
//! Ingest has repaired the texts. What is left are the authors' formulas, addresses and labels: each
//! rule below replaces what carries no words by nothing or by a [`BREAK`], so that n-grams do not
//! cross it.

use crate::ingest::section_label;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Stands where something was cut out between words; the segmenter breaks n-grams at it.
const BREAK: &str = " ; ";

/// LaTeX commands whose argument is text to keep; the command itself goes.
const KEEP_ARGUMENT: &[&str] = &[
    "textbf",
    "textit",
    "emph",
    "text",
    "textsc",
    "texttt",
    "textrm",
    "textsf",
    "textup",
    "underline",
    "mathrm",
    "mathbf",
    "mathit",
    "mathcal",
    "mathbb",
    "mathsf",
    "mathtt",
    "operatorname",
    "mbox",
    "boldsymbol",
    "bm",
    "sqrt",
    "hat",
    "tilde",
    "bar",
    "overline",
    "it",
    "bf",
    "em",
    "rm",
    "sc",
    "tt",
    "left",
    "right",
    "large",
    "small",
];

/// LaTeX commands whose argument is no text of the abstract; both go.
const DROP_ARGUMENT: &[&str] =
    &["cite", "citep", "citet", "ref", "eqref", "url", "footnote", "label", "href", "vspace"];

/// Greek letters (and ell) that authors read aloud: `$\alpha$-divergence` is "alpha-divergence".
const SPOKEN: &[&str] = &[
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "varphi",
    "chi",
    "psi",
    "omega",
    "ell",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Sigma",
    "Phi",
    "Psi",
    "Omega",
];

/// The text in words: LaTeX read, labels of sections and addresses cut out, compatibility characters
/// (full-width letters, exponents) folded (Unicode NFKC).
///
/// Plain ASCII prose is returned as it is.
pub fn clean(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if text.contains(':') {
        text = cut_labels(text);
    }
    if text.contains('\\') || text.contains('$') {
        text = Cow::Owned(strip_latex(&text));
    }
    if !text.is_ascii() {
        text = Cow::Owned(fold_compatibility(&text));
    }
    if text.contains("://") || text.contains("www.") || text.contains('@') || has_path(&text) {
        text = Cow::Owned(cut_addresses(&text));
    }
    text
}

/// `RESULTS: We find` → a break and `We find`: the labels of structured abstracts say nothing about
/// their topics.
fn cut_labels(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut kept_to, mut at) = (0, 0);
    loop {
        if let Some(n_bytes) = section_label(&text[at..]) {
            out.push_str(&text[kept_to..at]);
            out.push_str(BREAK);
            kept_to = at + n_bytes;
        }
        let Some(end) = text[at..].find(". ") else { break };
        at += end + 2;
    }
    if kept_to == 0 {
        return text;
    }
    out.push_str(&text[kept_to..]);
    Cow::Owned(out)
}

/// LaTeX → words: formatting commands leave their argument, symbols a break, `$k$-means` its k.
fn strip_latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    let mut in_math = false;
    while let Some((at, c)) = chars.next() {
        match c {
            '$' if in_math => in_math = false,
            '$' if opens_math(&text[at + 1..]) => in_math = true,
            '$' => out.push_str(BREAK),
            '\\' => {
                let rest = &text[at + 1..];
                let name_len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let name = &rest[..name_len];
                let mut skip = name_len;
                if name.is_empty() {
                    // \'e, \"o: the accent goes, the letter stays; \%, \&, \_ : the sign stays.
                    match rest.chars().next() {
                        Some('\'' | '"' | '`' | '^' | '~' | '=' | '.') => skip = 1,
                        Some('\\' | ',' | ';' | '!' | ' ') => {
                            out.push(' ');
                            skip = 1;
                        }
                        Some('(' | ')' | '[' | ']') => skip = 1,
                        _ => {}
                    }
                } else if SPOKEN.contains(&name) {
                    out.push_str(if name == "ell" { "l" } else { name });
                } else if DROP_ARGUMENT.contains(&name) {
                    out.push_str(BREAK);
                    skip += argument_len(&rest[name_len..]);
                } else if !KEEP_ARGUMENT.contains(&name) {
                    out.push_str(BREAK);
                }
                let until = at + 1 + skip;
                while chars.next_if(|&(i, _)| i < until).is_some() {}
            }
            '{' | '}' => {}
            '_' | '^' if in_math => {}
            '~' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

/// Whether a `$` opens mathematics: its partner is near and the span touches both signs, so that
/// "costs $5 and $10" stays prose (Pandoc's rule).
fn opens_math(rest: &str) -> bool {
    let span = rest.bytes().take(120).position(|b| b == b'$');
    span.is_some_and(|end| {
        let body = &rest.as_bytes()[..end];
        end > 0 && !body[0].is_ascii_whitespace() && !body[end - 1].is_ascii_whitespace()
    })
}

/// Bytes of a `{…}` or `[…]{…}` argument at the start of `rest`; 0 where there is none.
fn argument_len(rest: &str) -> usize {
    let mut len = 0;
    for (open, close) in [(b'[', ']'), (b'{', '}')] {
        if rest.as_bytes().get(len) == Some(&open) {
            len += rest[len..].find(close).map_or(0, |end| end + 1);
        }
    }
    len
}

/// NFKC, one apostrophe, one hyphen; the soft hyphen joins what it parted.
fn fold_compatibility(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_soft_hyphen = false;
    for c in text.nfkc() {
        if after_soft_hyphen && c.is_whitespace() {
            continue;
        }
        after_soft_hyphen = c == '\u{ad}';
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => out.push('\''),
            '\u{2010}' | '\u{2011}' | '\u{2212}' => out.push('-'),
            _ => out.push(c),
        }
    }
    out
}

/// Whether a web path without a scheme may be in the text (`github.com/x`).
fn has_path(text: &str) -> bool {
    [".com/", ".org/", ".io/", ".co/", ".net/", ".ai/", ".edu/"].iter().any(|s| text.contains(s))
}

/// URLs, e-mail addresses and bare web paths → a break: their parts are no words of the text.
fn cut_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        let start = ["http://", "https://", "ftp://", "www."]
            .iter()
            .filter_map(|scheme| piece.find(scheme))
            .min()
            .or_else(|| {
                (piece.contains('@') && piece.contains('.') || has_path(piece)).then_some(0)
            });
        match start {
            Some(start) => {
                out.push_str(&piece[..start]);
                out.push_str(BREAK);
            }
            None => out.push_str(piece),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        let cleaned = clean(raw);
        let words: Vec<&str> = cleaned.split_whitespace().collect();
        assert_eq!(words.join(" "), expected, "from {raw:?}");
    }

    #[test]
    fn labels_of_sections_are_cut() {
        check("BACKGROUND: Nets. Results: we win", "; Nets. ; we win");
        check("Nets: the results. Of results: none", "Nets: the results. Of results: none");
    }

    #[test]
    fn latex_becomes_words() {
        check(r"a $2\times$ speed-up", "a 2 ; speed-up");
        check(r"\textbf{Fast} $k$-means with $\ell_1$ norm", "Fast k-means with l1 norm");
        check(r"$\alpha$-divergence~of \'etale", "alpha-divergence of etale");
        check(r"see \cite{foo2020,bar} for \emph{all} 5\%", "see ; for all 5%");
        check("costs $5 and $10 each", "costs ; 5 and ; 10 each");
    }

    #[test]
    fn compatible_characters_are_one() {
        check("ﬁne x² prac\u{ad}\n tical", "fine x2 practical");
        check("model’s low‐rank", "model's low-rank");
    }

    #[test]
    fn addresses_are_cut() {
        check("code at https://github.com/a/b. Next", "code at ; Next");
        check("see hf.co/Segmind now", "see ; now");
        check("mail a.b@c.org now", "mail ; now");
    }

    #[test]
    fn plain_prose_is_borrowed() {
        assert!(matches!(clean("A plain sentence, with commas."), Cow::Borrowed(_)));
    }
}
