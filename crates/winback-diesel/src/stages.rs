//! What managers do to stages. Nobody else writes meanwhile, see [`Database::write_alone`].

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use winback_store::domain::{
    NewStage, Operation, Pipeline, Stage, StageEdit, StageId, Stamp, StateKind, TeamId,
};
use winback_store::filter::{Predicate, fold};
use winback_store::{StageCounts, StageStore, StoreError, StoreResult};

use self::flag::set_won;
pub(crate) use self::flag::{flag, follow, following};
use crate::connection::Conn;
use crate::database::Database;
use crate::error::{Attempt, Failure, missing, taken};
use crate::pipeline::stages;
use crate::predicate::condition;
use crate::reference::TEAMS;
use crate::rows::{count, name_key};
use crate::scoring::recount;
use crate::search::OWN;
use crate::sql::{Sql, sql};

mod flag;

/// Stages in the database.
#[derive(Debug)]
pub(crate) struct StagesInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl StageStore for StagesInDatabase {
    async fn counts(&self, visible: &Predicate) -> StoreResult<Vec<StageCounts>> {
        let visible = visible.clone();
        self.0.read("counting by stage", move |conn| counts(conn, &visible)).await
    }

    async fn create(&self, new: &NewStage) -> StoreResult<Stage> {
        let new = new.clone();
        self.0.write_alone("adding a stage", move |conn| create(conn, &new)).await
    }

    async fn edit(&self, id: StageId, edits: &[StageEdit]) -> StoreResult<Stage> {
        let edits = edits.to_vec();
        self.0.write_alone("changing a stage", move |conn| edit(conn, id, &edits)).await
    }

    async fn place(&self, id: StageId, place: usize) -> StoreResult<Pipeline> {
        let work = move |conn: &mut _| {
            stage(conn, id)?;
            put_at(conn, id, place)?;
            recount(conn)?;
            stages(conn)
        };
        self.0.write_alone("moving a stage", work).await
    }

    async fn remove(&self, id: StageId) -> StoreResult<()> {
        self.0.write_alone("removing a stage", move |conn| remove(conn, id)).await
    }

    async fn set_won(
        &self,
        id: StageId,
        won: bool,
        confirmed: Option<u64>,
        barred: &[Predicate],
        stamp: Stamp,
    ) -> StoreResult<Option<Operation>> {
        let barred = barred.to_vec();
        let work = move |conn: &mut _| set_won(conn, id, won, confirmed, &barred, stamp);
        self.0.write_alone("setting the won flag of a stage", work).await
    }
}

fn stage(conn: &mut Conn, id: StageId) -> Attempt<Stage> {
    let found = stages(conn)?.stage(id).cloned();
    found.ok_or_else(|| missing("stage", id.get()))
}

fn counts(conn: &mut Conn, visible: &Predicate) -> Attempt<Vec<StageCounts>> {
    let counted = sql("SELECT stage_id, state, COUNT(*) FROM opportunities ")
        .text("WHERE stage_id IS NOT NULL AND ")
        .then(condition(visible, OWN)?)
        .text(" GROUP BY stage_id, state");
    let rows: Vec<(i64, String, i64)> = counted.rows::<(BigInt, Text, BigInt)>().load(conn)?;
    let counted: BTreeMap<(i64, String), u64> =
        rows.into_iter().map(|(id, state, records)| ((id, state), count(records))).collect();
    let counts = |stage: &Stage| {
        let of = |state: StateKind| {
            let key = (stage.id.get(), state.as_str().to_owned());
            counted.get(&key).copied().unwrap_or_default()
        };
        StageCounts {
            stage: stage.clone(),
            open: of(StateKind::Open),
            won: of(StateKind::Won),
            lost: of(StateKind::Lost),
            archived: of(StateKind::Archived),
        }
    };
    Ok(stages(conn)?.stages().iter().map(counts).collect())
}

/// Checks that no other stage than `own` has the name: there are few, and their names have no key.
fn check_name(pipeline: &Pipeline, own: Option<StageId>, name: &str) -> Attempt<()> {
    let key = name_key(name);
    let named = |stage: &&Stage| name_key(&stage.name) == key && Some(stage.id) != own;
    match pipeline.stages().iter().find(named) {
        Some(_) => Err(taken("stage", name)),
        None => Ok(()),
    }
}

