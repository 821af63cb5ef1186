//! How CSV files are written where the comma is the decimal sign.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Deserialize as Derive, Serialize};

/// Whose spreadsheets the CSV files are for: a spreadsheet takes a file apart by the signs of the
/// country it is set to, whatever is in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Derive, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Locale {
    /// Commas between cells and a decimal point: English, Chinese, Japanese, Korean and others.
    #[default]
    En,
    Cs,
    Da,
    De,
    /// Semicolons between cells, but a decimal point.
    DeCh,
    Es,
    Fi,
    Fr,
    It,
    Nb,
    Nl,
    Pl,
    Pt,
    Ru,
    Sv,
    Tr,
}

impl Locale {
    /// What stands between the cells of a row.
    pub fn separator(self) -> u8 {
        if self == Locale::En { b',' } else { b';' }
    }

    /// Whether the decimal sign is a comma.
    pub fn has_decimal_comma(self) -> bool {
        !matches!(self, Locale::En | Locale::DeCh)
    }

    /// The number in a cell, `None` where it is none. Numbers have no signs between thousands.
    pub fn number(self, cell: &str) -> Option<f64> {
        let number = if self.has_decimal_comma() && !cell.contains('.') {
            cell.replacen(',', ".", 1).parse()
        } else {
            cell.parse()
        };
        number.ok().filter(|number: &f64| number.is_finite())
    }
}

/// Reads a number with either decimal sign, or an empty cell, of a table of ours.
///
/// # Errors
/// When the cell holds anything else.
pub fn optional_number<'de, D: Deserializer<'de>>(cell: D) -> Result<Option<f64>, D::Error> {
    let Some(cell) = Option::<String>::deserialize(cell)? else { return Ok(None) };
    let number = Locale::De.number(&cell);
    number.map(Some).ok_or_else(|| D::Error::custom(format!("{cell:?} is no number")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_the_sign_of_the_country() {
        assert_eq!(Locale::De.number("-0,25"), Some(-0.25));
        assert_eq!(Locale::De.number("12"), Some(12.0));
        assert_eq!(Locale::En.number("0.25"), Some(0.25));
        assert_eq!(Locale::DeCh.number("0.25"), Some(0.25));
        for (locale, cell) in
            [(Locale::En, "0,25"), (Locale::De, "1,2,3"), (Locale::De, "a"), (Locale::En, "NaN")]
        {
            assert_eq!(locale.number(cell), None, "{cell}");
        }
    }
}
