//! Groups → named themes: the phrases that tell each from the others, in the words of its papers.

mod casing;
mod coherence;
mod counts;
mod describe;
mod distinct;
mod given;
mod name;
mod phrases;
mod places;
mod top_terms;

use crate::cluster::{Assignment, Clustering};
use crate::corpus::GivenName;
use crate::dense::{Matrix, dot};
use crate::reduce::Embedding;
use crate::taxonomy::Matches;
use crate::tokenize::TokenizedCorpus;
use crate::weigh::TermMatrix;
pub use casing::Casing;
use counts::{PhraseCounts, class_tf_idf, count_phrases, ranked_columns};
use describe::describe;
use distinct::{Candidate, repeats, without_repeats};
use given::meant_themes;
use name::{Name, choose_unique};
use phrases::{Grown, Stems, grow};
use places::Places;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use top_terms::{Listable, choose};

/// Terms listed per theme.
pub const TOP_TERMS: usize = 10;

/// Ranked terms from which the listed phrases and the label are drawn.
const CANDIDATES: usize = 120;

/// Example papers of a theme.
pub const EXAMPLES: usize = 3;

/// Share of occurrences inside a longer hyphenated word from which a phrase is a fragment.
const FRAGMENT: f64 = 0.5;

/// A phrase of a theme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThemeTerm {
    /// As most papers write it.
    pub text: String,
    /// Class TF-IDF, > 0.
    pub score: f64,
    /// Papers of the theme that hold it.
    pub n_papers: usize,
    /// Papers of the corpus that hold it.
    pub n_papers_corpus: usize,
}

/// A named theme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    /// `T01`…, by size, as wide as the largest number needs, two digits at least; the user's own
    /// themes have the ids of their file.
    pub id: String,
    /// What people call it; unique among the themes.
    pub label: String,
    /// The phrases that make a picture together; the first is the most telling.
    pub terms: Vec<ThemeTerm>,
    /// Number of papers.
    pub n_papers: usize,
    /// Mean NPMI of the listed phrases, −1..=1; `None` for fewer than two.
    pub npmi: Option<f64>,
    /// Rows of the up to [`EXAMPLES`] papers nearest to the theme's centre, the nearest first.
    pub examples: Vec<usize>,
    /// The theme in one sentence.
    pub description: String,
}

/// The themes of a corpus, largest first. Made by [`label`]; follows the clustering's numbering.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Themes {
    /// One per theme.
    pub themes: Vec<Theme>,
    /// Given names whose theme was not found.
    pub unused_names: Vec<String>,
    /// Per paper: its own phrases that tell its theme from the others, the most telling first.
    pub why: Vec<Vec<String>>,
}

/// A phrase with its counts and the form in which it is shown.
struct Known {
    counts: PhraseCounts,
    text: String,
}

/// How themes are named.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelPlan {
    /// What standing beside the other listed terms is worth against being telling by itself; ≥ 0.
    pub coherence: f64,
}

