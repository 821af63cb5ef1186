//! themeline turns a pile of paper abstracts into named themes and honest trends.
pub mod corpus;
pub mod dense;
pub mod error;
pub mod tokenize;
pub mod weigh;
