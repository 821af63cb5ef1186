//! Why a number of themes was chosen, or was not, in a sentence of its numbers.

use crate::cluster::{Candidate, SMALL};

/// Differences below this are not worth a word: half of the last digit that is shown.
const ALIKE: f64 = 0.005;

/// The sentence of one of the candidates, which are `ranked`, the chosen one first.
pub fn reason(candidate: &Candidate, ranked: &[Candidate]) -> String {
    match ranked.first() {
        Some(chosen) if chosen.k != candidate.k => why_not(candidate, chosen),
        _ => why(candidate, ranked),
    }
}

fn why(chosen: &Candidate, ranked: &[Candidate]) -> String {
    let separated = |a: &&Candidate, b: &&Candidate| a.silhouette.total_cmp(&b.silhouette);
    let of_separation = match ranked.iter().max_by(separated) {
        Some(best) if best.silhouette - chosen.silhouette >= ALIKE => format!(
            "separation {:.2}, where {} themes reach {:.2}",
            chosen.silhouette, best.k, best.silhouette
        ),
        _ => format!("best separation of the numbers tried ({:.2})", chosen.silhouette),
    };
    format!(
        "chosen: {of_separation}; stability {:.2}; smallest theme {}",
        chosen.stability,
        papers(chosen.smallest)
    )
}

fn why_not(candidate: &Candidate, chosen: &Candidate) -> String {
    let compared = |of: fn(&Candidate) -> f64, less: &str, more: &str| {
        let (own, other) = (of(candidate), of(chosen));
        let word = if own < other { less } else { more };
        ((own - other).abs() >= ALIKE)
            .then(|| (own > other, format!("{word} ({own:.2} against {other:.2})")))
    };
    let separation = compared(|c| c.silhouette, "less well separated", "better separated");
    let stability = compared(|c| c.stability, "less stable", "more stable");
    let (better, mut worse): (Vec<_>, Vec<_>) =
        [separation, stability].into_iter().flatten().partition(|(is_better, _)| *is_better);
    if candidate.n_small > chosen.n_small {
        let n = candidate.n_small;
        let themes = if n == 1 { "theme" } else { "themes" };
        worse.push((false, format!("{n} {themes} of fewer than {SMALL} papers")));
    }
    if let Some(more) = candidate.k.checked_sub(chosen.k) {
        worse.push((false, format!("{more} more to read")));
    }
    let joined =
        |parts: Vec<(bool, String)>| parts.into_iter().map(|p| p.1).collect::<Vec<_>>().join(", ");
    match (better.is_empty(), worse.is_empty()) {
        (true, true) => format!("no better than {}", chosen.k),
        (true, false) => joined(worse),
        (false, true) => format!("{}, but the numbers next to it are worse", joined(better)),
        (false, false) => format!("{}, but {}", joined(better), joined(worse)),
    }
}

fn papers(n: usize) -> String {
    if n == 1 { "1 paper".into() } else { format!("{n} papers") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(k: usize, silhouette: f64, stability: f64, n_small: usize) -> Candidate {
        Candidate { k, silhouette, stability, smallest: 7, n_small, score: 0.0 }
    }

    #[test]
    fn the_chosen_number_says_what_it_has_and_what_others_reach() {
        let best = [candidate(10, 0.49, 0.8, 0), candidate(4, 0.31, 0.9, 0)];
        assert_eq!(
            reason(&best[0], &best),
            "chosen: best separation of the numbers tried (0.49); stability 0.80; \
             smallest theme 7 papers"
        );
        let other = [candidate(10, 0.49, 0.8, 0), candidate(14, 0.51, 0.7, 0)];
        assert!(reason(&other[0], &other).contains("separation 0.49, where 14 themes reach 0.51"));
    }

    #[test]
    fn the_others_say_what_is_worse_and_what_is_better() {
        let chosen = candidate(10, 0.49, 0.8, 0);
        let of = |other: Candidate| reason(&other, &[chosen, other]);
        assert_eq!(
            of(candidate(4, 0.31, 0.9, 0)),
            "more stable (0.90 against 0.80), but less well separated (0.31 against 0.49)"
        );
        assert_eq!(
            of(candidate(35, 0.49, 0.55, 2)),
            "less stable (0.55 against 0.80), 2 themes of fewer than 5 papers, 25 more to read"
        );
        assert_eq!(
            of(candidate(12, 0.52, 0.8, 0)),
            "better separated (0.52 against 0.49), but 2 more to read"
        );
        assert_eq!(of(candidate(8, 0.491, 0.8, 0)), "no better than 10");
        assert!(of(candidate(8, 0.52, 0.8, 0)).ends_with("but the numbers next to it are worse"));
    }
}
