//! Digital object identifiers, and numbers of PubMed: told from any text that is one, with or without
//! an address.

/// What may stand before a DOI.
const PREFIXES: [&str; 7] = [
    "https://doi.org/",
    "http://doi.org/",
    "https://dx.doi.org/",
    "http://dx.doi.org/",
    "doi.org/",
    "doi:",
    "doi ",
];

/// The DOI in a text that is nothing else, as written but without what stands before it:
/// `10.1000/xyz`. `None` where it is no DOI.
pub fn parse_doi(text: &str) -> Option<&str> {
    let text = text.trim();
    let bare = PREFIXES
        .iter()
        .find_map(|prefix| {
            let start = text.get(..prefix.len())?;
            start.eq_ignore_ascii_case(prefix).then(|| text[prefix.len()..].trim_start())
        })
        .unwrap_or(text);
    let (registrant, name) = bare.strip_prefix("10.")?.split_once('/')?;
    let is_registrant = (4..=20).contains(&registrant.len())
        && registrant.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_name = !name.is_empty() && !name.contains(char::is_whitespace);
    (is_registrant && is_name).then_some(bare)
}

/// A number of PubMed, of which the first were small and none has more than nine digits.
pub fn parse_pmid(text: &str) -> Option<u64> {
    let text = text.trim();
    let start = text.get(..5).filter(|start| start.eq_ignore_ascii_case("pmid:"));
    let digits = start.map_or(text, |start| text[start.len()..].trim_start());
    let digits = digits.rsplit_once("pubmed.ncbi.nlm.nih.gov/").map_or(digits, |(_, after)| after);
    // `29635641 [http://www.ncbi.nlm.nih.gov/pubmed/?term=29635641]` in Ovid, `30389048  [Indexed for
    // MEDLINE]` in PubMed.
    let digits = digits.split('[').next().unwrap_or(digits).trim_end();
    let number = digits.trim_end_matches('/').parse().ok()?;
    (1..1_000_000_000).contains(&number).then_some(number)
}

/// The DOI somewhere in a text, such as `http://dx.doi.org/10.1000/x` and `10.1000/x [doi]`.
pub fn find_doi(text: &str) -> Option<&str> {
    let start = text.match_indices("10.").map(|(at, _)| at).find(|at| {
        let before = &text[..*at];
        let is_start = before.is_empty() || before.ends_with(['/', ':', ' ', '=']);
        is_start && text[at + 3..].starts_with(|c: char| c.is_ascii_digit())
    })?;
    let doi = text[start..].split(char::is_whitespace).next()?.trim_end_matches(['.', ',', ';']);
    doi.contains('/').then_some(doi)
}

/// The DOI that a link has for the paper it asks for: `…?sid=EMBASE&id=doi:10.1000%2Fx&…` to the
/// resolver of a library, `…/record.uri?eid=2-s2.0-1&doi=10.1000%2fx&…` to Scopus.
pub fn doi_in_link(url: &str) -> Option<String> {
    let (_, after) = url.split_once("id=doi:").or_else(|| url.split_once("&doi="))?;
    let doi = decoded(after.split('&').next()?)?;
    parse_doi(&doi).map(str::to_owned)
}

/// An address without the resolver that stands before another: SAGE writes
/// `https://doi.org/https://doi.org/10.1177/…`.
pub fn address(text: &str) -> &str {
    let rest = text.trim_start().strip_prefix("https://doi.org/");
    rest.filter(|rest| rest.starts_with("http")).unwrap_or(text)
}

/// A part of an address without its percent signs: `%2F` is a slash.
fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut pieces = part.split('%');
    bytes.extend_from_slice(pieces.next()?.as_bytes());
    for piece in pieces {
        bytes.push(u8::from_str_radix(piece.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_found_among_other_text() {
        for text in
            ["10.1000/x [doi]", "http://dx.doi.org/10.1000/x", "DOI: 10.1000/x.", "a=10.1000/x"]
        {
            assert_eq!(find_doi(text), Some("10.1000/x"), "in {text:?}");
        }
        for text in [
            "Article",
            "S0048(17)30912-9 [pii]",
            "version 10.1",
            "é10.",
            "10.1000",
            "v10.1000/x",
            "10.x/1",
        ] {
            assert_eq!(find_doi(text), None, "in {text:?}");
        }
    }

    #[test]
    fn a_doi_is_told_with_and_without_its_address() {
        for text in [
            "10.1000/Xyz-1",
            " https://doi.org/10.1000/Xyz-1 ",
            "HTTP://DX.DOI.ORG/10.1000/Xyz-1",
            "doi: 10.1000/Xyz-1",
            "DOI 10.1000/Xyz-1",
        ] {
            assert_eq!(parse_doi(text), Some("10.1000/Xyz-1"), "for {text:?}");
        }
    }

    #[test]
    fn a_link_may_have_one() {
        let doi = |url| doi_in_link(url);
        let link =
            "http://sfx.example.org/sfx?sid=EMBASE&issn=0&id=doi:10.1000%2F2303-9.138&atitle=A";
        assert_eq!(doi(link).as_deref(), Some("10.1000/2303-9.138"));
        let link = "https://www.scopus.com/inward/record.uri?eid=2-s2.0-1&doi=10.1000%2f%28ABC%29X.1-2&md5=0";
        assert_eq!(doi(link).as_deref(), Some("10.1000/(ABC)X.1-2"));
        for other in
            ["https://a.org/?id=doi:", "x?id=doi:10.1000%2", "x?id=doi:10.1000%zzx", "id=1"]
        {
            assert_eq!(doi(other), None, "{other}");
        }
    }

    #[test]
    fn other_texts_are_none() {
        for text in ["", "10.1000", "10.1000/", "10.12/x", "11.1000/x", "10.1000/a b", "é10.1000/x"]
        {
            assert_eq!(parse_doi(text), None, "for {text:?}");
        }
    }
}
