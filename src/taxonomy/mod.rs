//! Themes of the user's own: a file of names and phrases, and the papers that match them.
//!
//! [`Taxonomy`] is the file as ingest read it; [`match_papers`] finds out which paper belongs to
//! which of its themes and why. The rest of the papers is clustered around them by
//! [`cluster_around`](crate::cluster::cluster_around).

mod file;
mod matching;

pub use file::{OwnTheme, Taxonomy};
pub use matching::{Claims, Evidence, Match, Matches, match_papers};
