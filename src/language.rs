//! The languages of papers: which there are, and which one a text is written in.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use whatlang::{Detector, Lang, Script};

/// Letters from which a text in the Latin alphabet tells its language; a title alone does not.
const MIN_LETTERS: usize = 100;
/// Characters of a text that are looked at.
const WINDOW: usize = 1_000;
/// Words that half of all English texts are made of, and no other language has.
const ENGLISH: [&str; 8] = ["the", "of", "and", "with", "that", "this", "which", "from"];
/// Share of such words from which a text is English: in abstracts it is about an eighth.
const MIN_ENGLISH: f64 = 0.06;

/// A language of the Snowball stemmers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // The names say all there is to say.
pub enum Language {
    Arabic,
    Danish,
    Dutch,
    #[default]
    English,
    Finnish,
    French,
    German,
    Greek,
    Hungarian,
    Italian,
    Norwegian,
    Portuguese,
    Romanian,
    Russian,
    Spanish,
    Swedish,
    Tamil,
    Turkish,
}

/// Languages that texts are told to be in: the code of ISO 639-1, the name, and the stemmer where
/// there is one.
const TONGUES: &[(Lang, &str, &str, Option<Language>)] = &[
    (Lang::Ara, "ar", "Arabic", Some(Language::Arabic)),
    (Lang::Bul, "bg", "Bulgarian", None),
    (Lang::Cat, "ca", "Catalan", None),
    (Lang::Ces, "cs", "Czech", None),
    (Lang::Dan, "da", "Danish", Some(Language::Danish)),
    (Lang::Deu, "de", "German", Some(Language::German)),
    (Lang::Ell, "el", "Greek", Some(Language::Greek)),
    (Lang::Eng, "en", "English", Some(Language::English)),
    (Lang::Spa, "es", "Spanish", Some(Language::Spanish)),
    (Lang::Pes, "fa", "Persian", None),
    (Lang::Fin, "fi", "Finnish", Some(Language::Finnish)),
    (Lang::Fra, "fr", "French", Some(Language::French)),
    (Lang::Heb, "he", "Hebrew", None),
    (Lang::Hin, "hi", "Hindi", None),
    (Lang::Hrv, "hr", "Croatian", None),
    (Lang::Hun, "hu", "Hungarian", Some(Language::Hungarian)),
    (Lang::Ind, "id", "Indonesian", None),
    (Lang::Ita, "it", "Italian", Some(Language::Italian)),
    (Lang::Jpn, "ja", "Japanese", None),
    (Lang::Kor, "ko", "Korean", None),
    (Lang::Nld, "nl", "Dutch", Some(Language::Dutch)),
    (Lang::Nob, "no", "Norwegian", Some(Language::Norwegian)),
    (Lang::Pol, "pl", "Polish", None),
    (Lang::Por, "pt", "Portuguese", Some(Language::Portuguese)),
    (Lang::Ron, "ro", "Romanian", Some(Language::Romanian)),
    (Lang::Rus, "ru", "Russian", Some(Language::Russian)),
    (Lang::Slk, "sk", "Slovak", None),
    (Lang::Swe, "sv", "Swedish", Some(Language::Swedish)),
    (Lang::Tam, "ta", "Tamil", Some(Language::Tamil)),
    (Lang::Tha, "th", "Thai", None),
    (Lang::Tur, "tr", "Turkish", Some(Language::Turkish)),
    (Lang::Ukr, "uk", "Ukrainian", None),
    (Lang::Vie, "vi", "Vietnamese", None),
    (Lang::Cmn, "zh", "Chinese", None),
];

/// A language that a text may be in, of those with and without a stemmer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tongue(u8);

impl Tongue {
    fn find(is_it: impl Fn(&(Lang, &str, &str, Option<Language>)) -> bool) -> Option<Tongue> {
        TONGUES.iter().position(is_it).map(|idx| Tongue(idx as u8))
    }

    fn get(self) -> &'static (Lang, &'static str, &'static str, Option<Language>) {
        &TONGUES[usize::from(self.0)]
    }

    /// English, as most papers are.
    pub fn english() -> Tongue {
        Tongue::find(|(lang, ..)| *lang == Lang::Eng).unwrap_or(Tongue(0))
    }

    /// That of a stemmer.
    pub fn of(stemmer: Language) -> Tongue {
        Tongue::find(|(.., language)| *language == Some(stemmer)).unwrap_or(Tongue::english())
    }

    /// Its name: `German`.
    pub fn name(self) -> &'static str {
        self.get().2
    }

    /// Its stemmer, where there is one.
    pub fn language(self) -> Option<Language> {
        self.get().3
    }

    /// Whether its words stand apart: in Chinese, Japanese and Thai they do not.
    pub fn has_spaces(self) -> bool {
        !matches!(self.get().0, Lang::Cmn | Lang::Jpn | Lang::Tha)
    }
}

/// Writes the name.
impl fmt::Display for Tongue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Tongue {
    type Err = Error;

