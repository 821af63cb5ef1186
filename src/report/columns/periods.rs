//! The tables of what happens over time, and in groups of papers.

use super::Unit::{Count, Growth, Number, Share, Text, Truth};
use super::{
    ColumnMeaning, LABEL, PAPER_ID, THEME_ID, TITLE, TableMeaning, column, table, wide_table,
};

const PERIOD: ColumnMeaning =
    column("period", Text, "Calendar period: 2024, 2024 Q1 or 2024 M03; text, not a date");
const WIDE_PERIOD: ColumnMeaning = column(
    "period",
    Text,
    "Calendar period: 2024, 2024 Q1 or 2024 M03; in the counts the last row, undated, has the papers without a place in time",
);
const PERIOD_START: ColumnMeaning =
    column("period_start", Text, "First day of the period, YYYY-MM-DD");
const PERIOD_END: ColumnMeaning = column("period_end", Text, "Last day of the period, YYYY-MM-DD");
const COMPLETE: ColumnMeaning = column(
    "complete",
    Truth,
    "FALSE where the collection begins or ends inside the period: its counts are not whole, and no estimate uses them",
);
const BURST_START: ColumnMeaning = column("start", Text, "First period of the burst");
const BURST_END: ColumnMeaning = column("end", Text, "Last period of the burst");
const BURST_PEAK: ColumnMeaning =
    column("peak", Text, "Period of the burst with the largest share");
const BURST_PERIODS: ColumnMeaning = column("n_periods", Count, "Periods from start to end");
const BURST_PAPERS: ColumnMeaning = column("n_papers", Count, "Papers in the burst");
const SHARE_IN: ColumnMeaning =
    column("share_in", Share, "Share of the papers of the periods of the burst, 0–1");
const SHARE_OUT: ColumnMeaning =
    column("share_out", Share, "Share of the papers of all other complete periods, 0–1");
const STRENGTH: ColumnMeaning = column(
    "strength",
    Number,
    "Logarithm of a likelihood ratio, above 0: how much better a burst explains the papers than the usual share does (Kleinberg 2002)",
);
const BURST_P: ColumnMeaning =
    column("p", Number, "How often a flat series that varies as much bursts as strongly, 0–1");
const BURST_Q: ColumnMeaning = column(
    "q",
    Number,
    "Share of false alarms to expect among all bursts of this p and below, 0–1",
);
const ONGOING: ColumnMeaning =
    column("ongoing", Truth, "Whether the burst lasts to the last complete period");
const TOLD_THEME_ID: ColumnMeaning =
    column("theme_id", Text, "Theme that the term tells most from the others");
const TOLD_LABEL: ColumnMeaning = column("label", Text, "Name of that theme");
const GROWTH: ColumnMeaning = column(
    "growth_per_year",
    Growth,
    "Growth of the theme's odds (papers of the theme per paper outside of it) per year: 0.25 is +25 %",
);
const TREND_Q: ColumnMeaning =
    column("q", Number, "p, corrected for the themes tested, 0–1; empty where papers are too few");
const VERDICT: ColumnMeaning =
    column("verdict", Text, "growing, emerging, steady, declining or too few");
const REASON: ColumnMeaning = column("reason", Text, "The verdict in a sentence, from the numbers");

pub(super) const TRENDS: TableMeaning = table(
    "trends",
    "theme",
    &[
        THEME_ID,
        LABEL,
        VERDICT,
        GROWTH,
        column("growth_lo", Growth, "Lower end of the 95 % interval of growth"),
        column("growth_hi", Growth, "Upper end of the 95 % interval of growth"),
        column("p", Number, "Chance of such a change in a flat theme, 0–1"),
        TREND_Q,
        column(
            "agree",
            Share,
            "Share of the single clustering runs that give the same verdict, 0–1; a low one hangs on where the theme ends",
        ),
        REASON,
        column("n_papers", Count, "Papers of the theme in complete periods"),
        column("n_periods", Count, "Complete periods that have papers of any theme"),
        column("share_first", Share, "Share in the first of them by the fitted line, 0–1"),
        column("share_last", Share, "Share in the last of them by the fitted line, 0–1"),
        column(
            "doubling_years",
            Number,
            "Years until the share doubles at this growth; of growing themes of at most a quarter",
        ),
        column(
            "shrunken_growth",
            Growth,
            "Growth per year, drawn towards zero by what the themes have in common",
        ),
        column("shrunken_lo", Growth, "Lower end of its 95 % interval; themes are ranked by it"),
        column("rank", Count, "Place by shrunken_lo, from 1"),
        column("dispersion", Number, "Variance of the counts, in times that of coins; from 1"),
        column("mk_tau", Number, "Mann–Kendall's tau of the shares, −1 to 1"),
        column("mk_p", Number, "Its exact p, 0–1"),
        column("sen_slope", Number, "Change of the share per year by Theil and Sen"),
        column("sen_lo", Number, "Lower end of its 95 % interval"),
        column("sen_hi", Number, "Upper end of its 95 % interval"),
    ],
);

