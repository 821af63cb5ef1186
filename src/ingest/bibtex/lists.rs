//! The values of a field that has several: what stands in braces is one of them, or a part of one.

use super::super::columns::Role;

/// The values, as they are written. Authors are parted by `and`; keywords and categories by
/// semicolons or, where there are none, by commas.
pub fn values(role: Role, raw: &str) -> Vec<&str> {
    if role == Role::Authors {
        let mut names = split(raw, and);
        // Google Scholar lists but the first: `Lee, Ann and others`.
        names.pop_if(|last| last.trim() == "others");
        // SAGE: `Ann Lee et al.`.
        if let Some(last) = names.last_mut() {
            *last = last.trim_end().strip_suffix("et al.").unwrap_or(last);
        }
        return names;
    }
    // Web of Science has all of them in braces once more.
    let inner = raw.trim().strip_prefix('{').and_then(|raw| raw.strip_suffix('}'));
    let raw = inner.filter(|inner| is_balanced(inner)).unwrap_or(raw);
    let parts = split(raw, |rest| usize::from(rest.starts_with(';')));
    if parts.len() > 1 { parts } else { split(raw, |rest| usize::from(rest.starts_with(','))) }
}

/// Bytes of ` and ` where a text starts with it, on one line or at the end of one.
fn and(text: &str) -> usize {
    let word = text.trim_start();
    let Some(rest) = word.strip_prefix("and").filter(|_| word.len() < text.len()) else { return 0 };
    if rest.starts_with(char::is_whitespace) { text.len() - rest.len() } else { 0 }
}

/// The parts between separators outside of braces; `separator` tells the length of the one that a
/// text starts with, or 0.
fn split(raw: &str, separator: fn(&str) -> usize) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut skip_to) = (Vec::new(), 0, 0_usize, 0);
    let (mut is_escaped, mut was_space) = (false, false);
    for (at, c) in raw.char_indices() {
        if std::mem::take(&mut is_escaped) || at < skip_to {
            was_space = false;
            continue;
        }
        // Of several spaces the first stands for all.
        let is_space = matches!(c, ' ' | '\t' | '\n' | '\r');
        let is_further = std::mem::replace(&mut was_space, is_space) && is_space;
        match c {
            '\\' => is_escaped = true,
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            // Nothing else starts a separator: the rest of a long text is not looked at each time.
            ';' | ',' | ' ' | '\t' | '\n' | '\r' if depth == 0 && !is_further => {
                let n_bytes = separator(&raw[at..]);
                if n_bytes > 0 {
                    parts.push(&raw[start..at]);
                    start = at + n_bytes;
                    skip_to = start;
                }
            }
            _ => {}
        }
    }
    parts.push(&raw[start..]);
    parts
}

/// Whether no brace closes one that is opened before the text.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i64;
    let mut is_escaped = false;
    for c in text.chars() {
        match c {
            _ if std::mem::take(&mut is_escaped) => {}
            '\\' => is_escaped = true,
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(role: Role, raw: &str, expected: &[&str]) {
        let found: Vec<&str> = values(role, raw).into_iter().map(str::trim).collect();
        assert_eq!(found, expected, "of {raw:?}");
    }

    #[test]
    fn names_are_parted_outside_of_braces() {
        check(Role::Authors, "Lee, Ann and\n Sea, Bo", &["Lee, Ann", "Sea, Bo"]);
        check(
            Role::Authors,
            "{Moss and Fern Group} and Lee, A",
            &["{Moss and Fern Group}", "Lee, A"],
        );
        check(Role::Authors, "{Moss and Fern Group}", &["{Moss and Fern Group}"]);
        check(Role::Authors, "Lee, Ann and others", &["Lee, Ann"]);
        check(Role::Authors, "Ann Lee and Bo Chen et al.", &["Ann Lee", "Bo Chen"]);
        check(Role::Authors, "A \n\t and  and B\\  and C", &["A", "", "B\\", "C"]);
        assert_eq!(values(Role::Authors, &" ".repeat(2_000_000)).len(), 1);
        check(Role::Authors, "Andand, B and \\{and\\} and C", &["Andand, B", "\\{and\\}", "C"]);
    }

    #[test]
    fn keywords_are_parted_outside_of_braces() {
        check(Role::Keywords, "gusts,{Physics, Applied}", &["gusts", "{Physics, Applied}"]);
        check(Role::Keywords, "{coral; heat, of summer}", &["coral", "heat, of summer"]);
        check(Role::Keywords, "{a, b}, {c}", &["{a, b}", "{c}"]);
        check(Role::Keywords, "a}, b", &["a}", "b"]);
    }
}
