//! Each format of XML on records of our own, and XML that is broken or made to break a reader.

use proptest::prelude::*;

use super::super::IngestPlan;
use super::*;
use crate::corpus::Paper;

pub fn read_as(format: Format, xml: &[u8]) -> Reading {
    let plan = IngestPlan { details: true, ..IngestPlan::default() };
    read_text(xml, format, &Names::new(&plan))
}

/// Reads a text whose format is told from it, and of which no record is rejected.
#[track_caller]
pub fn papers(xml: &str) -> Vec<Paper> {
    let format = sniff(xml.as_bytes()).expect("a known format");
    let reading = read_as(format, xml.as_bytes());
    assert!(reading.rejected.is_empty(), "{:?}", reading.rejected);
    reading.papers
}

/// Date as text, venue, and address of a paper.
pub fn rest(paper: &Paper) -> (String, Option<&str>, Option<&str>) {
    let date = paper.date.map(|date| date.to_string()).unwrap_or_default();
    (date, paper.venue.as_deref(), paper.url.as_deref())
}

/// DOI, then authors, keywords, categories and language, each joined by bars.
pub fn more(paper: &Paper) -> [String; 5] {
    let details = paper.details.as_deref().expect("details are asked for");
    [
        paper.doi.clone().unwrap_or_default(),
        details.authors.join("|"),
        details.keywords.join("|"),
        details.categories.join("|"),
        details.language.clone().unwrap_or_default(),
    ]
}

const PUBMED: &str = r#"<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://example.org/pubmed.dtd">
<PubmedArticleSet>
<PubmedArticle>
  <MedlineCitation Status="MEDLINE">
    <PMID Version="1">31000001</PMID>
    <DateRevised><Year>2022</Year><Month>04</Month><Day>10</Day></DateRevised>
    <Article PubModel="Print-Electronic">
      <Journal>
        <JournalIssue><PubDate><Year>2019</Year><Month>Jun</Month></PubDate></JournalIssue>
        <Title>Annals of Test Data</Title><ISOAbbreviation>Ann Test Data</ISOAbbreviation>
      </Journal>
      <ArticleTitle>CO<sub>2</sub> uptake &amp; growth in <i>Quercus</i>.</ArticleTitle>
      <ELocationID EIdType="pii">S1</ELocationID>
      <ELocationID EIdType="doi" ValidYN="Y">10.1000/test.1</ELocationID>
      <Abstract>
        <AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">Oaks grow at &#946;
			<sub>2</sub>-sites.</AbstractText>
        <AbstractText Label="RESULTS">They took up <b>more</b>.</AbstractText>
        <CopyrightInformation>© 2019 The Publisher.</CopyrightInformation>
      </Abstract>
      <AuthorList><Author><LastName>Ek</LastName><ForeName>Anna</ForeName><Initials>A</Initials>
        <AffiliationInfo><Affiliation>A place</Affiliation></AffiliationInfo></Author>
        <Author><CollectiveName>The Oak Group</CollectiveName></Author></AuthorList>
      <Language>eng</Language>
      <ArticleDate DateType="Electronic"><Year>2019</Year><Month>05</Month><Day>07</Day></ArticleDate>
    </Article>
    <MeshHeadingList><MeshHeading><DescriptorName UI="D1">Quercus</DescriptorName></MeshHeading></MeshHeadingList>
    <CommentsCorrectionsList><CommentsCorrections><PMID>9</PMID></CommentsCorrections></CommentsCorrectionsList>
    <KeywordList><Keyword>carbon</Keyword><Keyword>oak</Keyword></KeywordList>
  </MedlineCitation>
  <PubmedData>
    <ArticleIdList><ArticleId IdType="pubmed">31000001</ArticleId></ArticleIdList>
    <ReferenceList><Reference><Citation>Another</Citation><ArticleIdList>
      <ArticleId IdType="doi">10.1000/other</ArticleId></ArticleIdList></Reference></ReferenceList>
  </PubmedData>