pub(super) const CHANGEPOINTS: TableMeaning = table(
    "changepoints",
    "theme",
    &[
        THEME_ID,
        LABEL,
        column(
            "period",
            Text,
            "First of the periods from which the theme's share differs most from its straight trend",
        ),
        column("supported", Truth, "Whether that is a jump beyond chance: q under .05"),
        column("share_before", Share, "Share of the complete periods before it, 0–1"),
        column("share_after", Share, "Share of the complete periods from it on, 0–1"),
        column("t", Number, "Jump of the log-odds in standard errors, beyond the trend"),
        column(
            "p",
            Number,
            "Chance of a jump as clear at any period of a theme without one, 0–1; empty below 6 periods or where papers are too few",
        ),
        column("q", Number, "p, corrected for the themes tested, 0–1"),
        column("n_papers_before", Count, "Papers of the theme in the complete periods before it"),
        column("n_papers_after", Count, "Papers of the theme in the complete periods from it on"),
        column("reason", Text, "All of it in a sentence"),
    ],
);

pub(super) const THEME_PERIOD: TableMeaning = table(
    "theme_period",
    "theme and calendar period, zeros included",
    &[
        THEME_ID,
        LABEL,
        PERIOD,
        PERIOD_START,
        PERIOD_END,
        COMPLETE,
        column("n_papers", Count, "Papers of the theme in the period"),
        column("n_period", Count, "Papers of all themes, and of none, in the period"),
        column("share", Share, "n_papers ÷ n_period, 0–1; empty where the period has no papers"),
        column("share_lo", Share, "Lower end of the 95 % Wilson interval of the share, 0–1"),
        column("share_hi", Share, "Upper end of the 95 % Wilson interval of the share, 0–1"),
    ],
);

pub(super) const BURSTS: TableMeaning = table(
    "bursts",
    "burst of a theme: periods with a share far above its usual",
    &[
        THEME_ID,
        LABEL,
        BURST_START,
        BURST_END,
        BURST_PEAK,
        BURST_PERIODS,
        BURST_PAPERS,
        SHARE_IN,
        SHARE_OUT,
        STRENGTH,
        BURST_P,
        BURST_Q,
        ONGOING,
    ],
);

pub(super) const TERM_BURSTS: TableMeaning = table(
    "term_bursts",
    "term that bursts, the strongest first; 200 at most",
    &[
        column("term", Text, "The phrase, as papers write it"),
        BURST_START,
        BURST_END,
        BURST_PEAK,
        BURST_PERIODS,
        BURST_PAPERS,
        SHARE_IN,
        SHARE_OUT,
        STRENGTH,
        BURST_P,
        BURST_Q,
        ONGOING,
        column("n_papers_corpus", Count, "All papers with the term"),
        column("first_period", Text, "Period of the first paper with it"),
        TOLD_THEME_ID,
        TOLD_LABEL,
    ],
);

pub(super) const NEW_TERMS: TableMeaning = table(
    "new_terms",
    "term that the first half of the periods lacks; 200 at most",
    &[
        column("term", Text, "The phrase, as papers write it"),
        column("first_period", Text, "Period of the first paper with it"),
        column("n_papers", Count, "Papers that have it since"),
        column("share_since", Share, "Share of the papers from that period on, 0–1"),
        column(
            "n_expected",
            Number,
            "Papers of the first half that would have it if every paper were as likely to",
        ),
        TOLD_THEME_ID,
        TOLD_LABEL,
    ],
);

pub(super) const COUNTS_WIDE: TableMeaning = wide_table(
    "counts_wide",
    "period, with a column a theme",
    &[
        WIDE_PERIOD,
        column("Other", Count, "Papers of the themes after the 200th"),
        column("Unclustered", Count, "Papers in no theme"),
        column("Total", Count, "All papers of the period"),
    ],
    (Count, "Papers of this theme in the period"),
);

pub(super) const SHARE_WIDE: TableMeaning = wide_table(
    "share_wide",
    "period, with a column a theme",
    &[
        WIDE_PERIOD,
        column("Other", Share, "Share of the themes after the 200th, 0–1"),
        column("Unclustered", Share, "Share of the papers in no theme, 0–1"),
        column("Total", Share, "All shares together: 1, or empty where there are no papers"),
    ],
    (Share, "Share of this theme of the papers of the period, 0–1"),
);

pub(super) const EVOLUTION: TableMeaning = table(
    "evolution",
    "flow between themes of two windows, or birth or death of one",
    &[
        column("from_window", Text, "The earlier window of periods"),
        column("from_theme_id", Text, "The earlier theme; empty where it comes from none"),
        column("from_label", Text, "Name of the earlier theme"),
        column("to_window", Text, "The later window of periods"),
        column("to_theme_id", Text, "The later theme; empty where the earlier one ends"),
        column("to_label", Text, "Name of the later theme"),
        column(
            "flow",
            Share,
            "Share of the later theme's forerunners that are in the earlier theme, 0–1",
        ),
        column(
            "flow_onward",
            Share,
            "Share of the earlier theme's followers that are in the later theme, 0–1",
        ),
        column(
            "chance",
            Share,
            "Share of the earlier window's papers in the earlier theme: the flow to papers of no likeness, 0–1",
        ),
        column("n_papers_from", Count, "Papers of the earlier theme in its window"),
        column("n_papers_to", Count, "Papers of the later theme in its window"),
        column("term_overlap", Number, "Cosine of the terms of both, 0–1"),
        column("event", Text, "continues, drifts, born, splits, merges, draws or dies"),
        column("terms_gained", Text, "Words that the later papers hold oftener"),
        column("terms_lost", Text, "Words that the earlier papers hold oftener"),
    ],
);

