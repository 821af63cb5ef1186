//! What the mix of groups has to do with a trend, in a sentence.

use crate::trend::{ByGroup, Composition, Estimate, Growth};

/// The sentence for a theme, from its numbers.
pub fn composition_reason(found: &ByGroup, theme: usize, pooled: &Estimate) -> String {
    let (by, within) = (&found.by, &found.within.themes[theme]);
    let parts = found.changes[theme].map_or(String::new(), |change| {
        format!(
            "; of a change of share of {} points, {} are from the mix by {by}",
            points(change.total()),
            points(change.between)
        )
    });
    let inside = match &within.growth {
        Some(growth) => format!("inside of groups {}", odds(growth)),
        None => "inside of groups nothing can be told".to_owned(),
    };
    let verdict = pooled.verdict;
    match found.composition[theme] {
        Composition::NoTrend => format!("{verdict}, over all papers and inside of groups"),
        Composition::SameWithin => format!("{verdict} inside of groups, too: {inside}{parts}"),
        Composition::Mix => format!("{verdict} mostly by the mix of groups: {inside}{parts}"),
        Composition::Unclear => {
            format!("{verdict}, which inside of groups cannot be shown: {inside}{parts}")
        }
        Composition::Hidden => {
            format!("{} inside of groups, not over all papers: {inside}{parts}", within.verdict)
        }
    }
}

fn odds(growth: &Growth) -> String {
    let percent = |ratio: f64| format!("{:+.0}", 100.0 * ratio);
    format!(
        "odds {} % a year, 95 % interval {} to {} %",
        percent(growth.per_year),
        percent(growth.low),
        percent(growth.high)
    )
}

/// A difference of shares in percentage points.
fn points(change: f64) -> String {
    format!("{:+.1}", 100.0 * change)
}