</PubmedArticle>
<PubmedArticle><MedlineCitation><PMID>31000002</PMID><Article>
  <Journal><JournalIssue><PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate></JournalIssue></Journal>
  <ArticleTitle>No abstract here.</ArticleTitle></Article></MedlineCitation></PubmedArticle>
</PubmedArticleSet>"#;

#[test]
fn pubmed() {
    let found = papers(PUBMED);
    assert_eq!(found[0].id, "31000001");
    assert_eq!(found[0].title, "CO2 uptake & growth in Quercus.");
    assert_eq!(
        found[0].abstract_text,
        "BACKGROUND: Oaks grow at β2-sites. RESULTS: They took up more."
    );
    let url = "https://pubmed.ncbi.nlm.nih.gov/31000001/";
    assert_eq!(rest(&found[0]), ("2019-05-07".into(), Some("Annals of Test Data"), Some(url)));
    let authors = "Anna Ek|The Oak Group";
    assert_eq!(more(&found[0]), ["10.1000/test.1", authors, "carbon|oak", "", "eng"]);
    assert_eq!(found[0].pmid, Some(31_000_001));
    assert_eq!((found[1].abstract_text.as_str(), rest(&found[1]).0.as_str()), ("", "1998"));
    assert_eq!(found.len(), 2);
}

const ARTICLE: &str = r#"<article xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="en"><?properties open_access?>
<front><journal-meta><journal-title-group><journal-title>Journal of Tests</journal-title></journal-title-group></journal-meta>
<article-meta><article-id pub-id-type="pmc">PMC70</article-id><article-id pub-id-type="doi">10.1000/jats.1</article-id>
<article-categories><subj-group><subject>Research Article</subject></subj-group></article-categories>
<title-group><article-title>Soft <italic>matter</italic><xref ref-type="fn" rid="f">*</xref></article-title>
<subtitle>a survey</subtitle><alt-title>Running head</alt-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Li</surname><given-names>Bo</given-names></name>
<xref ref-type="aff">1</xref></contrib><contrib contrib-type="editor"><name><surname>No</surname></name></contrib></contrib-group>
<pub-date pub-type="collection"><year>2018</year></pub-date>
<pub-date pub-type="epub"><day>4</day><month>11</month><year>2017</year></pub-date>
<abstract abstract-type="graphical"><p>A picture with a very long caption, longer than the abstract itself is, by far.</p></abstract>
<abstract><title>Abstract</title><sec><title>Background</title><p>Where <inline-formula><alternatives>
<mml:math xmlns:mml="m"><mml:mi>x</mml:mi></mml:math><tex-math>\documentclass{minimal}\begin{document}$$x$$\end{document}</tex-math>
</alternatives></inline-formula> is soft [<xref ref-type="bibr">1</xref>].</p></sec><sec><title>Methods:</title><p>We &eacute;tude.</p></sec></abstract>
<kwd-group><kwd>matter</kwd></kwd-group></article-meta></front>
<body><sec><title>Introduction</title><p>The body is no abstract.</p></sec></body>
<back><ref-list><ref><element-citation><article-title>Cited</article-title></element-citation></ref></ref-list></back></article>"#;

#[test]
fn jats() {
    let found = papers(ARTICLE);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].title, "Soft matter: a survey");
    assert_eq!(found[0].abstract_text, "Background: Where x is soft. Methods: We étude.");
    assert_eq!(found[0].id, "PMC70");
    assert_eq!(rest(&found[0]), ("2017-11-04".into(), Some("Journal of Tests"), None));
    assert_eq!(more(&found[0]), ["10.1000/jats.1", "Bo Li", "matter", "Research Article", "en"]);
    let set = format!("<pmc-articleset>{ARTICLE}{ARTICLE}</pmc-articleset>");
    assert_eq!(papers(&set).len(), 2);
}

const FEED: &str = r#"<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/x</id><title>arXiv Query: all:x</title><updated>2026-04-12T22:09:27Z</updated>
  <entry><id>http://arxiv.org/abs/2202.00001v2</id><title>Testing
  nets</title><updated>2023-01-01T00:00:00Z</updated>
  <link href="https://arxiv.org/abs/2202.00001v2" rel="alternate" type="text/html"/>
  <link href="https://arxiv.org/pdf/2202.00001v2" rel="related" title="pdf"/>
  <summary>  We test
