//! The words of each time: what a paper says because of when it was written, whatever its theme.

use crate::corpus::Date;
use crate::dense::Matrix;
use crate::weigh::Csr;

/// Share of the papers that must be dated for eras to be told apart, as in the reduction.
const MIN_DATED: f64 = 0.8;

/// Papers an era has at least, so that its words are more than a few papers' own.
const MIN_PAPERS: usize = 50;

/// Most eras.
const MAX_ERAS: usize = 8;

/// Part of a background that is the same for all terms; the rest follows the words of the era.
const UNIFORM: f32 = 0.5;

/// Papers in the order of their dates, cut into eras of like size, with the words of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Eras {
    /// The era of every paper.
    pub of: Vec<u8>,
    /// `n_eras × n_terms`: the share of each term in the words of an era, mixed half and half with
    /// the uniform distribution; every row sums to 1.
    pub background: Matrix,
}

impl Eras {
    /// The eras of papers with these weights and dates; a single one where too few are dated.
    /// Papers of one date share an era; those without a date count to the middle one.
    pub fn of(weights: &Csr, dates: &[Option<Date>]) -> Self {
        let n = dates.len();
        let mut dated: Vec<(Date, usize)> =
            dates.iter().enumerate().filter_map(|(row, date)| Some(((*date)?, row))).collect();
        dated.sort_unstable();
        let is_dated = n > 0 && dated.len() as f64 >= MIN_DATED * n as f64;
        let n_eras = if is_dated { (dated.len() / MIN_PAPERS).clamp(1, MAX_ERAS) } else { 1 };
        let mut of = vec![(n_eras / 2) as u8; n];
        let mut first = 0;
        while is_dated && first < dated.len() {
            let same =
                dated[first..].iter().take_while(|(date, _)| *date == dated[first].0).count();
            let era = (2 * first + same) * n_eras / (2 * dated.len());
            dated[first..first + same].iter().for_each(|&(_, row)| of[row] = era as u8);
            first += same;
        }
        // Eras without papers are left out, as where all papers are of one year.
        let mut used: Vec<u8> = of.clone();
        used.sort_unstable();
        used.dedup();
        let number = |era: &u8| used.iter().take_while(|&used| used < era).count() as u8;
        let of: Vec<u8> = of.iter().map(number).collect();
        Eras { background: background(weights, &of, used.len().max(1)), of }
    }

    /// The same words, for these papers.
    pub fn select(mut self, rows: &[usize]) -> Self {
        self.of = rows.iter().map(|&row| self.of[row]).collect();
        self
    }
}

fn background(weights: &Csr, of: &[u8], n_eras: usize) -> Matrix {
    let n_terms = weights.n_cols();
    let mut sums = vec![0.0f64; n_eras * n_terms];
    for (row, &era) in of.iter().enumerate() {
        let (columns, values) = weights.row(row);
        for (&column, &value) in columns.iter().zip(values) {
            sums[usize::from(era) * n_terms + column as usize] += f64::from(value);
        }
    }
    let uniform = 1.0 / n_terms.max(1) as f32;
    let shares = sums.chunks(n_terms.max(1)).flat_map(|era| {
        let total: f64 = era.iter().sum();
        era.iter().map(move |&sum| {
            let share = if total > 0.0 { (sum / total) as f32 } else { uniform };
            UNIFORM * uniform + (1.0 - UNIFORM) * share
        })
    });
    Matrix::from_vec(n_eras, n_terms, shares.take(n_eras * n_terms).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(n: usize) -> Csr {
        Csr::from_rows(3, (0..n).map(|i| vec![(0, 0.5), (if i < n / 2 { 1 } else { 2 }, 0.5)]))
    }

    fn year(year: usize) -> Option<Date> {
        Date::new(year as u16, None, None)
    }

    #[test]
    fn eras_are_of_like_size_and_know_their_words() {
        let dates: Vec<_> = (0..100).map(|i| year(2000 + i / 10)).collect();
        let eras = Eras::of(&corpus(100), &dates);
        assert_eq!(eras.background.n_rows(), 2);
        assert_eq!(eras.of.iter().filter(|&&era| era == 0).count(), 50);
        let close = |found: &[f32], expected: [f32; 3]| {
            found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-6)
        };
        let sixth = 1.0 / 6.0;
        assert!(close(eras.background.row(0), [sixth + 0.25, sixth + 0.25, sixth]));
        assert!(close(eras.background.row(1), [sixth + 0.25, sixth, sixth + 0.25]));
    }

    #[test]
    fn papers_of_one_year_share_an_era_and_undated_ones_stand_in_the_middle() {
        let mut dates: Vec<_> = (0..400).map(|i| year(if i < 390 { 2020 } else { 2021 })).collect();
        dates[5] = None;
        let eras = Eras::of(&corpus(400), &dates);
        assert!(eras.of[..390].iter().enumerate().all(|(i, &e)| i == 5 || e == eras.of[0]));
        assert_ne!(eras.of[0], eras.of[399]);
        assert_eq!(eras.background.n_rows(), 2);
    }

    #[test]
    fn without_dates_there_is_one_era() {
        assert_eq!(Eras::of(&corpus(200), &[None; 200]).background.n_rows(), 1);
    }
}
