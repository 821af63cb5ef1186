//! Which of the ranked terms are shown: none that repeats another.

/// Length from which a common beginning makes two stems twins (`spars`, `sparsiti`).
const TWIN_PREFIX: usize = 5;

/// Share of a word's papers in the theme from which a longer phrase stands for the word.
const ABSORBING_SHARE: f64 = 0.8;

/// A term that may be shown for a theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<'a> {
    /// Its stems.
    pub stems: &'a [&'a str],
    /// Papers of the theme that hold it.
    pub n_papers: usize,
}

/// Positions of up to `limit` of the candidates (the most telling first) such that no two are stem
/// twins, acronyms or contained in each other: of "kv", "cache" and "kv cache" only the phrase stays where
/// it covers most of the word's papers, else only the words.
pub fn without_repeats(candidates: &[Candidate], limit: usize) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for (position, candidate) in candidates.iter().enumerate() {
        if kept.len() == limit {
            break;
        }
        let repeats = kept.iter().any(|&other| repeats(candidate.stems, candidates[other].stems));
        if !repeats && !is_absorbed(candidate, candidates) {
            kept.push(position);
        }
    }
    kept
}

/// Whether the candidate is a word for which a longer candidate stands.
pub fn is_absorbed(candidate: &Candidate, candidates: &[Candidate]) -> bool {
    candidate.stems.len() == 1
        && candidates.iter().any(|longer| {
            longer.stems.len() > 1
                && longer.stems.contains(&candidate.stems[0])
                && longer.n_papers as f64 >= ABSORBING_SHARE * candidate.n_papers as f64
        })
}

/// Whether two terms say the same or one holds all of the other.
pub fn repeats(a: &[&str], b: &[&str]) -> bool {
    let within = |inner: &[&str], outer: &[&str]| {
        inner.iter().all(|stem| outer.iter().any(|other| are_twins(stem, other)))
    };
    within(a, b) || within(b, a) || is_acronym(a, b) || is_acronym(b, a)
}

/// Whether two terms have a word in common, or one is the other's acronym.
pub fn share_a_word(a: &[&str], b: &[&str]) -> bool {
    a.iter().any(|stem| b.iter().any(|other| are_twins(stem, other)))
        || is_acronym(a, b)
        || is_acronym(b, a)
}

/// Whether the one stem of `short` is made of the first letters of `long`: "llm" of "larg languag
/// model", "kd" of "knowledg distil".
fn is_acronym(short: &[&str], long: &[&str]) -> bool {
    long.len() > 1
        && matches!(short, [stem] if stem.chars().eq(long.iter().filter_map(|s| s.chars().next())))
}

/// Whether two stems are forms of one word that the stemmer keeps apart.
fn are_twins(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short == long || short.len() >= TWIN_PREFIX && long.starts_with(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(term: &str) -> Vec<&str> {
        term.split(' ').collect()
    }

    #[track_caller]
    fn check(terms: &[(&str, usize)], expected: &[&str]) {
        let all: Vec<Vec<&str>> = terms.iter().map(|(term, _)| stems(term)).collect();
        let candidates: Vec<Candidate> = all
            .iter()
            .zip(terms)
            .map(|(stems, &(_, n_papers))| Candidate { stems, n_papers })
            .collect();
        let kept: Vec<String> =
            without_repeats(&candidates, 10).iter().map(|&i| all[i].join(" ")).collect();
        assert_eq!(kept, expected);
    }

    #[test]
    fn a_phrase_stands_for_its_words() {
        check(&[("cach", 18), ("kv", 18), ("kv cach", 16), ("token", 9)], &["kv cach", "token"]);
    }

    #[test]
    fn a_rare_phrase_gives_way_to_its_word() {
        check(&[("quantiz", 40), ("weight quantiz", 8), ("bit", 20)], &["quantiz", "bit"]);
    }

    #[test]
    fn an_acronym_repeats_what_it_stands_for() {
        check(&[("larg languag model", 9), ("llm", 8), ("ml", 7)], &["larg languag model", "ml"]);
    }

    #[test]
    fn stem_twins_are_shown_once() {
        check(&[("spars", 9), ("sparsiti", 8), ("prune", 7)], &["spars", "prune"]);
        assert!(!are_twins("kv", "kvq"));
    }
}