fn create(conn: &mut Conn, new: &NewStage) -> Attempt<Stage> {
    let pipeline = stages(conn)?;
    check_name(&pipeline, None, &new.name)?;
    TEAMS.check(conn, new.team.map(TeamId::get))?;
    let id: i64 =
        sql("INSERT INTO stages (name, name_folded, position, won, folded, team_id, active) ")
            .text("VALUES (")
            .str(new.name.as_str())
            .text(", ")
            .str(fold(&new.name))
            .text(", 0, ")
            .text(truth(new.won))
            .text(", ")
            .text(truth(new.folded))
            .text(", ")
            .int(new.team.map(TeamId::get))
            .text(", TRUE) RETURNING id")
            .rows::<BigInt>()
            .get_result(conn)?;
    let id = StageId::new(id);
    put_at(conn, id, pipeline.place_of_new(new))?;
    recount(conn)?;
    stage(conn, id)
}

const fn truth(is_so: bool) -> &'static str {
    if is_so { "TRUE" } else { "FALSE" }
}

fn edit(conn: &mut Conn, id: StageId, edits: &[StageEdit]) -> Attempt<Stage> {
    let pipeline = stages(conn)?;
    let mut stage = pipeline.stage(id).cloned().ok_or_else(|| missing("stage", id.get()))?;
    for edit in edits {
        match edit {
            StageEdit::Name(name) => {
                check_name(&pipeline, Some(id), name)?;
                stage.name.clone_from(name);
            }
            StageEdit::Team(team) => {
                TEAMS.check(conn, team.map(TeamId::get))?;
                stage.team = *team;
            }
            StageEdit::Folded(folded) => stage.folded = *folded,
            StageEdit::Archived(archived) => stage.archived = *archived,
        }
    }
    sql("UPDATE stages SET name = ")
        .str(stage.name.as_str())
        .text(", name_folded = ")
        .str(fold(&stage.name))
        .text(", folded = ")
        .text(truth(stage.folded))
        .text(", active = ")
        .text(truth(!stage.archived))
        .text(", team_id = ")
        .int(stage.team.map(TeamId::get))
        .text(" WHERE id = ")
        .int(id.get())
        .execute(conn)?;
    Ok(stage)
}

/// Numbers all stages from 1 in their order, with one of them at a place: `Pipeline::with_place`.
fn put_at(conn: &mut Conn, id: StageId, place: usize) -> Attempt<()> {
    let place = i64::try_from(place.max(1)).unwrap_or(i64::MAX);
    // Own is last among the numbered, so that the others have the numbers without it.
    sql("UPDATE stages SET position = CASE WHEN stages.id = ")
        .int(id.get())
        .text(" THEN CASE WHEN numbered.place < ")
        .int(place)
        .text(" THEN numbered.place ELSE ")
        .int(place)
        .text(" END WHEN numbered.place < ")
        .int(place)
        .text(
            " THEN numbered.place ELSE numbered.place + 1 END FROM (SELECT id, ROW_NUMBER() OVER (",
        )
        .text("ORDER BY CASE WHEN id = ")
        .int(id.get())
        .text(" THEN 1 ELSE 0 END, position, id) AS place FROM stages) AS numbered ")
        .text("WHERE numbered.id = stages.id")
        .execute(conn)?;
    Ok(())
}

/// Removes a stage that no record is in, was in, or was lost in.
///
/// Whoever has left a stage has an entry that says so; it is written here, without a space, or by the
/// database, which puts one on a server.
fn remove(conn: &mut Conn, id: StageId) -> Attempt<()> {
    let name = stage(conn, id)?.name;
    let left = |start: &str, end: &str| -> Sql {
        sql("changes LIKE ").str(format!("%{start}{}{end}%", id.get()))
    };
    let used = sql("SELECT COUNT(*) FROM (SELECT id FROM opportunities WHERE stage_id = ")
        .int(id.get())
        .text(" UNION SELECT opportunity_id FROM losses WHERE stage_id = ")
        .int(id.get())
        .text(" UNION SELECT opportunity_id FROM activity_entries WHERE ")
        .then(left("[\"stage\",", ","))
        .text(" OR ")
        .then(left("[\"stage\", ", ","))
        .text(") AS used");
    let used: i64 = used.rows::<BigInt>().get_result(conn)?;
    if used > 0 {
        let (what, records) = ("stage", count(used));
        return Err(Failure::Store(StoreError::InUse { what, name, records }));
    }
    sql("DELETE FROM stages WHERE id = ").int(id.get()).execute(conn)?;
    recount(conn)
}
