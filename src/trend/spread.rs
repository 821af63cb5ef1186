//! Which period each paper is counted in.

use super::Calendar;
use crate::corpus::Date;
use std::collections::BTreeMap;

/// The periods of the papers.
pub struct Places {
    /// Position in the calendar, for each paper; `None` without a place in time.
    pub positions: Vec<Option<usize>>,
    /// Papers among those with a place whose dates give only a year, and that were spread over it.
    pub n_spread: usize,
}

/// The period of each paper. `dates` and `themes` follow the papers.
///
/// With `spread_years`, papers dated by year alone are dealt out in turn to the periods of their
/// year that are in the calendar: theme by theme, and within one in the order of the papers, so
/// that each theme is spread evenly, and so is the year. It is a convention and no knowledge: it
/// neither makes nor hides a trend between years, and flattens what happens within one.
pub fn places(
    dates: &[Option<Date>],
    themes: &[Option<usize>],
    calendar: &Calendar,
    spread_years: bool,
) -> Places {
    let mut positions: Vec<Option<usize>> =
        dates.iter().map(|date| date.and_then(|date| calendar.position(date))).collect();
    let mut by_year: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    for (paper, date) in dates.iter().enumerate().filter(|_| spread_years) {
        if let (Some(date), None) = (date, positions[paper]) {
            by_year.entry(date.year()).or_default().push(paper);
        }
    }
    let mut n_spread = 0;
    for (year, mut papers) in by_year {
        let periods = calendar.of_year(year);
        // Stable, so that the papers of a theme keep their order.
        papers.sort_by_key(|&paper| (themes[paper].is_none(), themes[paper]));
        for (paper, period) in papers.into_iter().zip(periods.cycle()) {
            positions[paper] = Some(period);
            n_spread += 1;
        }
    }
    Places { positions, n_spread }
}

#[cfg(test)]
mod tests {
    use super::super::{PeriodUnit, TrendPlan};
    use super::*;

    #[test]
    fn years_are_dealt_out_evenly_theme_by_theme() {
        let plan = TrendPlan {
            period: Some(PeriodUnit::Quarter),
            spread_years: true,
            ..TrendPlan::default()
        };
        // Six papers of each of two themes, one of none; one dated by month, one not at all.
        let year = Date::new(2020, None, None);
        let mut dates = vec![year; 13];
        dates.extend([Date::new(2021, Some(3), None), None]);
        let mut themes: Vec<Option<usize>> = (0..12).map(|i| Some(i % 2)).collect();
        themes.extend([None, Some(0), Some(0)]);
        let dated: Vec<Date> = dates.iter().flatten().copied().collect();
        let calendar = Calendar::of(&dated, &plan);
        let Places { positions, n_spread } = places(&dates, &themes, &calendar, true);
        assert_eq!(n_spread, 13);
        assert_eq!(positions[13..], [Some(4), None]);
        let per_quarter = |is_meant: &dyn Fn(usize) -> bool| -> Vec<usize> {
            let n =
                |quarter| (0..13).filter(|&i| is_meant(i) && positions[i] == Some(quarter)).count();
            (0..4).map(n).collect()
        };
        assert_eq!(per_quarter(&|_| true), [4, 3, 3, 3]);
        assert_eq!(per_quarter(&|i| themes[i] == Some(0)), [2, 2, 1, 1]);
        assert_eq!(per_quarter(&|i| themes[i] == Some(1)), [1, 1, 2, 2]);

        let apart = places(&dates, &themes, &calendar, false);
        assert_eq!((apart.n_spread, apart.positions[0]), (0, None));
    }

    #[test]
    fn a_year_outside_of_the_calendar_is_not_spread() {
        let plan = TrendPlan { period: Some(PeriodUnit::Month), ..TrendPlan::default() };
        let dates = [Date::new(2019, None, None), Date::new(2021, Some(3), None)];
        let calendar = Calendar::of(&[dates[1].unwrap()], &plan);
        assert_eq!(places(&dates, &[None, None], &calendar, true).positions, [None, Some(0)]);
    }
}
