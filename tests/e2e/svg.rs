//! Whether a text is well-formed XML, as far as our charts use it: tags, attributes, entities.

/// The first thing wrong with the text.
pub fn check_well_formed(text: &str) -> Result<(), String> {
    if let Some(c) = text.chars().find(|&c| is_forbidden(c)) {
        return Err(format!("character {c:?} is not allowed in XML"));
    }
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text.trim();
    let mut n_roots = 0;
    while let Some(start) = rest.find('<') {
        check_text(&rest[..start])?;
        if open.is_empty() && !rest[..start].trim().is_empty() {
            return Err(format!("text outside of the root: {:?}", &rest[..start]));
        }
        let end = tag_end(&rest[start..])? + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('?') || tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            match open.pop() {
                Some(opened) if opened == name.trim() => continue,
                opened => return Err(format!("</{name}> closes {opened:?}")),
            }
        }
        let is_closed = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let name = tag.split_whitespace().next().unwrap_or("");
        if name.is_empty() || !name.starts_with(char::is_alphabetic) {
            return Err(format!("<{tag}> has no name"));
        }
        check_attributes(&tag[name.len()..])?;
        n_roots += usize::from(open.is_empty());
        if !is_closed {
            open.push(name);
        }
    }
    match (open.last(), n_roots, rest.trim()) {
        (None, 1, "") => Ok(()),
        (Some(tag), ..) => Err(format!("<{tag}> is never closed")),
        (_, n, rest) => Err(format!("{n} roots, {rest:?} at the end")),
    }
}

fn is_forbidden(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// The `>` that ends the tag at the start of `text`, quotes respected.
fn tag_end(text: &str) -> Result<usize, String> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Ok(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (_, '<') if at > 0 => return Err(format!("`<` inside a tag: {:?}", &text[..at])),
            _ => {}
        }
    }
    Err("a tag is never closed".into())
}

fn check_text(text: &str) -> Result<(), String> {
    for (at, _) in text.match_indices('&') {
        let entity = text[at + 1..].split(';').next().unwrap_or("");
        let is_known = ["amp", "lt", "gt", "quot", "apos"].contains(&entity)
            || entity.strip_prefix('#').is_some_and(|n| n.chars().all(|c| c.is_alphanumeric()));
        if !is_known || !text[at..].contains(';') {
            return Err(format!("`&` that starts no entity: {:?}", &text[at..]));
        }
    }
    Ok(())
}

fn check_attributes(mut text: &str) -> Result<(), String> {
    let mut seen: Vec<&str> = Vec::new();
    while !text.trim().is_empty() {
        let (name, after) = text.split_once('=').ok_or(format!("no value: {text:?}"))?;
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let quote = quote.ok_or(format!("no quotes: {after:?}"))?;
        let (value, after) = after[1..].split_once(quote).ok_or(format!("open: {after:?}"))?;
        check_text(value)?;
        if seen.contains(&name.trim()) {
            return Err(format!("{name} is given twice"));
        }
        seen.push(name.trim());
        text = after;
    }
    Ok(())
}

#[test]
fn the_checker_knows_good_from_bad() {
    for good in ["<svg/>", "<svg a=\"1>2\"><t x='&amp;'>a &lt; b</t></svg>", "<?xml?>\n<a> </a>"] {
        assert_eq!(check_well_formed(good), Ok(()), "{good}");
    }
    for bad in [
        "<a><b></a></b>",
        "<a>",
        "<a>1 & 2</a>",
        "<a x=1/>",
        "<a x='1' x='2'/>",
        "<a>\u{1}</a>",
        "<a/><b/>",
        "<a>script><b</a>",
        "text",
    ] {
        assert!(check_well_formed(bad).is_err(), "{bad}");
    }
}
