//! Where words go: wrapping to a width, choosing tick labels that do not collide, round numbers
//! for axes.

use super::font::Font;

/// Wraps a text into lines no wider than `width` logical px.
///
/// Lines break at spaces; a single word that is too wide breaks after a hyphen or slash, and
/// failing that between letters. Nothing is ever cut off.
pub fn wrap(text: &str, font: Font, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        if let Some(line) = lines.last_mut() {
            let joined = format!("{line} {word}");
            if font.width(&joined) <= width {
                *line = joined;
                continue;
            }
        }
        lines.extend(break_word(word, font, width));
    }
    lines
}

/// Wraps a text into as few lines as `wrap` does, but of lengths as even as they can be.
pub fn wrap_evenly(text: &str, font: Font, width: f64) -> Vec<String> {
    let mut best = wrap(text, font, width);
    // A word broken to fit stays as it is: a narrower width would break it at a worse place.
    for tenths in (5..10).rev() {
        let lines = wrap(text, font, width * f64::from(tenths) / 10.0);
        let whole_words = lines.join(" ").split(' ').eq(text.split_whitespace());
        if lines.len() > best.len() || !whole_words {
            break;
        }
        best = lines;
    }
    best
}

/// The widest of some lines, in logical px; 0 when there are none.
pub fn widest<S: AsRef<str>>(lines: &[S], font: Font) -> f64 {
    lines.iter().map(|line| font.width(line.as_ref())).fold(0.0, f64::max)
}

