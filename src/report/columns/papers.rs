//! The tables of themes and papers, and of what became of the records.

use super::Unit::{Count, Number, Share, Text, Truth};
use super::{ColumnMeaning, LABEL, PAPER_ID, THEME_ID, TITLE, TableMeaning, column, table};

const TOP_TERMS: ColumnMeaning = column(
    "top_terms",
    Text,
    "Ten phrases that tell the theme from the others and are found near one another, most telling first",
);

pub(super) const THEMES: TableMeaning = table(
    "themes",
    "theme, largest first",
    &[
        THEME_ID,
        LABEL,
        column("parent_id", Text, "Broad theme it is in; empty where it is in none"),
        column("n_papers", Count, "Papers of the theme"),
        column("share", Share, "Share of all papers read, 0–1"),
        TOP_TERMS,
        column(
            "stability",
            Number,
            "How well single runs find the theme again (mean Jaccard similarity), 0–1; above .75 it is found again and again, below .5 it is one way among several",
        ),
        column(
            "npmi",
            Number,
            "How much more often than by chance the top terms occur in the same papers, −1 to 1",
        ),
        column("example_paper", Text, "Title of the paper nearest to the centre of the theme"),
        column("example_2", Text, "Title of the second nearest"),
        column("example_3", Text, "Title of the third nearest"),
        column("description", Text, "The theme in one sentence"),
    ],
);

pub(super) const BROAD_THEMES: TableMeaning = table(
    "broad_themes",
    "broad theme, largest first",
    &[
        column("broad_id", Text, "Id of the broad theme, B01 the largest"),
        column("label", Text, "Name of the broad theme"),
        column("n_papers", Count, "Papers of all its themes"),
        column("share", Share, "Share of all papers read, 0–1"),
        column("theme_ids", Text, "The themes it is made of"),
        TOP_TERMS,
    ],
);

pub(super) const PAPERS: TableMeaning = table(
    "papers",
    "paper",
    &[
        PAPER_ID,
        TITLE,
        column("date", Text, "YYYY, YYYY-MM or YYYY-MM-DD, as fine as your files have it; text"),
        column("theme_id", Text, "Theme of the paper; empty: unclustered"),
        column("label", Text, "Name of that theme"),
        column(
            "membership",
            Number,
            "How likely the paper is in this theme again when a tenth of the papers is left out, 0–1",
        ),
        column("runner_up_id", Text, "The theme it would be in otherwise"),
        column(
            "margin",
            Number,
            "How much more often the runs group the paper with its theme than with the runner-up, −1 to 1 (other methods: difference of two cosines, −2 to 2); near 0 either would do",
        ),
        column("why_terms", Text, "Phrases of this paper that put it there"),
        column(
            "novelty",
            Number,
            "How new the paper's terms were when it appeared, 0–1; empty without a date or with fewer than 20 papers before",
        ),
        column("url", Text, "Address of the paper, as your files have it"),
        column(
            "period",
            Text,
            "The period in which the paper is counted; empty without a place in time",
        ),
    ],
);

pub(super) const TERMS: TableMeaning = table(
    "terms",
    "theme and phrase",
    &[
        THEME_ID,
        column("rank", Count, "Order in which the phrases were chosen, from 1"),
        column("term", Text, "The phrase, as papers write it"),
        column(
            "score",
            Number,
            "p·ln(p/q), with p the share of the theme's papers that contain the phrase and q that of all clustered papers; above 0",
        ),
        column("n_papers", Count, "Papers of the theme with the phrase"),
        column("n_papers_corpus", Count, "All papers with the phrase"),
    ],
);

pub(super) const MAP: TableMeaning = table(
    "map",
    "paper",
    &[
        PAPER_ID,
        column("x", Number, "Horizontal place on the map, −1 to 1, without a unit"),
        column("y", Number, "Vertical place, growing upwards, −1 to 1"),
        column("theme_id", Text, "Theme of the paper; empty: unclustered"),
    ],
);

