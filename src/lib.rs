//! themeline turns a pile of paper abstracts into named themes and honest trends.
//!
//! The stages follow one another in a straight line, each a function from one type to the next;
//! [`pipeline`] calls them in this order:
//!
//! | stage | makes | from |
//! |---|---|---|
//! | [`ingest`] | [`corpus::Corpus`]: papers in canonical order | files |
//! | [`tokenize`] | [`tokenize::TokenizedCorpus`]: streams of words | papers |
//! | [`taxonomy`] | [`taxonomy::Matches`]: papers of the user's own themes | words and a file of phrases |
//! | [`weigh`] | [`weigh::TermMatrix`]: TF-IDF | words |
//! | [`reduce`] | [`reduce::Embedding`]: points | weights |
//! | [`cluster`] | [`cluster::Clustering`]: a theme per paper | points |
//! | [`label`] | [`label::Themes`]: names | themes and words |
//! | [`trend`] | [`trend::Trends`]: counts per period | themes and dates |
//! | [`map`] | [`map::PaperMap`]: a place per paper | points |
//! | [`report`] | tables, charts, manifest | all of it |
//! | [`check`] | [`check::Check`]: what inputs hold and lack | papers |
//! | [`explain`] | [`explain::Explanation`]: why a paper is where it is | all of it, and a paper |
//! | [`evaluate`] | [`evaluate::Evaluation`]: how good the themes are | an earlier output |

pub mod check;
pub mod cli;
pub mod cluster;
pub mod config;
pub mod corpus;
pub mod dense;
pub mod error;
pub mod evaluate;
pub mod explain;
pub mod formula;
pub mod ingest;
pub mod label;
pub mod language;
pub mod locale;
pub mod map;
pub mod pipeline;
pub mod progress;
pub mod reduce;
pub mod report;
mod sample;
pub mod taxonomy;
pub mod tokenize;
pub mod trend;
pub mod weigh;
