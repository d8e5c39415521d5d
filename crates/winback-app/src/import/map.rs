//! The mappings: built-in ones by name, and files of one's own.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use super::{
    ImportError,
    file::{open, refused, unreadable},
    mapped::Mapped,
    native::Native,
    plugged::Plugged,
    rows::Mapping,
    text::{LineEnds, TextReader},
};
use crate::plugin::Importer;
use crate::{AppError, Desk};

/// A built-in mapping: what of a file goes where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapInfo {
    /// Its name.
    pub name: &'static str,
    /// What it reads, in a line.
    pub help: &'static str,
    /// The mapping file; none for what an export writes, which is no mapping of columns.
    pub text: Option<&'static str>,
}

/// The built-in mappings.
pub const MAPS: &[MapInfo] = &[
    MapInfo {
        name: "crm-sales-opportunities",
        help: "the public \"CRM Sales Opportunities\" export: sales_pipeline.csv with its side files",
        text: Some(include_str!("../../maps/crm-sales-opportunities.toml")),
    },
    MapInfo {
        name: "winback",
        help: "what `winback export` writes, as JSON lines or CSV, with every loss and its history",
        text: None,
    },
];

/// What of a file goes where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportMap {
    /// A built-in mapping or an importer of the deployment, by its name.
    Named(String),
    /// A mapping file.
    File(PathBuf),
    /// What a mapping file says, where it is no file of this machine.
    Text {
        /// What errors call it.
        called: String,
        /// What it says.
        text: String,
    },
}

impl std::str::FromStr for ImportMap {
    type Err = std::convert::Infallible;

    /// Reads the name of a mapping, or the path of a mapping file: that has a folder, or
    /// ends in `.toml`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_path = text.contains(['/', std::path::MAIN_SEPARATOR]) || text.ends_with(".toml");
        Ok(if is_path { Self::File(text.into()) } else { Self::Named(text.to_owned()) })
    }
}

impl MapInfo {
    /// Finds a built-in mapping.
    ///
    /// # Errors
    /// [`AppError::Unknown`], with the nearest.
    pub fn named(name: &str) -> Result<&'static Self, AppError> {
        MAPS.iter()
            .find(|known| known.name == name)
            .ok_or_else(|| AppError::unknown("import map", name, MAPS.iter().map(|map| map.name)))
    }
}

/// What a name of a mapping stands for.
enum Known<'a> {
    BuiltIn(&'static MapInfo),
    Importer(&'a dyn Importer),
}

impl Desk {
    /// Returns the names by which files are imported, each with what it reads: the built-in mappings and
    /// the importers of the deployment.
    pub fn import_maps(&self) -> impl Iterator<Item = (&str, &str)> {
        let importers = self.plugins().importers.iter();
        let importers = importers.map(|importer| (importer.name(), importer.help()));
        MAPS.iter().map(|map| (map.name, map.help)).chain(importers)
    }

    /// Finds a mapping by its name alone, so that no path of this machine is read.
    ///
    /// # Errors
    /// [`AppError::Unknown`], with the nearest.
    pub fn import_named(&self, name: &str) -> Result<ImportMap, AppError> {
        self.known_map(name).map(|_| ImportMap::Named(name.to_owned()))
    }

    fn known_map(&self, name: &str) -> Result<Known<'_>, AppError> {
        if let Some(map) = MAPS.iter().find(|map| map.name == name) {
            return Ok(Known::BuiltIn(map));
        }
        let importers = &self.plugins().importers;
        match importers.iter().find(|importer| importer.name() == name) {
            Some(importer) => Ok(Known::Importer(importer.as_ref())),
            None => {
                let known = self.import_maps().map(|(name, _)| name);
                Err(AppError::unknown("import map", name, known))
            }
        }
    }
}

impl ImportMap {
    /// The longest mapping file, in bytes.
    pub const LONGEST: usize = 1 << 20;

    /// Opens a file by this mapping.
    pub(super) async fn open(
        &self,
        desk: &Desk,
        file: &Path,
    ) -> Result<Box<dyn Mapping>, AppError> {
        match self {
            Self::File(path) => {
                let text = read(path).map_err(Box::new)?;
                let name = path.display().to_string();
                Ok(Box::new(Mapped::open(desk, &name, &text, file).await?))
            }
            Self::Text { called, text } => {
                let text = held(Path::new(called), text).map_err(Box::new)?;
                Ok(Box::new(Mapped::open(desk, called, text, file).await?))
            }
            Self::Named(name) => match desk.known_map(name)? {
                Known::Importer(importer) => {
                    Ok(Box::new(Plugged::open(desk, importer, file).await?))
                }
                Known::BuiltIn(MapInfo { text: Some(text), .. }) => {
                    Ok(Box::new(Mapped::open(desk, name, text, file).await?))
                }
                Known::BuiltIn(_) => Ok(Box::new(Native::open(desk, file).await?)),
            },
        }
    }
}

fn read(path: &Path) -> Result<String, ImportError> {
    let mut text = String::new();
    let longest = u64::try_from(ImportMap::LONGEST).unwrap_or(u64::MAX);
    let mut reader = TextReader::new(open(path)?, LineEnds::Equal).take(longest.saturating_add(1));
    reader.read_to_string(&mut text).map_err(|error| unreadable(path, error))?;
    held(path, &text).map(str::to_owned)
}

/// Returns what a mapping file holds, if it is not too long for one.
fn held<'t>(path: &Path, text: &'t str) -> Result<&'t str, ImportError> {
    if text.len() > ImportMap::LONGEST {
        return Err(refused(path, "is too long for a mapping file: give the mapping first"));
    }
    Ok(text.trim_start_matches('\u{feff}'))
}
