//! Groups → named themes: the phrases that tell each from the others, in the words of its papers.

mod broad;
mod casing;
mod coherence;
mod counts;
mod describe;
mod distinct;
mod given;
mod mixed;
mod name;
mod parts;
mod phrasebook;
mod phrases;
mod places;
mod surface;
mod theme_phrases;
mod top_terms;
mod why;
mod wording;

use crate::cluster::Clustering;
use crate::corpus::GivenName;
use crate::dense::{Matrix, dot};
use crate::reduce::Embedding;
use crate::taxonomy::Matches;
pub use broad::{Below, BroadTheme, Naming, broad_themes};
pub use casing::Casing;
use counts::ranked_columns;
use describe::describe;
pub use distinct::repeats;
use given::meant_themes;
use name::{Name, choose};
use phrasebook::Known;
pub use phrasebook::Phrasebook;
use phrases::{Grown, Stems};
use places::Places;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
pub use surface::{Phrase, phrases_of};
use theme_phrases::{ThemePhrase, ThemePhrases};
use why::why;
pub use wording::{Wording, wordings};

/// Terms listed per theme.
pub const TOP_TERMS: usize = 10;

/// Ranked terms from which the listed phrases and the label are drawn.
const CANDIDATES: usize = 160;

/// Example papers of a theme.
pub const EXAMPLES: usize = 3;

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
    /// themes have the ids of their file, and broad themes `B01`….
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
    /// Per theme: its label, or the first part of a label of two.
    pub first_names: Vec<String>,
    /// Given names whose theme was not found.
    pub unused_names: Vec<String>,
    /// Per paper: its own phrases that tell its theme from the others, the most telling first.
    pub why: Vec<Vec<String>>,
}

/// How themes are named.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelPlan {
    /// What standing beside the other listed terms is worth against being telling by itself; ≥ 0.
    pub coherence: f64,
}

