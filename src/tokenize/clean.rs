//! Mark-up and extraction noise → plain text, before words are found.
//!
//! Abstracts arrive as HTML, LaTeX and the output of PDF extractors. Each rule below replaces
//! what carries no words by nothing or by a [`BREAK`], so that n-grams do not cross it.

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

/// The text without mark-up: entities decoded, tags, LaTeX, URLs and extraction noise resolved,
/// compatibility characters (ligatures, full-width letters) folded (Unicode NFKC).
///
/// Plain ASCII prose is returned as it is.
pub fn clean(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if text.contains('&') || text.contains('<') {
        text = Cow::Owned(strip_tags(&html_escape::decode_html_entities(&text)));
    }
    if text.contains('\\') || text.contains('$') {
        text = Cow::Owned(strip_latex(&text));
    }
    if text.contains("(cid:") {
        text = Cow::Owned(join_cid_hyphens(&text));
    }
    if !text.is_ascii() {
        text = Cow::Owned(fold_compatibility(&text));
    }
    if text.contains("://") || text.contains("www.") || text.contains('@') || has_path(&text) {
        text = Cow::Owned(cut_addresses(&text));
    }
    if text.contains("- ") || text.contains("-\n") {
        text = Cow::Owned(join_hyphens(&text));
    }
    text
}

/// `<i>in vitro</i>` → `in vitro`; `p < 0.05` stays, for a tag starts with a letter or `/`.
fn strip_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let tail = &rest[start + 1..];
        let opens = tail.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        // A tag is short; a longer span is prose with a stray "<".
        let end = tail.bytes().take(200).position(|b| b == b'>' || b == b'<');
        match end {
            Some(end) if opens && tail.as_bytes()[end] == b'>' => {
                out.push_str(&rest[..start]);
                // Inline tags join (H<sub>2</sub>O), block tags separate.
                let name = tail.trim_start_matches('/');
                if ["p", "br", "div", "title", "sec", "li"].iter().any(|block| {
                    name.strip_prefix(block)
                        .is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric()))
                }) {
                    out.push_str(BREAK);
                }
                rest = &tail[end + 1..];
            }
            _ => {
                out.push_str(&rest[..start]);
                out.push_str(BREAK);
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
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

/// PDF extractors print a line-end hyphen as `(cid:173)`: `prac(cid:173) tical` → `practical`.
fn join_cid_hyphens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("(cid:") {
        out.push_str(&rest[..start]);
        let tail = &rest[start..];
        match tail.as_bytes().iter().take(12).position(|&b| b == b')') {
            Some(end) if &tail[..=end] == "(cid:173)" => rest = tail[end + 1..].trim_start(),
            Some(end) => {
                out.push_str(BREAK);
                rest = &tail[end + 1..];
            }
            None => {
                out.push_str("(cid:");
                rest = &tail["(cid:".len()..];
            }
        }
    }
    out.push_str(rest);
    out
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

/// `tech- nique` → `technique`, the hyphen of a line end; `pre- and post-training` stays.
fn join_hyphens(text: &str) -> String {
    const CONJUNCTIONS: &[&str] = &["and", "or", "to", "vs", "und", "oder", "et", "ou", "y", "o"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('-') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        let next = after.trim_start();
        let word_len = next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len());
        let parted = next.len() < after.len()
            && before.ends_with(char::is_lowercase)
            && next.starts_with(char::is_lowercase)
            && !CONJUNCTIONS.contains(&&next[..word_len]);
        out.push_str(before);
        if parted {
            rest = next;
        } else {
            out.push('-');
            rest = after;
        }
    }
    out.push_str(rest);
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
    fn html_becomes_text() {
        check("H<sub>2</sub>O &amp; <b>fast</b> &lt;b", "H2O & fast ; b");
        check("<p>Background</p>next", "; Background ; next");
        check("p < 0.05 and q > 1", "p ; 0.05 and q > 1");
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
    fn extraction_noise_is_joined() {
        check("prac(cid:173) tical a(cid:12)b", "practical a ; b");
        check("tech- nique, pre- and post-training", "technique, pre- and post-training");
        check("eﬃcient prac\u{ad}\n tical", "efficient practical");
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
