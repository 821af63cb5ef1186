//! The short forms that papers define, and which of them stand for one thing only.

use super::definitions::Definition;
use super::patterns::{Phrase, phrase};
use super::{PaperTokens, Token, Word, WordKind};
use rustc_hash::FxHashMap;

/// Papers that must define a pair before it is considered.
const MIN_PAPERS: usize = 2;

/// Share of the definitions of a short form that must agree on the long one.
const AGREEING: f64 = 0.75;

/// Share of the papers with a short form that must define it: fewer, and it is mostly another
/// word of the same letters (MAP and map).
const DEFINING: f64 = 0.25;

/// A short form and one of the long forms that papers give it.
#[derive(Debug, Clone)]
pub struct Acronym<'a> {
    pub short: Phrase,
    pub long: Phrase,
    /// The short form as most papers write it, of one and of several.
    pub one: &'a [Token],
    pub many: &'a [Token],
    /// The long form as most definitions write it.
    pub spelled: &'a [Token],
    /// Papers that define the pair.
    pub n_define: usize,
    /// Definitions of the short form, each counted once a paper.
    pub n_definitions: usize,
}

/// One definition, ordered so that those of a short form, and of a pair, stand together.
struct Found<'a> {
    short: Phrase,
    long: Phrase,
    paper: usize,
    short_tokens: &'a [Token],
    long_tokens: &'a [Token],
}

/// The pairs that at least two papers define, by short form, then long form.
///
/// `definitions` follows `papers`; their ranges are tokens.
pub fn acronyms<'a>(
    papers: &'a [PaperTokens],
    definitions: &[Vec<Definition>],
    words: &[Word],
) -> Vec<Acronym<'a>> {
    let has_content = |tokens: &[Token]| {
        tokens.iter().filter_map(|t| t.word()).any(|word| words[word].kind == WordKind::Content)
    };
    let mut found: Vec<Found> = Vec::new();
    for (paper, (tokens, definitions)) in papers.iter().zip(definitions).enumerate() {
        for definition in definitions {
            let (short, long) = definition.short_and_long();
            let (short_tokens, long_tokens) = (&tokens.all()[short], &tokens.all()[long]);
            if !has_content(short_tokens) || !has_content(long_tokens) {
                continue;
            }
            if let (Some(short), Some(long)) =
                (phrase(short_tokens, words), phrase(long_tokens, words))
            {
                found.push(Found { short, long, paper, short_tokens, long_tokens });
            }
        }
    }
    found.sort_by(|a, b| (&a.short, &a.long, a.paper).cmp(&(&b.short, &b.long, b.paper)));
    found.dedup_by(|b, a| (&a.short, &a.long, a.paper) == (&b.short, &b.long, b.paper));
    let of_short = found.chunk_by(|a, b| a.short == b.short);
    of_short
        .flat_map(|of_short| {
            let pairs = of_short.chunk_by(|a, b| a.long == b.long);
            let pairs = pairs.filter(|pair| pair.len() >= MIN_PAPERS);
            pairs.map(|pair| acronym(pair, of_short.len(), words))
        })
        .collect()
}

fn acronym<'a>(pair: &[Found<'a>], n_definitions: usize, words: &[Word]) -> Acronym<'a> {
    let spelled = |plural: bool| {
        let shorts = pair.iter().map(|found| found.short_tokens);
        commonest(shorts.filter(|short| is_plural(short, words) == plural))
    };
    let (one, many) = (spelled(false), spelled(true));
    Acronym {
        short: pair[0].short.clone(),
        long: pair[0].long.clone(),
        one: one.or(many).unwrap_or_default(),
        many: many.or(one).unwrap_or_default(),
        spelled: commonest(pair.iter().map(|found| found.long_tokens)).unwrap_or_default(),
        n_define: pair.len(),
        n_definitions,
    }
}

/// Whether the last word looks like several of a thing: `LLMs`, `models`, not `loss`.
pub fn is_plural(tokens: &[Token], words: &[Word]) -> bool {
    let last = tokens.last().and_then(|token| token.word()).map(|word| &*words[word].surface);
    last.is_some_and(|last| last.ends_with('s') && !last.ends_with("ss"))
}

/// The commonest run of tokens; ties go to the first in the alphabet.
fn commonest<'a>(runs: impl Iterator<Item = &'a [Token]>) -> Option<&'a [Token]> {
    let mut counts: FxHashMap<&[Token], usize> = FxHashMap::default();
    runs.for_each(|run| *counts.entry(run).or_default() += 1);
    counts.into_iter().max_by_key(|&(run, n)| (n, std::cmp::Reverse(run))).map(|(run, _)| run)
}

impl Acronym<'_> {
    /// Why the long form is not folded into the short one, in words for the table; `None` where it
    /// is. `n_short` and `n_long` are the papers that hold each.
    pub fn objection(&self, n_short: usize, n_long: usize) -> Option<String> {
        let n_define = self.n_define as f64;
        if !self.is_agreed() {
            let (n, all) = (self.n_define, self.n_definitions);
            Some(format!("only {n} of {all} definitions of the short form say this"))
        } else if n_define < DEFINING * n_short as f64 {
            Some(format!(
                "only {} of {n_short} papers with the short form define it",
                self.n_define
            ))
        } else if n_short < n_long {
            Some("the long form is commoner".to_owned())
        } else {
            None
        }
    }

    /// Whether the papers that define the short form mean this long one.
    pub fn is_agreed(&self) -> bool {
        self.n_define as f64 >= AGREEING * self.n_definitions as f64
    }
}
