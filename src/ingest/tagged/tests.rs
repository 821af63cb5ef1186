//! Records in the shapes that databases write, read field by field.

use super::super::{IngestPlan, medline, ris, wos};
use super::*;

fn read_as(dialect: &Dialect, text: &str) -> Reading {
    let names = Names::new(&IngestPlan::default());
    read(text.as_bytes(), dialect, &names, &FileProgress::new(&|_, _| {}, 0, 1, 1))
}

/// Title, abstract, date, id, venue and address of the only paper.
#[track_caller]
fn check_only(dialect: &Dialect, text: &str, expected: [&str; 6]) {
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        read_as(dialect, &text).check_only(expected);
    }
}

#[test]
fn ris_of_zotero() {
    check_only(
        &ris::DIALECT,
        "TY  - JOUR\nTI  - Coral reefs in warm water\nAU  - Reef, Ana\nT2  - Reef Studies\n\
         AB  - Reefs bleach.\nWe say why.\nDA  - 2019/08//undefined\nPY  - 2019\nLA  - eng\n\
         DO  - 10.1000/reef.1\nUR  - https://example.org/a;b\nKW  - coral\nKW  - heat\nER  - \n\n",
        [
            "Coral reefs in warm water",
            "Reefs bleach.\nWe say why.",
            "2019-08",
            "10.1000/reef.1",
            "Reef Studies",
            "https://example.org/a;b",
        ],
    );
}

#[test]
fn ris_of_web_of_science() {
    check_only(
        &ris::DIALECT,
        "TY  - JOUR\nAB  - Reefs bleach.\nAN  - WOS:000471694800003\nAU  - Reef, A\nDA  - JUN 13\n\
         DO  - 10.1000/reef.1\nID  - 84\nPY  - 2019\nSN  - 0000-0001\n0000-0002\n\
         ST  - Reefs\nT2  - REEF STUDIES\nTI  - Coral reefs\n  in warm water\nER  -\n",
        [
            "Coral reefs in warm water",
            "Reefs bleach.",
            "2019-06-13",
            "WOS:000471694800003",
            "REEF STUDIES",
            "",
        ],
    );
}

#[test]
fn ris_of_ebsco_ovid_and_endnote() {
    check_only(
        &ris::DIALECT,
        "1.\nTY  - JOUR\nID  - 20203152553\nT1  - Coral reefs.\nA1  - Reef, A.\nY1  - 2016/09//\n\
         N2  - Reefs bleach.\nKW  - corals\n heat\nJF  - Reef Studies\nM3  - Article\n\
         DO  - http://dx.doi.org/10.1000/reef.1\nER  - \n",
        ["Coral reefs.", "Reefs bleach.", "2016-09", "20203152553", "Reef Studies", ""],
    );
    // A number of one's own library says nothing in another one; a DOI does.
    check_only(
        &ris::DIALECT,
        "TY  - CHAP\nTI  - Reefs\nT2  - A book of reefs\nAB  - They bleach.\nPY  - 2003///\n\
         ID  - 12\nL3  - 10.1000/reef.2\nER  - \n",
        ["Reefs", "They bleach.", "2003", "10.1000/reef.2", "A book of reefs", ""],
    );
}

#[test]
fn broken_ris_costs_no_other_record() {
    let text = b"Provider: somebody\n\nTY - JOUR\nTI - One space\nUV - light is a text.\nER -\n\
        TY  - JOUR\nTI  - No end\nPY  - 10 15\n\
        TY  - JOUR\nTI  - Caf\xE9\nER  - \n2.\n\
        TY  - JOUR\nAU  - Nobody\nER  - \n\
        TI  - No start\nAB  - Text.\nER  - \n";
    let names = Names::new(&IngestPlan::default());
    let reading = read(text, &ris::DIALECT, &names, &FileProgress::new(&|_, _| {}, 0, 1, 1));
    let titles: Vec<&str> = reading.papers.iter().map(|paper| paper.title.as_str()).collect();
    assert_eq!(titles, ["One space UV - light is a text.", "No end", "No start"]);
    assert_eq!(reading.papers[1].date, None);
    let lines: Vec<u64> = reading.rejected.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [10, 14]);
    assert!(reading.rejected[0].1.contains("UTF-8"), "{:?}", reading.rejected);
}

#[test]
fn medline_of_pubmed() {
    let record = "PMID- 28441597\nOWN - NLM\nIS  - 0000-0001 (Linking)\nDP  - 2018\n\
        TI  - Coral reefs in\n      warm water.\nLID - S0048(17)30912-9 [pii]\n\
        LID - 10.1000/reef.1 [doi]\nAB  - Reefs bleach.\n      We say why.\nFAU - Reef, Ana\n\
        AU  - Reef A\nLA  - eng\nDEP - 20180625\nJT  - Reef studies\nTA  - Reef Stud\nOT  - coral\n\
        SO  - Reef Stud. 2018.\n";
    check_only(
        &medline::DIALECT,
        record,
        [
            "Coral reefs in warm water.",
            "Reefs bleach. We say why.",
            "2018-06-25",
            "28441597",
            "Reef studies",
            "",
        ],
    );
    let second = record.replace("28441597", "28441598").replace("DP  - 2018", "DP  - 2017 Nov 15");
    for gap in ["", "\n"] {
        let reading = read_as(&medline::DIALECT, &format!("{record}{gap}{second}"));
        let ids: Vec<&str> = reading.papers.iter().map(|paper| paper.id.as_str()).collect();
        assert_eq!(ids, ["28441597", "28441598"]);
        assert_eq!(reading.papers[1].date.unwrap().to_string(), "2017-11-15");
    }
}

