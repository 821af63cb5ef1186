//! Words as coherence is reckoned on: the tokens of scikit-learn's vectorizers.

/// The runs of two and more letters, digits and underscores: scikit-learn's `\b\w\w+\b`. The text
/// comes in lower case. Unlike [`crate::tokenize`], stop words stay and keep their places, and
/// nothing is stemmed.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|run| run.chars().nth(1).is_some())
}

/// The first `n` distinct words of a list of terms.
pub fn top_words(terms: &[String], n: usize) -> Vec<String> {
    let mut top: Vec<String> = Vec::new();
    for term in terms {
        for word in words(&term.to_lowercase()) {
            if top.len() < n && !top.iter().any(|known| known == word) {
                top.push(word.to_owned());
            }
        }
    }
    top
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_two_word_characters() {
        let found: Vec<&str> = words("the kv-cache: 4 bits, 16bit x_y, über 数据 数").collect();
        assert_eq!(found, ["the", "kv", "cache", "bits", "16bit", "x_y", "über", "数据"]);
    }

    #[test]
    fn words_of_terms_are_taken_once() {
        let terms = ["KV cache", "cache", "long-context cache", "x"].map(str::to_owned);
        assert_eq!(top_words(&terms, 10), ["kv", "cache", "long", "context"]);
        assert_eq!(top_words(&terms, 3), ["kv", "cache", "long"]);
    }
}
