//! Text → words and breaks.
//!
//! A word is a run of letters and digits (of any script, with combining marks and inner
//! apostrophes). White space parts words, a hyphen links them, anything else is a break that no
//! n-gram crosses.

/// What the segmenter finds, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment<'t> {
    /// A word as written.
    Word {
        /// The characters, as written.
        text: &'t str,
        /// Whether a hyphen alone stands between this word and the one before.
        hyphenated: bool,
    },
    /// Punctuation or a symbol: n-grams end here.
    Break,
}

/// Calls `emit` for each segment of `text`; runs of breaks are emitted as one.
pub fn segment<'t>(text: &'t str, mut emit: impl FnMut(Segment<'t>)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut hyphen_before = false;
    let mut pending_break = false;
    while at < bytes.len() {
        let end = word_end(text, at);
        if end > at {
            if pending_break {
                emit(Segment::Break);
                pending_break = false;
            }
            emit(Segment::Word { text: &text[at..end], hyphenated: hyphen_before });
            at = end;
            hyphen_before = false;
            // A hyphen links only when a word follows at once.
            if bytes.get(at) == Some(&b'-') && word_end(text, at + 1) > at + 1 {
                hyphen_before = true;
                at += 1;
            }
        } else {
            let c = text[at..].chars().next().unwrap_or(' ');
            pending_break |= !c.is_whitespace();
            at += c.len_utf8();
        }
    }
    if pending_break {
        emit(Segment::Break);
    }
}

/// Where the word that starts at `start` ends; `start` itself where no word starts there.
fn word_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            at += 1;
        } else if byte == b'\'' {
            // An apostrophe inside a word only: don't, l'image.
            let inner = at > start && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
            if !inner {
                break;
            }
            at += 1;
        } else if byte < 0x80 {
            break;
        } else {
            let c = text[at..].chars().next().unwrap_or(' ');
            if !(c.is_alphanumeric() || is_combining(c) && at > start) {
                break;
            }
            at += c.len_utf8();
        }
    }
    at
}

/// Marks that belong to the letter before them.
fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut found = String::new();
        segment(text, |segment| match segment {
            Segment::Word { text, hyphenated } => {
                found.push_str(if hyphenated { "-" } else { " " });
                found.push_str(text);
            }
            Segment::Break => found.push_str(" |"),
        });
        assert_eq!(found.trim_start(), expected, "from {text:?}");
    }

    #[test]
    fn words_hyphens_and_breaks() {
        check("GPUs, fast", "GPUs | fast");
        check("low-rank KV-cache", "low-rank KV-cache");
        check("mixture-of-experts.", "mixture-of-experts |");
        check("encoder/decoder (big)", "encoder | decoder | big |");
        check("a - b -c d-", "a | b | c d |");
        check("don't 'quote'", "don't | quote |");
        check("Über naïve 数据", "Über naïve 数据");
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_its_own_slices_in_order(text in "\\PC{0,60}") {
            let base = text.as_ptr() as usize;
            let mut last = 0;
            segment(&text, |segment| if let Segment::Word { text: word, .. } = segment {
                let start = word.as_ptr() as usize - base;
                assert!(start >= last && !word.is_empty());
                last = start + word.len();
            });
        }
    }
}