/// Names every theme of a clustering, by phrases of the book, which learns what it lacks. The user's
/// own have their names already, which no other gets; of the others those that a given name means
/// are called by it, and broad themes by what their themes share.
pub fn label(
    book: &mut Phrasebook,
    embedding: &Embedding,
    clustering: &Clustering,
    matches: &Matches,
    plan: &LabelPlan,
    naming: &Naming,
) -> Themes {
    let (corpus, matrix) = (book.corpus, book.matrix);
    let ranked = ranked_columns(matrix, clustering, CANDIDATES);
    book.read(ranked.iter().flatten().map(|&(column, _)| column));
    let (grown, of_paper) = (&book.grown, clustering.themes());
    let wanted = ranked.iter().flatten().filter_map(|(column, _)| grown.get(column));
    let wanted: FxHashSet<&Stems> = wanted.flat_map(Grown::phrases).collect();
    let known: FxHashMap<Stems, Known> = wanted
        .into_iter()
        .filter_map(|stems| {
            let phrase = Arc::clone(book.phrases.get(stems)?);
            Some((stems.clone(), Known::of(phrase, &of_paper, clustering.n_themes())))
        })
        .collect();
    let members = clustering.members();
    let lists: Vec<ThemePhrases> = ranked
        .iter()
        .enumerate()
        .map(|(theme, ranked)| ThemePhrases::of(theme, ranked, grown, &known, corpus, &members))
        .collect();

    let texts =
        lists.iter().flat_map(|list| &list.terms).map(|phrase| phrase.known.phrase.text.as_str());
    let places = Places::of(texts, corpus);
    let shown: Vec<Vec<&ThemePhrase>> = lists
        .par_iter()
        .zip(&members)
        .map(|(list, members)| list.shown(members.len(), &places, plan.coherence))
        .collect();
    let top_terms: Vec<Vec<&str>> = shown
        .iter()
        .map(|shown| shown.iter().map(|phrase| phrase.known.phrase.text.as_str()).collect())
        .collect();

    // The user's own themes have their names and take no other, nor do themes named before.
    let Naming { given, below } = naming;
    let named = |theme: usize| below.as_ref()?.only(theme).map(|theme| theme.label.as_str());
    let own = |theme: usize| Some(matches.taxonomy.themes[clustering.own[theme]?].name.as_str());
    let called: Vec<Option<&str>> =
        (0..lists.len()).map(|theme| named(theme).or_else(|| own(theme))).collect();
    let mut fixed = called.clone();
    let meant = meant_themes(given, &top_terms, &called);
    for (given, theme) in given.iter().zip(&meant) {
        if let Some(theme) = *theme {
            fixed[theme] = Some(&given.name);
        }
    }
    let mut names: Vec<Vec<Name>> = lists
        .iter()
        .zip(&shown)
        .map(|(list, listed)| list.names(corpus, clustering, matches, listed))
        .collect();
    let mut joined: Vec<Option<String>> = vec![None; names.len()];
    if let Some(below) = below {
        for (theme, names) in names.iter_mut().enumerate() {
            *names = below.shared(theme, std::mem::take(names));
            joined[theme] = names.is_empty().then(|| below.joined(theme));
        }
    }
    for (fixed, joined) in fixed.iter_mut().zip(&joined) {
        *fixed = fixed.or(joined.as_deref());
    }
    let (first_names, labels): (Vec<String>, Vec<String>) =
        labels(&names, &fixed, &members, below.is_none()).into_iter().unzip();
    let ids = below.as_ref().map_or_else(|| ids(clustering, matches), Below::ids);
    let mut ids = ids.into_iter();
    let examples = examples(&embedding.points, clustering);
    let themes = labels
        .into_iter()
        .enumerate()
        .map(|(theme, label)| {
            let shown = &shown[theme];
            let papers: Vec<&[u32]> =
                shown.iter().map(|phrase| phrase.known.phrase.counts.papers.as_slice()).collect();
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
    let is_named = |name: &str| (0..members.len()).any(|theme| named(theme) == Some(name));
    let without_theme = |(given, theme): (&GivenName, &Option<usize>)| {
        (theme.is_none() && !is_named(&given.name)).then(|| given.name.clone())
    };
    let unused_names = given.iter().zip(&meant).filter_map(without_theme).collect();
    Themes {
        themes,
        first_names,
        unused_names,
        why: why(matrix, clustering, matches, &ranked, grown, &known),
    }
}

/// A unique label per theme, the fixed ones as they are; of two names where one does not say enough
/// and there `may_be_two`. Before each, its first part.
fn labels(
    names: &[Vec<Name>],
    fixed: &[Option<&str>],
    members: &[Vec<usize>],
    may_be_two: bool,
) -> Vec<(String, String)> {
    let chosen = choose(names, fixed);
    let mut taken: Vec<&[&str]> = chosen.iter().flatten().map(|name| &*name.stems).collect();
    let mut label = |theme: usize| {
        let of_two = chosen[theme].filter(|_| may_be_two).and_then(|first| {
            let second = mixed::second(first, &names[theme], &members[theme], &taken)?;
            taken.push(&second.stems);
            Some(mixed::label(first, second))
        });
        of_two.unwrap_or_else(|| {
            let number = || format!("Theme {}", theme + 1);
            let name = || chosen[theme].map_or_else(number, Name::label);
            let label = fixed[theme].map_or_else(name, str::to_owned);
            (label.clone(), label)
        })
    };
    (0..names.len()).map(&mut label).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{ClusterPlan, DensityPlan, Evidence, Method, cluster};
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
            None,
            &ReducePlan {
                rank: Some(6),
                n_neighbours: 2,
                smoothing_rounds: 1,
                smoothing_weight: 0.5,
                embeddings_weight: 0.5,
                views: vec![View { rank: 1.5, neighbours: 1.0 }],
                seed: 1,
            },
        );
        let clustering = cluster(
            Evidence { weights: &matrix.weights, embedding: &embedding, dates: &corpus.dates() },
            &ClusterPlan {
                method: Method::Kmeans,
                n_themes: Some(3),
                n_restarts: 5,
                word_share: 1.0,
                least_membership: None,
                density: DensityPlan { min_points: 5, radius: None },
                seed: 1,
            },
        )
        .unwrap();
        let themes = label(
            &mut Phrasebook::new(&tokenized, &matrix),
            &embedding,
            &clustering,
            &Matches::default(),
            &LabelPlan { coherence: 1.0 },
            &Naming::default(),
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
