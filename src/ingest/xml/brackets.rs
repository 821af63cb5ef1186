//! What references leave behind where they are left out of a text: `moss [1, 2]` is `moss [, ]`.

use std::ops::Range;

/// The trimmed text without the brackets around nothing, at each of the bytes in `references`. Other
/// empty brackets, such as those of `f()`, stay.
pub fn without_brackets(text: &str, references: &[usize]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for at in references.iter().filter(|at| text.is_char_boundary(**at)) {
        let Some(empty) = empty_brackets(text, *at).filter(|empty| empty.start >= from) else {
            continue;
        };
        // Two references within one pair of brackets find it both.
        kept.push_str(text[from..empty.start].trim_end());
        from = empty.end;
    }
    kept.push_str(&text[from..]);
    kept.trim().to_owned()
}

/// The brackets around a byte that have but separators between them.
fn empty_brackets(text: &str, at: usize) -> Option<Range<usize>> {
    let is_separator = |c: char| c.is_whitespace() || ",;-–—‐−".contains(c);
    let before = text[..at].trim_end_matches(is_separator);
    let after = text[at..].trim_start_matches(is_separator);
    let open = before.chars().next_back().filter(|c| matches!(c, '[' | '('))?;
    let close = if open == '[' { ']' } else { ')' };
    let rest = after.strip_prefix(close)?;
    Some(before.len() - open.len_utf8()..text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(marked: &str, expected: &str) {
        // A bar is where a reference was.
        let pieces: Vec<&str> = marked.split('|').collect();
        let mut text = String::new();
        let mut references = Vec::new();
        for (idx, piece) in pieces.iter().enumerate() {
            text.push_str(piece);
            references.extend((idx + 1 < pieces.len()).then_some(text.len()));
        }
        assert_eq!(without_brackets(&text, &references), expected, "from {marked:?}");
    }

    #[test]
    fn brackets_without_their_references_go() {
        check("Moss [|] grows.", "Moss grows.");
        check("Moss [|], fern (|,|–|) and f() [|; |].", "Moss, fern and f().");
        check("Moss (see |) grows; (a) | b [] |.", "Moss (see ) grows; (a)  b [] .");
        check(" [|] Moss—[|]", "Moss—");
        check("日[|]本(|", "日本(");
    }
}
