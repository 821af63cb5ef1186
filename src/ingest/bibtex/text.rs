//! The value of a field as text: what LaTeX writes becomes what it means.

use biblatex::{Bibliography, ChunksExt, Pair, RawBibliography, RawChunk, RawEntry, Spanned};

/// Commands, braces and formulas that a field may have: resolving them is not linear.
const MAX_COMMANDS: usize = 5_000;

/// The value of a field as text: accents and braces of LaTeX resolved, white space as one space.
pub fn plain(name: &str, raw: &str) -> Result<String, String> {
    if ["url", "doi", "eprint"].contains(&name) {
        return Ok(address(raw));
    }
    let n_commands = raw.bytes().filter(|byte| b"\\{}$".contains(byte)).count();
    if n_commands > MAX_COMMANDS {
        return Err(format!("more than {MAX_COMMANDS} braces and commands"));
    }
    let raw = with_quotes(&without_ties(raw));
    let resolved = match n_commands {
        0 => raw,
        // A lone `$` is money, and the crate takes it for an open formula.
        _ => resolve(name, &with_dots(raw.clone())).unwrap_or_else(|| raw.replace(['{', '}'], "")),
    };
    Ok(resolved.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The text with a space for each `~`, but for that of `\~n`.
fn without_ties(raw: &str) -> String {
    let mut before = ' ';
    let without = raw.chars().map(|c| {
        let is_tie = c == '~' && before != '\\';
        before = c;
        if is_tie { ' ' } else { c }
    });
    without.collect()
}

/// The text with marks for commands of BibLaTeX that the crate does not know: quotes for
/// `\mkbibquote{x}` and for `\enquote{x}` of its companion csquotes, a hyphen for `\hyphen` (manual of
/// BibLaTeX, “Typographical Commands” and “Auxiliary Commands”).
fn with_quotes(raw: &str) -> String {
    const HYPHENS: [&str; 4] = ["\\hyphen{}", "\\hyphen ", "\\nbhyphen{}", "\\nbhyphen "];
    const QUOTES: [&str; 3] = ["\\mkbibquote{", "\\enquote{", "\\enquote*{"];
    let mut text = String::with_capacity(raw.len());
    // Of each brace that is open, whether it is that of a quotation.
    let mut open = Vec::new();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let starts = |commands: &[&'static str]| {
            commands.iter().find(|command| rest.starts_with(**command)).map(|command| command.len())
        };
        let mut n_bytes = c.len_utf8();
        match c {
            '\\' => {
                if let Some(n_command) = starts(&HYPHENS) {
                    n_bytes = n_command;
                    text.push('-');
                } else if let Some(n_command) = starts(&QUOTES) {
                    n_bytes = n_command;
                    open.push(true);
                    text.push('"');
                } else {
                    n_bytes += rest[1..].chars().next().map_or(0, char::len_utf8);
                    text.push_str(&rest[..n_bytes]);
                }
            }
            '}' if open.pop() == Some(true) => text.push('"'),
            _ => {
                if c == '{' {
                    open.push(false);
                }
                text.push(c);
            }
        }
        rest = &rest[n_bytes..];
    }
    text
}

/// The text with `\'{i}` for `\'\i`: the crate takes the letter without a dot for a command that has
/// the accent.
fn with_dots(mut raw: String) -> String {
    for letter in ["i", "j"] {
        let dotless = format!("\\{letter}");
        for accent in ["\\'", "\\`", "\\^", "\\\"", "\\~", "\\="] {
            if !raw.contains(&dotless) {
                break;
            }
            let whole = format!("{accent}{{{letter}}}");
            for end in ["{}", " "] {
                raw = raw.replace(&format!("{accent}{dotless}{end}"), &whole);
            }
            raw = raw.replace(&format!("{accent}{dotless}}}"), &format!("{whole}}}"));
            raw = raw.replace(&format!("{accent}{{{dotless}}}"), &whole);
        }
    }
    raw
}

/// What an address means that is written as for TeX. Its characters stand for themselves, but many
/// programs escape some.
fn address(raw: &str) -> String {
    const NAMES: [(&str, char); 5] = [
        ("textbraceleft", '{'),
        ("textbraceright", '}'),
        ("textbackslash", '\\'),
        ("textasciitilde", '~'),
        ("textasciicircum", '^'),
    ];
    let mut address = String::with_capacity(raw.len());
    let mut rest = raw.trim();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\\' {
            let named = NAMES.iter().find_map(|(name, c)| Some((*c, rest.strip_prefix(name)?)));
            let escaped = rest.chars().next().filter(|c| "#$%&_{}~^".contains(*c));
            if let Some((named, after)) = named {
                address.push(named);
                rest = after;
            } else if let Some(escaped) = escaped {
                address.push(escaped);
                rest = &rest[1..];
            } else {
                address.push(c);
            }
        } else if !matches!(c, '{' | '}') {
            address.push(c);
        }
    }
    address.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn resolve(name: &str, raw: &str) -> Option<String> {
    let field = vec![Spanned::zero(RawChunk::Normal(raw))];
    let fields = vec![Pair::new(Spanned::zero(name), Spanned::zero(field))];
    let entry = RawEntry { key: Spanned::zero(""), kind: Spanned::zero("misc"), fields };
    let raw = RawBibliography {
        preamble: String::new(),
        entries: vec![Spanned::zero(entry)],
        abbreviations: Vec::new(),
    };
    let bibliography = Bibliography::from_raw(raw).ok()?;
    Some(bibliography.iter().next()?.get(name)?.format_verbatim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_is_a_space_an_accent_or_itself() {
        assert_eq!(plain("title", "A~b \\~{n}o {\\textasciitilde}5").unwrap(), "A b ño ~5");
        assert_eq!(plain("title", "A~b").unwrap(), "A b");
    }

    #[test]
    fn quotes_and_hyphens_of_biblatex_are_marks() {
        for (written, meant) in [
            (r"methodology\hyphen independent", "methodology-independent"),
            (r"methodology\hyphen{}independent", "methodology-independent"),
            (r"The \mkbibquote{moss {A}} and \enquote{fern}", "The \"moss A\" and \"fern\""),
            (r"\enquote{A \mkbibquote{b} c}, \'e", "\"A \"b\" c\", é"),
            (r"\enquote{open", "\"open"),
        ] {
            assert_eq!(plain("title", written).unwrap(), meant, "of {written}");
        }
    }

    #[test]
    fn a_letter_without_its_dot_takes_an_accent() {
        for written in [r"Mar{\'\i}a", r"Mar\'{\i}a", r"Mar\'\i a", r"Mar\'{i}a", r"Mar\'\i{}a"] {
            assert_eq!(plain("author", written).unwrap(), "María", "of {written}");
        }
    }

    #[test]
    fn addresses_are_read_escaped_or_as_they_are() {
        for (written, meant) in [
            ("10.1000/reef_1#a%b", "10.1000/reef_1#a%b"),
            ("10.1000/reef\\_1\\#a\\%b", "10.1000/reef_1#a%b"),
            ("{10.1000/reef{\\_}1}", "10.1000/reef_1"),
            ("10.1000/a{\\textasciitilde}b{\\textbraceleft}c", "10.1000/a~b{c"),
            ("10.1000/a\\b", "10.1000/a\\b"),
        ] {
            assert_eq!(address(written), meant, "of {written}");
        }
    }
}
