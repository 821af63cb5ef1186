//! What readers of PDF make of ligatures, of the hyphens at line ends, and of letters that they do
//! not know.

/// Words after which a hyphen with a space is meant: `pre- and post-training`.
const CONJUNCTIONS: [&str; 13] =
    ["and", "or", "to", "vs", "und", "oder", "et", "ou", "y", "o", "as", "but", "nor"];

/// Second parts of compounds that authors write with a hyphen: `large- scale` is `large-scale`.
const COMPOUNDS: [&str; 26] = [
    "art",
    "aware",
    "based",
    "dependent",
    "dimensional",
    "driven",
    "efficient",
    "free",
    "invariant",
    "level",
    "like",
    "of",
    "order",
    "rank",
    "resolution",
    "scale",
    "sensitive",
    "shot",
    "specific",
    "supervised",
    "term",
    "the",
    "theoretic",
    "time",
    "trained",
    "world",
];

/// First parts that are no word of their own: `in- dependent` is `independent`.
const PREFIXES: [&str; 3] = ["dis", "mis", "sub"];

/// Ligatures by their numbers in the fonts of TeX, and in fonts that have but these.
const NUMBERED: [(&str, &str); 7] = [
    ("2", "fi"),
    ("3", "fl"),
    ("11", "ff"),
    ("12", "fi"),
    ("13", "fl"),
    ("14", "ffi"),
    ("15", "ffl"),
];

/// The text with ligatures as letters, without characters that cannot be seen, and how many of both
/// there were; `None` where there are none.
pub fn part_ligatures(text: &str) -> Option<(String, usize)> {
    let is_marked =
        |c: char| matches!(c, '\u{fb00}'..='\u{fb06}' | '\u{ad}' | '\u{200b}' | '\u{feff}');
    let n_times = text.chars().filter(|c| is_marked(*c)).count();
    if n_times == 0 {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut after_soft_hyphen = false;
    for c in text.chars() {
        // A soft hyphen at a line end parts one word.
        if after_soft_hyphen && c.is_whitespace() {
            continue;
        }
        after_soft_hyphen = c == '\u{ad}';
        match c {
            '\u{fb00}' => out.push_str("ff"),
            '\u{fb01}' => out.push_str("fi"),
            '\u{fb02}' => out.push_str("fl"),
            '\u{fb03}' => out.push_str("ffi"),
            '\u{fb04}' => out.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => out.push_str("st"),
            '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            other => out.push(other),
        }
    }
    Some((out, n_times))
}

/// `tech- nique` and `prac(cid:173) tical` → one word each, and how many there were; `None` where
/// there are none.
pub fn join_hyphens(text: &str) -> Option<(String, usize)> {
    const SOFT: &str = "(cid:173)";
    let bytes = text.as_bytes();
    let mut out = String::new();
    let (mut kept_to, mut from, mut n_times) = (0, 0, 0);
    while let Some(at) = memchr::memchr3(b'-', b'(', 0xE2, &bytes[from..]) {
        let at = from + at;
        from = at + 1;
        let Some(mark) =
            ["-", SOFT, "\u{2010}", "\u{2011}"].iter().find(|m| text[at..].starts_with(**m))
        else {
            continue;
        };
        let is_soft = *mark == SOFT;
        if !is_soft && !bytes.get(at + mark.len()).is_some_and(|b| b" \n\r".contains(b)) {
            continue;
        }
        let after = &text[at + mark.len()..];
        let next = after.trim_start();
        let word_len = next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len());
        let is_parted = is_soft
            || text[..at].ends_with(char::is_lowercase)
                && next.starts_with(char::is_lowercase)
                && !CONJUNCTIONS.contains(&&next[..word_len]);
        if is_parted {
            out.push_str(&text[kept_to..at]);
            if is_compound(&text[..at], &next[..word_len]) {
                out.push('-');
            }
            kept_to = text.len() - next.len();
            from = kept_to;
            n_times += 1;
        }
    }
    (n_times > 0).then(|| {
        out.push_str(&text[kept_to..]);
        (out, n_times)
    })
}

/// Whether the hyphen between the last word of a text and the next one is meant.
fn is_compound(before: &str, word: &str) -> bool {
    let head_len = before.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    let head = &before[before.len() - head_len..];
    COMPOUNDS.contains(&word) && head_len > 2 && !PREFIXES.contains(&head)
}

/// The text without the numbers of unknown letters, `(cid:0)`, and how many there were; `None` where
/// there are none. Where the number is that of a ligature within a word, it is the ligature.
pub fn drop_glyphs(text: &str) -> Option<(String, usize)> {
    const OPEN: &str = "(cid:";
    let mut at = text.find(OPEN)?;
    let mut out = String::with_capacity(text.len());
    let (mut kept_to, mut n_times) = (0, 0);
    loop {
        let tail = &text[at + OPEN.len()..];
        let n_digits = tail.bytes().take(8).take_while(u8::is_ascii_digit).count();
        let mut from = at + OPEN.len();
        if n_digits > 0 && tail.as_bytes().get(n_digits) == Some(&b')') {
            out.push_str(&text[kept_to..at]);
            out.push_str(
                ligature(&tail[..n_digits], &text[..at], &tail[n_digits + 1..]).unwrap_or(" "),
            );
            from += n_digits + 1;
            kept_to = from;
            n_times += 1;
        }
        match text[from..].find(OPEN) {
            Some(next) => at = from + next,
            None => break,
        }
    }
    (n_times > 0).then(|| {
        out.push_str(&text[kept_to..]);
        (out, n_times)
    })
}

/// The ligature of a number, where the letters around it say that it is one: `e(cid:11)ect`.
fn ligature(number: &str, before: &str, after: &str) -> Option<&'static str> {
    let (_, letters) = NUMBERED.iter().find(|(known, _)| *known == number)?;
    let is_within = after.starts_with(|c: char| c.is_ascii_lowercase());
    // off, but no other word ends in one.
    let ends_word = number == "11" && before.ends_with(|c: char| c.is_ascii_lowercase());
    (is_within || ends_word).then_some(*letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        mend: fn(&str) -> Option<(String, usize)>,
        raw: &str,
        expected: Option<(&str, usize)>,
    ) {
        assert_eq!(mend(raw), expected.map(|(text, n)| (text.to_owned(), n)), "from {raw:?}");
    }

    #[test]
    fn ligatures_are_letters() {
        check(part_ligatures, "eﬃcient prac\u{ad}\n tical", Some(("efficient practical", 2)));
        check(part_ligatures, "x² naïve", None);
    }

    #[test]
    fn words_parted_at_line_ends_are_joined() {
        check(join_hyphens, "tech- nique", Some(("technique", 1)));
        check(join_hyphens, "prac(cid:173) tical, tech‐\nnique", Some(("practical, technique", 2)));
        check(
            join_hyphens,
            "large- scale, high-\ndimensional",
            Some(("large-scale, high-dimensional", 2)),
        );
        check(join_hyphens, "in- dependent, sub- order", Some(("independent, suborder", 2)));
        for text in ["pre- and post-training", "state-of-the-art", "A- b", "a - b", "2- fold", "a-"]
        {
            check(join_hyphens, text, None);
        }
    }

    #[test]
    fn numbers_of_letters_go() {
        check(drop_glyphs, "K(cid:0)means(cid:15) N(cid:2)N", Some(("K means  N N", 3)));
        check(
            drop_glyphs,
            "classi(cid:12)ed, (cid:2)xed o(cid:11)",
            Some(("classified, fixed off", 3)),
        );
        check(drop_glyphs, "a(cid:x) (cid:", None);
    }
}
