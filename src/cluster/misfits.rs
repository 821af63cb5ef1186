//! Papers that fit nowhere.

use super::Labels;

/// Membership below which a paper fits nowhere, where the user names none.
const LEAST_MEMBERSHIP: f32 = 0.2;

/// Papers that are left unclustered at most then, as a share of all.
const MOST: f64 = 0.1;

/// The labels without those of papers whose membership is below `least`. `None` takes 0.2, and
/// then leaves at most a tenth of the papers out, those of the least membership (ties by row). A
/// theme of which nothing would remain keeps its papers.
pub fn without_misfits(labels: Labels, membership: &[f32], least: Option<f32>) -> Labels {
    let threshold = least.unwrap_or(LEAST_MEMBERSHIP);
    let mut misfits: Vec<usize> =
        (0..labels.len()).filter(|&row| membership[row] < threshold).collect();
    misfits.sort_by(|&a, &b| membership[a].total_cmp(&membership[b]).then(a.cmp(&b)));
    if least.is_none() {
        misfits.truncate((labels.len() as f64 * MOST) as usize);
    }
    let mut kept = labels.clone();
    misfits.iter().for_each(|&row| kept[row] = None);
    let n_themes = labels.iter().flatten().max().map_or(0, |&label| label as usize + 1);
    let mut remains = vec![false; n_themes];
    kept.iter().flatten().for_each(|&label| remains[label as usize] = true);
    for (kept, label) in kept.iter_mut().zip(labels) {
        *kept = kept.or_else(|| label.filter(|&label| !remains[label as usize]));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        (0..20).map(|row| Some(u32::from(row >= 18))).collect()
    }

    #[test]
    fn at_most_a_tenth_is_left_out_unless_asked_for() {
        let mut membership = vec![0.9; 20];
        membership[3] = 0.15;
        membership[4] = 0.1;
        membership[5] = 0.15;
        let out = |least| -> Vec<usize> {
            let kept = without_misfits(labels(), &membership, least);
            (0..20).filter(|&row| kept[row].is_none()).collect()
        };
        assert_eq!(out(None), [3, 4]);
        assert_eq!(out(Some(0.2)), [3, 4, 5]);
        assert_eq!(out(Some(0.0)), [0usize; 0]);
    }

    #[test]
    fn a_theme_is_never_emptied() {
        let mut membership = vec![0.9; 20];
        membership[18..].fill(0.1);
        assert_eq!(without_misfits(labels(), &membership, Some(0.5)), labels());
    }
}
