//! The numbers behind the page, as compact JSON: a column an array, a theme a small integer.

use crate::config::ChartTheme;
use crate::error::Result;
use crate::report::Tables;
use crate::report::charts::Palette;
use crate::report::rows_in::positions;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Steps of the map along its longer side: finer than the pixels of a screen.
const MAP_STEPS: f64 = 4095.0;

/// Papers up to which the page says why each is in its theme; with more, the file grows too large.
const MAX_EXPLAINED: usize = 20_000;

/// Periods up to which shares have their intervals: more of them are a blur at the size of the page.
const MAX_BANDED: usize = 120;

/// What the page needs at once: the calendar and the themes.
#[derive(Serialize)]
pub struct Overview<'a> {
    /// The calendar.
    pub periods: Periods<'a>,
    /// The themes by size.
    pub themes: Vec<Theme<'a>>,
    /// The themes above them by size.
    pub broad: Vec<Broad<'a>>,
}

/// The calendar, in time order; empty for papers without dates.
#[derive(Serialize)]
pub struct Periods<'a> {
    /// `2024`, `2024 Q1` or `2024 M03`.
    pub name: Vec<&'a str>,
    /// False where the corpus begins or ends inside of the period.
    pub complete: Vec<bool>,
    /// Papers of all themes, and of none.
    pub n: Vec<usize>,
}

/// One theme.
#[derive(Serialize)]
pub struct Theme<'a> {
    pub id: &'a str,
    pub label: &'a str,
    /// As on the document map, `#0072B2`.
    pub colour: String,
    pub description: &'a str,
    pub n: usize,
    /// Part of all papers, 0–1.
    pub share: Option<f64>,
    /// Position of its broad theme.
    pub parent: Option<usize>,
    /// Terms, with the papers of the theme that hold them.
    pub terms: Vec<(&'a str, usize)>,
    pub verdict: &'a str,
    /// Growth of the odds per year, a ratio, and the ends of its 95 % interval.
    pub growth: Option<f64>,
    pub growth_lo: Option<f64>,
    pub growth_hi: Option<f64>,
    /// The verdict in a sentence.
    pub reason: &'a str,
    /// First and last period of each burst.
    pub bursts: Vec<(&'a str, &'a str)>,
    /// Papers in each period.
    pub counts: Vec<usize>,
    /// Ends of the 95 % interval of the share in each period, in ten-thousandths; empty where there
    /// are too many periods for it.
    pub low: Vec<Option<u32>>,
    pub high: Vec<Option<u32>>,
}

/// A theme of themes.
#[derive(Serialize)]
pub struct Broad<'a> {
    pub id: &'a str,
    pub label: &'a str,
    pub n: usize,
    pub themes: Vec<usize>,
    pub terms: &'a str,
}

/// What the page can do without until it has been painted: the papers, in canonical order.
#[derive(Serialize)]
pub struct Papers<'a> {
    id: Vec<&'a str>,
    title: Vec<&'a str>,
    /// Distinct dates, and for each paper the position of its own.
    dates: Vec<&'a str>,
    date: Vec<Option<usize>>,
    /// Position of the theme; `None` for a paper in none.
    theme: Vec<Option<usize>>,
    period: Vec<Option<usize>>,
    /// In hundredths.
    membership: Vec<Option<u32>>,
    /// Beginnings of addresses,
    stems: Vec<&'a str>,
    /// and for each paper the position of its own, with what follows where that is not its id.
    url: Vec<Option<Url<'a>>>,
    x: Vec<u32>,
    y: Vec<u32>,
    /// Distinct phrases, and for each paper those that put it into its theme.
    phrases: Vec<&'a str>,
    why: Vec<Vec<usize>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Url<'a> {
    OfId(usize),
    Other(usize, &'a str),
}

/// Gives each distinct text a position, in order of first appearance.
#[derive(Default)]
struct Distinct<'a> {
    texts: Vec<&'a str>,
    positions: FxHashMap<&'a str, usize>,
}

impl<'a> Distinct<'a> {
    fn position(&mut self, text: &'a str) -> usize {
        *self.positions.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.texts.len() - 1
        })
    }
}

