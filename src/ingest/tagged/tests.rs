//! Records in the shapes that databases write, read field by field.

use super::super::{IngestPlan, medline, ovid, refer, ris, wos};
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
    let printed = record.replace("DEP - 20180625\n", "").replace("DP  - 2018", "DP  - 2017 Nov 15");
    let second = printed.replace("28441597", "28441598");
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

#[test]
fn refer_of_endnote() {
    check_only(
        &refer::DIALECT,
        "%0 Journal Article\n%A Reef, Ana\n%A Sea, Bo\n%T Coral reefs in warm water\n%J Reef Studies\n\
         %V 45\n%D 2019\n%8 March 5\n%@ 0000-0001\n%X Reefs bleach.\nWe say why:\n\n5 % of them do.\n\
         %K coral\nheat\n%R 10.1000/reef.1\n%M 12\n%U https://example.org/a;b\n\n",
        [
            "Coral reefs in warm water",
            "Reefs bleach.\nWe say why:\n5 % of them do.",
            "2019-03-05",
            "10.1000/reef.1",
            "Reef Studies",
            "https://example.org/a;b",
        ],
    );
}

#[test]
fn refer_records_are_parted_by_their_kind_or_an_empty_line() {
    let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
    let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
    // bepress has the kind second or not at all, others no empty line.
    let text =
        b"%T One\n%0 Journal Article\n%A A, B\n%X A text.\n\n%D 2001\n\n\n%T Two\n%B A book\n\n\
        %A C, D\n%T Three\n%0 Book\n%0 Book\n%T Four\n%0 Book\n%A E, F\n";
    let reading = read(text, &refer::DIALECT, &names, &progress);
    let found: Vec<_> = reading
        .papers
        .iter()
        .map(|paper| {
            let details = paper.details.as_ref().unwrap();
            (paper.title.as_str(), details.line, details.authors.join("|"))
        })
        .collect();
    let expected = [("One", 1, "A, B"), ("Two", 9, ""), ("Three", 12, "C, D")]
        .map(|(t, n, a)| (t, n, a.to_owned()));
    assert_eq!(found[..3], expected);
    assert_eq!(
        (found[3].0, reading.papers[0].date.unwrap().to_string()),
        ("Four", "2001".to_owned())
    );
    assert_eq!(reading.rejected.len(), 1);
}

#[test]
fn ovid_of_several_databases() {
    check_only(
        &ovid::DIALECT,
        "<8>\nScore\n  *****\nAccession Number\n  00009999-900000000-99999.\nAuthor\n  Reef, Ana 1;  Sea, Bo 1,2\n\
         Title\n  Coral reefs in\n  warm water: a review.\nSource\n  Reef Studies. 45(4):1-9, 2018 Mar.\n\
         Abstract\n  Reefs bleach.\n  We say why.\nDOI Number\n  10.1000/reef-1\n\n",
        [
            "Coral reefs in warm water: a review.",
            "Reefs bleach. We say why.",
            "2018-03",
            "00009999-900000000-99999",
            "Reef Studies",
            "",
        ],
    );
    let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
    let text = b"Database: Reefs\nSearch Strategy:\n1 coral (2)\n\n<1>\nTitle\n  One\nAuthors\n  Reef, Ana 1;  Sea, Bo 1,2\nAuthor Keywords\n  coral;  heat.\n\
        Language\n  English.\nSource\n  Reef Studies. \n<2>\nAbstract\n  <3> is a number.\nTitle\n  Two\n";
    let reading = read(text, &ovid::DIALECT, &names, &FileProgress::new(&|_, _| {}, 0, 1, 1));
    let details = reading.papers[0].details.as_deref().unwrap();
    assert_eq!(details.authors, ["Reef, Ana", "Sea, Bo"]);
    assert_eq!(
        (details.keywords.join("|").as_str(), details.language.as_deref()),
        ("coral|heat", Some("English"))
    );
    assert_eq!((reading.papers[0].venue.as_deref(), details.line), (Some("Reef Studies"), 5));
    assert_eq!((reading.papers[1].title.as_str(), reading.papers.len()), ("Two", 2));
}

#[test]
fn fields_between_two_records_are_of_neither() {
    let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
    let lines = |text: &str| {
        let reading =
            read(text.as_bytes(), &ris::DIALECT, &names, &FileProgress::new(&|_, _| {}, 0, 1, 1));
        let line = |paper: &crate::corpus::Paper| {
            (paper.title.clone(), paper.details.as_ref().unwrap().line)
        };
        (reading.papers.iter().map(line).collect::<Vec<_>>(), reading.rejected)
    };
    let of = |title: &str, line| (title.to_owned(), line);
    let stray = "TY  - JOUR\nTI  - A\nER  - \n\nNL  - journal\nTY  - JOUR\nTI  - B\nER  - \nNL  - journal\n";
    assert_eq!(lines(stray), (vec![of("A", 1), of("B", 6)], vec![]));
    // With a title, it is a record whose start is missing.
    let (found, _) = lines("TY  - JOUR\nTI  - A\nER  - \nTI  - C\nTY  - JOUR\nTI  - B\nER  - \n");
    assert_eq!(found, [of("A", 1), of("C", 4), of("B", 5)]);
    let (found, rejected) = lines("TI  - A\nER  - \nAU  - Nobody\nER  - \nTI  - B\n");
    assert_eq!((found, rejected.len()), (vec![of("A", 1), of("B", 5)], 1));
}

#[test]
fn of_two_dates_that_agree_the_finer_counts() {
    let date = |fields: &str| {
        let reading = read_as(&ris::DIALECT, &format!("TY  - JOUR\nTI  - T\n{fields}\nER  - \n"));
        reading.papers[0].date.map(|date| date.to_string()).unwrap_or_default()
    };
    assert_eq!(date("Y1  - 2013\nPY  - 2013/04/18"), "2013-04-18");
    assert_eq!(date("DA  - 2013/04\nPY  - 2013/04/18/received"), "2013-04-18");
    assert_eq!(date("DA  - 2013/04\nPY  - 2012/04/18"), "2013-04");
    assert_eq!(date("PY  - Start date: 20170812"), "2017-08-12");
    assert_eq!(date("Y1  - 2018/04//abr-jun2018"), "2018-04");
}
