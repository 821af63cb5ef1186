//! Several ways to write one thing → one: "key-value cache" and "KV-cache" become "KV cache".

use super::acronyms::is_plural;
use super::definitions::Definition;
use super::patterns::{Patterns, Phrase, phrase, stem_at};
use super::{PaperTokens, Token, Word};
use rustc_hash::FxHashMap;

/// What a form is replaced by, where it is replaced.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The stems of the form.
    pub form: Phrase,
    /// Forms of one number mean the same.
    pub group: usize,
    /// The words to write for one of the thing and for several; `None` keeps the form as it is,
    /// and shorter forms in it, too.
    pub replacement: Option<[Box<[Token]>; 2]>,
}

/// The rules of a corpus, ready to be applied.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    patterns: Patterns,
    rules: Vec<Rule>,
    by_form: FxHashMap<Phrase, usize>,
}

impl Rules {
    /// The rules; of two for one form the first counts.
    pub fn new(all: Vec<Rule>) -> Self {
        let mut by_form = FxHashMap::default();
        let mut rules: Vec<Rule> = Vec::with_capacity(all.len());
        for rule in all {
            if !by_form.contains_key(&rule.form) {
                by_form.insert(rule.form.clone(), rules.len());
                rules.push(rule);
            }
        }
        let patterns = Patterns::new(rules.iter().map(|rule| &rule.form));
        Rules { patterns, rules, by_form }
    }

    /// Whether nothing is to be replaced.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The rule for exactly these tokens.
    fn of(&self, tokens: &[Token], words: &[Word]) -> Option<&Rule> {
        self.by_form.get(&phrase(tokens, words)?).map(|&number| &self.rules[number])
    }

    /// The paper with every form replaced, from left to right, the longest at each position.
    ///
    /// Where a form and its definition are one thing ("key-value (KV) cache"), one of them is left
    /// and the words after it follow: "KV cache".
    pub fn fold(
        &self,
        paper: &PaperTokens,
        definitions: &[Definition],
        words: &[Word],
    ) -> PaperTokens {
        let tokens = paper.all();
        let stem_at = stem_at(tokens, words);
        let mut folded: Vec<Token> = Vec::with_capacity(tokens.len());
        let mut definitions = definitions.iter().peekable();
        let mut title_len = 0;
        let mut at = 0;
        while at < tokens.len() {
            while definitions.next_if(|definition| definition.outer.start < at).is_some() {}
            let defined = definitions
                .next_if(|definition| definition.outer.start == at)
                .filter(|definition| self.says_the_same(definition, tokens, words));
            let (len, rule) = match defined {
                Some(definition) => {
                    (definition.outer.len(), self.of(&tokens[definition.outer.clone()], words))
                }
                None => match self.patterns.starting_at(at, &stem_at).last() {
                    Some(number) => (self.patterns.len_of(number), Some(&self.rules[number])),
                    None => (1, None),
                },
            };
            let found = &tokens[at..at + len];
            match rule.and_then(|rule| rule.replacement.as_ref()) {
                Some([one, many]) => {
                    let words = if is_plural(found, words) { many } else { one };
                    // What links to the word before goes on doing so.
                    let first = words.first().map(|first| first.linked_as(found[0]));
                    folded.extend(first.iter().chain(words.iter().skip(1)));
                }
                None => folded.extend(found),
            }
            at = match defined {
                Some(d) if d.runs_on && tokens.get(d.inner.end) == Some(&Token::BREAK) => {
                    d.inner.end + 1
                }
                Some(d) => d.inner.end,
                None => at + len,
            };
            if at <= paper.title().len() {
                title_len = folded.len();
            }
        }
        PaperTokens { tokens: folded.into(), title_len }
    }

    /// Whether both sides of a definition are forms of one group.
    fn says_the_same(&self, definition: &Definition, tokens: &[Token], words: &[Word]) -> bool {
        let group = |range: &std::ops::Range<usize>| {
            self.of(&tokens[range.clone()], words).map(|rule| rule.group)
        };
        group(&definition.outer).is_some_and(|outer| group(&definition.inner) == Some(outer))
    }
}