/// Names every theme of a clustering. The user's own have their names already, which no other gets;
/// of the others those that a given name means are called by it.
pub fn label(
    corpus: &TokenizedCorpus,
    matrix: &TermMatrix,
    embedding: &Embedding,
    clustering: &Clustering,
    matches: &Matches,
    plan: &LabelPlan,
    given: &[GivenName],
) -> Themes {
    let ranked = ranked_columns(matrix, clustering, CANDIDATES);
    let columns: FxHashSet<u32> = ranked.iter().flatten().map(|&(column, _)| column).collect();
    let grown = grow(corpus, matrix, &columns);
    let all: FxHashSet<Stems> =
        grown.values().flat_map(|g| g.longer.iter().chain([&g.phrase, &g.term])).cloned().collect();
    let casing = Casing::learn(corpus);
    let known: FxHashMap<Stems, Known> = count_phrases(corpus, clustering, &all)
        .into_iter()
        .map(|(stems, counts)| {
            let text = counts.text(corpus, &casing);
            (stems, Known { counts, text })
        })
        .collect();
    let members = clustering.members();
    let lists: Vec<ThemePhrases> = ranked
        .iter()
        .enumerate()
        .map(|(theme, ranked)| ThemePhrases::of(theme, ranked, &grown, &known, corpus, &members))
        .collect();

    let texts = lists.iter().flat_map(|list| &list.terms).map(|phrase| phrase.known.text.as_str());
    let places = Places::of(texts, corpus);
    let shown: Vec<Vec<&ThemePhrase>> = lists
        .par_iter()
        .zip(&members)
        .map(|(list, members)| list.shown(members.len(), &places, plan.coherence))
        .collect();
    let top_terms: Vec<Vec<&str>> = shown
        .iter()
        .map(|shown| shown.iter().map(|phrase| phrase.known.text.as_str()).collect())
        .collect();

    // The user's own themes have their names and take no other.
    let own = |theme: usize| Some(&matches.taxonomy.themes[clustering.own[theme]?]);
    let mut fixed: Vec<Option<&str>> =
        (0..lists.len()).map(|theme| own(theme).map(|own| own.name.as_str())).collect();
    let meant = meant_themes(given, &top_terms, &fixed);
    for (given, theme) in given.iter().zip(&meant) {
        if let Some(theme) = *theme {
            fixed[theme] = Some(&given.name);
        }
    }
    let names: Vec<Vec<Name>> =
        lists.iter().map(|list| list.names(corpus, clustering, matches)).collect();
    let labels = choose_unique(&names, &fixed);
    let mut ids = ids(clustering, matches).into_iter();
    let examples = examples(&embedding.points, clustering);
    let themes = labels
        .into_iter()
        .enumerate()
        .map(|(theme, label)| {
            let shown = &shown[theme];
            let papers: Vec<&[u32]> =
                shown.iter().map(|phrase| phrase.known.counts.papers.as_slice()).collect();
            Theme {
                id: ids.next().unwrap_or_default(),
                terms: shown.iter().map(|phrase| phrase.term(theme)).collect(),
                n_papers: members[theme].len(),
                npmi: coherence::mean_npmi(&papers, corpus.papers.len()),
                examples: examples[theme].clone(),
                description: describe(&label, members[theme].len(), &top_terms[theme]),
                label,
            }
        })
        .collect();
    let without_theme =
        |(given, theme): (&GivenName, &Option<usize>)| theme.is_none().then(|| given.name.clone());
    let unused_names = given.iter().zip(&meant).filter_map(without_theme).collect();
    Themes { themes, unused_names, why: why(matrix, clustering, &ranked, &grown, &known) }
}

/// The id of each theme: its own, or the next number.
fn ids(clustering: &Clustering, matches: &Matches) -> Vec<String> {
    let n_found = clustering.own.iter().filter(|own| own.is_none()).count();
    let width = n_found.to_string().len().max(2);
    let mut numbers = 1..;
    let id = |own: &Option<usize>| match own {
        Some(own) => matches.taxonomy.themes[*own].id.clone(),
        None => format!("T{:0width$}", numbers.next().unwrap_or(0)),
    };
    clustering.own.iter().map(id).collect()
}

/// A phrase in one theme.
struct ThemePhrase<'a> {
    stems: Vec<&'a str>,
    known: &'a Known,
    score: f64,
    title_share: f64,
    exclusivity: f64,
}

impl ThemePhrase<'_> {
    fn term(&self, theme: usize) -> ThemeTerm {
        ThemeTerm {
            text: self.known.text.clone(),
            score: self.score,
            n_papers: self.known.counts.n_papers[theme] as usize,
            n_papers_corpus: self.known.counts.papers.len(),
        }
    }
}

/// The phrases of one theme, the most telling first: those its ranked terms grew to, and the
/// longer ones that may name it.
struct ThemePhrases<'a> {
    theme: usize,
    terms: Vec<ThemePhrase<'a>>,
    longer: Vec<ThemePhrase<'a>>,
}