nets with $k$ layers &lt; 5.</summary><category term="cs.SE"/><category term="cs.LG"/>
  <published>2022-02-24T15:05:19Z</published><arxiv:primary_category term="cs.SE"/>
  <author><name>Kim Ahuja</name></author><arxiv:doi>10.1000/atom</arxiv:doi></entry>
</feed>"#;

#[test]
fn atom() {
    let found = papers(FEED);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].id.as_str(), found[0].title.as_str()), ("2202.00001", "Testing nets"));
    assert_eq!(found[0].abstract_text, "We test nets with $k$ layers < 5.");
    let url = "http://arxiv.org/abs/2202.00001v2";
    assert_eq!(rest(&found[0]), ("2022-02-24".into(), Some("cs.SE"), Some(url)));
    assert_eq!(more(&found[0]), ["10.1000/atom", "Kim Ahuja", "", "cs.SE|cs.LG", ""]);
    assert_eq!(found[0].arxiv.as_deref(), Some("2202.00001"));
}

const HARVEST: &str = r#"<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2024-01-01T00:00:00Z</responseDate>
<ListRecords>
<record><header><identifier>oai:example.org:7</identifier><datestamp>2020-01-01</datestamp></header><metadata>
<oai_dc:dc xmlns:oai_dc="o" xmlns:dc="d"><dc:title>A thesis</dc:title><dc:creator>Roe, Jo</dc:creator>
<dc:subject>Trees</dc:subject><dc:description>12 pages</dc:description><dc:description>What the thesis is about.</dc:description>
<dc:date>2015-03</dc:date><dc:date>2016-01-01</dc:date><dc:identifier>https://example.org/7</dc:identifier>
<dc:identifier>doi:10.1000/dc.7</dc:identifier><dc:publisher>A university</dc:publisher></oai_dc:dc></metadata></record>
<record><header status="deleted"><identifier>oai:example.org:8</identifier></header></record>
<record><header><identifier>oai:arXiv.org:0704.0001</identifier><datestamp>2020-01-01</datestamp></header><metadata>
<arXiv><id>0704.0001</id><created>2007-04-02</created><updated>2008-01-01</updated><authors><author><keyname>Roe</keyname>
<forenames>Jo</forenames></author></authors><title>Photons</title><categories>hep-ph hep-ex</categories><doi>10.1000/a</doi>
<abstract>  We count photons. </abstract></arXiv></metadata></record>
<record><header><identifier>oai:arXiv.org:0704.0002</identifier></header><metadata>
<arXivRaw><id>0704.0002</id><version version="v1"><date>Mon, 2 Apr 2007 19:18:42 GMT</date><size>1kb</size></version>
<version version="v2"><date>Tue, 24 Jul 2008 20:10:27 GMT</date></version><title>Raw photons</title>
<authors>A. Roe and B. Doe</authors><categories>hep-ph</categories><abstract>We count them raw.</abstract></arXivRaw></metadata></record>
</ListRecords></OAI-PMH>"#;

#[test]
fn oai() {
    let reading = read_as(sniff(HARVEST.as_bytes()).unwrap(), HARVEST.as_bytes());
    assert_eq!(reading.rejected, [(8, "was deleted at its source".to_owned())]);
    let [thesis, photons, raw] = reading.papers.as_slice() else { panic!("{reading:?}") };
    assert_eq!(thesis.abstract_text, "What the thesis is about.");
    let url = "https://example.org/7";
    assert_eq!(rest(thesis), ("2015-03".into(), Some("A university"), Some(url)));
    assert_eq!(more(thesis), ["10.1000/dc.7", "Roe, Jo", "Trees", "", ""]);
    assert_eq!(more(photons), ["10.1000/a", "Jo Roe", "", "hep-ph|hep-ex", ""]);
    assert_eq!(more(raw)[1], "A. Roe|B. Doe");
    assert_eq!((photons.id.as_str(), photons.title.as_str()), ("0704.0001", "Photons"));
    assert_eq!(photons.abstract_text, "We count photons.");
    assert_eq!(rest(photons), ("2007-04-02".into(), Some("hep-ph hep-ex"), None));
    assert_eq!((raw.id.as_str(), rest(raw).0.as_str()), ("0704.0002", "2007-04-02"));
}

