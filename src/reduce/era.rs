//! Papers without what their date says of them.
//!
//! The words of a field change with its fashions: early papers on pruning speak of ImageNet, late
//! ones of perplexity. A clustering that sees this groups eras where readers expect subjects. Here
//! the part of the embedding that the date explains, a smooth curve through time, is taken out.

use crate::corpus::Date;
use crate::dense::{Matrix, add_scaled, normalize};
use rayon::prelude::*;

/// Degree of the polynomial in time.
const DEGREE: usize = 3;

/// Share of the papers that must be dated for their dates to be used.
const MIN_DATED: f64 = 0.8;

/// Takes the regression on a cubic in time out of the points, unit rows; leaves them as they are
/// where too few papers are dated, or all on the same date. A paper without a date stays as it is.
pub fn take_out_era(points: &mut Matrix, dates: &[Option<Date>]) {
    let Some(basis) = time_basis(dates) else { return };
    // A polynomial is a unit vector over the papers: its coefficients are inner products.
    let coefficients_of = |polynomial: &Vec<f64>| {
        let mut coefficients = vec![0.0f64; points.n_cols()];
        for (row, &value) in points.rows().zip(polynomial) {
            for (coefficient, &x) in coefficients.iter_mut().zip(row) {
                *coefficient += value * f64::from(x);
            }
        }
        coefficients.into_iter().map(|c| c as f32).collect()
    };
    let coefficients: Vec<Vec<f32>> = basis.par_iter().map(coefficients_of).collect();
    points.par_rows_mut().enumerate().for_each(|(row, point)| {
        // A paper without terms has no place, and its date gives it none.
        if point.iter().all(|&x| x == 0.0) {
            return;
        }
        for (polynomial, coefficients) in basis.iter().zip(&coefficients) {
            add_scaled(point, -polynomial[row] as f32, coefficients);
        }
        normalize(point);
    });
}

/// Orthonormal polynomials of degree 1 to [`DEGREE`] in time, over the papers (0 for an undated
/// one); fewer where there are few distinct dates, `None` where there is nothing to tell.
fn time_basis(dates: &[Option<Date>]) -> Option<Vec<Vec<f64>>> {
    let n_dated = dates.iter().flatten().count();
    if n_dated == 0 || (n_dated as f64) < MIN_DATED * dates.len() as f64 {
        return None;
    }
    let times: Vec<Option<f64>> = dates.iter().map(|date| date.map(years)).collect();
    let dated = || times.iter().flatten();
    let (low, high) = dated().fold((f64::MAX, f64::MIN), |(l, h), &t| (l.min(t), h.max(t)));
    let half = (high - low) / 2.0;
    if half <= 0.0 {
        return None;
    }
    let scaled = |time: Option<f64>, power: usize| {
        time.map_or(0.0, |t| ((t - low) / half - 1.0).powi(power as i32))
    };
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for power in 0..=DEGREE {
        let mut column: Vec<f64> = times.iter().map(|&time| scaled(time, power)).collect();
        let before = dot(&column, &column).sqrt();
        // Gram-Schmidt, twice for accuracy.
        for _ in 0..2 {
            for earlier in &basis {
                let along = dot(&column, earlier);
                column.iter_mut().zip(earlier).for_each(|(x, e)| *x -= along * e);
            }
        }
        let norm = dot(&column, &column).sqrt();
        if norm > 1e-6 * before {
            column.iter_mut().for_each(|x| *x /= norm);
            basis.push(column);
        }
    }
    // The constant is not the date's.
    basis.remove(0);
    (!basis.is_empty()).then_some(basis)
}

/// A date in years, in the middle of what it can mean.
fn years(date: Date) -> f64 {
    let month = date.month().map_or(6.0, |month| f64::from(month) - 0.5);
    f64::from(date.year()) + month / 12.0
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(year: u16) -> Option<Date> {
        Date::new(year, None, None)
    }

    #[test]
    fn what_follows_time_goes_and_the_subject_stays() {
        // Two subjects (first column ±) whose wording (second column) drifts with the years.
        let mut data = Vec::new();
        let mut dates = Vec::new();
        for i in 0..40u16 {
            let subject = if i % 2 == 0 { 0.5 } else { -0.5 };
            data.extend([subject, f32::from(i / 2) / 10.0]);
            dates.push(year(2000 + i / 2));
        }
        let mut adjusted = Matrix::from_vec(40, 2, data);
        take_out_era(&mut adjusted, &dates);
        for i in 0..40 {
            assert!(adjusted.row(i)[0].abs() > 0.4, "{:?}", adjusted.row(i));
            // What is left of the drift is its mean, the same for all papers.
            assert!((adjusted.row(i)[1] - adjusted.row(0)[1]).abs() < 1e-3);
        }
    }

    #[test]
    fn the_polynomials_are_orthonormal_and_skip_the_undated() {
        let mut dates: Vec<Option<Date>> = (0..20).map(|i| year(2000 + i % 7)).collect();
        dates.push(None);
        let basis = time_basis(&dates).unwrap();
        assert_eq!(basis.len(), 3);
        for (i, a) in basis.iter().enumerate() {
            assert_eq!(a[20], 0.0);
            assert!(a.iter().sum::<f64>().abs() < 1e-9);
            for (j, b) in basis.iter().enumerate() {
                assert!((dot(a, b) - if i == j { 1.0 } else { 0.0 }).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_paper_without_terms_stays_at_zero() {
        let mut points = Matrix::from_vec(4, 2, vec![1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.6, 0.8]);
        let dates = [year(2000), year(2001), year(2002), year(2003)];
        let before = points.clone();
        take_out_era(&mut points, &dates);
        assert_eq!(points.row(1), [0.0, 0.0]);
        assert_ne!(points.row(2), before.row(2));
    }

    #[test]
    fn too_few_dates_or_one_date_say_nothing() {
        let points = Matrix::from_vec(3, 1, vec![1.0; 3]);
        for dates in [[None, None, year(2000)], [year(2000); 3]] {
            let mut same = points.clone();
            take_out_era(&mut same, &dates);
            assert_eq!(same, points);
        }
        // Two distinct dates leave a straight line.
        assert_eq!(time_basis(&[year(2000), year(2001), year(2000)]).unwrap().len(), 1);
    }
}