impl<'a> ThemePhrases<'a> {
    fn of(
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
                    let in_all = f64::from(known.counts.n_papers.iter().sum::<u32>());
                    let score = class_tf_idf(
                        f64::from(known.counts.n_papers[theme]) / n_theme,
                        in_all / n_clustered.max(1) as f64,
                        members.len(),
                    );
                    let title_share = f64::from(known.counts.n_titles[theme]) / n_theme;
                    let exclusivity = f64::from(known.counts.n_papers[theme]) / in_all.max(1.0);
                    let stems = stems.iter().map(|&s| corpus.stems[s as usize].as_str()).collect();
                    Some(ThemePhrase { stems, known, score, title_share, exclusivity })
                })
                .filter(|phrase| phrase.score > 0.0 && phrase.known.counts.cut() < FRAGMENT)
                .collect();
            list.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.stems.cmp(&b.stems)));
            list
        };
        let of_ranked = || ranked.iter().filter_map(|(column, _)| grown.get(column));
        let terms = read(&mut of_ranked().flat_map(|grown| [&grown.phrase, &grown.term]));
        let longer = read(&mut of_ranked().flat_map(|grown| &grown.longer));
        ThemePhrases { theme, terms, longer }
    }

    /// The phrases to list, of a theme of `n_papers`.
    fn shown(&self, n_papers: usize, places: &Places, coherence: f64) -> Vec<&ThemePhrase<'a>> {
        let relevance = |phrase: &ThemePhrase| phrase.score * phrase.exclusivity.sqrt();
        let mut phrases: Vec<&ThemePhrase> = self.terms.iter().collect();
        phrases.sort_by(|a, b| relevance(b).total_cmp(&relevance(a)));
        let terms: Vec<Listable> = phrases
            .iter()
            .map(|phrase| Listable {
                candidate: Candidate {
                    stems: &phrase.stems,
                    n_papers: phrase.known.counts.n_papers[self.theme] as usize,
                },
                text: &phrase.known.text,
                relevance: relevance(phrase),
            })
            .collect();
        let chosen = choose(&terms, n_papers, places, coherence, TOP_TERMS);
        chosen.into_iter().map(|i| phrases[i]).collect()
    }

    /// The names the theme may have, the best first: none for a theme of the user's own, and none
    /// that says what one of those is called or looked for by.
    fn names<'s>(
        &'s self,
        corpus: &'s TokenizedCorpus,
        clustering: &Clustering,
        matches: &Matches,
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
                text: &phrase.known.text,
                expansion: corpus.expansion_of(&phrase.stems),
                class_tf_idf: phrase.score,
                title_share: phrase.title_share,
                exclusivity: phrase.exclusivity,
                finality: phrase.known.counts.finality(),
            })
            .collect();
        // Of equals the longer: "state space models" before "space models".
        names.sort_by(|a, b| {
            let longer = b.stems.len().cmp(&a.stems.len());
            b.score().total_cmp(&a.score()).then(longer).then_with(|| a.text.cmp(b.text))
        });
        names
    }
}

/// The papers nearest to the centre of each theme, the nearest first, the first in the corpus of
/// equals. `points` are those that were clustered: the centroids mean nothing in other coordinates.
fn examples(points: &Matrix, clustering: &Clustering) -> Vec<Vec<usize>> {
    let nearest = |(theme, mut papers): (usize, Vec<usize>)| {
        let centre = clustering.centroids.row(theme);
        let cosine = |row: usize| dot(points.row(row), centre);
        // Stable, and members come in order of the corpus.
        papers.sort_by(|&a, &b| cosine(b).total_cmp(&cosine(a)));
        papers.truncate(EXAMPLES);
        papers
    };
    clustering.members().into_iter().enumerate().map(nearest).collect()
}

fn as_strs(stems: &[String]) -> Vec<&str> {
    stems.iter().map(String::as_str).collect()
}

