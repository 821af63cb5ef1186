//! themeline turns a pile of paper abstracts into named themes and honest trends.
pub mod cluster;
pub mod config;
pub mod corpus;
pub mod dense;
pub mod error;
pub mod ingest;
pub mod label;
pub mod reduce;
pub mod tokenize;
pub mod trend;
pub mod weigh;