pub(super) const SYNONYMS: TableMeaning = table(
    "synonyms",
    "form and another of the same meaning",
    &[
        column("form", Text, "The form that both count as"),
        column("variant", Text, "The other form"),
        column("source", Text, "Who says so: the papers or your file"),
        column("n_papers_define", Count, "Papers that say one stands for the other"),
        column("n_papers_form", Count, "Papers with the form"),
        column("n_papers_variant", Count, "Papers with the variant"),
        column("folded", Truth, "Whether the variant was read as the form"),
        column("reason", Text, "Why, or why not"),
    ],
);

pub(super) const REJECTS: TableMeaning = table(
    "rejects",
    "record or file that could not be used",
    &[
        column("file", Text, "The file"),
        column("line", Count, "Line of the record in it; empty: the whole file"),
        column("reason", Text, "Why it could not be used"),
    ],
);

pub(super) const DUPLICATES: TableMeaning = table(
    "duplicates",
    "record merged into another",
    &[
        column("kept_id", Text, "Id of the paper that was kept"),
        column("merged_id", Text, "Id of the record merged into it"),
        column("merged_title", Text, "Title of that record"),
        column(
            "rule",
            Text,
            "same id, same DOI, same arXiv id, same PubMed id, same title (but for case, accents and punctuation, of years that fit), or alike abstract",
        ),
        column(
            "similarity",
            Number,
            "Jaccard similarity of the two abstracts' runs of five words, 0–1; empty where one is too short",
        ),
    ],
);

pub(super) const SOURCES: TableMeaning = table(
    "sources",
    "file read; records = papers + duplicates + rejected + filtered",
    &[
        column("file", Text, "The file"),
        column("format", Text, "What it was read as"),
        column("n_records", Count, "Records in it"),
        column("n_papers", Count, "Records that are papers; of one in several files, the fullest"),
        column("n_duplicates", Count, "Records merged into another"),
        column("n_rejected", Count, "Records that could not be used"),
        column("n_filtered", Count, "Records left out by --since, --until, --where or --sample"),
    ],
);

pub(super) const REPAIRS: TableMeaning = table(
    "repairs",
    "kind of damage to titles and abstracts that was undone",
    &[
        column(
            "repair",
            Text,
            "mark-up: tags and entities; LaTeX commands, but not formulas; wrong encoding: UTF-8 \
             read as Latin-1; ligatures; line-end hyphens; unknown glyphs: (cid:12); publisher's \
             notice; the word abstract before an abstract; section headings that had run into the \
             text; cut abstracts, of which only the mark was taken",
        ),
        column("n_papers", Count, "Papers that had it"),
        column("n_times", Count, "How often; of each paper at most 255 times"),
        column("example_id", Text, "Id of the first paper that had it"),
    ],
);

pub(super) const TAXONOMY: TableMeaning = table(
    "taxonomy",
    "paper of a theme of your own; only with --taxonomy",
    &[
        PAPER_ID,
        TITLE,
        column("theme_id", Text, "Your theme"),
        column("label", Text, "Its name"),
        column("score", Count, "Mentions of its phrases, one in the title counting as three"),
        column("evidence", Text, "Which phrases, and how often where"),
        column("also_matches", Text, "Your other themes it could be in"),
    ],
);

pub(super) const CANDIDATES: TableMeaning = table(
    "candidates",
    "number of themes tried, the chosen one first",
    &[
        column("rank", Count, "Place by score, from 1"),
        column("n_themes", Count, "How many themes were looked for"),
        column(
            "score",
            Number,
            "Separation, stability and size less what further themes cost a reader; at most 1",
        ),
        column("silhouette", Number, "How well separated the themes of quick runs are, −1 to 1"),
        column("stability", Number, "How well other quick runs find them again, 0–1"),
        column("smallest", Count, "Papers in the smallest theme"),
        column("chosen", Truth, "Whether this number was chosen"),
        column("reason", Text, "The numbers in words"),
    ],
);

pub(super) const COLUMNS: TableMeaning = table(
    "columns",
    "column of a table",
    &[
        column("table", Text, "The table"),
        column("column", Text, "Its column, as its header has it"),
        column("type", Text, "string, integer, number or boolean"),
        column("meaning", Text, "What it means, with unit and range"),
    ],
);
