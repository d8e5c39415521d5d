//! The columns of an export.

use winback_filter::Entity;

use crate::{AppError, Misuse};

/// What an import makes of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It is read.
    Read,
    /// It follows from other columns, and must agree with them.
    Checked,
    /// It follows from other columns or is the deployment's own, and is not read.
    Ignored,
}

/// One column of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportColumn {
    /// Its name: that of the filter field, or behind a dot that of a field of what is referred to.
    pub name: &'static str,
    /// What an import makes of it; only what is read or checked stands in an export unless it is
    /// asked for.
    pub reading: Reading,
}

const fn read(name: &'static str) -> ExportColumn {
    ExportColumn { name, reading: Reading::Read }
}

const fn checked(name: &'static str) -> ExportColumn {
    ExportColumn { name, reading: Reading::Checked }
}

const fn ignored(name: &'static str) -> ExportColumn {
    ExportColumn { name, reading: Reading::Ignored }
}

/// All columns, in the order of an export.
pub const EXPORT_COLUMNS: &[ExportColumn] = &[
    ignored("id"),
    ignored("revision"),
    read("external_id"),
    read("kind"),
    read("name"),
    read("state"),
    read("stage"),
    checked("lost_reason"),
    read("expected_revenue"),
    checked("currency"),
    read("probability"),
    ignored("automated_probability"),
    read("hand_probability"),
    read("estimate"),
    read("expected_closing"),
    read("priority"),
    read("salesperson.login"),
    read("salesperson.name"),
    read("team"),
    read("tags"),
    read("customer.name"),
    read("customer.kind"),
    read("customer.parent"),
    read("customer.email"),
    read("customer.phone"),
    read("customer.reference"),
    read("customer.country"),
    read("customer.city"),
    read("customer.language"),
    read("customer.sector"),
    read("customer.employees"),
    read("company_name"),
    read("contact_name"),
    read("email"),
    ignored("email_normalised"),
    read("phone"),
    ignored("phone_normalised"),
    read("street"),
    read("street2"),
    read("city"),
    read("region"),
    read("zip"),
    read("country"),
    read("language"),
    read("source"),
    read("medium"),
    read("campaign"),
    read("created_at"),
    read("updated_at"),
    read("assigned_at"),
    read("converted_at"),
    read("closed_at"),
    read("stage_changed_at"),
    ignored("active"),
    read("notes"),
    read("losses"),
];

/// Returns the columns that an import reads or checks.
pub(super) fn read_by_import() -> Vec<&'static ExportColumn> {
    EXPORT_COLUMNS.iter().filter(|column| column.reading != Reading::Ignored).collect()
}

/// Finds columns by their names, each once.
///
/// # Errors
/// [`AppError::Usage`] for an unknown one, with the nearest.
pub(super) fn named(
    entity: &Entity,
    names: &[String],
) -> Result<Vec<&'static ExportColumn>, AppError> {
    let mut columns: Vec<&'static ExportColumn> = Vec::new();
    for name in names.iter().map(|name| name.trim()) {
        let field = entity.field(name).map_or(name, |field| field.name);
        let means = |column: &&&ExportColumn| {
            column.name == field || column.name.split_once('.').is_some_and(|(of, _)| of == field)
        };
        let found: Vec<_> = EXPORT_COLUMNS.iter().collect();
        let found: Vec<_> = found.iter().filter(means).copied().collect();
        if found.is_empty() {
            return Err(unknown(name));
        }
        for column in found {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    Ok(columns)
}

fn unknown(name: &str) -> AppError {
    let known: Vec<&str> = EXPORT_COLUMNS.iter().map(|column| column.name).collect();
    let nearest = AppError::nearest(name, known.iter().copied());
    Misuse::UnknownColumn { column: name.to_owned(), nearest, known }.into()
}
