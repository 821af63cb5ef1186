//! A theme in one sentence.

/// Terms that a description names.
const NAMED: usize = 5;

/// `Quantization: 45 papers, told from the others by precision, 4-bit and weights.` The terms come
/// the most telling first; those that the label says already are left out.
pub fn describe(label: &str, n_papers: usize, terms: &[&str]) -> String {
    let said = label.to_lowercase();
    let news: Vec<&str> = terms
        .iter()
        .copied()
        .filter(|term| !said.contains(&term.to_lowercase()))
        .take(NAMED)
        .collect();
    let papers = if n_papers == 1 { "1 paper".to_owned() } else { format!("{n_papers} papers") };
    match news.as_slice() {
        [] => format!("{label}: {papers}."),
        [only] => format!("{label}: {papers}, told from the others by {only}."),
        [most @ .., last] => {
            let most = most.join(", ");
            format!("{label}: {papers}, told from the others by {most} and {last}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_a_sentence_that_does_not_repeat_the_label() {
        assert_eq!(
            describe("KV cache", 22, &["KV cache", "eviction", "keys", "budget"]),
            "KV cache: 22 papers, told from the others by eviction, keys and budget."
        );
        assert_eq!(
            describe("MoE (mixture of experts)", 1, &["router"]),
            "MoE (mixture of experts): 1 paper, told from the others by router."
        );
        assert_eq!(describe("Bits", 2, &["bits"]), "Bits: 2 papers.");
    }
}
