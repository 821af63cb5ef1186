//! A chart as the page holds it: the same picture in fewer bytes.

/// What every text of a chart says of its font, which the style of the page says once: with many
/// themes and periods it is a thirtieth of the file.
const FONT: &str = " font-family=\"DejaVu Sans, Verdana, sans-serif\"";

/// The SVG, an element a line as we write it, without the font of its texts, with lines and areas
/// as paths of steps from point to point, and with neighbouring lines of one opaque stroke as one
/// path: a hatch or a grid says its stroke once and not a dozen times.
pub fn compact(svg: &str) -> String {
    let mut compacted = String::with_capacity(svg.len());
    // The attributes of the path that more lines may join.
    let mut open: Option<&str> = None;
    for element in svg.lines() {
        let outline = Outline::of(element);
        let joins = outline.as_ref().is_some_and(|o| open == Some(o.attributes) && o.can_join());
        if !joins {
            if open.take().is_some() {
                compacted += "\"/>\n";
            }
            if let Some(outline) = &outline {
                compacted += "<path";
                compacted += outline.attributes;
                compacted += " d=\"";
                open = Some(outline.attributes);
            }
        }
        match outline {
            Some(outline) => compacted += &outline.steps,
            None => {
                compacted += &element.replace(FONT, "");
                compacted.push('\n');
            }
        }
    }
    compacted
}

/// A line, or the border of an area.
struct Outline<'a> {
    attributes: &'a str,
    /// As the data of a path.
    steps: String,
    is_closed: bool,
}

impl<'a> Outline<'a> {
    /// `None` of any other element.
    fn of(element: &'a str) -> Option<Self> {
        let line = element.strip_prefix("<polyline");
        let is_closed = line.is_none();
        let rest = line.or_else(|| element.strip_prefix("<polygon"))?.strip_suffix("\"/>")?;
        let (attributes, points) = rest.split_once(" points=\"")?;
        let steps = steps(points)? + if is_closed { "z" } else { "" };
        Some(Outline { attributes, steps, is_closed })
    }

    /// Whether it may be in one path with others: not where it lets shine through what is below,
    /// which is darker where two cross.
    fn can_join(&self) -> bool {
        !self.is_closed && !self.attributes.contains("opacity")
    }
}

/// Points in whole numbers as the first and the steps from each to the next.
fn steps(points: &str) -> Option<String> {
    let point = |point: &str| -> Option<(i64, i64)> {
        let (x, y) = point.split_once(',')?;
        Some((x.parse().ok()?, y.parse().ok()?))
    };
    let points: Vec<(i64, i64)> = points.split_whitespace().map(point).collect::<Option<_>>()?;
    let (x, y) = points.first()?;
    let mut steps = format!("M{x},{y}");
    for (place, pair) in points.windows(2).enumerate() {
        let before = if place == 0 { 'l' } else { ' ' };
        steps += &format!("{before}{},{}", pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_lines_of_one_stroke_are_one_path() {
        let line = |stroke: &str, points: &str| {
            format!("<polyline fill=\"none\" {stroke} points=\"{points} \"/>\n")
        };
        let path = |stroke: &str, d: &str| format!("<path fill=\"none\" {stroke} d=\"{d}\"/>\n");
        let (grey, black) = ("stroke=\"#DADADA\"", "stroke=\"#000000\"");
        let faint = "stroke=\"#DADADA\" opacity=\"0.3\"";
        let svg = [
            "<svg>\n".to_owned(),
            line(grey, "1,2 3,4"),
            line(grey, "5,6 7,8 9,0"),
            line(black, "1,1 2,2"),
            format!("<text x=\"1\"{FONT} fill=\"#222222\">polyline</text>\n"),
            line(grey, "0,0 1,1"),
            line(faint, "1,2 3,4"),
            line(faint, "5,6 7,8"),
            "<polygon fill=\"#DADADA\" points=\"1,1 5,1 5,4 \"/>\n".to_owned(),
            "<polygon fill=\"#DADADA\" points=\"2,2 6,2 6,5 \"/>\n".to_owned(),
            "</svg>\n".to_owned(),
        ];
        let expected = [
            "<svg>\n".to_owned(),
            path(grey, "M1,2l2,2M5,6l2,2 2,-8"),
            path(black, "M1,1l1,1"),
            "<text x=\"1\" fill=\"#222222\">polyline</text>\n".to_owned(),
            path(grey, "M0,0l1,1"),
            path(faint, "M1,2l2,2"),
            path(faint, "M5,6l2,2"),
            "<path fill=\"#DADADA\" d=\"M1,1l4,0 0,3z\"/>\n".to_owned(),
            "<path fill=\"#DADADA\" d=\"M2,2l4,0 0,3z\"/>\n".to_owned(),
            "</svg>\n".to_owned(),
        ];
        assert_eq!(compact(&svg.concat()), expected.concat());
    }

    #[test]
    fn points_in_other_numbers_stay_as_they_are() {
        let line = "<polyline fill=\"none\" points=\"1.5,2 3,4 \"/>\n";
        assert_eq!(compact(line), line);
    }
}
