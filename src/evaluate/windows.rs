//! Boolean sliding windows: in how many windows of a corpus words occur, alone and together.
//!
//! Counted as gensim 4.4 counts (`WordOccurrenceAccumulator`), whose figures are those that papers
//! report. It differs from Röder, Both & Hinneburg 2015 in one point: a word leaves the window as
//! soon as one of its occurrences does, even where another is still inside, and is back when it
//! enters again.

use super::words::words;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Texts a worker takes at a time; the result does not depend on it.
const CHUNK: usize = 256;

/// Where the scored words of a text are.
struct Occurrences {
    /// Words of the text, scored or not.
    n_words: usize,
    /// Word and position, ascending.
    places: Vec<(u32, u32)>,
}

/// The scored words of themes, and where each is in the texts of a corpus.
pub struct ScoredTexts {
    texts: Vec<Occurrences>,
    /// Per word: the themes it is scored in, and its place among their words.
    slots: Vec<Vec<(u32, u32)>>,
    theme_sizes: Vec<usize>,
}

/// Windows that hold words of the themes.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowCounts {
    /// All windows.
    pub n_windows: u64,
    /// Per theme of m words: m × m windows that hold both words, row by row, symmetric; on the
    /// diagonal, windows that hold the word.
    pub together: Vec<Vec<u64>>,
}

impl ScoredTexts {
    /// Finds the words of the themes, lower case and without repeats within a theme, in the texts.
    pub fn new<'a>(
        themes: &[Vec<String>],
        texts: impl IndexedParallelIterator<Item = std::borrow::Cow<'a, str>>,
    ) -> Self {
        let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
        let mut slots: Vec<Vec<(u32, u32)>> = Vec::new();
        for (theme, scored) in (0..).zip(themes) {
            for (slot, word) in (0..).zip(scored) {
                let next = slots.len() as u32;
                let id = *ids.entry(word).or_insert(next);
                if id == next {
                    slots.push(Vec::new());
                }
                slots[id as usize].push((theme, slot));
            }
        }
        let occurrences = |text: std::borrow::Cow<'a, str>| {
            let text = text.to_lowercase();
            let mut n_words = 0;
            let mut places = Vec::new();
            for word in words(&text) {
                if let Some(&id) = ids.get(word) {
                    places.push((id, n_words as u32));
                }
                n_words += 1;
            }
            places.sort_unstable();
            Occurrences { n_words, places }
        };
        let texts = texts.map(occurrences).collect();
        ScoredTexts { texts, slots, theme_sizes: themes.iter().map(Vec::len).collect() }
    }

    /// Counts windows of `width` words. A text with fewer is one window.
    pub fn count(&self, width: usize) -> WindowCounts {
        let empty = || WindowCounts {
            n_windows: 0,
            together: self.theme_sizes.iter().map(|m| vec![0; m * m]).collect(),
        };
        let counted = |mut counts: WindowCounts, texts: &[Occurrences]| {
            texts.iter().for_each(|text| self.add(text, width, &mut counts));
            counts
        };
        // Whole numbers: their sum does not depend on the order in which threads finish.
        self.texts.par_chunks(CHUNK).fold(empty, counted).reduce(empty, |mut all, part| {
            all.n_windows += part.n_windows;
            let cells = all.together.iter_mut().flatten();
            cells.zip(part.together.iter().flatten()).for_each(|(sum, n)| *sum += n);
            all
        })
    }

    fn add(&self, text: &Occurrences, width: usize, counts: &mut WindowCounts) {
        let n_windows = (text.n_words + 1).saturating_sub(width).max(1);
        counts.n_windows += n_windows as u64;
        let present: Vec<(u32, Vec<Span>)> = text
            .places
            .chunk_by(|a, b| a.0 == b.0)
            .map(|places| (places[0].0, spans(places, width, n_windows)))
            .collect();
        // Theme, slot, and the position in `present` of the word that is there.
        let mut filled: Vec<(u32, u32, usize)> = Vec::new();
        for (at, (word, _)) in present.iter().enumerate() {
            filled
                .extend(self.slots[*word as usize].iter().map(|&(theme, slot)| (theme, slot, at)));
        }
        filled.sort_unstable();
        for of_theme in filled.chunk_by(|a, b| a.0 == b.0) {
            let theme = of_theme[0].0 as usize;
            let (m, cells) = (self.theme_sizes[theme], &mut counts.together[theme]);
            for (i, &(_, row, a)) in of_theme.iter().enumerate() {
                for &(_, column, b) in &of_theme[i..] {
                    let (row, column) = (row as usize, column as usize);
                    let n = n_shared(&present[a].1, &present[b].1);
                    cells[row * m + column] += n;
                    if row != column {
                        cells[column * m + row] += n;
                    }
                }
            }
        }
    }
}

/// Windows by number, from the first to the last of a span.
type Span = (usize, usize);

/// The windows that hold a word, as ascending spans apart from one another. Window `w` holds the
/// positions `w..w + width`.
fn spans(places: &[(u32, u32)], width: usize, n_windows: usize) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut leaving = 0;
    for &(_, position) in places {
        let position = position as usize;
        let enters = (position + 1).saturating_sub(width);
        // Out of the window goes first what stands first in it.
        while (places[leaving].1 as usize) < enters {
            leaving += 1;
        }
        let last = (places[leaving].1 as usize).min(n_windows - 1);
        match spans.last_mut() {
            Some(span) if enters <= span.1 + 1 => span.1 = span.1.max(last),
            _ => spans.push((enters, last)),
        }
    }
    spans
}

/// Windows in both lists of spans.
fn n_shared(a: &[Span], b: &[Span]) -> u64 {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        n += (x.1.min(y.1) + 1).saturating_sub(x.0.max(y.0)) as u64;
        i += usize::from(x.1 <= y.1);
        j += usize::from(y.1 <= x.1);
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::borrow::Cow;

    /// The same, window by window, after gensim's `_slide_window`.
    fn plain(text: &[u8], scored: [u8; 2], width: usize) -> (u64, [u64; 3]) {
        let n_windows = (text.len() + 1).saturating_sub(width).max(1);
        let mut is_in = [false; 2];
        let mut counts = [0; 3];
        for start in 0..n_windows {
            let window = &text[start..(start + width).min(text.len())];
            for (word, is_in) in scored.iter().zip(&mut is_in) {
                if start == 0 {
                    *is_in = window.contains(word);
                } else {
                    *is_in &= text[start - 1] != *word;
                    *is_in |= window.last() == Some(word);
                }
            }
            counts[0] += u64::from(is_in[0]);
            counts[1] += u64::from(is_in[0] && is_in[1]);
            counts[2] += u64::from(is_in[1]);
        }
        (n_windows as u64, counts)
    }

    proptest! {
        #[test]
        fn spans_count_as_a_sliding_window_does(
            text in proptest::collection::vec(b'a'..b'e', 0..40),
            width in 1..12usize,
        ) {
            let words: Vec<String> = text.iter().map(|&b| char::from(b).to_string().repeat(2)).collect();
            let themes = [vec!["aa".to_owned(), "bb".to_owned()], vec!["bb".to_owned()]];
            let texts = [Cow::Owned(words.join(" "))];
            let found = ScoredTexts::new(&themes, texts.into_par_iter()).count(width);
            let (n_windows, [a, both, b]) = plain(&text, [b'a', b'b'], width);
            prop_assert_eq!(found.n_windows, n_windows);
            prop_assert_eq!(&found.together[0], &vec![a, both, both, b]);
            prop_assert_eq!(&found.together[1], &vec![b]);
        }
    }
}
