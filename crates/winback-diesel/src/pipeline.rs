//! Stages, and the lists of names that records refer to.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel::{QueryDsl, RunQueryDsl, SelectableHelper};
use winback_store::domain::{Label, LabelKind, PersonId, Pipeline};
use winback_store::filter::fold;
use winback_store::{PipelineStore, StoreResult};

use crate::connection::Conn;
use crate::database::Database;
use crate::error::{Attempt, missing};
use crate::rows::{StageRow, name_key};
use crate::schema;
use crate::sql::{Sql, sql};

/// Stages and labels in the database.
#[derive(Debug)]
pub(crate) struct PipelineInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl PipelineStore for PipelineInDatabase {
    async fn stages(&self) -> StoreResult<Pipeline> {
        self.0.read("reading the stages", stages).await
    }

    async fn labels(&self, kind: LabelKind) -> StoreResult<Vec<Label>> {
        self.0.read("reading a list of names", move |conn| labels(conn, kind)).await
    }

    async fn ensure_label(&self, kind: LabelKind, name: &str) -> StoreResult<Label> {
        let name = name.to_owned();
        self.0.write("adding a name", move |conn| ensure(conn, kind, &name)).await
    }
}

/// Loads all stages.
pub(crate) fn stages(conn: &mut Conn) -> Attempt<Pipeline> {
    let rows: Vec<StageRow> = schema::stages::table.select(StageRow::as_select()).load(conn)?;
    Ok(Pipeline::new(rows.into_iter().map(Into::into).collect()))
}

/// Returns the table of a list.
pub(crate) const fn table(kind: LabelKind) -> &'static str {
    match kind {
        LabelKind::Team => "teams",
        LabelKind::Tag => "tags",
        LabelKind::Source => "sources",
        LabelKind::Medium => "mediums",
        LabelKind::Campaign => "campaigns",
        LabelKind::Country => "countries",
    }
}

fn select(kind: LabelKind) -> Sql {
    let columns = match kind {
        LabelKind::Country => "SELECT id, name, code, NULL, NULL, NULL, active FROM ",
        LabelKind::Team => "SELECT id, name, NULL, position, leader_id, NULL, active FROM ",
        LabelKind::Tag => "SELECT id, name, NULL, NULL, NULL, colour, active FROM ",
        LabelKind::Source | LabelKind::Medium | LabelKind::Campaign => {
            "SELECT id, name, NULL, NULL, NULL, NULL, active FROM "
        }
    };
    sql(columns).text(table(kind))
}

fn load(conn: &mut Conn, statement: Sql) -> Attempt<Vec<Label>> {
    type Number = Nullable<BigInt>;
    type Row = (BigInt, Text, Nullable<Text>, Number, Number, Number, Bool);
    type Found = (i64, String, Option<String>, Option<i64>, Option<i64>, Option<i64>, bool);
    let rows: Vec<Found> = statement.rows::<Row>().load(conn)?;
    let label = |(id, name, code, position, leader, colour, active): Found| {
        let leader = leader.map(PersonId::new);
        Label { id, name, code, position, leader, colour, active }
    };
    Ok(rows.into_iter().map(label).collect())
}

/// Loads a whole list, by name and id.
pub(crate) fn labels(conn: &mut Conn, kind: LabelKind) -> Attempt<Vec<Label>> {
    load(conn, select(kind).text(" ORDER BY name, id"))
}

/// Finds a label by its id.
pub(crate) fn get(conn: &mut Conn, kind: LabelKind, id: i64) -> Attempt<Label> {
    let found = load(conn, select(kind).text(" WHERE id = ").int(id))?.pop();
    found.ok_or_else(|| missing(kind.as_str(), id))
}

/// Finds a label by its name.
pub(crate) fn named(conn: &mut Conn, kind: LabelKind, name: &str) -> Attempt<Option<Label>> {
    let statement = select(kind).text(" WHERE name_key = ").str(name_key(name));
    Ok(load(conn, statement)?.pop())
}

/// Finds a label by its name, or adds it.
pub(crate) fn ensure(conn: &mut Conn, kind: LabelKind, name: &str) -> Attempt<Label> {
    match named(conn, kind, name)? {
        Some(label) => Ok(label),
        None => add(conn, kind, name.trim()),
    }
}

/// Adds a label whose name is free.
pub(crate) fn add(conn: &mut Conn, kind: LabelKind, name: &str) -> Attempt<Label> {
    let id: i64 = sql("INSERT INTO ")
        .text(table(kind))
        .text(" (name, name_folded, name_key, active) VALUES (")
        .str(name)
        .text(", ")
        .str(fold(name))
        .text(", ")
        .str(name_key(name))
        .text(", TRUE) RETURNING id")
        .rows::<BigInt>()
        .get_result(conn)?;
    Ok(Label::new(kind, id, name.to_owned(), None))
}

/// Adds the countries of a fresh install: codes and names.
pub(crate) fn add_countries(conn: &mut Conn, countries: &[(String, String)]) -> Attempt<()> {
    let row = |(code, name): &(String, String)| {
        sql("(")
            .str(name.as_str())
            .text(", ")
            .str(fold(name))
            .text(", ")
            .str(name_key(name))
            .text(", ")
            .str(code.as_str())
            .text(", ")
            .str(fold(code))
            .text(", TRUE)")
    };
    let rows = countries.iter().map(row).reduce(|all, row| all.text(", ").then(row));
    if let Some(rows) = rows {
        sql("INSERT INTO countries (name, name_folded, name_key, code, code_folded, active) VALUES ")
            .then(rows)
            .execute(conn)?;
    }
    Ok(())
}
