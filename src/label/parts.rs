//! Passes over all papers, a few large parts side by side.

use crate::tokenize::PaperTokens;
use rayon::prelude::*;

/// Papers of a part, at least.
const LEAST: usize = 2_048;

/// Parts, at most: each has counts of its own, of all phrases that are looked for.
const MOST: usize = 8;

/// What `read` says of each part, given its papers and the row of the first, in order.
pub fn by_parts<T: Send>(
    papers: &[PaperTokens],
    read: impl Fn(&[PaperTokens], usize) -> T + Sync,
) -> Vec<T> {
    let size = papers.len().div_ceil(MOST).max(LEAST);
    papers.par_chunks(size).enumerate().map(|(part, papers)| read(papers, part * size)).collect()
}