const ANTHOLOGY: &str = r#"<?xml version='1.0' encoding='UTF-8'?>
<collection id="2020.toy">
  <volume id="main"><meta><booktitle>Proceedings of the <fixed-case>T</fixed-case>oy Conference</booktitle><month>July</month><year>2020</year></meta>
    <frontmatter><url>2020.toy-main.0</url></frontmatter>
    <paper id="1"><title>Toys for <fixed-case>BERT</fixed-case></title><author><first>Jo</first><last>Roe</last></author>
      <abstract>We play with <tex-math>\alpha</tex-math> and <b>bold</b> toys.</abstract><url hash="1">2020.toy-main.1</url>
      <doi>10.1000/toy.1</doi><bibkey>roe-2020-toys</bibkey></paper>
  </volume>
  <volume id="short"><meta><booktitle>Short Toys</booktitle><year>2021</year></meta>
    <paper id="1"><title>Tiny</title><url>https://example.org/tiny.pdf</url></paper>
  </volume>
</collection>"#;

#[test]
fn acl() {
    let found = papers(ANTHOLOGY);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].id, "2020.toy-main.1");
    assert_eq!(found[0].title, "Toys for BERT");
    assert_eq!(found[0].abstract_text, r"We play with $\alpha$ and bold toys.");
    let (venue, url) =
        ("Proceedings of the Toy Conference", "https://aclanthology.org/2020.toy-main.1/");
    assert_eq!(rest(&found[0]), ("2020-07".into(), Some(venue), Some(url)));
    assert_eq!(more(&found[0])[..2], ["10.1000/toy.1", "Jo Roe"]);
    let url = "https://example.org/tiny.pdf";
    assert_eq!(rest(&found[1]), ("2021".into(), Some("Short Toys"), Some(url)));
}