    /// Reads a name or a code of ISO 639-1, in any case.
    fn from_str(text: &str) -> Result<Self, Error> {
        let is_it = |name: &str| name.eq_ignore_ascii_case(text.trim());
        Tongue::find(|(_, code, name, _)| is_it(code) || is_it(name)).ok_or_else(|| {
            let all: Vec<&str> = TONGUES.iter().map(|(_, code, ..)| *code).collect();
            Error::config(
                format!("unknown language {text:?}"),
                format!("use a name such as German, or one of {}", all.join(", ")),
            )
        })
    }
}

/// Writes the form that [`FromStr`] reads back.
impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Tongue::of(*self).name().to_lowercase())
    }
}

impl FromStr for Language {
    type Err = Error;

    /// Reads a name or a code of ISO 639-1, in any case.
    fn from_str(text: &str) -> Result<Self, Error> {
        let tongue: Tongue = text.parse()?;
        tongue.language().ok_or_else(|| {
            Error::config(
                format!("{tongue} has no stemmer here"),
                "leave --language out: such papers are placed by the terms they share with others",
            )
        })
    }
}

/// The language of a text of a title and an abstract; `None` where it is too short to tell.
pub fn detect(title: &str, abstract_text: &str) -> Option<Tongue> {
    let start = |text: &str| text.chars().take(WINDOW).collect::<String>();
    let text = start(abstract_text);
    if is_english(&text) {
        return Some(Tongue::english());
    }
    let n_letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let text =
        if n_letters(&text) >= MIN_LETTERS { text } else { format!("{} {text}", start(title)) };
    if n_letters(&text) < MIN_LETTERS && whatlang::detect_script(&text) == Some(Script::Latin) {
        return None;
    }
    static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
        Detector::with_allowlist(TONGUES.iter().map(|(lang, ..)| *lang).collect())
    });
    let info = DETECTOR.detect(&text).filter(|info| info.is_reliable())?;
    Tongue::find(|(lang, ..)| *lang == info.lang())
}

/// Whether a text has so many small words of English that nothing else has to be asked.
fn is_english(text: &str) -> bool {
    let (mut n, mut n_english) = (0, 0);
    for word in text.split_ascii_whitespace() {
        n += 1;
        n_english += usize::from(ENGLISH.iter().any(|english| word.eq_ignore_ascii_case(english)));
    }
    n >= 12 && n_english as f64 >= MIN_ENGLISH * n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(detect("", text).map(Tongue::name), expected, "{text}");
    }

    #[test]
    fn texts_tell_their_language() {
        check(
            "We study how the reefs of the north come back after heat, and follow forty of them \
             for ten years. Most of them recover within six years.",
            Some("English"),
        );
        check(
            "Wir untersuchen, wie sich die Riffe des Nordens nach der Hitze erholen, und begleiten \
             vierzig von ihnen über zehn Jahre. Die meisten erholen sich nach sechs Jahren.",
            Some("German"),
        );
        check(
            "Nous étudions comment les récifs du nord se rétablissent après la chaleur, et nous en \
             suivons quarante pendant dix ans. La plupart se rétablissent en six ans.",
            Some("French"),
        );
        check(
            "Estudiamos cómo los arrecifes del norte se recuperan después del calor, y seguimos a \
             cuarenta de ellos durante diez años. La mayoría se recupera en seis años.",
            Some("Spanish"),
        );
        check(
            "我们研究北方的珊瑚礁如何在高温之后恢复，并对其中四十个进行了十年的跟踪。",
            Some("Chinese"),
        );
        check(
            "北のサンゴ礁が暑さの後にどのように回復するかを調べ、そのうち四十を十年間追跡した。",
            Some("Japanese"),
        );
        check("เราศึกษาว่าแนวปะการังทางเหนือฟื้นตัวอย่างไรหลังความร้อน", Some("Thai"));
        check("Attention is all you need", None);
        check("", None);
    }

    #[test]
    fn a_short_abstract_is_read_with_its_title() {
        let title = "Wie sich die Riffe des Nordens nach der Hitze des Sommers wieder erholen";
        let found = detect(title, "Eine Untersuchung an vierzig Riffen über zehn Jahre hinweg.");
        assert_eq!(found.map(Tongue::name), Some("German"));
    }

    #[test]
    fn names_and_codes_read_back() {
        for language in <Language as clap::ValueEnum>::value_variants() {
            assert_eq!(language.to_string().parse::<Language>().unwrap(), *language);
        }
        assert_eq!("DE".parse::<Language>().unwrap(), Language::German);
        assert_eq!("chinese".parse::<Tongue>().unwrap().name(), "Chinese");
        assert!(!"zh".parse::<Tongue>().unwrap().has_spaces());
        let message = "zh".parse::<Language>().unwrap_err().to_string();
        assert!(message.contains("Chinese") && message.contains("no stemmer"), "{message}");
        assert!("xx".parse::<Language>().unwrap_err().to_string().contains("\"xx\""));
    }
}
