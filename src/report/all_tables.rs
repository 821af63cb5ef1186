//! The tables of a run by name: what everything that is drawn is made from.

use super::read_tables::{REMEDY, columns_table, read_tables};
use super::table::Table;
use crate::config::{CsvDialect, OutputConfig};
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::path::Path;

/// All tables of a run, in the order in which a reader meets them; the last, `columns`, says what
/// the columns of the others hold. Made by a run, or read back from what it wrote.
#[derive(Debug, Clone)]
pub struct Tables(Vec<Table>);

impl Tables {
    /// These tables, and the one of their columns.
    ///
    /// # Errors
    /// When that cannot be built: a defect of ours.
    pub fn new(mut tables: Vec<Table>) -> Result<Self> {
        tables.push(columns_table(&tables)?);
        Ok(Tables(tables))
    }

    /// The tables in a folder of them, whose CSV files are of this dialect.
    ///
    /// # Errors
    /// When one is missing or damaged; names the file, line and column.
    pub fn read(folder: &Path, dialect: CsvDialect) -> Result<Self> {
        read_tables(folder, dialect).map(Tables)
    }

    /// The table called so; a table that a run may do without is asked for by [`Tables::get`].
    ///
    /// # Errors
    /// When there is none.
    pub fn table(&self, name: &str) -> Result<&Table> {
        let missing = || Error::input(format!("the table `{name}`"), "there is none", REMEDY);
        self.get(name).ok_or_else(missing)
    }

    /// The table called so, if there is one.
    pub fn get(&self, name: &str) -> Option<&Table> {
        self.iter().find(|table| table.name == name)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Table> {
        self.0.iter()
    }

    /// Writes all of them into a folder, as CSV and, where asked for, as Parquet.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, folder: &Path, output: &OutputConfig) -> Result<()> {
        let tables: Vec<&Table> = self.iter().collect();
        tables.par_iter().try_for_each(|table| {
            table.write_csv(folder, output.dialect())?;
            if output.parquet {
                table.write_parquet(folder)?;
            }
            Ok(())
        })
    }
}
