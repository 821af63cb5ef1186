//! Papers in several languages: no theme is a language.

use super::common::{Output, Table, themeline};
use std::collections::BTreeMap;

/// Of three subjects, each with a term of its own that both languages have: 30 papers in English
/// and 12 in German; and three papers in Chinese.
fn mixed() -> String {
    let mut csv = "id,title,abstract,year\n".to_owned();
    let subjects = [
        ("LoRA", "adapters of low rank for tuning large models", "Adapter niedrigen Ranges"),
        ("GNN", "graphs of molecules and of social networks", "Graphen und soziale Netze"),
        ("SLAM", "maps for robots that drive through buildings", "Karten für fahrende Roboter"),
    ];
    let verbs = ["study", "test", "improve", "compare", "explain", "describe"];
    for (subject, (term, english, german)) in subjects.iter().enumerate() {
        for i in 0..30 {
            let verb = verbs[i % verbs.len()];
            csv.push_str(&format!(
                "e{subject}-{i},On {term} number {i},We {verb} {term} with {english}. The results \
                 of the {verb} show that {term} is better than the baseline which we had from \
                 earlier work on {english}.,{}\n",
                2015 + i % 8
            ));
        }
        for i in 0..12 {
            csv.push_str(&format!(
                "g{subject}-{i},Über {term} Nummer {i},Wir untersuchen {term} für {german} und \
                 vergleichen die Ergebnisse mit früheren Arbeiten. Dabei zeigt sich dass {term} \
                 besser ist als die bisherigen Verfahren und sich auch auf andere Daten \
                 übertragen lässt.,{}\n",
                2015 + i % 8
            ));
        }
    }
    for i in 0..3 {
        csv.push_str(&format!(
            "c{i},珊瑚礁研究{i},我们研究北方的珊瑚礁如何在高温之后恢复，并对其中四十个进行了十年的跟踪。,2020\n"
        ));
    }
    csv
}

/// Papers by theme and first letter of the id.
fn by_theme(papers: &Table) -> BTreeMap<(String, char), usize> {
    let mut counts = BTreeMap::new();
    for (id, theme) in papers.column("paper_id").iter().zip(papers.column("theme_id")) {
        *counts.entry((theme.to_owned(), id.chars().next().unwrap())).or_default() += 1;
    }
    counts
}

#[test]
fn papers_join_the_themes_of_the_main_language() {
    let flags = ["--themes", "3", "--min-membership", "0"];
    let output = Output::of_bytes("mixed.csv", mixed().as_bytes(), &flags);
    let counts = by_theme(&output.table("papers"));
    for theme in ["T01", "T02", "T03"] {
        let of = |letter| counts.get(&(theme.to_owned(), letter)).copied().unwrap_or(0);
        assert_eq!((of('e'), of('g')), (30, 12), "{counts:?}");
    }
    let summary = &output.summary;
    assert!(summary.contains("39 papers not in English (36 German, 3 Chinese)"), "{summary}");
    assert!(summary.contains("3 Chinese not supported"), "{summary}");
    assert!(summary.lines().all(|line| line.chars().count() <= 80), "{summary}");
    let languages = output.manifest()["run"]["languages"].as_array().unwrap().clone();
    assert_eq!(languages[0]["language"].as_str(), Some("English"));
    assert_eq!(languages[1]["n_papers"].as_integer(), Some(36));
    // Asked for, all are read as one language.
    let flags = [&flags[..], &["--language", "en"]].concat();
    let one = Output::of_bytes("mixed.csv", mixed().as_bytes(), &flags);
    assert!(!one.summary.contains("not in English"), "{}", one.summary);
    assert!(one.fact("n_terms") > output.fact("n_terms"), "German words are terms, too");
}

#[test]
fn papers_in_other_languages_can_be_left_out() {
    let flags = ["--themes", "3", "--only-language", "en"];
    let output = Output::of_bytes("mixed.csv", mixed().as_bytes(), &flags);
    assert_eq!(output.fact("n_records"), 129);
    assert_eq!((output.fact("n_papers"), output.fact("n_rejected")), (90, 39));
    let rejects = output.table("rejects");
    assert_eq!(rejects.column("line")[0], "32");
    assert_eq!(rejects.column("reason")[0], "in German, not in English");
    assert!(rejects.column("reason").contains(&"in Chinese, not in English"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mixed.csv"), mixed()).unwrap();
    for (flag, value, part) in
        [("--only-language", "klingon", "only_language"), ("--language", "zh", "Chinese")]
    {
        let run = themeline(folder.path(), &["run", "mixed.csv", flag, value]);
        assert_eq!(run.code, Some(2), "{}", run.stderr);
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
}
