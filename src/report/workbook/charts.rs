//! The charts of the workbook: Excel's own, so that they follow the cells and can be edited.
//!
//! Few series are told apart in one chart, so only the largest themes are drawn, and the heading
//! above each chart says so.

use super::look::{GRID, Look, THEME_COLOURS, TOTAL};
use crate::error::{Error, Result};
use crate::report::{About, Table, Tables, rows_in};
use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartPatternFill,
    ChartPatternFillType, ChartPoint, ChartSolidFill, ChartType, ColNum, Color, RowNum, Worksheet,
    XlsxError,
};

/// Themes that get a line where there are so many periods that more lines hide one another.
const N_LONG_LINES: usize = 3;

/// Periods up to which columns stand apart and eight lines can be followed.
const FEW_PERIODS: usize = 60;

/// Periods that are named below a chart, about.
const N_NAMED: usize = 10;

/// Themes that get a bar.
const N_BARS: usize = 30;

/// Width of every chart, in px.
const WIDTH: u32 = 980;

/// Height of a row of the sheet, in px.
const ROW: u32 = 20;

/// What the charts need to know beside the cells they point to.
struct Drawn {
    /// All themes.
    n_themes: usize,
    /// Places of label and size in the sheet of the themes.
    label: ColNum,
    n_papers: ColNum,
    /// Place of the total in the wide tables.
    total: ColNum,
    /// Whether themes that are drawn and papers in none are not all papers.
    is_part: bool,
    /// The largest share that is drawn, 0–1.
    most: f64,
    /// Whether each period of the wide tables is complete; in the counts more rows may follow.
    complete: Vec<bool>,
}

/// Draws what there is to draw. Without periods only the sizes of the themes are.
///
/// # Errors
/// When a table is not as ours are, or a chart cannot be made: a defect of ours.
pub fn draw(sheet: &mut Worksheet, tables: &Tables, about: &About, look: &Look) -> Result<()> {
    let (themes, wide) = (tables.table("themes")?, tables.table("counts_wide")?);
    let complete = rows_in::volume(tables)?.iter().map(|row| row.complete).collect::<Vec<_>>();
    let drawn = Drawn {
        n_themes: themes.height(),
        label: position(themes, "label"),
        n_papers: position(themes, "n_papers"),
        total: position(wide, "Total"),
        is_part: themes.height() > THEME_COLOURS.len() || about.n_unclustered > 0,
        most: most(tables)?,
        complete: complete.into_iter().take(about.n_periods).collect(),
    };
    let mut charts = vec![sizes(&drawn)];
    if about.n_periods > 0 {
        charts.extend([counts(&drawn), shares(&drawn)]);
    }
    place(sheet, charts, look).map_err(|e| Error::report("the sheet Charts", e))
}

fn most(tables: &Tables) -> Result<f64> {
    let themes = rows_in::themes(tables)?;
    let drawn = &themes[..themes.len().min(THEME_COLOURS.len())];
    let is_drawn = |id: &str| drawn.iter().any(|theme| theme.theme_id == id);
    let rows = rows_in::periods(tables)?;
    let shares = rows.iter().filter(|row| is_drawn(&row.theme_id)).filter_map(|row| row.share);
    Ok(shares.fold(0.0, f64::max))
}

fn place(
    sheet: &mut Worksheet,
    charts: Vec<Placed>,
    look: &Look,
) -> std::result::Result<(), XlsxError> {
    sheet.set_screen_gridlines(false).set_print_fit_to_pages(1, 1);
    let mut row: RowNum = 0;
    for (heading, facts, mut chart, height) in charts {
        sheet.write_string_with_format(row, 0, heading, &look.heading)?;
        sheet.write_string(row + 1, 0, &facts)?;
        chart.set_width(WIDTH).set_height(height);
        chart.set_name(heading).set_alt_text(format!("{heading}: {facts}"));
        sheet.insert_chart(row + 2, 0, &chart)?;
        row += 2 + height.div_ceil(ROW) + 2;
    }
    Ok(())
}

