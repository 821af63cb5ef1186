//! Real exports of databases and reference managers, where they are at hand.

use super::common::{Output, shared};

/// Records of each file of `corpora/formats`, and those of them that are rejected.
const COUNTS: &[(&str, usize, usize)] = &[
    ("arxiv_atom_10.xml", 10, 0),
    ("arxiv_atom_100.xml", 100, 0),
    // Not counted in COUNTS.md: 12 headings, each with a labelled abstract, and 3 of sections.
    ("arxiv_daily_advanced_cs.md", 12, 0),
    ("arxiv_daily_dwdengwei.jsonl", 172, 0),
    ("arxiv_daily_hdshang.json", 68, 0),
    ("arxiv_daily_reporter.jsonl", 26, 0),
    ("arxiv_kaggle_sample.jsonl", 200, 0),
    ("asp.ris", 4, 0),
    ("asreview_baseline.ris", 100, 0),
    ("asreview_embase.csv", 6, 0),
    ("asreview_embase.ris", 6, 0),
    ("asreview_faulty_year.ris", 1, 0),
    ("asreview_generic_semicolon.csv", 2, 0),
    ("asreview_generic_tab.tsv", 2, 0),
    ("asreview_missing_values.csv", 4, 0),
    ("asreview_proquest.ris", 6, 0),
    ("asreview_pubmed_zotero.ris", 6, 0),
    ("asreview_scopus.ris", 6, 0),
    ("biosis.txt", 212, 0),
    ("hf_daily_derived.json", 120, 0),
    ("hf_daily_inmatrix.txt", 50, 0),
    ("lens_sample.csv", 8, 0),
    ("openalex_derived.json", 120, 0),
    ("openalex_sample.csv", 8, 0),
    ("openalex_work.json", 1, 0),
    ("openalex_works_response.json", 1, 0),
    ("openreview_paperlists.json", 200, 0),
    ("ovid.ris", 4, 0),
    // Not counted in COUNTS.md: one article.
    ("pmc_article.nxml", 1, 0),
    ("pubmed_export.nbib", 3, 0),
    ("pubmed_single.xml", 1, 0),
    ("scopus_example.bib", 3, 0),
    ("scopus_export.csv", 137, 0),
    ("scopus_export.ris", 92, 0),
    ("scopus_sample.csv", 8, 0),
    ("wos_core_collection.bib", 460, 0),
    ("wos_core_collection.txt", 163, 0),
    ("wos_example.ciw", 5, 0),
    ("wos_example.txt", 4, 0),
    ("wos_export.ris", 219, 0),
    ("wos_medline.txt", 10, 0),
    ("wos_sample.txt", 8, 0),
    ("wos_zoorec.txt", 134, 0),
];

#[test]
fn every_record_of_real_exports_is_read() {
    let Some(folder) = shared("corpora/formats") else { return };
    let output = Output::of(&folder, &["--only", "tables"]);
    let manifest = output.manifest();
    let sources = manifest["run"]["sources"].as_array().unwrap();
    let rejects = output.table("rejects");
    for (name, n_records, n_rejected) in COUNTS {
        let is_it = |path: &str| path.ends_with(&format!("/{name}"));
        let source = sources.iter().find(|source| is_it(source["path"].as_str().unwrap())).unwrap();
        assert_eq!(source["n_records"].as_integer(), Some(*n_records as i64), "{name}");
        let found = rejects.column("file").iter().filter(|file| is_it(file)).count();
        assert_eq!(found, *n_rejected, "{name}");
    }
}
