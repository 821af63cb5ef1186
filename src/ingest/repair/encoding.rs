//! UTF-8 that was read as Windows-1252 or Latin-1: `â€™` is an apostrophe, `Î²` is β.

use encoding_rs::WINDOWS_1252;

/// A character, and the byte that reads as it.
type Read = (char, Option<u8>);

/// The text with such letters decoded, and how many there were; `None` where there are none.
///
/// `Ã©` and `â€™` are no words of any language, and are always decoded. Other pairs, such as `É»` in
/// «CAFÉ», can be meant: they are decoded only where every letter beyond ASCII is part of one.
pub fn decode_twice(text: &str) -> Option<(String, usize)> {
    if !text.contains(['Ã', 'Â', 'â', 'Î', 'Ï', 'Å', 'Ä', 'Ð', 'Ñ', 'ï', 'Ë', 'Ê', 'É', 'È'])
    {
        return None;
    }
    let characters: Vec<Read> = text.chars().map(|c| (c, byte(c))).collect();
    let runs = |accept: fn(&[Read]) -> bool| {
        let mut out = String::with_capacity(text.len());
        let (mut n_times, mut n_left, mut at) = (0, 0, 0);
        while let Some((c, _)) = characters.get(at) {
            match decoded(&characters[at..]).filter(|(_, n)| accept(&characters[at..at + n])) {
                Some((letter, n_characters)) => {
                    out.push(letter);
                    n_times += 1;
                    at += n_characters;
                }
                None => {
                    n_left += usize::from(!c.is_ascii());
                    out.push(*c);
                    at += 1;
                }
            }
        }
        (out, n_times, n_left)
    };
    let (all, n_all, n_left) = runs(|_| true);
    if n_all > 0 && n_left == 0 {
        return Some((all, n_all));
    }
    let (sure, n_sure, _) = runs(is_sure);
    (n_sure > 0).then_some((sure, n_sure))
}

/// The byte that reads as this character.
fn byte(c: char) -> Option<u8> {
    if u32::from(c) < 0x100 {
        // Latin-1 gives its control characters to the bytes that Windows-1252 has no letter for.
        return u8::try_from(u32::from(c)).ok();
    }
    let mut utf8 = [0; 4];
    let (bytes, _, failed) = WINDOWS_1252.encode(c.encode_utf8(&mut utf8));
    bytes.first().copied().filter(|_| !failed && bytes.len() == 1)
}

/// The letter whose UTF-8 the first characters are read from, and how many they are.
fn decoded(characters: &[Read]) -> Option<(char, usize)> {
    let lead = characters.first()?.1?;
    let n_bytes = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let bytes: Option<Vec<u8>> = characters.get(..n_bytes)?.iter().map(|(_, byte)| *byte).collect();
    let bytes = bytes?;
    let letter = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    // Control characters are no letters of any text.
    (!letter.is_control()).then_some((letter, n_bytes))
}

fn is_sure(characters: &[Read]) -> bool {
    matches!(characters, [('Ã' | 'Â', _), _] | [('â', _), ('€' | '\u{80}' | '„' | '‰' | 'ˆ', _), _])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: Option<(&str, usize)>) {
        let found = decode_twice(raw);
        assert_eq!(found, expected.map(|(text, n)| (text.to_owned(), n)), "from {raw:?}");
    }

    #[test]
    fn letters_of_a_wrong_encoding_are_read_again() {
        check("JosÃ© said itâ€™s 5 Î¼m", Some(("José said it’s 5 μm", 3)));
        check("naÃ¯ve – and “meant”", Some(("naïve – and “meant”", 1)));
        check("5Â\u{a0}% of Â±1 â\u{80}\u{93} yes", Some(("5\u{a0}% of ±1 – yes", 3)));
    }

    #[test]
    fn letters_that_are_meant_stay() {
        for text in ["«CAFÉ»", "„Fuß“", "NÃO", "Ângela", "Î", "Ñandú", "château", "Ä…– ö"]
        {
            check(text, None);
        }
    }

    #[test]
    fn any_text_encoded_wrongly_comes_back() {
        for text in ["Müller – “quoted”", "Größe β α ≥ 5 µm", "Dvořák", "naïve café’s"]
        {
            let wrong: String =
                text.bytes().map(|byte| WINDOWS_1252.decode(&[byte]).0.into_owned()).collect();
            assert_eq!(
                decode_twice(&wrong).map(|(text, _)| text).as_deref(),
                Some(text),
                "{wrong}"
            );
        }
    }
}