pub(super) const THEME_WINDOWS: TableMeaning = table(
    "theme_windows",
    "window of periods and theme",
    &[
        column("window", Text, "First and last period of the window"),
        THEME_ID,
        LABEL,
        column("n_papers", Count, "Papers of the theme in the window"),
        column("n_window", Count, "Papers of the window, of all themes and of none"),
        column("terms", Text, "What tells the theme from the others in this window alone"),
    ],
);

pub(super) const VOLUME: TableMeaning = table(
    "volume",
    "period",
    &[
        column(
            "period",
            Text,
            "Calendar period: 2024, 2024 Q1 or 2024 M03; undated: papers without a place in time",
        ),
        PERIOD_START,
        PERIOD_END,
        COMPLETE,
        column("n_papers", Count, "Papers of the period"),
    ],
);

pub(super) const UNDATED: TableMeaning = table(
    "undated",
    "paper without a place in time",
    &[
        PAPER_ID,
        TITLE,
        column("date", Text, "The date as the source gives it, believed or not"),
        column("reason", Text, "Why the paper is counted apart"),
    ],
);

pub(super) const FORECAST: TableMeaning = table(
    "forecast",
    "theme and period ahead",
    &[
        THEME_ID,
        LABEL,
        column("period", Text, "The period ahead: 2024, 2024 Q1 or 2024 M03"),
        column("share", Share, "Share expected, 0–1"),
        column("lo80", Share, "Lower end of the 80 % interval of the share to be counted, 0–1"),
        column("hi80", Share, "Upper end of the 80 % interval, 0–1"),
        column("lo95", Share, "Lower end of the 95 % interval, 0–1"),
        column("hi95", Share, "Upper end of the 95 % interval, 0–1"),
        column(
            "backtest_mae",
            Number,
            "Mean absolute error of such forecasts over the last periods, as a share",
        ),
        column("naive_mae", Number, "The same of \"as in the last period\""),
        column("better_than_naive", Truth, "Whether backtest_mae is the smaller one"),
        column("coverage95", Share, "Share of the later counts inside their 95 % intervals, 0–1"),
        column("n_errors", Count, "Comparisons that both errors are means of"),
        column("n_periods", Count, "Complete periods with papers that the forecast is made from"),
    ],
);

pub(super) const THEME_BY: TableMeaning = table(
    "theme_by",
    "group of papers and theme; only with --by",
    &[
        column("by", Text, "The column that the groups are from"),
        column("group", Text, "The group, such as a venue"),
        THEME_ID,
        LABEL,
        column("n_papers", Count, "Papers of the theme in the group"),
        column("n_group", Count, "Papers of the group"),
        column("share", Share, "n_papers ÷ n_group, 0–1"),
        column(
            "expected",
            Number,
            "Papers the group would have of the theme, were its share the same everywhere",
        ),
        column(
            "log_odds",
            Number,
            "Log of the ratio of the theme's odds in the group and outside of it, drawn towards 0 where papers are few",
        ),
        column("z", Number, "The same in standard errors"),
        column("q", Number, "p of z, corrected for all groups and themes, 0–1"),
        column(
            "overrepresented",
            Truth,
            "Whether the theme is more frequent here than elsewhere, with q < 0.1",
        ),
    ],
);

pub(super) const TRENDS_BY: TableMeaning = table(
    "trends_by",
    "theme; only with --by",
    &[
        THEME_ID,
        LABEL,
        GROWTH,
        TREND_Q,
        VERDICT,
        column(
            "within_growth",
            Growth,
            "The same growth inside of groups, each with a level of its own and all with one slope",
        ),
        column("within_lo", Growth, "Lower end of its 95 % interval"),
        column("within_hi", Growth, "Upper end of its 95 % interval"),
        column("within_p", Number, "Its p, 0–1"),
        column("within_q", Number, "The same, corrected for the themes tested, 0–1"),
        column("within_verdict", Text, "The verdict inside of groups"),
        column(
            "share_change",
            Number,
            "Share in the second half of the complete periods less that in the first, −1 to 1",
        ),
        column(
            "between_share_change",
            Number,
            "Part of that from groups having more or fewer of the papers",
        ),
        column(
            "within_share_change",
            Number,
            "Part of that from shares inside of groups (Kitagawa 1955)",
        ),
        column(
            "explained_by_composition",
            Truth,
            "Whether there is a trend over all papers, none of the kind inside of groups, and at least half of the change is from the mix",
        ),
        column("reason", Text, "All of it in a sentence"),
    ],
);
