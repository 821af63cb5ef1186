//! Several values in one cell: authors, keywords and categories as spreadsheets join them.

use super::columns::Role;

/// What follows a name after a comma and is none.
const SUFFIXES: [&str; 6] = ["Jr.", "Jr", "Sr.", "II", "III", "IV"];

/// The values in a cell, trimmed, in order, none empty. Blank lines, or else semicolons and bars,
/// part values of any role; where there are none,
///
/// - keywords are parted by commas;
/// - authors by ` and `, and by commas where no part is a bare surname: `Smith J., Doe A.` are two,
///   `Smith, John` is one;
/// - categories by commas and spaces where all of them are codes such as `cs.CL`.
pub fn values(role: Role, cell: &str) -> Vec<&str> {
    let cell = cell.trim();
    // A list as Python prints it: ['a', 'b'].
    let is_python = cell.starts_with("['") || cell.starts_with("[\"");
    let inner = cell.strip_prefix('[').and_then(|cell| cell.strip_suffix(']'));
    if let Some(inner) = inner.filter(|_| is_python) {
        let quote = if cell.starts_with("['") { "', " } else { "\", " };
        return trimmed(inner.split(quote).collect());
    }
    // Ovid parts them by blank lines.
    if cell.lines().any(|line| line.trim().is_empty()) {
        return trimmed(cell.lines().collect());
    }
    if cell.contains([';', '|']) {
        let parts = trimmed(cell.split([';', '|']).collect());
        return if role == Role::Authors { without_notes(parts) } else { parts };
    }
    match role {
        Role::Keywords => trimmed(split(cell, ",")),
        Role::Authors => {
            let parts = trimmed(split(cell, " and "));
            let commas = trimmed(parts.iter().flat_map(|part| names(part)).collect());
            let are_names = commas.iter().all(|part| part.contains(' '));
            without_stop(without_notes(if are_names { commas } else { parts }))
        }
        Role::Categories => {
            let parts = trimmed(cell.split([',', ' ']).collect());
            let is_code = |part: &&str| part.contains(['.', '-']) && part.is_ascii();
            if parts.iter().all(is_code) { parts } else { vec![cell] }
        }
        _ => vec![cell],
    }
}

/// The parts between separators that are not in parentheses: Embase has `cyst (diagnosis, surgery)`.
fn split<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && at >= start && text[at..].starts_with(separator) => {
                parts.push(&text[start..at]);
                start = at + separator.len();
            }
            _ => {}
        }
    }
    if depth > 0 {
        return text.split(separator).collect();
    }
    parts.push(&text[start..]);
    parts
}

/// The parts between commas, but a suffix stays with its name: `Lee N.M., Spencer B.F., Jr.`.
fn names(text: &str) -> Vec<&str> {
    let (mut names, mut at) = (Vec::<&str>::new(), 0);
    for part in split(text, ",") {
        match names.last_mut() {
            Some(name) if SUFFIXES.contains(&part.trim()) => {
                *name = &text[at - 1 - name.len()..at + part.len()];
            }
            _ => names.push(part),
        }
        at += part.len() + 1;
    }
    names
}

/// `Wang C, Lizardo O, Hachen DS.` of PubMed without the full stop, which ends the list: where names
/// have stops of their own, as in `Smith J., Doe A.`, it is one of them.
fn without_stop(mut names: Vec<&str>) -> Vec<&str> {
    let Some((last, others)) = names.split_last_mut() else { return names };
    let Some(whole) = last.strip_suffix('.') else { return names };
    let initials = whole.rsplit(' ').next().unwrap_or_default();
    // Of one name alone two initials without a stop between them tell.
    let is_bare = initials.len() >= 2 && initials.bytes().all(|byte| byte.is_ascii_uppercase());
    let have_stops = whole.contains('.') || others.iter().any(|name| name.contains('.'));
    if !have_stops && (is_bare || !others.is_empty()) {
        *last = whole;
    }
    names
}

/// Names without what stands in parentheses after them: affiliations in arXiv, numbers in Scopus. An
/// abbreviation of the name itself stays: `European Space Agency (ESA)`.
fn without_notes(mut names: Vec<&str>) -> Vec<&str> {
    for name in &mut names {
        while let Some(inner) = name.strip_suffix(')') {
            let mut depth = 1;
            let start = inner.char_indices().rev().find(|(_, c)| {
                depth += i32::from(*c == ')') - i32::from(*c == '(');
                depth == 0
            });
            match start {
                Some((at, _)) if at > 0 && !is_abbreviation(&name[..at], &inner[at + 1..]) => {
                    *name = name[..at].trim_end();
                }
                _ => break,
            }
        }
    }
    names
}

