//! The phrases of one theme, from which its listed terms and its names are drawn.

use super::counts::class_tf_idf;
use super::distinct::{Candidate, repeats};
use super::name::Name;
use super::phrases::{Grown, Stems};
use super::places::Places;
use super::top_terms::{Listable, choose};
use super::{Known, TOP_TERMS, ThemeTerm};
use crate::cluster::Clustering;
use crate::taxonomy::Matches;
use crate::tokenize::TokenizedCorpus;
use rustc_hash::{FxHashMap, FxHashSet};

/// A phrase in one theme.
pub struct ThemePhrase<'a> {
    stems: Vec<&'a str>,
    /// Its counts and the form in which it is shown.
    pub known: &'a Known,
    /// Class TF-IDF.
    score: f64,
    /// Share of the theme's papers with the phrase in their title, 0–1.
    title_share: f64,
    /// Papers of all themes that hold it, and those of them with the phrase in their title.
    n_all: (usize, usize),
    /// Share of the phrase's papers that are in the theme, 0–1.
    exclusivity: f64,
}

impl ThemePhrase<'_> {
    /// The phrase as a listed term of the theme.
    pub fn term(&self, theme: usize) -> ThemeTerm {
        ThemeTerm {
            text: self.known.phrase.text.clone(),
            score: self.score,
            n_papers: self.known.n_papers[theme] as usize,
            n_papers_corpus: self.known.phrase.counts.papers.len(),
        }
    }
}

/// The phrases of one theme, the most telling first: those its ranked terms grew to, and the
/// longer ones that may name it.
pub struct ThemePhrases<'a> {
    theme: usize,
    /// Papers of the theme, at least 1.
    n_theme: f64,
    /// The ranked terms, each by itself and grown.
    pub terms: Vec<ThemePhrase<'a>>,
    longer: Vec<ThemePhrase<'a>>,
}

impl<'a> ThemePhrases<'a> {
    /// The phrases of the theme numbered `theme`.
    pub fn of(
        theme: usize,
        ranked: &[(u32, f64)],
        grown: &FxHashMap<u32, Grown>,
        known: &'a FxHashMap<Stems, Known>,
        corpus: &'a TokenizedCorpus,
        members: &[Vec<usize>],
    ) -> Self {
        let n_clustered: usize = members.iter().map(Vec::len).sum();
        let n_theme = members[theme].len().max(1) as f64;
        let mut seen = FxHashSet::default();
        let mut read = |phrases: &mut dyn Iterator<Item = &Stems>| {
            let mut list: Vec<ThemePhrase> = phrases
                .filter(|stems| seen.insert((*stems).clone()))
                .filter_map(|stems| {
                    let known = known.get(stems)?;
                    let in_all = f64::from(known.n_papers.iter().sum::<u32>());
                    let score = class_tf_idf(
                        f64::from(known.n_papers[theme]) / n_theme,
                        in_all / n_clustered.max(1) as f64,
                        members.len(),
                    );
                    let title_share = f64::from(known.n_titles[theme]) / n_theme;
                    let exclusivity = f64::from(known.n_papers[theme]) / in_all.max(1.0);
                    let n_titles: u32 = known.n_titles.iter().sum();
                    let n_all = (in_all as usize, n_titles as usize);
                    let stems = stems.iter().map(|&s| corpus.stems[s as usize].as_str()).collect();
                    Some(ThemePhrase { stems, known, score, title_share, n_all, exclusivity })
                })
                .filter(|phrase| phrase.score > 0.0 && !phrase.known.phrase.counts.is_fragment())
                .collect();
            list.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.stems.cmp(&b.stems)));
            list
        };
        let of_ranked = || ranked.iter().filter_map(|(column, _)| grown.get(column));
        let terms = read(&mut of_ranked().flat_map(|grown| [&grown.phrase, &grown.term]));
        let longer = read(&mut of_ranked().flat_map(|grown| &grown.longer));
        ThemePhrases { theme, n_theme, terms, longer }
    }

    /// The phrases to list, of a theme of `n_papers`.
    pub fn shown(&self, n_papers: usize, places: &Places, coherence: f64) -> Vec<&ThemePhrase<'a>> {
        let relevance = |phrase: &ThemePhrase| phrase.score * phrase.exclusivity.sqrt();
        let mut phrases: Vec<&ThemePhrase> = self.terms.iter().collect();
        phrases.sort_by(|a, b| relevance(b).total_cmp(&relevance(a)));
        let terms: Vec<Listable> = phrases
            .iter()
            .map(|phrase| Listable {
                candidate: Candidate { stems: &phrase.stems, n_papers: self.n_papers(phrase) },
                text: &phrase.known.phrase.text,
                relevance: relevance(phrase),
            })
            .collect();
        let chosen = choose(&terms, n_papers, places, coherence, TOP_TERMS);
        chosen.into_iter().map(|i| phrases[i]).collect()
    }

    /// Papers of the theme that hold the phrase.
    fn n_papers(&self, phrase: &ThemePhrase) -> usize {
        phrase.known.n_papers[self.theme] as usize
    }

    /// The largest share of the theme's papers with this one word that a phrase with it covers.
    fn within_phrase(&self, word: &ThemePhrase) -> f64 {
        let &[stem] = word.stems.as_slice() else { return 0.0 };
        let phrases = self.terms.iter().chain(&self.longer).filter(|p| p.stems.len() > 1);
        let n_papers = phrases.filter(|p| p.stems.contains(&stem)).map(|p| self.n_papers(p)).max();
        n_papers.unwrap_or(0) as f64 / self.n_papers(word).max(1) as f64
    }

    /// The names the theme may have beside its listed terms, the best first: none for a theme of the user's own, and none
    /// that says what one of those is called or looked for by.
    pub fn names<'s>(
        &'s self,
        corpus: &'s TokenizedCorpus,
        clustering: &Clustering,
        matches: &Matches,
        listed: &[&ThemePhrase],
    ) -> Vec<Name<'s>> {
        if clustering.own[self.theme].is_some() {
            return Vec::new();
        }
        let is_taken = |stems: &[&str]| {
            matches.names.iter().any(|name| repeats(stems, &as_strs(name)))
                || matches.phrases.iter().any(|phrase| as_strs(phrase) == stems)
        };
        let mut names: Vec<Name> = self
            .terms
            .iter()
            .chain(&self.longer)
            .filter(|phrase| !is_taken(&phrase.stems))
            .map(|phrase| Name {
                stems: phrase.stems.clone(),
                text: &phrase.known.phrase.text,
                expansion: corpus.expansion_of(&phrase.stems),
                papers: &phrase.known.phrase.counts.papers,
                class_tf_idf: phrase.score,
                n_papers: self.n_papers(phrase),
                coverage: self.n_papers(phrase) as f64 / self.n_theme,
                title_share: phrase.title_share,
                n_all: phrase.n_all,
                exclusivity: phrase.exclusivity,
                finality: phrase.known.phrase.counts.finality(),
                initiality: phrase.known.phrase.counts.initiality(),
                within_phrase: self.within_phrase(phrase),
                is_listed: listed.iter().any(|other| repeats(&other.stems, &phrase.stems)),
            })
            .collect();
        // Of equals the longer: "state space models" before "space models".
        names.sort_by(|a, b| {
            let longer = b.stems.len().cmp(&a.stems.len());
            b.rank().total_cmp(&a.rank()).then(longer).then_with(|| a.text.cmp(b.text))
        });
        names
    }
}

fn as_strs(stems: &[String]) -> Vec<&str> {
    stems.iter().map(String::as_str).collect()
}
