//! What is scored of records, read by id, some thousand at a time.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use super::observed::{EMAIL_QUALITY, PHONE_QUALITY};
use crate::connection::Conn;
use crate::error::Attempt;
use crate::sql::{Sql, sql};

/// How many records are read at a time.
pub(super) const CHUNK: usize = 5_000;

/// Tags are read for all ids between the first record and the last, unless those are so many times as
/// many as the records.
const SPARSE: i64 = 8;

/// What is scored of one record.
#[derive(Debug)]
pub(super) struct ScoredRow {
    pub(super) id: i64,
    pub(super) estimate: i64,
    pub(super) is_won: bool,
    pub(super) team: Option<i64>,
    pub(super) stage: Option<i64>,
    pub(super) country: Option<i64>,
    pub(super) region: Option<String>,
    pub(super) email_quality: String,
    pub(super) phone_quality: String,
    pub(super) source: Option<i64>,
    pub(super) language: Option<String>,
}

/// Tags of records, both by number.
#[derive(Debug)]
pub(super) struct Tags(Vec<(i64, i64)>);

impl Tags {
    /// Returns the tags of one record.
    pub(super) fn of(&self, record: i64) -> impl Iterator<Item = i64> {
        let first = self.0.partition_point(|(id, _)| *id < record);
        let from_there = self.0.get(first..).unwrap_or_default().iter();
        from_there.take_while(move |(id, _)| *id == record).map(|(_, tag)| *tag)
    }
}

type Id = Nullable<BigInt>;
type Word = Nullable<Text>;
type Row = (BigInt, BigInt, Bool, Id, Id, Id, Word, Text, Text, Id, Word);
type Found = (
    i64,
    i64,
    bool,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<String>,
    String,
    String,
    Option<i64>,
    Option<String>,
);

/// Reads what is scored of the records that fulfil a condition, by id, after one.
pub(super) fn read(
    conn: &mut Conn,
    which: &Sql,
    after: i64,
    limit: usize,
) -> Attempt<(Vec<ScoredRow>, Tags)> {
    let statement = sql("SELECT opportunities.id, opportunities.estimate, ")
        .text("opportunities.state = 'won', ")
        .text("opportunities.team_id, opportunities.stage_id, opportunities.country_id, ")
        .text("opportunities.region_folded, ")
        .text(EMAIL_QUALITY)
        .text(", ")
        .text(PHONE_QUALITY)
        .text(", opportunities.source_id, opportunities.language_folded ")
        .text("FROM opportunities WHERE opportunities.id > ")
        .int(after)
        .text(" AND (")
        .then(which.clone())
        .text(") ORDER BY opportunities.id LIMIT ")
        .int(i64::try_from(limit).unwrap_or(i64::MAX));
    let found: Vec<Found> = statement.rows::<Row>().load(conn)?;
    let row = |found: Found| {
        let (id, estimate, is_won, team, stage, country, region, email, phone, source, language) =
            found;
        let text = |text: Option<String>| text.filter(|text| !text.is_empty());
        ScoredRow {
            id,
            estimate,
            is_won,
            team,
            stage,
            country,
            region: text(region),
            email_quality: email,
            phone_quality: phone,
            source,
            language: text(language),
        }
    };
    let rows: Vec<ScoredRow> = found.into_iter().map(row).collect();
    let tags = tags(conn, &rows)?;
    Ok((rows, tags))
}

fn tags(conn: &mut Conn, rows: &[ScoredRow]) -> Attempt<Tags> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(Tags(Vec::new()));
    };
    let number = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let is_sparse = last.id.saturating_sub(first.id) > number.saturating_mul(SPARSE);
    let statement = sql("SELECT opportunity_id, tag_id FROM opportunity_tags WHERE opportunity_id");
    let these = match is_sparse {
        true => statement.in_ids(rows.iter().map(|row| row.id)),
        false => statement.text(" BETWEEN ").int(first.id).text(" AND ").int(last.id),
    };
    let ordered = these.text(" ORDER BY opportunity_id, tag_id").rows::<(BigInt, BigInt)>();
    Ok(Tags(ordered.load(conn)?))
}