#[test]
fn other_markup_is_told_from_ours() {
    for text in [
        "<html><body><article><h1>A title</h1></article></body></html>",
        "<rss><channel><item><title>News</title></item></channel></rss>",
        "<collection><source>PubTator</source><document/></collection>",
        "<5 shots suffice",
        "plain text",
        "<!-- never closed",
        "",
    ] {
        assert_eq!(sniff(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn the_declared_encoding_is_read() {
    let text =
        FEED.replace("UTF-8", "ISO-8859-1").replace("Ahuja", "Müller").replace("nets", "näts");
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&text);
    assert_eq!(read_as(Format::Atom, &bytes).papers[0].title, "Testing näts");
    // A file that says so and is not, as made by tools that convert the text alone.
    assert_eq!(read_as(Format::Atom, text.as_bytes()).papers[0].title, "Testing näts");
}

fn entry(inner: &str) -> String {
    format!("<entry><title>{inner}</title></entry>\n")
}

#[track_caller]
fn check_feed(inner: &str, titles: &[&str], rejected: &[(u64, &str)]) {
    let reading = read_as(Format::Atom, format!("<feed>\n{inner}</feed>").as_bytes());
    let found: Vec<&str> = reading.papers.iter().map(|paper| paper.title.as_str()).collect();
    assert_eq!(found, titles);
    assert_eq!(reading.rejected.len(), rejected.len(), "{:?}", reading.rejected);
    for ((line, reason), (expected_line, part)) in reading.rejected.iter().zip(rejected) {
        assert!(line == expected_line && reason.contains(part), "{line}: {reason}");
    }
}

#[test]
fn broken_xml_spoils_the_record_that_it_is_in() {
    let (a, b) = (entry("A"), entry("B"));
    check_feed(
        &format!("{a}<entry><title>x</titel></entry>\n{b}"),
        &["A", "B"],
        &[(3, "not well-formed")],
    );
    check_feed(
        &format!("{a}<entry><title>x < y</title></entry>\n{b}"),
        &["A", "B"],
        &[(3, "not well-formed")],
    );
    check_feed(&format!("{a}<entry><title>x & y</title></entry>\n{b}"), &["A", "x & y", "B"], &[]);
    check_feed(
        &format!("{a}<entry>\n<id>1</id></entry>{b}"),
        &["A", "B"],
        &[(3, "neither a title")],
    );
    check_feed(&format!("{a}</oops>{b}"), &["A", "B"], &[(3, "not well-formed")]);
    check_feed(&format!("{a}<entry><title>cut"), &["A"], &[(3, "not well-formed")]);
    let cut = format!("<feed>\n{a}<entry>\n<title>cut");
    assert!(read_as(Format::Atom, cut.as_bytes()).rejected[0].1.contains("cut off"));
}

#[test]
fn a_record_that_is_not_utf8_is_rejected_alone() {
    let mut text = b"<feed><entry><title>\xFF</title></entry>\n".to_vec();
    text.extend_from_slice(format!("{}</feed>", entry("B")).as_bytes());
    let reading = read_as(Format::Atom, &text);
    assert_eq!((reading.papers.len(), reading.rejected.len()), (1, 1), "{reading:?}");
}

#[test]
fn no_declared_entity_is_expanded() {
    let lines: String = (1..10)
        .map(|n| format!("<!ENTITY lol{n} \"{}\">\n", format!("&lol{};", n - 1).repeat(10)))
        .collect();
    let bomb = format!(
        "<!DOCTYPE feed [<!ENTITY lol0 \"lol\">\n{lines}]>\n<feed>{}{}</feed>",
        entry("&lol9;"),
        entry("B")
    );
    assert_eq!(sniff(bomb.as_bytes()), Some(Format::Atom));
    let reading = read_as(Format::Atom, bomb.as_bytes());
    assert_eq!(reading.papers[0].title, "B");
    let [(line, reason)] = reading.rejected.as_slice() else { panic!("{reading:?}") };
    assert!(*line == 12 && reason.contains("&lol9;"), "{line}: {reason}");
    let file = "<!DOCTYPE feed [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><feed><entry><title>&x;</title></entry></feed>";
    assert!(read_as(Format::Atom, file.as_bytes()).papers.is_empty());
}

#[test]
fn deep_nesting_and_endless_texts_are_rejected() {
    let deep = format!("<entry>{}</entry>\n", "<a>".repeat(100_000));
    check_feed(&format!("{deep}{}", entry("B")), &["B"], &[(2, "nested more than 256")]);
    let long = entry(&"x".repeat(MAX_EVENT + 100_000));
    check_feed(&format!("{long}{}", entry("B")), &["B"], &[(2, "more than 16 MB")]);
    let pieces = entry(&"xxxxxxxx<i/>".repeat(MAX_RECORD / 8 + 1));
    check_feed(&format!("{pieces}{}", entry("B")), &["B"], &[(2, "more than 16 MB")]);
}

/// A file of each format.
pub fn seeds() -> [&'static str; 5] {
    [PUBMED, ARTICLE, FEED, HARVEST, ANTHOLOGY]
}

/// Feeds whose records and break are known: none is lost, and none is made up.
#[test]
fn every_record_is_accounted_for_wherever_a_file_is_cut() {
    for whole in [PUBMED, ARTICLE, FEED, HARVEST, ANTHOLOGY] {
        let format = sniff(whole.as_bytes()).unwrap();
        let n_records = read_as(format, whole.as_bytes()).n_records();
        for at in 0..whole.len() {
            let reading = read_as(format, &whole.as_bytes()[..at]);
            assert!(reading.n_records() <= n_records + 1, "{format} cut at {at}: {reading:?}");
            let starts = reading.papers.len() < n_records;
            assert!(!starts || at < whole.len(), "{format} cut at {at}");
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for format in [Format::PubMed, Format::Jats, Format::Atom, Format::Oai, Format::Acl] {
            read_as(format, &bytes);
        }
        sniff(&bytes);
    }
}
