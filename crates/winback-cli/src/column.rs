//! The columns of opportunities: every field that filters know, and a few that only lists show.

use winback_app::{
    Desk,
    store::{Names, OPPORTUNITY, domain::Opportunity, filter::FieldKind},
};

use crate::{
    error::CliError,
    output::{Cell, Column, Shape},
};

pub(crate) mod value;

/// What a list shows if nothing else is asked for.
const USUAL: [&str; 10] = [
    "id",
    "name",
    "customer",
    "stage",
    "salesperson",
    "expected_revenue",
    "probability",
    "state",
    "lost_reason",
    "closed_at",
];

/// Of those, what a narrow terminal can do without, from the most important.
pub(crate) const GIVING_WAY: [&str; 7] =
    ["state", "lost_reason", "stage", "salesperson", "closed_at", "customer", "probability"];

/// Columns that are no fields of filters: of the current loss, and the revision.
pub(crate) const FURTHER: [(&str, &str); 4] = [
    ("competitor", "Competitor"),
    ("closing_note", "Closing note"),
    ("lost_by", "Lost by"),
    ("revision", "Revision"),
];

/// Returns every column there is. Losses are many to a record, so `show` lists them instead.
pub(crate) fn all(desk: &Desk) -> Vec<Column> {
    let fields = desk.schema().entity(OPPORTUNITY).map(|entity| entity.fields.as_slice());
    let fields = fields.unwrap_or_default().iter().filter(|field| field.name != "losses");
    let fields = fields.map(|field| Column {
        name: field.name.into(),
        title: field.label.into(),
        shape: shape(field.kind),
    });
    let further = FURTHER.iter().map(|(name, title)| match *name {
        "revision" => Column::numbers(name, title),
        _ => Column::words(name, title),
    });
    fields.chain(further).collect()
}

const fn shape(kind: FieldKind) -> Shape {
    match kind {
        FieldKind::Number { .. } => Shape::Number,
        FieldKind::Date | FieldKind::Instant | FieldKind::Choice(_) | FieldKind::YesNo => {
            Shape::Short
        }
        FieldKind::Text | FieldKind::Reference { .. } | FieldKind::Many { .. } => Shape::Words,
    }
}

/// Returns what a list shows if nothing else is asked for.
pub(crate) fn usual(desk: &Desk) -> Vec<Column> {
    let all = all(desk);
    USUAL
        .iter()
        .filter_map(|name| all.iter().find(|column| column.name == *name).cloned())
        .collect()
}

/// Finds columns by their names, those of the reference included.
///
/// # Errors
/// [`CliError::Usage`] for an unknown one, with the nearest.
pub(crate) fn named(desk: &Desk, names: &[String]) -> Result<Vec<Column>, CliError> {
    let all = all(desk);
    let entity = desk.schema().entity(OPPORTUNITY);
    let find = |name: &String| {
        let name = name.trim();
        let field = entity.and_then(|entity| entity.field(name)).map_or(name, |field| field.name);
        let column = all.iter().find(|column| column.name == field).cloned();
        column.ok_or_else(|| CliError::Usage(unknown(name, &all)))
    };
    names.iter().map(find).collect()
}

/// Returns the values of a record in these columns.
pub(crate) fn cells(columns: &[Column], record: &Opportunity, names: &Names) -> Vec<Cell> {
    columns.iter().map(|column| cell(&column.name, record, names)).collect()
}

/// Returns the value of a record in one column.
pub(crate) fn cell(column: &str, record: &Opportunity, names: &Names) -> Cell {
    value::of(column, record, names).unwrap_or(Cell::Empty)
}

fn unknown(name: &str, all: &[Column]) -> String {
    if name == "losses" {
        return "`losses` cannot be a column, as a record has many: `winback show ID` lists them"
            .to_owned();
    }
    let likeness = |column: &&Column| strsim::jaro_winkler(name, &column.name);
    let nearest = all
        .iter()
        .filter(|column| likeness(column) > 0.75)
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match nearest {
        Some(column) => format!("there is no column `{name}`; did you mean `{}`?", column.name),
        None => format!("there is no column `{name}`: `winback list --help` names all"),
    }
}
