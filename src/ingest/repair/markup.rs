//! Mark-up of HTML, JATS and MathML in what should be text.

use std::borrow::Cow;

/// Inline elements, which join what they part: H<sub>2</sub>O.
const INLINE: [&str; 30] = [
    "a",
    "abbr",
    "b",
    "big",
    "bold",
    "code",
    "em",
    "ext-link",
    "font",
    "i",
    "inline-formula",
    "italic",
    "mark",
    "mathvariant",
    "monospace",
    "named-content",
    "sc",
    "small",
    "sans-serif",
    "span",
    "strike",
    "strong",
    "styled-content",
    "sub",
    "sup",
    "tt",
    "u",
    "underline",
    "xref",
    "inf",
];

/// Elements that part words.
const BLOCKS: [&str; 21] = [
    "abstract",
    "article",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "formula",
    "disp-formula",
    "hr",
    "label",
    "li",
    "list",
    "list-item",
    "ol",
    "p",
    "sec",
    "section",
    "title",
    "ul",
];

/// Elements of MathML, whose texts are the formula.
const MATH: [&str; 26] = [
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "msub",
    "msup",
    "msubsup",
    "mfrac",
    "msqrt",
    "mroot",
    "mover",
    "munder",
    "munderover",
    "mtext",
    "mspace",
    "mstyle",
    "mfenced",
    "mtable",
    "mtr",
    "mtd",
    "semantics",
    "mpadded",
    "mphantom",
    "menclose",
    "mmultiscripts",
];

/// The longest tag that is looked for, in bytes: links have long addresses.
const MAX_TAG: usize = 500;

/// The text without tags and with entities as characters, and how many of both there were; `None`
/// where there are none.
pub fn strip(text: &str) -> Option<(String, usize)> {
    let mut n_times = 0;
    let mut text = Cow::Borrowed(text);
    // What was escaped once more than needed has its tags in entities.
    for _ in 0..2 {
        if let Some((stripped, n_tags)) = strip_tags(&text) {
            n_times += n_tags;
            text = stripped.into();
        }
        let Some((decoded, n_entities)) = decode(&text) else { break };
        n_times += n_entities;
        text = decoded.into();
    }
    (n_times > 0).then(|| (squeezed(&text), n_times))
}

/// What the name of a tag means.
enum Kind {
    Inline,
    Block,
    Heading,
    /// Not to be read, up to its end.
    LeftOut,
}

fn kind(name: &str) -> Option<Kind> {
    let local = name.rsplit(':').next().unwrap_or(name);
    let has_prefix = local.len() < name.len();
    let local = local.to_ascii_lowercase();
    let local = local.as_str();
    if matches!(local, "annotation" | "annotation-xml" | "tex-math") {
        return Some(Kind::LeftOut);
    }
    // Europe PMC has the headings of an abstract in <h4>.
    if matches!(local, "title" | "h1" | "h2" | "h3" | "h4" | "h5") {
        return Some(Kind::Heading);
    }
    if INLINE.contains(&local) || MATH.contains(&local) || has_prefix && name.starts_with("mml:") {
        return Some(Kind::Inline);
    }
    (BLOCKS.contains(&local) || has_prefix && name.starts_with("jats:")).then_some(Kind::Block)
}

fn strip_tags(text: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut n_tags = 0;
    let mut kept_to = 0;
    let mut from = 0;
    let mut heading = None;
    while let Some(at) = memchr::memchr(b'<', &text.as_bytes()[from..]) {
        let open = from + at;
        from = open + 1;
        let Some((name, is_end, end)) = tag(&text[open..]) else { continue };
        let Some(kind) = kind(name) else { continue };
        out.push_str(&text[kept_to..open]);
        n_tags += 1;
        kept_to = open + end;
        match kind {
            Kind::Inline => {}
            Kind::Block => out.push(' '),
            Kind::Heading if !is_end => {
                out.push(' ');
                heading = Some(out.len());
            }
            Kind::Heading => end_heading(&mut out, heading.take()),
            Kind::LeftOut if !is_end => {
                let close = format!("</{name}>");
                if let Some(skipped) = text[kept_to..].find(&close) {
                    kept_to += skipped + close.len();
                }
            }
            Kind::LeftOut => {}
        }
        from = kept_to;
    }
    (n_tags > 0).then(|| {
        out.push_str(&text[kept_to..]);
        (out, n_tags)
    })
}

/// `Background` → `Background: `; that the abstract is called abstract is no part of it.
fn end_heading(out: &mut String, start: Option<usize>) {
    let Some(start) = start else { return out.push(' ') };
    let heading = out[start..].trim().trim_end_matches([':', '.']).to_owned();
    let is_first = out[..start].trim().is_empty();
    out.truncate(start);
    if heading.is_empty() || (is_first && heading.eq_ignore_ascii_case("abstract")) {
        return;
    }
    out.push_str(&heading);
    out.push_str(": ");
}

