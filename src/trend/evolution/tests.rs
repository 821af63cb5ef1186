use super::*;
use crate::corpus::{Corpus, Date, Paper};
use crate::tokenize::{Language, Stems, tokenize};
use crate::trend::trend;
use crate::weigh::{VocabularyPlan, WeighPlan, weigh};

/// A paper: its year, theme, place and words.
type Made = (u16, usize, Vec<f32>, String);

fn evolved(papers: &[Made]) -> Evolution {
    let n_themes = papers.iter().map(|paper| paper.1 + 1).max().unwrap_or(0);
    let corpus = Corpus {
        papers: papers
            .iter()
            .map(|(year, _, _, words)| Paper {
                date: Date::new(*year, None, None),
                abstract_text: words.clone(),
                ..Paper::default()
            })
            .collect(),
        ..Corpus::default()
    };
    let tokenized = tokenize(&corpus, &Stems::new(Language::English, &[]));
    let vocabulary = VocabularyPlan { min_df: 1, max_df: 1.0, max_terms: 1000 };
    let matrix = weigh(&tokenized, &WeighPlan { vocabulary, title_weight: 1.0 }).unwrap();
    let themes: Vec<Option<usize>> = papers.iter().map(|paper| Some(paper.1)).collect();
    let clustering = Clustering::of_themes(&themes, n_themes);
    let width = papers.first().map_or(1, |paper| paper.2.len());
    let data = papers.iter().flat_map(|paper| paper.2.clone()).collect();
    let points = Matrix::from_vec(papers.len(), width, data);
    let plan = TrendPlan { n_windows: Some(2), ..crate::trend::tests::PLAN };
    let trends = trend(&corpus, &clustering, &plan);
    evolve(&tokenized, &matrix, &points, &clustering, &trends, &plan)
}

/// `n` papers on a circle from `degrees` on, `apart` degrees from one another.
fn arc(year: u16, theme: usize, n: usize, (degrees, apart): (f64, f64), words: &str) -> Vec<Made> {
    let place = |i: usize| {
        let angle = (degrees + apart * i as f64).to_radians();
        vec![angle.cos() as f32, angle.sin() as f32]
    };
    let words = format!("{words} theme{theme}");
    (0..n).map(|i| (year, theme, place(i), words.clone())).collect()
}

/// Eight themes, of which each has another fate.
fn fates() -> Vec<Made> {
    let mut papers = [
        arc(2020, 0, 20, (0.0, 0.3), "imagenet filter"),
        arc(2021, 0, 20, (0.0, 0.3), "imagenet llama"),
        arc(2021, 1, 12, (10.0, 0.1), "mask"),
        arc(2020, 2, 12, (180.0, 0.3), "adapter"),
        arc(2020, 3, 12, (170.0, 0.3), "tuning"),
        arc(2021, 3, 20, (170.0, 0.7), "tuning"),
        arc(2020, 6, 20, (90.0, 0.3), "teacher student soft"),
        arc(2021, 6, 20, (97.0, 0.3), "chain thought rationale"),
        arc(2020, 7, 20, (270.0, 0.3), "cache"),
        arc(2021, 7, 20, (270.0, 0.3), "cache"),
    ]
    .concat();
    for place in [0.0, 90.0, 170.0, 270.0] {
        papers.extend(arc(2021, 4, 3, (place - 3.0, 0.1), "draft"));
        papers.extend(arc(2020, 5, 3, (place + 3.0, 0.1), "exit"));
    }
    papers
}

#[test]
fn each_fate_has_its_event() {
    let evolution = evolved(&fates());
    assert_eq!(evolution.windows, [0..1, 1..2]);
    let mut events: Vec<(Option<usize>, Option<usize>, Event)> = evolution
        .flows
        .iter()
        .filter(|flow| flow.event != Event::Draws)
        .map(|flow| (flow.from, flow.to, flow.event))
        .collect();
    events.sort_by_key(|&(from, to, _)| (to.or(from), from));
    let expected = [
        (Some(0), Some(0), Event::Continues),
        (Some(0), Some(1), Event::Splits),
        (Some(2), Some(3), Event::Merges),
        (Some(3), Some(3), Event::Continues),
        (None, Some(4), Event::Born),
        (Some(5), None, Event::Dies),
        (Some(6), Some(6), Event::Drifts),
        (Some(7), Some(7), Event::Continues),
    ];
    assert_eq!(events, expected);
}

