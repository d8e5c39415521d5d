//! The activity logs of all records, replayed one after another.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};
use winback_store::domain::{EntryKind, FieldChange, LostReasonId, Revision, StageId, StateKind};
use winback_store::{LogReplay, Standing};

use super::tally::Tally;
use crate::changes::decode;
use crate::connection::Conn;
use crate::error::Attempt;
use crate::sql::sql;

/// How many entries are held in memory at a time.
const BATCH: usize = 2_000;

/// What the logs tell.
#[derive(Debug, Default)]
pub(super) struct LogTallies {
    pub(super) revisions: Tally,
    pub(super) values: Tally,
    pub(super) state: Tally,
}

/// The record, and an entry of its log if it has one.
type Row = (
    (i64, i64, String, Option<i64>, Option<i64>),
    (Option<i64>, Option<String>, Option<i64>, Option<String>),
);

type RowTypes = (
    (BigInt, BigInt, Text, Nullable<BigInt>, Nullable<BigInt>),
    (Nullable<BigInt>, Nullable<Text>, Nullable<BigInt>, Nullable<Text>),
);

/// The record whose log is replayed.
struct Replayed {
    id: i64,
    revision: i64,
    state: String,
    stage: Option<i64>,
    lost_reason: Option<i64>,
    replay: LogReplay,
}

/// Replays the log of every record.
pub(super) fn walk(conn: &mut Conn) -> Attempt<LogTallies> {
    let mut tallies = LogTallies::default();
    let mut replayed: Option<Replayed> = None;
    let (mut record, mut entry) = (i64::MIN, 0);
    loop {
        let rows = batch(conn, record, entry)?;
        let is_last = rows.len() < BATCH;
        for row in rows {
            (record, entry) = (row.0.0, row.1.0.unwrap_or(0));
            if replayed.as_ref().is_none_or(|it| it.id != record) {
                replayed
                    .replace(Replayed::begin(row.0))
                    .into_iter()
                    .for_each(|it| it.end(&mut tallies));
            }
            if let (Some(replayed), (Some(id), Some(kind), Some(revision), Some(changes))) =
                (&mut replayed, row.1)
            {
                replayed.entry(&mut tallies.values, id, &kind, revision, &changes);
            }
        }
        if is_last {
            replayed.into_iter().for_each(|it| it.end(&mut tallies));
            return Ok(tallies);
        }
    }
}

/// Loads what follows an entry of a record.
fn batch(conn: &mut Conn, record: i64, entry: i64) -> Attempt<Vec<Row>> {
    let statement = sql("SELECT opportunities.id, opportunities.revision, state, stage_id, ")
        .text("lost_reason_id, entries.id, entries.kind, entries.revision, entries.changes ")
        .text("FROM opportunities LEFT JOIN activity_entries AS entries ")
        .text("ON entries.opportunity_id = opportunities.id AND entries.origin_id IS NULL WHERE opportunities.id >= ")
        .int(record)
        .text(" AND (opportunities.id > ")
        .int(record)
        .text(" OR entries.id > ")
        .int(entry)
        .text(") ORDER BY opportunities.id, entries.id LIMIT ")
        .int(i64::try_from(BATCH).unwrap_or(i64::MAX));
    Ok(statement.rows::<RowTypes>().load(conn)?)
}

impl Replayed {
    fn begin(row: (i64, i64, String, Option<i64>, Option<i64>)) -> Self {
        let (id, revision, state, stage, lost_reason) = row;
        Self { id, revision, state, stage, lost_reason, replay: LogReplay::default() }
    }

    fn entry(&mut self, values: &mut Tally, id: i64, kind: &str, revision: i64, changes: &str) {
        let record = self.id;
        let mut unreadable = |what: &str| {
            let sentence = || {
                format!(
                    "the {what} in entry {id} of the log of opportunity {record} cannot be read"
                )
            };
            values.find(Some(record), sentence);
        };
        let changes: Vec<FieldChange> = decode(changes).unwrap_or_else(|_| {
            unreadable("changes");
            Vec::new()
        });
        match EntryKind::from_word(kind) {
            Some(kind) => self.replay.entry(kind, Revision::new(revision), &changes),
            None => unreadable("kind"),
        }
    }

    fn end(self, tallies: &mut LogTallies) {
        let id = self.id;
        let Some(state) = StateKind::from_word(&self.state) else {
            let sentence = || format!("opportunity {id} has the unknown state `{}`", self.state);
            return tallies.state.find(Some(id), sentence);
        };
        let told = self.replay.end(Standing {
            revision: Revision::new(self.revision),
            state,
            stage: self.stage.map(StageId::new),
            lost_reason: self.lost_reason.map(LostReasonId::new),
        });
        if let Some(problem) = told.revisions {
            tallies.revisions.find(Some(id), || format!("opportunity {id} {problem}"));
        }
        if let Some(problem) = told.state {
            tallies.state.find(Some(id), || format!("opportunity {id} {problem}"));
        }
    }
}