/// Up to three phrases of its theme that each paper holds, those heaviest in the paper first; for a
/// paper of the user's own themes, the phrases that it was found by.
fn why(
    matrix: &TermMatrix,
    clustering: &Clustering,
    matches: &Matches,
    ranked: &[Vec<(u32, f64)>],
    grown: &FxHashMap<u32, Grown>,
    known: &FxHashMap<Stems, Known>,
) -> Vec<Vec<String>> {
    const TERMS: usize = 3;
    let terms = matrix.vocabulary.terms();
    let scores: Vec<FxHashMap<u32, f64>> =
        ranked.iter().map(|ranked| ranked.iter().copied().collect()).collect();
    let stems: FxHashMap<u32, Vec<&str>> = ranked
        .iter()
        .flatten()
        .map(|&(c, _)| (c, terms[c as usize].stems.iter().map(String::as_str).collect()))
        .collect();
    let why_one = |(row, assignment): (usize, &Assignment)| {
        let Some(theme) = assignment.theme() else { return Vec::new() };
        if let Some(found) = matches.of(row).filter(|found| !found.evidence.is_empty()) {
            return found.evidence.iter().take(TERMS).map(|e| e.phrase.clone()).collect();
        }
        let (columns, weights) = matrix.weights.row(row);
        let mut own: Vec<(u32, f64)> = columns
            .iter()
            .zip(weights)
            .filter_map(|(c, &weight)| Some((*c, f64::from(weight) * scores[theme].get(c)?)))
            .collect();
        own.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let candidates: Vec<Candidate> =
            own.iter().map(|(c, _)| Candidate { stems: &stems[c], n_papers: 1 }).collect();
        without_repeats(&candidates, TERMS)
            .iter()
            .filter_map(|&i| known.get(&grown.get(&own[i].0)?.phrase))
            .map(|known| known.text.clone())
            .collect()
    };
    clustering.assignments.iter().enumerate().map(why_one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{ClusterPlan, DensityPlan, Method, cluster};
    use crate::reduce::{ReducePlan, View, reduce};
    use crate::tokenize::{Language, Stems as Stemming, tokenize};
    use crate::weigh::{VocabularyPlan, WeighPlan, weigh};

    /// Joined views have other axes than the projection, and the example was once sought there.
    #[test]
    fn r011_the_example_is_the_paper_nearest_to_the_centre_in_joined_views() {
        let subjects = ["pruning weights sparse mask", "cache keys values tokens", "expert router"];
        let papers = (0..60)
            .map(|i| crate::corpus::Paper {
                abstract_text: format!(
                    "{} extra{} word{} thing{} note{} term{}",
                    subjects[i % 3],
                    i % 5,
                    i * i % 7,
                    i * 5 % 11,
                    i * 7 % 13,
                    i * i * 3 % 17
                ),
                date: crate::corpus::Date::new(2015 + (i / 10) as u16, None, None),
                ..Default::default()
            })
            .collect();
        let corpus = crate::corpus::Corpus { papers, ..Default::default() };
        let tokenized = tokenize(&corpus, &Stemming::new(Language::English, &[]));
        let vocabulary = VocabularyPlan { min_df: 1, max_df: 1.0, max_terms: 1000 };
        let matrix = weigh(&tokenized, &WeighPlan { vocabulary, title_weight: 1.0 }).unwrap();
        let embedding = reduce(
            &matrix,
            &corpus.dates(),
            &ReducePlan {
                rank: Some(6),
                n_neighbours: 2,
                smoothing_rounds: 1,
                smoothing_weight: 0.5,
                views: vec![View { rank: 1.5, neighbours: 1.0 }],
                seed: 1,
            },
        );
        let clustering = cluster(
            &embedding,
            &ClusterPlan {
                method: Method::Kmeans,
                n_themes: Some(3),
                n_restarts: 5,
                density: DensityPlan { min_points: 5, radius: None },
                seed: 1,
            },
        )
        .unwrap();
        let themes = label(
            &tokenized,
            &matrix,
            &embedding,
            &clustering,
            &Matches::default(),
            &LabelPlan { coherence: 1.0 },
            &[],
        );
        for (theme, members) in clustering.members().iter().enumerate() {
            let cosine =
                |row: usize| dot(embedding.points.row(row), clustering.centroids.row(theme));
            let best = members.iter().map(|&row| cosine(row)).fold(f32::MIN, f32::max);
            let examples = &themes.themes[theme].examples;
            assert!(examples.iter().all(|row| members.contains(row)), "theme {theme}");
            assert_eq!(cosine(examples[0]), best, "theme {theme}");
            assert!(examples.is_sorted_by(|&a, &b| cosine(a) >= cosine(b)), "theme {theme}");
            let others = members.iter().filter(|row| !examples.contains(row));
            let third = cosine(examples[EXAMPLES - 1]);
            assert!(others.map(|&row| cosine(row)).all(|c| c <= third), "theme {theme}");
        }
    }
}
