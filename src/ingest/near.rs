//! Near-duplicate abstracts: MinHash over shingles of words finds candidates, and the Jaccard
//! similarity of their shingles decides.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::corpus::Similarity;

/// Words in a shingle.
const SHINGLE: usize = 5;

/// Shingles that an abstract needs: of fewer, a stock phrase is too large a part.
const MIN_SHINGLES: usize = 12;

/// Bands of the signature: texts are candidates when they agree in all rows of one of them.
const BANDS: usize = 16;

/// Rows of a band. Two texts of similarity s are candidates with probability 1 − (1 − s⁴)¹⁶: 0.9998
/// at 0.8.
const ROWS: usize = 4;

/// The hashes of a text's shingles of five words, sorted, each once; words are compared without
/// case and punctuation. Empty for a text of fewer words.
pub fn shingles(text: &str) -> Vec<u64> {
    let words: Vec<u64> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            word.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, |hash, c| {
                (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3)
            })
        })
        .collect();
    let hash = |words: &[u64]| words.iter().fold(0, |hash: u64, word| mix(hash ^ word));
    let mut shingles: Vec<u64> = words.windows(SHINGLE).map(hash).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// SplitMix64's finaliser: every bit of the result depends on every bit of the value.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// How much two sorted lists of shingles have in common.
pub fn similarity(a: &[u64], b: &[u64]) -> Similarity {
    let (mut i, mut j, mut n_shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        n_shared += usize::from(a[i] == b[j]);
        let (next_i, next_j) = (a[i] <= b[j], b[j] <= a[i]);
        i += usize::from(next_i);
        j += usize::from(next_j);
    }
    Similarity { n_shared: n_shared as u32, n_all: (a.len() + b.len() - n_shared) as u32 }
}

/// Pairs of texts that are alike: positions, of a similarity of `least` or more. Not every pair of a
/// group, but enough to join it; the texts come in an order that does not depend on the input, and
/// so do the pairs.
pub fn alike(texts: &[&str], least: f64) -> Vec<(usize, usize)> {
    let signatures: Vec<Option<[u64; BANDS]>> = texts.par_iter().map(|text| bands(text)).collect();
    let mut candidates: Vec<(usize, usize)> = (0..BANDS)
        .into_par_iter()
        .flat_map_iter(|band| {
            // Each text with the first and with the last of its bucket before it: a bucket of n
            // texts gives no n² pairs, and one stranger at its head does not part the others.
            let mut buckets: FxHashMap<u64, (usize, usize)> = FxHashMap::default();
            let mut pairs = Vec::new();
            for (idx, signature) in signatures.iter().enumerate() {
                let Some(signature) = signature else { continue };
                let bucket = buckets.entry(signature[band]).or_insert((idx, idx));
                let (first, last) = *bucket;
                bucket.1 = idx;
                pairs.extend((first != idx).then_some((first, idx)));
                pairs.extend((last != idx && last != first).then_some((last, idx)));
            }
            pairs
        })
        .collect();
    candidates.par_sort_unstable();
    candidates.dedup();
    let is_alike = |&(a, b): &(usize, usize)| {
        similarity(&shingles(texts[a]), &shingles(texts[b])).value() >= least
    };
    candidates.into_par_iter().filter(is_alike).collect()
}

/// A hash per band of the text's MinHash signature; `None` for a text too short to tell.
///
/// One permutation is cut into bins instead of drawing one a row (Li, Owen and Zhang 2012); an empty
/// bin takes the value of the next one that is not (Shrivastava and Li 2014).
fn bands(text: &str) -> Option<[u64; BANDS]> {
    const BINS: usize = BANDS * ROWS;
    let shingles = shingles(text);
    if shingles.len() < MIN_SHINGLES {
        return None;
    }
    let mut bins = [u64::MAX; BINS];
    for shingle in shingles {
        let hash = mix(shingle);
        let bin = &mut bins[(hash % BINS as u64) as usize];
        *bin = (*bin).min(hash);
    }
    let mut dense = bins;
    for (at, value) in dense.iter_mut().enumerate().filter(|(_, value)| **value == u64::MAX) {
        let filled = (1..BINS).find(|step| bins[(at + step) % BINS] != u64::MAX);
        let step = filled.unwrap_or_default();
        *value = mix(bins[(at + step) % BINS] ^ step as u64);
    }
    let mut bands = [0; BANDS];
    for (band, rows) in bands.iter_mut().zip(dense.chunks_exact(ROWS)) {
        *band = rows.iter().fold(0, |hash, row| mix(hash ^ row));
    }
    Some(bands)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of `n` words that are all its own.
    fn text(name: &str, n: usize) -> String {
        (0..n).map(|i| format!("{name}{i} ")).collect()
    }

    #[test]
    fn similarity_is_that_of_the_shingles() {
        let a = shingles("one two three four five six seven");
        assert_eq!(a.len(), 3);
        assert_eq!(
            similarity(&a, &shingles("One, two: three-four five (six) SEVEN.")).value(),
            1.0
        );
        let b = shingles("one two three four five six eight");
        assert_eq!(similarity(&a, &b), Similarity { n_shared: 2, n_all: 4 });
        assert_eq!(similarity(&a, &[]).value(), 0.0);
        assert!(shingles("too few words here").is_empty());
    }

    #[test]
    fn texts_that_are_alike_are_found_and_others_are_not() {
        let (long, other) = (text("a", 150), text("b", 150));
        let edited = format!("{long} and one sentence more at the end of it");
        let half = text("a", 75) + &text("c", 75);
        let texts = [long.as_str(), &other, &edited, &half];
        assert_eq!(alike(&texts, 0.8), [(0, 2)]);
        assert_eq!(alike(&["short text", "short text"], 0.8), []);
    }

    #[test]
    fn nearly_all_of_the_pairs_are_found() {
        // Every pair shares 160 of 200 words in one run: a similarity just above 0.8 of each.
        let texts: Vec<String> = (0..400)
            .map(|i| text(&format!("x{}y", i / 2), 180) + &text(&format!("z{i}y"), 18))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = alike(&texts, 0.8);
        assert!(found.iter().all(|(a, b)| a / 2 == b / 2));
        assert!(found.len() >= 195, "{}", found.len());
    }

    #[test]
    fn a_thousand_equal_texts_give_no_million_pairs() {
        let one = text("a", 100);
        let texts = vec![one.as_str(); 1000];
        let found = alike(&texts, 0.8);
        assert!((999..=2000).contains(&found.len()), "{}", found.len());
    }
}
