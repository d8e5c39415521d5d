//! What managers do to lists of names.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use winback_store::domain::{Label, LabelEdit, LabelKind, PersonId};
use winback_store::filter::{Predicate, fold};
use winback_store::{LabelCounts, LabelStore, StoreResult};

use crate::connection::Conn;
use crate::database::Database;
use crate::error::{Attempt, taken};
use crate::pipeline::{add, get, labels, named, table};
use crate::predicate::condition;
use crate::reference::PEOPLE;
use crate::rows::{count, name_key};
use crate::search::OWN;
use crate::sql::{Sql, sql};

/// Lists of names in the database.
#[derive(Debug)]
pub(crate) struct LabelsInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl LabelStore for LabelsInDatabase {
    async fn counts(&self, kind: LabelKind, visible: &Predicate) -> StoreResult<Vec<LabelCounts>> {
        let visible = visible.clone();
        self.0.read("counting by names", move |conn| counts(conn, kind, &visible)).await
    }

    async fn create(&self, kind: LabelKind, name: &str) -> StoreResult<Label> {
        let name = name.to_owned();
        self.0
            .write("adding a name", move |conn| {
                check_name(conn, kind, None, &name)?;
                add(conn, kind, name.trim())
            })
            .await
    }

    async fn edit(&self, kind: LabelKind, id: i64, edits: &[LabelEdit]) -> StoreResult<Label> {
        let edits = edits.to_vec();
        self.0.write("changing a name", move |conn| edit(conn, kind, id, &edits)).await
    }
}

/// Returns where records refer to a list.
fn references(kind: LabelKind) -> Sql {
    let column = match kind {
        LabelKind::Team => "team_id",
        LabelKind::Tag => {
            return sql("SELECT tag_id, COUNT(*) FROM opportunity_tags JOIN opportunities ")
                .text("ON opportunities.id = opportunity_tags.opportunity_id WHERE ");
        }
        LabelKind::Source => "source_id",
        LabelKind::Medium => "medium_id",
        LabelKind::Campaign => "campaign_id",
        LabelKind::Country => "country_id",
    };
    let of = sql("SELECT opportunities.").text(column).text(", COUNT(*) FROM opportunities WHERE ");
    of.text("opportunities.").text(column).text(" IS NOT NULL AND ")
}

fn counts(conn: &mut Conn, kind: LabelKind, visible: &Predicate) -> Attempt<Vec<LabelCounts>> {
    let counted = references(kind).then(condition(visible, OWN)?).text(" GROUP BY 1");
    let rows: Vec<(i64, i64)> = counted.rows::<(BigInt, BigInt)>().load(conn)?;
    let counted: BTreeMap<i64, i64> = rows.into_iter().collect();
    let counts = |label: Label| {
        let records = counted.get(&label.id).copied().map_or(0, count);
        LabelCounts { label, records }
    };
    Ok(labels(conn, kind)?.into_iter().map(counts).collect())
}

/// Checks that no other entry than `own` has the name.
fn check_name(conn: &mut Conn, kind: LabelKind, own: Option<i64>, name: &str) -> Attempt<()> {
    match named(conn, kind, name)? {
        Some(holder) if Some(holder.id) != own => Err(taken(kind.as_str(), name)),
        Some(_) | None => Ok(()),
    }
}

fn edit(conn: &mut Conn, kind: LabelKind, id: i64, edits: &[LabelEdit]) -> Attempt<Label> {
    let mut label = get(conn, kind, id)?;
    for edit in edits {
        match edit {
            LabelEdit::Name(name) => check_name(conn, kind, Some(id), name)?,
            LabelEdit::Leader(leader) => PEOPLE.check(conn, leader.map(PersonId::get))?,
            LabelEdit::Active(_) | LabelEdit::Position(_) | LabelEdit::Colour(_) => {}
        }
    }
    label.edit(kind, edits);
    let name = label.name.as_str();
    let mut update = sql("UPDATE ").text(table(kind)).text(" SET name = ").str(name);
    update = update.text(", name_folded = ").str(fold(name));
    update = update.text(", name_key = ").str(name_key(name));
    update = update.text(", active = ").text(if label.active { "TRUE" } else { "FALSE" });
    update = match kind {
        LabelKind::Team => update
            .text(", position = ")
            .int(label.position)
            .text(", leader_id = ")
            .int(label.leader.map(PersonId::get)),
        LabelKind::Tag => update.text(", colour = ").int(label.colour),
        LabelKind::Source | LabelKind::Medium | LabelKind::Campaign | LabelKind::Country => update,
    };
    update.text(" WHERE id = ").int(id).execute(conn)?;
    Ok(label)
}
