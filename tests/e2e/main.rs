//! The program as a stranger meets it: the binary is run, and what it writes is read back.
//!
//! One test program for all of it, since linking is what takes the time.

mod agreement;
mod bad_input;
mod bad_output;
mod broad_themes;
mod bursts;
mod by_group;
mod changepoints;
mod command;
mod common;
mod configuration;
mod corpora;
mod documentation;
mod embeddings;
mod evaluate;
mod evolution;
mod explain;
mod explorer;
mod formats;
mod interrupted;
mod languages;
mod large_corpora;
mod locale;
mod markdown;
mod markup;
mod methods;
mod names;
mod page;
mod quality;
mod records;
mod redraw;
mod rejects;
mod run;
mod same_bytes;
mod same_papers;
mod spreadsheet;
mod svg;
mod synonyms;
mod tables;
mod taxonomy;
mod terminal;
mod theme_number;
mod trends;
mod workbook;
mod xlsx;