/// Name of the tag that `text` starts with, whether it is an end tag, and its length.
fn tag(text: &str) -> Option<(&str, bool, usize)> {
    let bytes = text.as_bytes();
    let is_end = bytes.get(1) == Some(&b'/');
    let start = 1 + usize::from(is_end);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-');
    let n_name = bytes[start.min(bytes.len())..].iter().take(40).take_while(|b| is_name(b)).count();
    let name = text.get(start..start + n_name)?;
    let after = bytes.get(start + n_name)?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !b" />\n\t\r".contains(after) {
        return None;
    }
    let end = bytes.iter().take(MAX_TAG).skip(1).position(|b| matches!(b, b'>' | b'<'))? + 1;
    (bytes[end] == b'>').then_some((name, is_end, end + 1))
}

/// The longest name of an entity that is made whole, in bytes.
const MAX_NAME: usize = 9;

/// The text with entities whole that Web of Science took apart: `Schr & ouml;dinger`.
fn whole_entities(text: &str) -> Cow<'_, str> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("& ") {
        // No further than a name goes: of many ampersands, each would look through all the text.
        let end = after.bytes().take(MAX_NAME + 1).position(|byte| byte == b';');
        let name = end.map_or("", |end| &after[..end]);
        let is_name = name.len() >= 2 && name.bytes().all(|b| b.is_ascii_alphabetic());
        let entity = format!("&{name};");
        let decoded = html_escape::decode_html_entities(&entity);
        if is_name && decoded != entity {
            // A letter goes on with the word before it.
            let is_letter = decoded.chars().all(char::is_alphabetic);
            out.push_str(if is_letter { before.trim_end_matches(' ') } else { before });
            out.push_str(&entity);
            rest = &after[name.len() + 1..];
        } else {
            out.push_str(before);
            out.push_str("& ");
            rest = after;
        }
    }
    if out.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(out + rest) }
}

fn decode(text: &str) -> Option<(String, usize)> {
    memchr::memchr(b'&', text.as_bytes())?;
    let text = whole_entities(text);
    let decoded = html_escape::decode_html_entities(&*text);
    if decoded == text {
        return None;
    }
    // An ampersand that stays one was written as an entity, too.
    let is_entity = |at: usize| {
        let rest = &text.as_bytes()[at..];
        rest.iter().take(12).position(|byte| *byte == b';').is_some_and(|end| end > 1)
    };
    let n_entities = memchr::memchr_iter(b'&', text.as_bytes()).filter(|at| is_entity(*at)).count();
    Some((decoded.into_owned(), n_entities.max(1)))
}

/// One space for several, and none at the ends.
fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        let follows_space = out.ends_with([' ', '\n']);
        if !(follows_space && matches!(c, ' ' | '\t')) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str, n_times: usize) {
        assert_eq!(strip(raw), Some((expected.to_owned(), n_times)), "from {raw:?}");
    }

    #[test]
    fn tags_and_entities_go() {
        check("H<sub>2</sub>O &amp; <B>fast</B> &lt;b", "H2O & fast <b", 6);
        check("<p>One.</p><p>Two.</p>", "One. Two.", 4);
        check(
            "<jats:sec><jats:title>Methods</jats:title><jats:p>We.</jats:p></jats:sec>",
            "Methods: We.",
            6,
        );
        check("<h4>Results</h4>Ten.", "Results: Ten.", 2);
        check("&lt;p&gt;Escaped &amp;amp; twice&lt;/p&gt;", "Escaped & twice", 8);
        check("A Schr & ouml;dinger & Szeg & odblac;-type", "A Schrödinger & Szegő-type", 2);
        check("p & lt; .05 & so; x", "p < .05 & so; x", 2);
        check("a<br/>b <a href='https://example.org/?x=1'>c</a>", "a b c", 3);
    }

    #[test]
    fn many_ampersands_stay_linear() {
        assert_eq!(strip(&"& ".repeat(2_000_000)), None);
    }

    #[test]
    fn formulas_of_mathml_are_their_texts() {
        let formula = "of <mml:math><mml:mi>x</mml:mi><mml:mo>=</mml:mo><mml:mn>2</mml:mn>\
            <mml:annotation encoding=\"tex\">x=2</mml:annotation></mml:math>.";
        check(formula, "of x=2.", 9);
    }

    #[test]
    fn what_only_looks_like_a_tag_stays() {
        for text in
            ["a <mask> b", "p < q and r > s", "<user, item>", "p<q>", "x <", "AT&T", "<b", "i<j"]
        {
            assert_eq!(strip(text), None, "from {text:?}");
        }
    }
}
