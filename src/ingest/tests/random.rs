//! Any bytes, and any records in any order.

use proptest::prelude::*;

use super::*;

/// Texts that come close to real files, so that random bytes reach deep into the parsers.
fn file_bytes() -> impl Strategy<Value = Vec<u8>> {
    let bits: &[&[u8]] = &[
        b"title",
        b"abstract",
        b"{",
        b"}",
        b"[",
        b"]",
        b"\"",
        b":",
        b",",
        b";",
        b"\t",
        b"\n",
        b"\r",
        b"\\",
        b"papers",
        b"id",
        b"date",
        b"2024-03",
        b"\xFF",
        b"\xC3",
        b"\xEF\xBB\xBF",
        b"PAR1",
        b"\"title\": \"T\"",
        b"title,abstract\n",
        b"A long enough sentence for an abstract to be. ",
        b"null",
        b"1e999",
        b"-",
        b" ",
        b"\0",
        b"abstract_inverted_index",
        b"Subscribe",
    ];
    let bit = prop_oneof![
        8 => prop::sample::select(bits.to_vec()).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(bit, 0..60).prop_map(|bits| bits.concat())
}

/// Records with ids, titles and dates that often clash.
fn records() -> impl Strategy<Value = Vec<String>> {
    let record = (0..12_u8, 0..12_u8, 0..4_usize, 0..5_u16, any::<bool>()).prop_map(
        |(id, title, n_words, year, has_url)| {
            let id = if id < 4 { String::new() } else { format!("2401.000{:02}", id / 2) };
            let title = if title == 0 { String::new() } else { format!("Title {}", title / 2) };
            let url = if has_url { "https://example.org" } else { "" };
            let date = if year == 0 { String::new() } else { format!("20{:02}", 10 + year) };
            format!(
                "{{\"id\": \"{id}\", \"title\": \"{title}\", \"abstract\": \"{}\", \
                 \"date\": \"{date}\", \"url\": \"{url}\"}}",
                "word ".repeat(n_words)
            )
        },
    );
    prop::collection::vec(record, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_bytes_panic_in_any_format(bytes in file_bytes()) {
        let formats = Format::ALL.into_iter().map(Some).chain([None]);
        for format in formats {
            let plan = IngestPlan { format, ..IngestPlan::default() };
            if let Ok(corpus) = ingest_files(&[("a", &bytes)], &plan) {
                check_reconciles(&corpus);
            }
        }
    }

    #[test]
    fn the_order_of_lines_does_not_matter(
        (lines, shuffled) in records().prop_flat_map(|r| (Just(r.clone()), Just(r).prop_shuffle()))
    ) {
        let one = ingest_one("a.jsonl", lines.join("\n").as_bytes());
        let other = ingest_one("a.jsonl", shuffled.join("\n").as_bytes());
        match (one, other) {
            (Ok(one), Ok(other)) => {
                check_reconciles(&one);
                prop_assert_eq!(one.papers, other.papers);
                prop_assert_eq!(one.duplicates, other.duplicates);
            }
            (one, other) => prop_assert_eq!(one.is_ok(), other.is_ok()),
        }
    }

    #[test]
    fn dates_of_any_text_do_not_panic(text in "[0-9a-zA-Z/., -]{0,24}|\\PC{0,24}") {
        let _ = parse_date(&text);
    }
}