/// Whether letters are the first ones of the capitalised words of a name, or of the first of them.
fn is_abbreviation(name: &str, letters: &str) -> bool {
    let firsts = name.split([' ', '-']).filter_map(|word| word.chars().next());
    let firsts: String = firsts.filter(|first| first.is_uppercase()).collect();
    letters.chars().count() >= 2 && firsts.starts_with(letters)
}

fn trimmed(parts: Vec<&str>) -> Vec<&str> {
    parts.into_iter().map(|part| unquoted(part.trim())).filter(|part| !part.is_empty()).collect()
}

/// Without quotes around it, which a list as Python prints it leaves at its ends.
fn unquoted(text: &str) -> &str {
    text.trim_matches(['\'', '"']).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(role: Role, cell: &str, expected: &[&str]) {
        assert_eq!(values(role, cell), expected, "for {cell:?}");
    }

    #[test]
    fn values_are_parted_as_their_role_has_it() {
        check(
            Role::Authors,
            "Vaswani, Ashish; Shazeer, Noam;",
            &["Vaswani, Ashish", "Shazeer, Noam"],
        );
        check(Role::Authors, "Vaswani, Ashish", &["Vaswani, Ashish"]);
        check(Role::Authors, "Smith J., Doe A.", &["Smith J.", "Doe A."]);
        let suffixed = ["Lee N.M.", "Spencer B.F., Jr.", "Doe A."];
        check(Role::Authors, "Lee N.M., Spencer B.F., Jr., Doe A.", &suffixed);
        check(Role::Authors, "Jr., Lee N.M.", &["Jr., Lee N.M."]);
        check(Role::Authors, "Ann Lee and Bo Chen", &["Ann Lee", "Bo Chen"]);
        check(Role::Authors, "Ann Lee, Bo Chen, and Cy Dee", &["Ann Lee", "Bo Chen", "Cy Dee"]);
        check(Role::Authors, "['Ann Lee', 'Bo Chen']", &["Ann Lee", "Bo Chen"]);
        check(Role::Keywords, "pruning, sparse nets", &["pruning", "sparse nets"]);
        check(Role::Keywords, "A; B | C", &["A", "B", "C"]);
        check(Role::Categories, "cs.CL cs.LG", &["cs.CL", "cs.LG"]);
        check(Role::Categories, "Computer Science, Theory", &["Computer Science, Theory"]);
        check(Role::Authors, " ; ", &[]);
        check(Role::Authors, "Lee A.\r\n\r\nChen B.", &["Lee A.", "Chen B."]);
        check(
            Role::Keywords,
            "cyst (diagnosis, surgery), man",
            &["cyst (diagnosis, surgery)", "man"],
        );
        check(Role::Keywords, "a (b, c", &["a (b", "c"]);
    }

    #[test]
    fn names_lose_their_notes() {
        let cell = "A. Lee (1 and 2), B. Chen (1) and C. Dee (2) ((1) MIT, Boston, (2) CERN)";
        check(Role::Authors, cell, &["A. Lee", "B. Chen", "C. Dee"]);
        check(Role::Authors, "Lee, Ann (123); Chen, Bo (456)", &["Lee, Ann", "Chen, Bo"]);
        check(Role::Authors, "Li (Sean) Wu, Bo) Chen", &["Li (Sean) Wu", "Bo) Chen"]);
        check(Role::Authors, "(The Group)", &["(The Group)"]);
        check(Role::Authors, "European Space Agency (ESA)", &["European Space Agency (ESA)"]);
        let cell = "Food and Agriculture Organization of the United Nations (FAO); A. Lee (MIT)";
        let fao = "Food and Agriculture Organization of the United Nations (FAO)";
        check(Role::Authors, cell, &[fao, "A. Lee"]);
    }

    #[test]
    fn the_full_stop_of_a_list_is_no_initial() {
        check(
            Role::Authors,
            "Wang C, Lizardo O, Hachen DS.",
            &["Wang C", "Lizardo O", "Hachen DS"],
        );
        check(Role::Authors, "Hachen DS.", &["Hachen DS"]);
        check(Role::Authors, "Muschel T.", &["Muschel T."]);
        check(Role::Authors, "Smith J., Doe A.", &["Smith J.", "Doe A."]);
    }
}
