//! `winback fields`.

use clap::Args;
use winback_app::store::{
    OPPORTUNITY,
    filter::{Catalogue, EntityEntry, FieldEntry, Tree},
};

use crate::{
    arguments::Format,
    error::CliError,
    output::{Cell, Column, Shape, Units, compact_line, pretty, write_rows},
    session::Session,
};

/// Lists the fields that can be asked for, and the operators that each has
#[derive(Debug, Args)]
#[command(after_help = "Example: winback fields customer\n\
    With --format json, everything that an editor of filters needs: types, choices, operators, cuts.")]
pub(crate) struct Fields {
    /// Of which records, such as `customer`, `loss` or `person`
    #[arg(default_value = OPPORTUNITY)]
    of: String,
    /// Prints the JSON schema of filters in the tree spelling
    #[arg(long)]
    json_schema: bool,
}

impl Fields {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        if self.json_schema {
            return Ok(pretty(session.output.results(), &Tree::schema())?);
        }
        let desk = session.desk().await?;
        let catalogue = desk.schema().catalogue();
        let entity = self.entity(&catalogue)?;
        match session.output.format() {
            Format::Json => Ok(pretty(session.output.results(), &serde_json::json!(catalogue))?),
            Format::Jsonl => {
                for field in &entity.fields {
                    compact_line(session.output.results(), &serde_json::json!(field))?;
                }
                Ok(())
            }
            Format::Table | Format::Csv => {
                let rows: Vec<_> = entity.fields.iter().map(|it| row(&catalogue, it)).collect();
                let units = Units::of(&desk);
                Ok(write_rows(&mut session.output, &units, "fields", &columns(), &rows)?)
            }
        }
    }

    fn entity<'c>(&self, catalogue: &'c Catalogue) -> Result<&'c EntityEntry, CliError> {
        catalogue.entities.iter().find(|entity| entity.name == self.of).ok_or_else(|| {
            let known: Vec<_> =
                catalogue.entities.iter().map(|entity| format!("`{}`", entity.name)).collect();
            let problem =
                format!("there are no records `{}`: say one of {}", self.of, known.join(", "));
            CliError::Usage(problem)
        })
    }
}

fn columns() -> [Column; 4] {
    let name = Column { name: "field".into(), title: "Field".into(), shape: Shape::Short };
    [
        name,
        Column::words("type", "Type"),
        Column::words("use", "Lists can be"),
        Column::words("operators", "Operators"),
    ]
}

fn row(catalogue: &Catalogue, field: &FieldEntry) -> Vec<Cell> {
    let type_name = serde_json::json!(field.r#type).as_str().unwrap_or_default().replace('_', " ");
    let details = field
        .to
        .map(str::to_owned)
        .or_else(|| field.choices.map(|choices| choices.join(", ")))
        .map_or(type_name.clone(), |details| format!("{type_name}: {details}"));
    let uses = [(field.sortable, "sorted"), (field.groupable, "grouped")];
    let uses: Vec<_> = uses.into_iter().filter(|(can, _)| *can).map(|(_, word)| word).collect();
    let spelling = |name: &&str| {
        let operator = catalogue.operators.iter().find(|operator| operator.name == *name);
        operator.map(|operator| operator.spelling)
    };
    let operators: Vec<_> = field.operators.iter().filter_map(spelling).collect();
    vec![
        Cell::Text(field.name.to_owned()),
        Cell::Text(details),
        Cell::Text(uses.join(", ")),
        Cell::Text(operators.join(", ")),
    ]
}
