//! Text that a spreadsheet would compute, and how it is kept from doing so.

/// First characters that make a spreadsheet take a cell for a formula, full-width twins included
/// (OWASP, CSV injection).
const FORMULA_STARTS: &[char] =
    &['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// The text with a `'` before it where a spreadsheet would compute it. A text that has such a `'`
/// already gets another, so that [`fuse`] gives back what was meant.
pub fn defuse(text: &str) -> String {
    if is_guarded(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`defuse`] was given.
pub fn fuse(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| is_guarded(text)).unwrap_or(text)
}

/// Whether a text is a formula, behind any number of `'`.
fn is_guarded(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA_STARTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_defused_can_be_fused_again() {
        for text in ["=1+1", "'=1+1", "''+", "'90s", "", "'", "x=1", "\tx", "-", "\u{ff1d}"] {
            assert_eq!(fuse(&defuse(text)), text);
            assert!(!defuse(text).starts_with(FORMULA_STARTS), "{text:?}");
        }
        assert_eq!((defuse("'90s"), defuse("=1")), ("'90s".to_owned(), "'=1".to_owned()));
    }
}