/// One word as pieces no wider than `width`, broken after hyphens or slashes where that helps.
fn break_word(word: &str, font: Font, width: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for part in word.split_inclusive(['-', '/', '_']) {
        let last = pieces.last_mut().expect("starts with one piece");
        let joined = format!("{last}{part}");
        if font.width(&joined) <= width {
            *last = joined;
        } else if font.width(part) <= width {
            pieces.push(part.to_owned());
        } else {
            for letter in part.chars() {
                let last = pieces.last_mut().expect("starts with one piece");
                let joined = format!("{last}{letter}");
                if font.width(&joined) <= width || last.is_empty() {
                    *last = joined;
                } else {
                    pieces.push(letter.to_string());
                }
            }
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Chooses which ticks of an axis get a label, and where the label's centre stands.
///
/// `centres` are the ticks in rising order. Labels stay between `low` and `high` and at least
/// half an em apart. The first tick always gets one, the last whenever there is room, and those
/// between at an even distance.
pub fn tick_labels(
    centres: &[f64],
    texts: &[&str],
    font: Font,
    (low, high): (f64, f64),
) -> Vec<(usize, f64)> {
    let placed: Vec<(f64, f64)> = centres
        .iter()
        .zip(texts)
        .map(|(&centre, text)| {
            let half = font.width(text) / 2.0;
            (centre.min(high - half).max(low + half), half)
        })
        .collect();
    let gap = font.size * 0.8;
    let clear = |a: usize, b: usize| {
        let ((left, left_half), (right, right_half)) = (placed[a], placed[b]);
        left + left_half + gap <= right - right_half
    };
    let Some(last) = placed.len().checked_sub(1) else { return Vec::new() };
    let cycle = cycle(texts);
    // Strides that fall on the same quarter or month of each year read best.
    let even = |stride: &usize| stride.is_multiple_of(cycle) || cycle.is_multiple_of(*stride);
    for stride in (1..=last.max(1)).filter(|s| even(s) || *s == last) {
        let mut chosen: Vec<usize> = (0..=last).step_by(stride).collect();
        if chosen.last() != Some(&last) {
            // The last period matters more to a reader than an even distance before it.
            while chosen.len() > 1 && chosen.last().is_some_and(|&tick| !clear(tick, last)) {
                chosen.pop();
            }
            chosen.push(last);
        }
        if chosen.windows(2).all(|pair| clear(pair[0], pair[1])) {
            return chosen.into_iter().map(|tick| (tick, placed[tick].0)).collect();
        }
    }
    vec![(0, placed[0].0)]
}

/// How many periods pass until a name ends as the first one does: 4 for `2024 Q1`, 12 for
/// `2024 M01`, 1 for years.
fn cycle(names: &[&str]) -> usize {
    let ending = |name: &str| name.rsplit_once(' ').map(|(_, ending)| ending.to_owned());
    let first = names.first().and_then(|name| ending(name));
    names.iter().skip(1).position(|name| ending(name) == first).map_or(1, |place| place + 1)
}

/// Round numbers from 0 up to the first at or above `max`, about `wanted` steps of them.
///
/// `whole` keeps the steps at 1 or more, for counts.
pub fn axis_ticks(max: f64, wanted: usize, whole: bool) -> Vec<f64> {
    let rough = if max > 0.0 { max / wanted.max(1) as f64 } else { 1.0 };
    let mut magnitude = 1.0;
    while magnitude > rough {
        magnitude /= 10.0;
    }
    while magnitude * 10.0 <= rough {
        magnitude *= 10.0;
    }
    let round = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * magnitude)
        .filter(|step| !whole || step.fract() == 0.0)
        .find(|&step| step >= rough * 0.999);
    let step = round.unwrap_or(if whole { rough.ceil().max(1.0) } else { rough });
    let steps = (max / step - 1e-9).ceil().max(1.0) as usize;
    (0..=steps).map(|i| i as f64 * step).collect()
}

/// Round numbers from 0 that do not pass `max`, for axes that end at their largest value.
pub fn ticks_within(max: f64, wanted: usize, whole: bool) -> Vec<f64> {
    let mut ticks = axis_ticks(max, wanted, whole);
    ticks.retain(|&tick| tick <= max);
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    const FONT: Font = Font::regular(12.0);

    #[test]
    fn wrapping_keeps_every_letter_and_the_width() {
        for text in [
            "Parameter-efficient fine-tuning of large language models",
            "Über α-divergence naïve",
            "Donaudampfschifffahrtsgesellschaftskapitän",
            "state-of-the-art/multi-lingual/low-resource",
        ] {
            for width in [20.0, 60.0, 130.0, 400.0] {
                let lines = wrap(text, FONT, width);
                assert!(widest(&lines, FONT) <= width, "{lines:?} at {width}");
                let letters = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
                assert_eq!(letters(&lines.concat()), letters(text));
            }
        }
        assert!(wrap("", FONT, 50.0).is_empty());
    }

    #[test]
    fn a_wide_word_breaks_at_its_hyphens() {
        assert_eq!(wrap("low-resource", FONT, 70.0), ["low-", "resource"]);
    }

    #[test]
    fn even_lines_are_no_more_but_narrower() {
        let text = "Parameter-efficient fine-tuning of large models";
        let (plain, even) = (wrap(text, FONT, 260.0), wrap_evenly(text, FONT, 260.0));
        assert_eq!(plain.len(), even.len());
        assert!(widest(&even, FONT) <= widest(&plain, FONT));
        assert_eq!(even.join(" "), text);
    }

    #[test]
    fn ticks_never_collide_and_keep_the_ends() {
        for n in [1, 2, 5, 12, 30, 400] {
            let centres: Vec<f64> = (0..n).map(|i| (i as f64 + 0.5) * 300.0 / n as f64).collect();
            let names: Vec<String> = (0..n).map(|i| format!("{} Q1", 1900 + i)).collect();
            let texts: Vec<&str> = names.iter().map(String::as_str).collect();
            let chosen = tick_labels(&centres, &texts, FONT, (0.0, 300.0));
            assert_eq!(chosen[0].0, 0);
            assert_eq!(chosen[chosen.len() - 1].0, n - 1);
            let half = FONT.width(texts[0]) / 2.0;
            assert!(chosen.windows(2).all(|p| p[1].1 - p[0].1 >= 2.0 * half + 6.0));
            assert!(chosen.iter().all(|c| c.1 - half >= -1e-9 && c.1 + half <= 300.0 + 1e-9));
        }
        assert!(tick_labels(&[], &[], FONT, (0.0, 10.0)).is_empty());
    }

    #[test]
    fn labelled_months_are_the_same_each_year() {
        let names: Vec<String> =
            (0..120).map(|i| format!("{} M{:02}", 2010 + i / 12, i % 12 + 1)).collect();
        let texts: Vec<&str> = names.iter().map(String::as_str).collect();
        let centres: Vec<f64> = (0..120).map(|i| f64::from(i) * 5.0).collect();
        let chosen = tick_labels(&centres, &texts, FONT, (-50.0, 700.0));
        let (_, but_last) = chosen.split_last().unwrap();
        assert!(but_last.len() > 3);
        assert!(but_last.iter().all(|(tick, _)| texts[*tick].ends_with("M01")));
    }

    #[test]
    fn axes_end_at_round_numbers() {
        assert_eq!(axis_ticks(23.0, 4, true), [0.0, 10.0, 20.0, 30.0]);
        assert_eq!(axis_ticks(2.0, 4, true), [0.0, 1.0, 2.0]);
        assert_eq!(axis_ticks(0.0, 4, true), [0.0, 1.0]);
        assert_eq!(ticks_within(1128.0, 5, true), [0.0, 250.0, 500.0, 750.0, 1000.0]);
        let ticks = axis_ticks(0.26, 3, false);
        assert!(ticks[ticks.len() - 1] >= 0.26 && ticks.len() <= 5);
    }
}