#[test]
fn web_of_science() {
    check_only(
        &wos::DIALECT,
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Reef, A\n   Sea, B\n\
         AF Reef, Ana\n   Sea, Bo\nTI Coral reefs in\n   warm water\nSO REEF STUDIES\n\
         DE coral; heat\n   stress\nAB Reefs bleach.\n   We say why.\nCR Sea B, 1999, REEFS\n\
         TC 7\nPD DEC 16\nPY 2020\nDI 10.1000/reef.1\nUT WOS:000514379300001\nER\n\nEF\n",
        [
            "Coral reefs in warm water",
            "Reefs bleach. We say why.",
            "2020-12-16",
            "WOS:000514379300001",
            "REEF STUDIES",
            "",
        ],
    );
    // Not yet in an issue; without the head of a file and without an end.
    check_only(
        &wos::DIALECT,
        "PT J\nTI Reefs\nEA JUL 2025\nDI 10.1000/reef.1\n",
        ["Reefs", "", "2025-07", "10.1000/reef.1", "", ""],
    );
}

#[test]
fn details_are_read_where_they_are_wanted() {
    let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
    let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
    let details = |dialect, text: &str| {
        let mut reading = read(text.as_bytes(), dialect, &names, &progress);
        let paper = reading.papers.remove(0);
        (*paper.details.unwrap(), paper.doi, paper.pmid)
    };
    let (ris, doi, _) = details(
        &ris::DIALECT,
        "\nTY  - JOUR\nTI  - T\nAU  - Reef, Ana\nAU  - Sea, Bo\nKW  - coral\nKW  - heat\n stress\n\
         LA  - English\nDO  - http://dx.doi.org/10.1000/x\nER  - \n",
    );
    assert_eq!(ris.authors, ["Reef, Ana", "Sea, Bo"]);
    assert_eq!(ris.keywords, ["coral", "heat", "stress"]);
    assert_eq!((ris.language.as_deref(), ris.line), (Some("English"), 2));
    assert_eq!(doi.as_deref(), Some("10.1000/x"));
    let (pubmed, doi, pmid) = details(
        &medline::DIALECT,
        "PMID- 12\nTI  - T\nLID - 10.1000/x [doi]\nFAU - Reef, Ana\nAU  - Reef A\nFAU - Sea, Bo\n\
         AU  - Sea B\nMH  - Corals\nOT  - coral\nOT  - heat\nLA  - eng\n",
    );
    assert_eq!(
        (pubmed.authors, pubmed.keywords),
        (strings(&["Reef, Ana", "Sea, Bo"]), strings(&["coral", "heat"]))
    );
    assert_eq!((doi.as_deref(), pmid), (Some("10.1000/x"), Some(12)));
    let (wos, _, pmid) = details(
        &wos::DIALECT,
        "PT J\nAU Reef, A\n   Sea, B\nAF Reef, Ana\n   Sea, Bo\nTI T\nDE coral; heat\n   stress\n\
         ID HEAT\nWC Ecology; Marine & Freshwater\n   Biology\nTC 7\nPM 12\nLA English\nER\n",
    );
    assert_eq!(wos.authors, ["Reef, Ana", "Sea, Bo"]);
    assert_eq!(wos.keywords, ["coral", "heat stress"]);
    assert_eq!(wos.categories, ["Ecology", "Marine & Freshwater Biology"]);
    assert_eq!((wos.citations, pmid), (Some(7), Some(12)));
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn notes_tell_of_citations() {
    for (note, count) in [
        ("Cited By :14", Some("14")),
        ("Export Date: 1 May 2024; Cited By: 3; Conference code: 9", Some("3")),
        ("Times Cited in Web of Science Core Collection:  12", Some("12")),
        ("Times Cited: 0", Some("0")),
        ("Total Times Cited:  13", None),
        ("cited by 12 others", None),
        ("Cited by", None),
        ("Cited References Count: 7", None),
    ] {
        assert_eq!(cited(note), count, "of {note:?}");
    }
}

#[test]
fn a_tag_may_be_named_by_the_user() {
    let plan = IngestPlan { title: Some("t2".to_owned()), ..IngestPlan::default() };
    let text = b"TY  - JOUR\nTI  - A\nT2  - B\nER  - \nTY  - JOUR\nTI  - A\nER  - \n";
    let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
    let reading = read(text, &ris::DIALECT, &Names::new(&plan), &progress);
    let titles: Vec<&str> = reading.papers.iter().map(|paper| paper.title.as_str()).collect();
    assert_eq!(titles, ["B", "A"]);
    let plan = IngestPlan { group: Some("LA".to_owned()), ..IngestPlan::default() };
    let text = b"TY  - JOUR\nTI  - A\nLA  - English\nER  - \n";
    let reading = read(text, &ris::DIALECT, &Names::new(&plan), &progress);
    assert_eq!(reading.papers[0].group.as_deref(), Some("English"));
    let plan = IngestPlan { group: Some("venue".to_owned()), ..IngestPlan::default() };
    let text = b"TY  - JOUR\nTI  - A\nJO  - B\nER  - \n";
    let reading = read(text, &ris::DIALECT, &Names::new(&plan), &progress);
    assert_eq!(reading.papers[0].group.as_deref(), Some("B"));
}

#[test]
fn endless_lines_are_refused() {
    let text = format!("TY  - JOUR\nTI  - {}\nER  - \nTY  - JOUR\nTI  - A\n", "x".repeat(5 << 20));
    let reading = read_as(&ris::DIALECT, &text);
    assert_eq!((reading.papers.len(), reading.rejected.len()), (1, 1));
    assert!(reading.rejected[0].1.contains("5 MiB"), "{:?}", reading.rejected);
}