#[test]
fn words_come_from_the_papers_of_their_window() {
    let papers = fates();
    let evolution = evolved(&papers);
    for (window, themes) in evolution.themes.iter().enumerate() {
        for (theme, found) in themes.iter().enumerate() {
            let own = |paper: &&Made| paper.0 == 2020 + window as u16 && paper.1 == theme;
            let texts: Vec<&str> =
                papers.iter().filter(own).map(|paper| paper.3.as_str()).collect();
            assert_eq!(found.n_papers, texts.len());
            assert_eq!(found.terms.is_empty(), texts.is_empty());
            for term in &found.terms {
                let holds = texts.iter().filter(|text| text.contains(&term.text)).count();
                assert_eq!(term.n_papers, holds, "{} in {window}, {theme}", term.text);
            }
        }
    }
    let of =
        |from, to| evolution.flows.iter().find(|flow| (flow.from, flow.to) == (from, to)).unwrap();
    let words = |flow: &Flow| (flow.terms_gained.join(" "), flow.terms_lost.join(" "));
    let (gained, lost) = words(of(Some(0), Some(0)));
    assert!(gained.contains("llama") && !gained.contains("filter"), "{gained}");
    assert!(lost.contains("filter") && !lost.contains("llama"), "{lost}");
    assert_eq!(words(of(Some(7), Some(7))), (String::new(), String::new()));
    assert!((of(Some(7), Some(7)).term_overlap.unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(of(Some(0), Some(1)).term_overlap, Some(0.0));
    assert!(words(of(None, Some(4))).0.contains("draft"));
    assert!(words(of(Some(5), None)).1.contains("exit"));
}

#[test]
fn flows_equal_those_of_numpy() {
    #[derive(serde::Deserialize)]
    struct Fixtures {
        flows: Fixture,
    }
    #[derive(serde::Deserialize)]
    struct Fixture {
        points: Vec<Vec<f32>>,
        themes: Vec<usize>,
        years: Vec<u16>,
        inflow: Vec<Vec<f64>>,
        outflow: Vec<Vec<f64>>,
        chance: Vec<f64>,
    }
    let text = include_str!("../../../tests/fixtures/evolution.json");
    let Fixture { points, themes, years, inflow, outflow, chance } =
        serde_json::from_str::<Fixtures>(text).unwrap().flows;
    let papers: Vec<Made> = (0..points.len())
        .map(|i| (years[i], themes[i], points[i].clone(), format!("word theme{}", themes[i])))
        .collect();
    let flows = evolved(&papers).flows;
    let kept: Vec<(usize, usize)> =
        flows.iter().map(|flow| (flow.from.unwrap(), flow.to.unwrap())).collect();
    for (to, inflow) in inflow.iter().enumerate() {
        for (from, &flow) in inflow.iter().enumerate() {
            let is_kept = flow >= 0.05 && flow > chance[from];
            assert_eq!(kept.contains(&(from, to)), is_kept || from == to, "{from} → {to}");
        }
    }
    for (flow, (from, to)) in flows.iter().zip(kept) {
        assert!((flow.inflow.unwrap() - inflow[to][from]).abs() < 1e-12);
        assert!((flow.outflow.unwrap() - outflow[from][to]).abs() < 1e-12);
        assert!((flow.chance.unwrap() - chance[from]).abs() < 1e-12);
    }
}

#[test]
fn one_window_is_none() {
    assert_eq!(evolved(&arc(2020, 0, 30, (0.0, 1.0), "alone")), Evolution::default());
}
