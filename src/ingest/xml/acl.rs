//! The ACL Anthology: a collection of volumes of papers.

use quick_xml::events::BytesStart;

use super::super::columns::{Role, Use};
use super::capture::{How, Take, anthology, take, text};

/// What the element at `path` of a paper is taken for.
pub fn rule(path: &str, _: &BytesStart<'_>) -> Option<Take> {
    match path {
        "title" => text(Role::Title, 0),
        "abstract" => text(Role::Abstract, 0),
        "url" => take(Role::Id, 0, How::Anthology),
        "bibkey" => text(Role::Id, 2),
        "doi" => text(Role::Doi, 0),
        "author" => take(Role::Authors, 0, How::Name),
        "language" => text(Role::Language, 0),
        "year" => text(Role::Date, 0),
        _ => None,
    }
}

/// What the element at `path` of a file says about the papers that follow it in its volume.
pub fn context(path: &str) -> Option<Take> {
    let is_meta = path == "meta" || path.ends_with("volume/meta");
    is_meta.then(|| take(Role::Venue, 9, How::Volume)).flatten()
}

/// The identifier that the ids of a collection, a volume and a paper make, and its address, for a
/// paper that names none: `1993.eamt-1.4`, or `P93-1004` and `W93-0104` of before 2020, whose numbers
/// have as many digits as `build_id` in `utils/ids.py` of `acl_anthology` gives them.
pub fn address(ids: &[(usize, String)]) -> Vec<(Use, String)> {
    let [(_, collection), (_, volume), (_, paper)] = ids else { return Vec::new() };
    let id = if collection.contains('.') {
        format!("{collection}-{volume}.{paper}")
    } else {
        let (Ok(volume), Ok(paper)) = (volume.parse::<u16>(), paper.parse::<u16>()) else {
            return Vec::new();
        };
        let is_wide = collection.starts_with('W')
            || collection == "C69"
            || (collection == "D19" && volume >= 5);
        if is_wide {
            format!("{collection}-{volume:02}{paper:02}")
        } else {
            format!("{collection}-{volume}{paper:03}")
        }
    };
    anthology(1, id)
}

#[cfg(test)]
mod tests {
    use super::super::super::format::Format;
    use super::super::sniff;
    use super::super::tests::{papers, read_as, rest};
    use super::*;

    #[test]
    fn a_paper_without_an_address_is_numbered() {
        let xml = r#"<collection id="1993.eamt"><volume id="1"><meta><booktitle>Toys</booktitle><year>1993</year></meta>
            <paper id="4"><title>Four</title><bibkey>x-1993-four</bibkey></paper></volume>
            <volume id="short"><paper id="5"><title>Five</title></paper>
            <paper><title>Six</title></paper></volume></collection>"#;
        let found = papers(xml);
        let ids: Vec<&str> = found.iter().map(|paper| paper.id.as_str()).collect();
        assert_eq!(ids, ["1993.eamt-1.4", "1993.eamt-short.5", ""]);
        let url = Some("https://aclanthology.org/1993.eamt-1.4/");
        assert_eq!(rest(&found[0]), ("1993".into(), Some("Toys"), url));
    }

    #[test]
    fn numbers_of_before_2020_have_four_digits() {
        let id = |collection: &str, volume: &str, paper: &str| {
            let ids = [collection, volume, paper].map(str::to_owned);
            let ids: Vec<(usize, String)> = ids.into_iter().enumerate().collect();
            address(&ids).first().map(|(_, id)| id.clone()).unwrap_or_default()
        };
        assert_eq!(id("P18", "1", "42"), "P18-1042");
        assert_eq!(id("W18", "63", "10"), "W18-6310");
        assert_eq!(id("D19", "57", "2"), "D19-5702");
        assert_eq!(id("D19", "1", "2"), "D19-1002");
        assert_eq!(id("P18", "main", "2"), "");
    }

    #[test]
    fn a_collection_without_papers_is_one() {
        for xml in [
            "<collection id='1977.ws'/>",
            "<?xml version='1.0'?><collection id='1977.ws'><event id='ws'><colocated>\n\
             <volume-id>W77-01</volume-id></colocated></event></collection>",
        ] {
            assert_eq!(sniff(xml.as_bytes()), Some(Format::Acl), "{xml}");
            assert_eq!(read_as(Format::Acl, xml.as_bytes()).n_records(), 0);
        }
        assert_eq!(sniff(b"<collection id='1'><source>x</source></collection>"), None);
        assert_eq!(sniff(b"<collection></collection>"), None);
    }
}
