//! Names that the user gives to themes, and which theme each of them means.
//!
//! Themes are numbered by size, so their numbers change with the papers; a name is therefore tied
//! to the terms of its theme.

use crate::corpus::GivenName;

/// Share of a name's terms that a theme must list to be the one that is meant: themes that are
/// about the same thing in runs with other seeds share more, others less.
const LEAST_SHARE: f64 = 0.3;

/// Which theme each name means, given the top terms of the themes: the one that lists the largest
/// share of the name's terms, at least [`LEAST_SHARE`]; each theme is meant once. Ties go to the
/// name that comes first, then to the larger theme. `None` for a name that means no theme. A theme
/// that is `called` something already is meant by none, and no other is called so, too.
pub fn meant_themes(
    names: &[GivenName],
    themes: &[Vec<&str>],
    called: &[Option<&str>],
) -> Vec<Option<usize>> {
    let themes: Vec<Vec<String>> =
        themes.iter().map(|terms| terms.iter().map(|term| folded(term)).collect()).collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    let is_taken =
        |name: &str| called.iter().flatten().any(|c| c.to_lowercase() == name.to_lowercase());
    for (name, given) in names.iter().enumerate().filter(|(_, given)| !is_taken(&given.name)) {
        for (theme, terms) in
            themes.iter().enumerate().filter(|&(theme, _)| called[theme].is_none())
        {
            let n_shared = given.terms.iter().filter(|term| terms.contains(&folded(term))).count();
            let share = n_shared as f64 / given.terms.len().max(1) as f64;
            if share >= LEAST_SHARE {
                pairs.push((share, name, theme));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut meant = vec![None; names.len()];
    for (_, name, theme) in pairs {
        if meant[name].is_none() && !meant.contains(&Some(theme)) {
            meant[name] = Some(theme);
        }
    }
    meant
}

/// The term without regard to case, hyphens and plural: `4-Bit weights` is `4 bit weight`.
pub fn folded(term: &str) -> String {
    let words = term.split([' ', '-']).map(|word| {
        let word = word.to_lowercase();
        word.strip_suffix('s').map(str::to_owned).unwrap_or(word)
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(name: &str, terms: &[&str]) -> GivenName {
        GivenName {
            name: name.to_owned(),
            terms: terms.iter().map(|&term| term.to_owned()).collect(),
        }
    }

    #[test]
    fn a_name_follows_the_terms_not_the_number() {
        let names = [given("Routing", &["experts", "router", "gate"]), given("Bits", &["4-bit"])];
        let themes = [vec!["4-Bit", "weights"], vec!["Expert", "routers", "balance"]];
        assert_eq!(meant_themes(&names, &themes, &[None, None]), [Some(1), Some(0)]);
    }

    #[test]
    fn a_name_whose_theme_is_gone_means_none() {
        let names = [given("Gone", &["tree", "draft", "verify", "accept"])];
        assert_eq!(
            meant_themes(&names, &[vec!["draft", "bits"]], &[None]),
            [None],
            "a quarter only"
        );
        assert_eq!(meant_themes(&names, &[], &[]), [None]);
    }

    #[test]
    fn the_better_fit_gets_the_theme_and_the_other_name_the_next() {
        let names = [given("One", &["a", "b", "c"]), given("Two", &["a", "b", "d"])];
        let themes = [vec!["a", "b", "d"], vec!["a", "x"]];
        assert_eq!(meant_themes(&names, &themes, &[None, None]), [Some(1), Some(0)]);
    }

    #[test]
    fn a_theme_that_is_called_something_keeps_its_name_and_that_to_itself() {
        let names = [given("Bits", &["4-bit"]), given("mine", &["router"])];
        let themes = [vec!["4-bit"], vec!["router"]];
        assert_eq!(meant_themes(&names, &themes, &[Some("Mine"), None]), [None, None]);
    }
}
