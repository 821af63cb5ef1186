//! A theme's share over time in a few characters.

use super::rows::PeriodRow;

/// Heights of a cell: the lowest for no papers of the theme, the highest for its largest share.
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Cells at most; more periods than that are taken together.
const MAX_CELLS: usize = 12;

/// The share of one theme in each of its complete `periods`, from 0 to the largest of them; where
/// there are more than twelve, in twelve windows of as many periods each, as nearly as can be. A
/// window without papers is a gap. Empty without complete periods.
pub fn sparkline(periods: &[PeriodRow]) -> String {
    let complete: Vec<&PeriodRow> = periods.iter().filter(|row| row.complete).collect();
    let n_cells = complete.len().min(MAX_CELLS);
    let share = |cell: usize| {
        let window = cell * complete.len() / n_cells..(cell + 1) * complete.len() / n_cells;
        let sum = |read: fn(&PeriodRow) -> usize| -> usize {
            complete[window.clone()].iter().map(|row| read(row)).sum()
        };
        let (n_papers, n_period) = (sum(|row| row.n_papers), sum(|row| row.n_period));
        (n_period > 0).then(|| n_papers as f64 / n_period as f64)
    };
    let shares: Vec<Option<f64>> = (0..n_cells).map(share).collect();
    let largest = shares.iter().flatten().copied().fold(0.0, f64::max);
    let cell = |share: Option<f64>| match share {
        None => ' ',
        Some(share) if largest > 0.0 => {
            LEVELS[(share / largest * (LEVELS.len() - 1) as f64).round() as usize]
        }
        Some(_) => LEVELS[0],
    };
    shares.into_iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periods(counts: &[(usize, usize)]) -> Vec<PeriodRow> {
        let row = |(i, &(n_papers, n_period)): (usize, &(usize, usize))| PeriodRow {
            theme_id: "T01".into(),
            label: "Theme".into(),
            period: format!("{}", 2000 + i),
            complete: true,
            n_papers,
            n_period,
            share: None,
            share_lo: None,
            share_hi: None,
        };
        counts.iter().enumerate().map(row).collect()
    }

    #[test]
    fn cells_are_shares_of_the_largest() {
        let rows = periods(&[(0, 10), (7, 70), (4, 10), (7, 10), (0, 0), (14, 20)]);
        assert_eq!(sparkline(&rows), "▁▂▅█ █");
    }

    #[test]
    fn incomplete_periods_are_left_out() {
        let mut rows = periods(&[(1, 10), (1, 10), (9, 10)]);
        rows[2].complete = false;
        assert_eq!(sparkline(&rows), "██");
        rows.iter_mut().for_each(|row| row.complete = false);
        assert_eq!(sparkline(&rows), "");
        assert_eq!(sparkline(&[]), "");
    }

    #[test]
    fn many_periods_are_averaged_in_windows() {
        // 400 periods of 10 papers, of the theme 0 in the first half and 5 in the second.
        let counts: Vec<_> = (0..400).map(|i| (5 * (i / 200), 10)).collect();
        assert_eq!(sparkline(&periods(&counts)), "▁▁▁▁▁▁██████");
        let thirteen: Vec<_> = (0..13).map(|i| (usize::from(i == 12), 1)).collect();
        assert_eq!(sparkline(&periods(&thirteen)), "▁▁▁▁▁▁▁▁▁▁▁█");
    }

    #[test]
    fn a_theme_without_papers_is_flat() {
        assert_eq!(sparkline(&periods(&[(0, 3), (0, 4)])), "▁▁");
    }
}