/// The calendar and the themes.
///
/// # Errors
/// When a table or a column is missing, or `theme_period` and `volume` contradict one another.
pub fn overview(tables: &Tables) -> Result<Overview<'_>> {
    let periods = periods(tables)?;
    let broad = tables.table("broad_themes")?;
    let broad_ids = broad.text("broad_id")?;
    let mut themes = themes(tables, &positions(&broad_ids), &periods)?;
    let of_theme: FxHashMap<&str, usize> =
        themes.iter().enumerate().map(|(position, theme)| (theme.id, position)).collect();

    let terms = tables.table("terms")?;
    let rows = terms.text("theme_id")?.into_iter().zip(terms.text("term")?);
    for ((id, term), n_papers) in rows.zip(terms.counts("n_papers")?) {
        if let Some(&theme) = of_theme.get(id) {
            themes[theme].terms.push((term, n_papers));
        }
    }
    let bursts = tables.table("bursts")?;
    let stretches = bursts.text("start")?.into_iter().zip(bursts.text("end")?);
    for (id, stretch) in bursts.text("theme_id")?.into_iter().zip(stretches) {
        if let Some(&theme) = of_theme.get(id) {
            themes[theme].bursts.push(stretch);
        }
    }
    let (labels, n_papers) = (broad.text("label")?, broad.counts("n_papers")?);
    let (theme_ids, top_terms) = (broad.text("theme_ids")?, broad.text("top_terms")?);
    let children = |ids: &str| ids.split("; ").filter_map(|id| of_theme.get(id).copied()).collect();
    let broad = (0..broad_ids.len()).map(|i| Broad {
        id: broad_ids[i],
        label: labels[i],
        n: n_papers[i],
        themes: children(theme_ids[i]),
        terms: top_terms[i],
    });
    let broad = broad.collect();
    Ok(Overview { periods, themes, broad })
}

fn periods(tables: &Tables) -> Result<Periods<'_>> {
    let volume = tables.table("volume")?;
    let (name, complete, n) =
        (volume.text("period")?, volume.truths("complete")?, volume.counts("n_papers")?);
    // The last row may be of the papers without a place in time: it has no beginning.
    let n_periods = volume.text("period_start")?.iter().filter(|day| !day.is_empty()).count();
    Ok(Periods {
        name: name[..n_periods].to_vec(),
        complete: complete[..n_periods].to_vec(),
        n: n[..n_periods].to_vec(),
    })
}

fn themes<'a>(
    tables: &'a Tables,
    of_broad: &FxHashMap<&str, usize>,
    periods: &Periods,
) -> Result<Vec<Theme<'a>>> {
    let (themes, trends) = (tables.table("themes")?, tables.table("trends")?);
    let theme_period = tables.table("theme_period")?;
    let ids = themes.text("theme_id")?;
    let (labels, parents) = (themes.text("label")?, themes.text("parent_id")?);
    let (descriptions, shares) = (themes.text("description")?, themes.optional_numbers("share")?);
    let n_papers = themes.counts("n_papers")?;
    let (verdicts, reasons) = (trends.text("verdict")?, trends.text("reason")?);
    let growth = trends.optional_numbers("growth_per_year")?;
    let (growth_lo, growth_hi) =
        (trends.optional_numbers("growth_lo")?, trends.optional_numbers("growth_hi")?);
    let counts = theme_period.counts("n_papers")?;
    let (low, high) =
        (theme_period.optional_numbers("share_lo")?, theme_period.optional_numbers("share_hi")?);
    let n_periods = periods.name.len();
    if trends.text("theme_id")? != ids {
        return Err(trends.broken("its themes are not those of the table `themes`"));
    }
    if theme_period.height() != ids.len() * n_periods {
        return Err(theme_period.broken("its rows are not those of `themes` times `volume`"));
    }
    let fine = |share: &Option<f64>| share.map(|share| (10_000.0 * share).round() as u32);
    let ends = |shares: &[Option<f64>]| match n_periods {
        0..=MAX_BANDED => shares.iter().map(fine).collect(),
        _ => Vec::new(),
    };
    let palette = Palette::of(ChartTheme::Light);
    let theme = |i: usize| {
        let rows = i * n_periods..(i + 1) * n_periods;
        let (red, green, blue) = palette.theme(i).rgb;
        Theme {
            id: ids[i],
            label: labels[i],
            colour: format!("#{red:02X}{green:02X}{blue:02X}"),
            description: descriptions[i],
            n: n_papers[i],
            share: shares[i],
            parent: of_broad.get(parents[i]).copied(),
            terms: Vec::new(),
            verdict: verdicts[i],
            growth: growth[i],
            growth_lo: growth_lo[i],
            growth_hi: growth_hi[i],
            reason: reasons[i],
            bursts: Vec::new(),
            counts: counts[rows.clone()].to_vec(),
            low: ends(&low[rows.clone()]),
            high: ends(&high[rows]),
        }
    };
    Ok((0..ids.len()).map(theme).collect())
}

