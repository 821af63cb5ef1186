//! The tables of a run → `report.md`: what was found, to be pasted into a wiki or a pull request.

use super::charts::Drawing;
use super::columns::TableMeaning;
use super::rows::{ThemeRow, TrendRow};
use super::words::{chance, facts, headline, interval, signed_percent};
use super::{About, Tables, rows_in};
use crate::error::Result;
use crate::trend::Verdict;
use std::fmt::Write;

/// The text of the report; `drawings` are the charts that are written beside it, by file name.
///
/// # Errors
/// When a table is not as ours are.
pub fn markdown(
    tables: &Tables,
    about: &About,
    drawings: &[(&'static str, Drawing)],
) -> Result<String> {
    let themes = rows_in::themes_with_trends(tables)?;
    let verdicts: Vec<Verdict> = themes.iter().map(|(_, trend)| trend.verdict).collect();
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "# Themes of {}\n", escaped(&about.corpus()));
    let _ = writeln!(text, "**{}.**", headline(about.n_papers, &verdicts));
    for fact in facts(tables, about)? {
        let _ = writeln!(text, "{}", escaped(&fact));
    }
    let has_trends = about.n_periods > 0;
    let _ = write_themes(&mut text, &themes, has_trends);
    if has_trends {
        let _ = write_trends(&mut text, &themes);
    }
    let _ = write_charts(&mut text, drawings);
    let _ = write_files(&mut text, tables);
    let _ = writeln!(text, "\nMade by themeline {}.", escaped(&about.themeline));
    Ok(text)
}

fn write_themes(
    text: &mut String,
    themes: &[(ThemeRow, TrendRow)],
    has_trends: bool,
) -> std::fmt::Result {
    writeln!(text, "\n## Themes\n")?;
    if has_trends {
        writeln!(
            text,
            "| | theme | papers | share | trend | growth per year | 95 % interval | q |"
        )?;
        writeln!(text, "|---|---|--:|--:|---|--:|--:|--:|")?;
    } else {
        writeln!(text, "| | theme | papers | share |\n|---|---|--:|--:|")?;
    }
    for (theme, trend) in themes {
        write!(
            text,
            "| {} | {} | {} | {:.1} % |",
            escaped(&theme.theme_id),
            escaped(&theme.label),
            theme.n_papers,
            100.0 * theme.share
        )?;
        if has_trends {
            let growth = trend.growth_per_year.map_or(String::new(), signed_percent);
            let bounds = trend.growth_lo.zip(trend.growth_hi);
            let bounds = bounds.map_or(String::new(), |(low, high)| interval(low, high));
            let q = trend.q.map_or(String::new(), chance);
            let verdict = match trend.verdict.direction() {
                0 => trend.verdict.to_string(),
                _ => format!("**{}**", trend.verdict),
            };
            write!(text, " {verdict} | {growth} | {bounds} | {} |", escaped(&q))?;
        }
        writeln!(text)?;
    }
    Ok(())
}

/// What is said of every theme, those that move first.
fn write_trends(text: &mut String, themes: &[(ThemeRow, TrendRow)]) -> std::fmt::Result {
    writeln!(
        text,
        "\n## Trends\n\nGrowth is that of a theme's odds (papers of the theme per paper outside of \
         it) per year; q is the chance of such a change in a flat theme, corrected for the number \
         of themes.\n"
    )?;
    let (moving, others): (Vec<_>, Vec<_>) =
        themes.iter().map(|(_, trend)| trend).partition(|trend| trend.verdict.direction() != 0);
    for trend in moving.into_iter().chain(others) {
        let (label, verdict) = (escaped(&trend.label), trend.verdict);
        // The sentence of a theme too small to judge begins with that verdict.
        let reason = trend.reason.strip_prefix("too few: ").unwrap_or(&trend.reason);
        writeln!(text, "- **{label}**: {verdict}. {}.", escaped(&capitalised(reason)))?;
    }
    Ok(())
}

fn write_charts(text: &mut String, drawings: &[(&'static str, Drawing)]) -> std::fmt::Result {
    writeln!(text, "\n## Charts")?;
    for (name, drawing) in drawings {
        writeln!(text, "\n![{}](charts/{name}.png)", escaped(&drawing.alt))?;
    }
    Ok(())
}

fn write_files(text: &mut String, tables: &Tables) -> std::fmt::Result {
    writeln!(
        text,
        "\n## Files\n\n| file | one row per | rows |\n|---|---|--:|\n\
         | [report.xlsx](report.xlsx) | all tables below, a sheet each | |\n\
         | [manifest.toml](manifest.toml) | every setting, and the inputs by their digests | |"
    )?;
    for table in tables.iter() {
        let (name, n_rows) = (&table.name, table.height());
        let row = TableMeaning::of(name).map_or("", |meaning| meaning.row);
        writeln!(text, "| [{name}](tables/{name}.csv) | {} | {n_rows} |", escaped(row))?;
    }
    Ok(())
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}

/// The text as Markdown that shows it as it is: on one line, no mark-up, no HTML, no column of a
/// table, no mention of a person, no link.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let (mut before, mut characters) = (' ', text.chars().peekable());
    while let Some(c) = characters.next() {
        match c {
            c if c.is_control() => shown.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '!' | '$' => {
                shown.push('\\');
                shown.push(c);
            }
            // An entity, maybe; alone, `&` is one already.
            '&' if characters.peek().is_some_and(|c| c.is_alphanumeric() || *c == '#') => {
                shown.push_str("\\&");
            }
            // `@name`, `#12` and `://` are links on some sites; a comment between is not seen.
            '@' | '#' if !before.is_alphanumeric() => {
                shown.push('\\');
                shown.push(c);
                shown.push_str("<!-- -->");
            }
            '/' if before == ':' => shown.push_str("<!-- -->/"),
            c => shown.push(c),
        }
        before = c;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_shown_as_it_is() {
        assert_eq!(escaped("a|b\n`c` <b>*d*</b>"), r"a\|b \`c\` \<b\>\*d\*\</b\>");
        assert_eq!(escaped("![x](y)"), r"\!\[x\](y)");
        assert_eq!(escaped("pass@1, @me, C#, #12"), r"pass@1, \@<!-- -->me, C#, \#<!-- -->12");
        assert_eq!(escaped("Q & A, &lt; AT&T"), r"Q & A, \&lt; AT\&T");
        assert_eq!(escaped("https://x.org"), "https:<!-- -->//x.org");
        assert_eq!(escaped("Über 数据 −5 %"), "Über 数据 −5 %");
    }
}
