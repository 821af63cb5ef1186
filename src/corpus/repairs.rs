//! Kinds of damage to texts that are undone as they are read, and how often each was.

use std::fmt;

/// A kind of damage to a text that is undone as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// Tags and entities of HTML, JATS and MathML.
    Markup,
    /// Commands of LaTeX in running text.
    Latex,
    /// Letters in UTF-8 that were read in another encoding.
    Encoding,
    /// Ligatures, and characters that cannot be seen.
    Ligatures,
    /// Words parted at the ends of lines.
    Hyphens,
    /// Numbers in place of letters that a reader of PDF did not know.
    Glyphs,
    /// Words of the publisher around an abstract.
    Boilerplate,
    /// The word Abstract before an abstract.
    Heading,
    /// Headings of sections that had run into the text.
    Sections,
    /// Abstracts that an export cut, of which only the mark can be taken.
    Cut,
}

impl Repair {
    /// All kinds, in the order of the table.
    pub const ALL: [Repair; 10] = [
        Repair::Markup,
        Repair::Latex,
        Repair::Encoding,
        Repair::Ligatures,
        Repair::Hyphens,
        Repair::Glyphs,
        Repair::Boilerplate,
        Repair::Heading,
        Repair::Sections,
        Repair::Cut,
    ];
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Repair::Markup => "mark-up",
            Repair::Latex => "LaTeX commands",
            Repair::Encoding => "wrong encoding",
            Repair::Ligatures => "ligatures",
            Repair::Hyphens => "line-end hyphens",
            Repair::Glyphs => "unknown glyphs",
            Repair::Boilerplate => "publisher's notice",
            Repair::Heading => "the word abstract",
            Repair::Sections => "section headings",
            Repair::Cut => "cut abstracts",
        })
    }
}

/// How often each kind of damage was undone in the texts of one paper; 255 stands for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Repairs([u8; Repair::ALL.len()]);

impl Repairs {
    /// Notes that a kind was undone so many times more.
    pub fn add(&mut self, repair: Repair, n_times: usize) {
        let count = &mut self.0[repair as usize];
        *count = count.saturating_add(u8::try_from(n_times).unwrap_or(u8::MAX));
    }

    /// The kinds that were undone, and how often.
    pub fn iter(&self) -> impl Iterator<Item = (Repair, usize)> {
        let counts = Repair::ALL.into_iter().zip(self.0);
        counts.filter(|(_, n_times)| *n_times > 0).map(|(repair, n)| (repair, usize::from(n)))
    }
}

/// What was repaired in the texts of all papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairCount {
    /// The kind of damage.
    pub repair: Repair,
    /// Papers that had it.
    pub n_papers: usize,
    /// How often, of each paper at most 255 times.
    pub n_times: usize,
    /// Id of the first paper that had it.
    pub example_id: String,
}