/// The papers.
///
/// # Errors
/// When a table or a column is missing, or `map` and `papers` contradict one another.
pub fn papers<'a>(tables: &'a Tables, overview: &Overview) -> Result<Papers<'a>> {
    let (papers, map) = (tables.table("papers")?, tables.table("map")?);
    if papers.height() != map.height() {
        return Err(map.broken("its papers are not those of the table `papers`"));
    }
    let id = papers.text("paper_id")?;
    let theme_ids: Vec<&str> = overview.themes.iter().map(|theme| theme.id).collect();
    let (of_theme, of_period) = (positions(&theme_ids), positions(&overview.periods.name));
    let position = |of: &FxHashMap<&str, usize>, texts: Vec<&str>| {
        texts.into_iter().map(|text| of.get(text).copied()).collect()
    };
    let mut dates = Distinct::default();
    let date = papers.text("date")?.into_iter();
    let date = date.map(|date| (!date.is_empty()).then(|| dates.position(date))).collect();
    let mut stems = Distinct::default();
    let url = papers.text("url")?.into_iter().zip(&id);
    let url = url.map(|(url, id)| address(url, id, &mut stems)).collect();
    let mut phrases = Distinct::default();
    let why = papers.text("why_terms")?.into_iter();
    let why = match id.len() {
        0..=MAX_EXPLAINED => {
            let phrase = |terms: &'a str| {
                let terms = terms.split("; ").filter(|term| !term.is_empty());
                terms.map(|term| phrases.position(term)).collect()
            };
            why.map(phrase).collect()
        }
        _ => Vec::new(),
    };
    let membership = papers.optional_numbers("membership")?.into_iter();
    let (x, y) = (map.optional_numbers("x")?, map.optional_numbers("y")?);
    let (x, y) = places(&x, &y);
    Ok(Papers {
        title: papers.text("title")?,
        dates: dates.texts,
        date,
        theme: position(&of_theme, papers.text("theme_id")?),
        period: position(&of_period, papers.text("period")?),
        membership: membership.map(|m| m.map(|m| (100.0 * m).round() as u32)).collect(),
        stems: stems.texts,
        url,
        x,
        y,
        phrases: phrases.texts,
        why,
        id,
    })
}

/// The address of a paper. Only what a browser opens as a page counts as one: `javascript:` is none.
fn address<'a>(url: &'a str, id: &str, stems: &mut Distinct<'a>) -> Option<Url<'a>> {
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return None;
    }
    // `arXiv:1412.6550` is `1412.6550` in its address.
    let tail = id.split_once(':').map_or(id, |(_, tail)| tail);
    if let Some(stem) = url.strip_suffix(tail).filter(|_| !tail.is_empty()) {
        return Some(Url::OfId(stems.position(stem)));
    }
    let (stem, rest) = url.split_at(url.rfind(['/', '=']).map_or(0, |last| last + 1));
    Some(Url::Other(stems.position(stem), rest))
}

/// Places as whole numbers, y downwards; both axes to the same scale.
fn places(x: &[Option<f64>], y: &[Option<f64>]) -> (Vec<u32>, Vec<u32>) {
    let range = |values: &[Option<f64>]| {
        let values = values.iter().flatten();
        let low = values.clone().copied().fold(f64::INFINITY, f64::min);
        (low, values.copied().fold(f64::NEG_INFINITY, f64::max))
    };
    let ((left, right), (bottom, top)) = (range(x), range(y));
    let longer = (right - left).max(top - bottom).max(f64::MIN_POSITIVE);
    let step = |distance: f64| (MAP_STEPS * distance / longer).round() as u32;
    (
        x.iter().map(|x| x.map_or(0, |x| step(x - left))).collect(),
        y.iter().map(|y| y.map_or(0, |y| step(top - y))).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shortened_by_the_id_and_by_what_others_begin_with() {
        let mut stems = Distinct::default();
        let mut json = |url, id| serde_json::to_string(&address(url, id, &mut stems)).unwrap();
        assert_eq!(json("https://arxiv.org/abs/1412.6550", "arXiv:1412.6550"), "0");
        assert_eq!(json("https://arxiv.org/abs/1502.02551", "arXiv:1502.02551"), "0");
        assert_eq!(json("https://openreview.net/forum?id=aB", "iclr-1"), "[1,\"aB\"]");
        assert_eq!(json("https://openreview.net/forum?id=cD", "iclr-2"), "[1,\"cD\"]");
        assert_eq!(stems.texts, ["https://arxiv.org/abs/", "https://openreview.net/forum?id="]);
    }

    #[test]
    fn only_the_web_has_addresses() {
        let mut stems = Distinct::default();
        for url in ["", "javascript:alert(1)", "file:///etc/passwd", " https://a.b/c", "c.pdf"] {
            assert!(address(url, "c", &mut stems).is_none(), "{url}");
        }
    }

    #[test]
    fn places_keep_the_shape_of_the_map_and_point_downwards() {
        let some = |values: [f64; 3]| values.map(Some);
        let (x, y) = places(&some([-1.0, 0.0, 1.0]), &some([0.0, 0.5, 0.0]));
        assert_eq!((x, y), (vec![0, 2048, 4095], vec![1024, 0, 1024]));
        assert_eq!(places(&[Some(3.0)], &[Some(4.0)]), (vec![0], vec![0]));
    }
}
