//! Commands of LaTeX in running text; formulas stay as they are written.

use unicode_normalization::UnicodeNormalization;

/// Commands whose argument is text to keep.
const KEEP: [&str; 14] = [
    "textbf",
    "textit",
    "emph",
    "textsc",
    "texttt",
    "textrm",
    "textsf",
    "textup",
    "textsl",
    "underline",
    "mbox",
    "text",
    "textsuperscript",
    "textsubscript",
];

/// Commands whose argument is no part of the text.
const DROP: [&str; 6] = ["cite", "citep", "citet", "label", "footnote", "vspace"];

/// Letters that have a command of their own.
const LETTERS: [(&str, &str); 16] = [
    ("ss", "ß"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("aa", "å"),
    ("AA", "Å"),
    ("i", "ı"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("ldots", "…"),
    ("dots", "…"),
];

/// The text with the commands of running text resolved, and how many there were; `None` where there
/// are none.
pub fn strip(text: &str) -> Option<(String, usize)> {
    memchr::memchr(b'\\', text.as_bytes())?;
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut n_times) = (text, 0);
    // Braces that belong to a command and close later.
    let mut open = Vec::new();
    let mut depth = 0_usize;
    while let Some(at) = rest.find(['\\', '$', '{', '}']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        rest = match tail.as_bytes()[0] {
            b'$' => {
                let n_bytes = formula(tail);
                out.push_str(&tail[..n_bytes]);
                &tail[n_bytes..]
            }
            b'{' if let Some((written, n_bytes)) = braced(tail) => {
                n_times += 1;
                out.push_str(&written);
                &tail[n_bytes..]
            }
            b'{' => {
                depth += 1;
                out.push('{');
                &tail[1..]
            }
            b'}' => {
                if open.last() == Some(&depth) && depth > 0 {
                    open.pop();
                } else {
                    out.push('}');
                }
                depth = depth.saturating_sub(1);
                &tail[1..]
            }
            _ => match command(tail) {
                Some((written, n_bytes, opens)) => {
                    n_times += 1;
                    out.push_str(&written);
                    if opens {
                        depth += 1;
                        open.push(depth);
                    }
                    &tail[n_bytes..]
                }
                None => {
                    // Of a break of lines, the second is no command.
                    let n_bytes = if tail.starts_with(r"\\") { 2 } else { 1 };
                    out.push_str(&tail[..n_bytes]);
                    &tail[n_bytes..]
                }
            },
        };
    }
    out.push_str(rest);
    (n_times > 0).then(|| (single_spaced(&out), n_times))
}

/// The text with one space where a command left several: some formats have no others. Those that
/// begin a line stay.
fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        begins = c == '\n' || begins && c == ' ';
        if c != ' ' || begins || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

/// Bytes of the formula that starts at a `$`; 1 where it is a sign of money.
fn formula(text: &str) -> usize {
    let bytes = text.as_bytes();
    let start = if text.starts_with("$$") { 2 } else { 1 };
    match bytes.iter().skip(start).take(300).position(|byte| *byte == b'$') {
        Some(n_inner) if n_inner > 0 => {
            let end = start + n_inner + 1;
            end + usize::from(start == 2 && bytes.get(end) == Some(&b'$'))
        }
        _ => 1,
    }
}

/// What a command stands for that braces hold together, and the bytes of both: `{\"o}`.
fn braced(text: &str) -> Option<(String, usize)> {
    let inner = text[1..].starts_with('\\').then(|| &text[1..])?;
    let (written, n_bytes, opens) = command(inner)?;
    (!opens && inner[n_bytes..].starts_with('}')).then_some((written, n_bytes + 2))
}

/// What a command stands for, its bytes, and whether a brace is left open.
fn command(text: &str) -> Option<(String, usize, bool)> {
    let name_len = text[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = &text[1..1 + name_len];
    let after = &text[1 + name_len..];
    if name.is_empty() {
        let sign = after.chars().next()?;
        return match sign {
            '%' | '&' | '_' | '#' | '$' => Some((sign.to_string(), 2, false)),
            // Spaces of another width, and a place to break a word.
            ',' | ' ' => Some((" ".to_owned(), 2, false)),
            '-' => Some((String::new(), 2, false)),
            '\'' | '`' | '^' | '"' | '~' | '=' | '.' => {
                accented(sign, &after[1..]).map(|(letter, n)| (letter, 2 + n, false))
            }
            _ => None,
        };
    }
    if matches!(name, "c" | "v" | "u" | "H" | "k" | "r") {
        let mark = name.chars().next()?;
        return accented(mark, after).map(|(letter, n)| (letter, 1 + name_len + n, false));
    }
    if let Some((_, letter)) = LETTERS.iter().find(|(command, _)| *command == name) {
        let n_after = if after.starts_with("{}") { 2 } else { usize::from(after.starts_with(' ')) };
        return Some(((*letter).to_owned(), 1 + name_len + n_after, false));
    }
    if KEEP.contains(&name) && after.starts_with('{') {
        return Some((String::new(), 2 + name_len, true));
    }
    if DROP.contains(&name) && after.starts_with('{') {
        let n_argument = after.find('}')? + 1;
        return Some((String::new(), 1 + name_len + n_argument, false));
    }
    None
}

/// A letter with the accent of a command, and the bytes that it is written in: `e`, `{e}`, `{\i}`.
fn accented(accent: char, text: &str) -> Option<(String, usize)> {
    let combining = match accent {
        '\'' => '\u{301}',
        '`' => '\u{300}',
        '^' => '\u{302}',
        '"' => '\u{308}',
        '~' => '\u{303}',
        '=' => '\u{304}',
        '.' => '\u{307}',
        'c' => '\u{327}',
        'v' => '\u{30c}',
        'u' => '\u{306}',
        'H' => '\u{30b}',
        'k' => '\u{328}',
        _ => '\u{30a}',
    };
    let by_name = accent.is_ascii_alphabetic();
    let spaced = text.trim_start_matches(' ');
    // \c is a command of its own only before a brace or a space.
    if by_name && spaced.len() == text.len() && !text.starts_with('{') {
        return None;
    }
    let n_space = if by_name { text.len() - spaced.len() } else { 0 };
    let text = if by_name { spaced } else { text };
    let (letter, n_bytes) = match text.strip_prefix('{') {
        Some(inner) => {
            let (letter, _) = inner.split_once('}')?;
            (letter, letter.len() + 2)
        }
        None if text.starts_with("\\i") => ("\\i", 2),
        None => (text.get(..1)?, 1),
    };
    let base = match letter {
        "\\i" => 'i',
        "\\j" => 'j',
        letter => {
            letter.chars().next().filter(|c| c.is_alphabetic() && letter.len() == c.len_utf8())?
        }
    };
    let composed: String = [base, combining].into_iter().nfc().collect();
    Some((composed, n_space + n_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: Option<(&str, usize)>) {
        assert_eq!(strip(raw), expected.map(|(text, n)| (text.to_owned(), n)), "from {raw:?}");
    }

    #[test]
    fn commands_of_running_text_are_resolved() {
        check(
            r"\textbf{Fast} and \emph{very \textit{good}} nets",
            Some(("Fast and very good nets", 3)),
        );
        check(
            r#"Bal\'azs, G\"{o}del, Er\H{o}s, Fran\c{c}ois, na\"{\i}ve"#,
            Some(("Balázs, Gödel, Erős, François, naïve", 5)),
        );
        check(
            r#"Schr{\"o}dinger, {\'{e}}tale, {\O}re {\% x}"#,
            Some(("Schrödinger, étale, Øre {% x}", 4)),
        );
        check(r"5\% of R\&D \cite{foo2020,bar} \o re", Some(("5% of R&D øre", 4)));
        check(r"5\,m, Lee et al.\ say hy\-phen", Some(("5 m, Lee et al. say hyphen", 3)));
        check(r"one \ two {\ } three\,\  four", Some(("one two three four", 4)));
        // Braces that never close.
        for open in [r"\k{數", r"\'{e", r#"{\"{o"#, r"\c{", r"\'{"] {
            check(open, None);
        }
        check(r"and so on\ldots", Some(("and so on…", 1)));
        check("a\n  b\\ c", Some(("a\n  b c", 1)));
    }

    #[test]
    fn formulas_and_other_commands_stay() {
        for text in [
            r"a $\textbf{x}_i$ net",
            r"\alpha and \mathcal{O}(n)",
            r"C:\dir",
            r"a\\b",
            r"a\\ b",
            r"\'",
            r"\c",
        ] {
            check(text, None);
        }
        check(r"$x^2$ of \emph{y}, {z}", Some((r"$x^2$ of y, {z}", 1)));
    }
}
