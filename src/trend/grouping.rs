//! Which group a paper is in: a few groups from whatever a column holds.

use crate::corpus::Paper;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Groups that keep their own name; the papers of all smaller ones are `Other`.
const MAX_GROUPS: usize = 30;

/// What the papers of the smaller groups are under.
const OTHER: &str = "Other";

/// What papers are under that have nothing in the column.
const NONE_GIVEN: &str = "none given";

/// The groups of a corpus; each paper is in one.
///
/// The largest come first, equals in the order of the alphabet; after them `Other` and `none given`
/// where there are such papers. Made by [`Grouping::of`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// What they are called.
    pub names: Vec<String>,
    /// Per paper: position of its group.
    pub group_of: Vec<usize>,
}

impl Grouping {
    /// The groups of the papers by their `group` as written.
    pub fn of(papers: &[Paper]) -> Grouping {
        Grouping::by(papers, |paper| paper.group.as_deref())
    }

    /// The groups of the papers by any text of theirs.
    pub fn by(papers: &[Paper], text: impl Fn(&Paper) -> Option<&str>) -> Grouping {
        let name_of: Vec<Option<String>> =
            papers.iter().map(|paper| text(paper).and_then(group_name)).collect();
        // Spellings of one name by case are one group, called as most of its papers say.
        let mut spellings: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
        for name in name_of.iter().flatten() {
            *spellings.entry(name.to_lowercase()).or_default().entry(name).or_default() += 1;
        }
        let mut groups: Vec<(usize, String, &str)> = spellings
            .iter()
            .filter_map(|(key, spellings)| {
                let (name, _) = spellings.iter().min_by_key(|&(_, &n)| Reverse(n))?;
                Some((spellings.values().sum(), key.clone(), *name))
            })
            .collect();
        groups.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));

        let n_kept = if groups.len() > MAX_GROUPS + 1 { MAX_GROUPS } else { groups.len() };
        let mut names: Vec<String> =
            groups[..n_kept].iter().map(|(_, _, name)| (*name).to_owned()).collect();
        let other = (n_kept < groups.len()).then(|| add(&mut names, OTHER));
        let none_given = name_of.contains(&None).then(|| add(&mut names, NONE_GIVEN));
        let kept = groups[..n_kept].iter().enumerate().map(|(i, (_, key, _))| (key.as_str(), i));
        let position: FxHashMap<&str, usize> = kept.collect();
        let place = |name: &Option<String>| match name {
            None => none_given,
            Some(name) => position.get(name.to_lowercase().as_str()).copied().or(other),
        };
        // Every paper has a place: `other` and `none given` exist where one is in them.
        let group_of = name_of.iter().map(|name| place(name).unwrap_or_default()).collect();
        Grouping { names, group_of }
    }
}

/// Adds a group of our own naming, told apart from one of the user's by parentheses.
fn add(names: &mut Vec<String>, name: &str) -> usize {
    let is_taken = names.iter().any(|other| other.eq_ignore_ascii_case(name));
    names.push(if is_taken { format!("({name})") } else { name.to_owned() });
    names.len() - 1
}

/// The name of the group that a cell stands for.
///
/// Of several values (`a; b`, `a|b`, arXiv's `cs.CL cs.LG`) the first, which sources use for the
/// principal one: in every group a paper counts once. Years in it (`ICRA 2014`, `Proceedings of the
/// 2020 Conference`) are left out, or no group would be in two periods; a year alone stays.
fn group_name(text: &str) -> Option<String> {
    let text = text.split([';', '|']).map(str::trim).find(|part| !part.is_empty())?;
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 1 && words.iter().all(|word| is_arxiv_category(word)) {
        return words.first().map(|&word| word.to_owned());
    }
    let timeless: Vec<&str> = words.iter().copied().filter(|word| !is_year(word)).collect();
    let has_letters = timeless.iter().any(|word| word.contains(char::is_alphabetic));
    let words = if has_letters { timeless } else { words };
    let name = words.join(" ");
    Some(name.trim_end_matches([',', '-', '–', ':']).trim_end().to_owned())
}

/// `2014`, `(2014)`, `2014,`, `'14`.
fn is_year(word: &str) -> bool {
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if let Some(short) = word.strip_prefix(['\'', '’']) {
        return short.len() == 2 && is_digits(short);
    }
    let bare = word.trim_matches(|c: char| c.is_ascii_punctuation());
    bare.len() == 4 && is_digits(bare) && (bare.starts_with("19") || bare.starts_with("20"))
}

/// Archives of arXiv: the whole of a category, or what is before its full stop.
const ARXIV_ARCHIVES: [&str; 20] = [
    "astro-ph", "cond-mat", "cs", "econ", "eess", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th",
    "math", "math-ph", "nlin", "nucl-ex", "nucl-th", "physics", "q-bio", "q-fin", "quant-ph",
    "stat",
];

/// `cs.CL`, `hep-th`.
fn is_arxiv_category(word: &str) -> bool {
    let archive = word.split_once('.').map_or(word, |(archive, _)| archive);
    ARXIV_ARCHIVES.contains(&archive)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn papers(groups: &[&str]) -> Vec<Paper> {
        let group = |text: &&str| (!text.is_empty()).then(|| (*text).to_owned());
        groups.iter().map(|text| Paper { group: group(text), ..Paper::default() }).collect()
    }

    #[track_caller]
    fn check_name(text: &str, name: &str) {
        assert_eq!(group_name(text).as_deref(), Some(name), "{text}");
    }

    #[test]
    fn years_are_no_part_of_a_name() {
        check_name("ICRA 2014", "ICRA");
        check_name("NeurIPS (2020)", "NeurIPS");
        check_name(
            "Proceedings of the 2020 Conference on Games",
            "Proceedings of the Conference on Games",
        );
        check_name("SIGMOD '14", "SIGMOD");
        check_name("CVPR, 2021", "CVPR");
        check_name("2021", "2021");
        check_name("Web 3000", "Web 3000");
    }

    #[test]
    fn the_first_of_several_values_counts() {
        check_name("cs.CL cs.LG", "cs.CL");
        check_name("hep-th math.AG", "hep-th");
        check_name("; Robotics ; Vision", "Robotics");
        check_name("United States|Germany", "United States");
        check_name("Nature Methods", "Nature Methods");
        assert_eq!(group_name(" ; "), None);
    }

    #[test]
    fn groups_stand_by_size_and_spellings_are_joined() {
        let grouping = Grouping::of(&papers(&["B", "a 2019", "A", "A 2020", "", "c"]));
        assert_eq!(grouping.names, ["A", "B", "c", "none given"]);
        assert_eq!(grouping.group_of, [1, 0, 0, 0, 3, 2]);
    }

    #[test]
    fn the_smallest_of_many_are_other() {
        let mut groups: Vec<String> = (0..40).map(|i| format!("G{i:02}")).collect();
        groups.extend(["G07".to_owned(), "Other".to_owned(), "other".to_owned()]);
        let texts: Vec<&str> = groups.iter().map(String::as_str).collect();
        let grouping = Grouping::of(&papers(&texts));
        assert_eq!(grouping.names.len(), 31);
        assert_eq!(grouping.names[..2], ["G07", "Other"]);
        assert_eq!(grouping.names[30], "(Other)");
        assert_eq!(grouping.group_of[39], 30);
        // One more than fits stays itself: `Other` of one group says less than its name.
        assert_eq!(Grouping::of(&papers(&texts[..31])).names.len(), 31);
        assert!(Grouping::of(&papers(&texts[..31])).names.iter().all(|name| name != "Other"));
    }
}