/// A chart with the text above it and its height in px.
type Placed = (&'static str, String, Chart, u32);

fn sizes(drawn: &Drawn) -> Placed {
    let n_bars = drawn.n_themes.min(N_BARS);
    let last = n_bars as RowNum;
    let mut chart = Chart::new(ChartType::Bar);
    chart
        .add_series()
        .set_name("Papers")
        .set_categories(("themes", 1, drawn.label, last, drawn.label))
        .set_values(("themes", 1, drawn.n_papers, last, drawn.n_papers))
        .set_format(ChartFormat::new().set_solid_fill(&solid(colour(0))))
        .set_gap(40)
        .set_data_label(rust_xlsxwriter::ChartDataLabel::new().show_value());
    plain_axes(&mut chart);
    // Of a chart of bars, y is the axis of the categories. The largest on top, as in the table.
    chart.y_axis().set_reverse().set_major_gridlines(false);
    chart.x_axis().set_hidden(true).set_major_gridlines(false);
    chart.legend().set_hidden();
    let facts = format!("{}; from the sheet themes", of_all(n_bars, drawn.n_themes));
    ("Papers per theme", facts, chart, 90 + 26 * n_bars as u32)
}

fn counts(drawn: &Drawn) -> Placed {
    let mut chart = Chart::new(ChartType::ColumnStacked);
    let n_drawn = drawn.n_themes.min(THEME_COLOURS.len());
    add_themes(&mut chart, drawn, ("counts_wide", n_drawn), |place, complete| {
        let fill = ChartFormat::new().set_solid_fill(&solid(colour(place))).clone();
        let hatched = ChartFormat::new()
            .set_pattern_fill(
                ChartPatternFill::new()
                    .set_pattern(ChartPatternFillType::DiagonalStripesDarkUpwards)
                    .set_foreground_color(colour(place))
                    .set_background_color(Color::White),
            )
            .clone();
        (fill, points(complete, &hatched))
    });
    plain_axes(&mut chart);
    if drawn.is_part {
        chart.combine(&total(drawn));
    }
    let facts = format!(
        "{}{}; from the sheet counts_wide",
        of_all(n_drawn, drawn.n_themes),
        incomplete(&drawn.complete, "hatched")
    );
    ("Papers per period", facts, chart, 420)
}

/// All papers as a line, where the bars are not all of them.
fn total(drawn: &Drawn) -> Chart {
    let mut chart = Chart::new(ChartType::Line);
    let last = drawn.complete.len() as RowNum;
    let line = ChartLine::new().set_color(TOTAL).set_width(1.5).clone();
    chart
        .add_series()
        .set_name("All papers")
        .set_categories(("counts_wide", 1, 0, last, 0))
        .set_values(("counts_wide", 1, drawn.total, last, drawn.total))
        .set_format(ChartFormat::new().set_line(&line));
    chart
}

fn shares(drawn: &Drawn) -> Placed {
    let mut chart = Chart::new(ChartType::Line);
    let many = drawn.complete.len() > FEW_PERIODS;
    let n_drawn = drawn.n_themes.min(if many { N_LONG_LINES } else { THEME_COLOURS.len() });
    add_themes(&mut chart, drawn, ("share_wide", n_drawn), |place, complete| {
        let mut line = ChartLine::new();
        line.set_color(colour(place)).set_width(2.25);
        let solid = ChartFormat::new().set_line(&line).clone();
        let dotted =
            ChartFormat::new().set_line(line.set_dash_type(ChartLineDashType::RoundDot)).clone();
        (solid, points(complete, &dotted))
    });
    plain_axes(&mut chart);
    chart.y_axis().set_num_format("0%").set_min(0);
    // Left to itself the axis would go on to 120 %.
    if drawn.most > 0.8 {
        chart.y_axis().set_max(1);
    }
    let facts = format!(
        "{}{}; share of all papers of the period, from the sheet share_wide",
        of_all(n_drawn, drawn.n_themes),
        incomplete(&drawn.complete, "dotted")
    );
    ("Share of the papers of each period", facts, chart, 420)
}

/// Adds a series for so many themes of a sheet, the largest first.
fn add_themes(
    chart: &mut Chart,
    drawn: &Drawn,
    (sheet, n_drawn): (&str, usize),
    format: impl Fn(usize, &[bool]) -> (ChartFormat, Vec<ChartPoint>),
) {
    let n_periods = drawn.complete.len();
    let last = n_periods as RowNum;
    let gap = if n_periods > FEW_PERIODS { 0 } else { 40 };
    for place in 0..n_drawn {
        let (mut whole, points) = format(place, &drawn.complete);
        let column = place as ColNum + 1;
        let series = chart.add_series();
        series
            .set_name((sheet, 0, column))
            .set_categories((sheet, 1, 0, last, 0))
            .set_values((sheet, 1, column, last, column))
            .set_format(&mut whole)
            .set_gap(gap);
        if !points.is_empty() {
            series.set_points(&points);
        }
    }
    chart.legend().set_position(ChartLegendPosition::Right);
    if n_periods > 2 * N_NAMED {
        chart.x_axis().set_label_interval(n_periods.div_ceil(N_NAMED) as u16);
    }
}

/// The formats of single points: of incomplete periods, and none where there are no such.
fn points(complete: &[bool], incomplete: &ChartFormat) -> Vec<ChartPoint> {
    if complete.iter().all(|&is| is) {
        return Vec::new();
    }
    let of = |&is: &bool| {
        if is {
            ChartPoint::default()
        } else {
            ChartPoint::new().set_format(&mut incomplete.clone())
        }
    };
    complete.iter().map(of).collect()
}

fn plain_axes(chart: &mut Chart) {
    let grid = ChartLine::new().set_color(GRID).clone();
    chart.title().set_hidden();
    chart.y_axis().set_major_gridlines(true).set_major_gridlines_line(&grid);
    chart.y_axis().set_format(ChartFormat::new().set_no_line());
    chart.chart_area().set_format(ChartFormat::new().set_no_border());
}

/// Which themes are drawn, of how many.
fn of_all(n_drawn: usize, n_all: usize) -> String {
    match n_all {
        1 => "the only theme".to_owned(),
        n if n == n_drawn => format!("all {n} themes"),
        n => format!("the {n_drawn} largest of {n} themes"),
    }
}

fn incomplete(complete: &[bool], how: &str) -> String {
    match complete.iter().filter(|&&is| !is).count() {
        0 => String::new(),
        1 => format!("; the incomplete period is {how}"),
        n => format!("; the {n} incomplete periods are {how}"),
    }
}

fn position(table: &Table, column: &str) -> ColNum {
    let found = table.frame.columns().iter().position(|found| found.name() == column);
    found.unwrap_or(0) as ColNum
}

fn solid(colour: Color) -> ChartSolidFill {
    ChartSolidFill::new().set_color(colour).clone()
}

fn colour(place: usize) -> Color {
    Color::RGB(THEME_COLOURS[place % THEME_COLOURS.len()])
}
