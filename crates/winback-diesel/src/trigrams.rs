//! Filters on what texts hold, in a file: which records can match is asked of their trigrams first.
//!
//! Reading records in the order of a list soon finds a page of what is common, and trigrams find
//! what is rare. So the trigrams are asked for a bounded number of records. If there are no more,
//! the statement looks at these alone, and otherwise as it would without trigrams. What the filter
//! asks stands in the statement in any case: the records of the trigrams are all that can match, and
//! not only those that do, so answers never depend on them. Both statements run in one transaction,
//! and so on one state.
//!
//! A server has trigrams of its own, which it uses by itself.

use std::collections::{BTreeMap, BTreeSet};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use winback_store::filter::{Condition, Predicate, Test, TextMatch};

use crate::connection::Conn;
use crate::error::Attempt;
use crate::predicate::{Few, Place, Scalar, among, condition, place};
use crate::sql::{Sql, Table, sql};

/// How many records are looked at by themselves where all that match are read. Some ten thousand
/// take as long as reading a hundred thousand in order.
pub(crate) const COUNTED: usize = 20_000;

/// How many more records than a page has are looked at by themselves for each record of the page:
/// for fewer, reading a million records in order takes longer.
const FOR_EACH_LISTED: usize = 25;

/// The longest part of a searched text that its trigrams are asked for, as a number of trigrams.
const LONGEST: usize = 40;

/// How many records are looked at by themselves where a page of so many is read.
pub(crate) const fn listed(limit: usize) -> usize {
    let bound = limit.saturating_mul(FOR_EACH_LISTED);
    if bound < COUNTED { bound } else { COUNTED }
}

/// Columns with their trigrams.
#[derive(Debug)]
struct Trigrams {
    table: &'static str,
    columns: &'static [&'static str],
    matching: &'static str,
    counted: &'static str,
}

/// What the migrations make.
static ALL: [Trigrams; 2] = [
    Trigrams {
        table: "opportunities",
        columns: &["name_folded", "contact_name_folded", "email_folded", "company_name_folded"],
        matching: "SELECT rowid FROM opportunity_trigrams WHERE opportunity_trigrams MATCH ",
        counted: "SELECT term, doc FROM opportunity_trigrams_counted ORDER BY term",
    },
    Trigrams {
        table: "customers",
        columns: &["full_name_folded", "email_folded", "reference_folded"],
        matching: "SELECT rowid FROM customer_trigrams WHERE customer_trigrams MATCH ",
        counted: "SELECT term, doc FROM customer_trigrams_counted ORDER BY term",
    },
];

/// Returns the condition that a record of the table must meet to match: in a file to be one of those
/// with the trigrams of what is searched too, if these are at most so many.
pub(crate) fn narrowed(
    conn: &mut Conn,
    predicate: &Predicate,
    table: Table,
    bound: usize,
) -> Attempt<Sql> {
    let (Conn::Sqlite(_), Table::Named(name)) = (&*conn, table) else {
        return condition(predicate, table);
    };
    let mut referred = Vec::new();
    referred_by(conn, predicate, &mut referred)?;
    let few = few(conn, predicate, name, bound, &referred)?;
    let condition = among(predicate, table, &referred)?;
    Ok(match few {
        None => condition,
        Some(ids) => Sql::default().column(table, "id").in_ids(ids).text(" AND ").then(condition),
    })
}

/// Finds the filters on referred records that few of them can match, under negations too.
fn referred_by(conn: &mut Conn, predicate: &Predicate, found: &mut Vec<Few>) -> Attempt<()> {
    match predicate {
        Predicate::All(members) | Predicate::Any(members) => {
            members.iter().try_for_each(|member| referred_by(conn, member, found))
        }
        Predicate::Not(inner) => referred_by(conn, inner, found),
        Predicate::Test(test) => {
            let Condition::Matches(inner) = test.condition() else { return Ok(()) };
            let Place::Reference { to, .. } = place(test.field())? else { return Ok(()) };
            referred_by(conn, inner, found)?;
            if found.iter().all(|(known, _)| known != inner.as_ref())
                && let Some(ids) = few(conn, inner, to.table(), COUNTED, found)?
            {
                found.push((inner.as_ref().clone(), ids));
            }
            Ok(())
        }
    }
}

/// Finds all records of a table that can match, if they are few.
fn few(
    conn: &mut Conn,
    predicate: &Predicate,
    table: &'static str,
    bound: usize,
    referred: &[Few],
) -> Attempt<Option<BTreeSet<i64>>> {
    match predicate {
        Predicate::All(members) => {
            for member in members {
                if let Some(ids) = few(conn, member, table, bound, referred)? {
                    return Ok(Some(ids));
                }
            }
            Ok(None)
        }
        Predicate::Any(members) => {
            let mut all = BTreeSet::new();
            for member in members {
                let Some(ids) = few(conn, member, table, bound, referred)? else { return Ok(None) };
                all.extend(ids);
            }
            Ok(Some(all).filter(|all| all.len() <= bound))
        }
        // Those that match are not those that were found.
        Predicate::Not(_) => Ok(None),
        Predicate::Test(test) => passing(conn, test, table, bound, referred),
    }
}

fn passing(
    conn: &mut Conn,
    test: &Test,
    table: &'static str,
    bound: usize,
    referred: &[Few],
) -> Attempt<Option<BTreeSet<i64>>> {
    match (test.condition(), place(test.field())?) {
        (
            Condition::Text {
                how:
                    TextMatch::Equals
                    | TextMatch::Contains
                    | TextMatch::StartsWith
                    | TextMatch::EndsWith,
                ignore_case: true,
                text,
            },
            Place::Scalar(Scalar { folded: Some(column), .. }),
        ) => {
            let its = ALL.iter().find(|it| it.table == table && it.columns.contains(&column));
            match its.zip(asked(text)) {
                Some((its, asked)) => at_most(conn, sql(its.matching).str(asked), bound),
                None => Ok(None),
            }
        }
        (Condition::Matches(inner), Place::Reference { column, .. }) => {
            let known = referred.iter().find(|(filter, _)| filter == inner.as_ref());
            let Some((_, ids)) = known else { return Ok(None) };
            let referring = sql("SELECT id FROM ").text(table).text(" WHERE ").text(column);
            at_most(conn, referring.in_ids(ids.iter().copied()), bound)
        }
        _ => Ok(None),
    }
}

/// Runs a statement for ids, and gives them if there are at most so many.
fn at_most(conn: &mut Conn, statement: Sql, bound: usize) -> Attempt<Option<BTreeSet<i64>>> {
    let ids = statement.at_most(bound.saturating_add(1)).rows::<BigInt>().load::<i64>(conn)?;
    Ok(Some(ids).filter(|ids| ids.len() <= bound).map(BTreeSet::from_iter))
}

/// Returns what to ask trigrams for: the first, each third one after it, and the last, so that they
/// cover the text. A shorter text than three characters has none.
fn asked(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().filter_map(kept).collect();
    let trigrams: Vec<&[char]> = letters.windows(3).collect();
    let last = trigrams.len().checked_sub(1)?;
    let covering =
        trigrams.iter().enumerate().filter(|(place, _)| place % 3 == 0 || *place == last);
    let quoted = covering.take(LONGEST).map(|(_, trigram)| {
        let trigram: String = trigram.iter().collect();
        format!("\"{}\"", trigram.replace('"', "\"\""))
    });
    Some(quoted.collect::<Vec<_>>().join(" AND "))
}

/// The trigrams of records that are being added, many at a time: taken by one statement at the end,
/// as each of many statements would write what it takes by itself.
#[derive(Debug)]
pub(crate) struct PutOff {
    after: i64,
    trigger: String,
}

impl PutOff {
    /// Begins with the records after an id, of which none is there yet. A server has no need of it.
    pub(crate) fn after(conn: &mut Conn, after: i64) -> Attempt<Option<Self>> {
        if let Conn::Postgres(_) = conn {
            return Ok(None);
        }
        let trigger =
            sql("SELECT sql FROM sqlite_schema WHERE name = 'opportunity_trigrams_added'");
        let trigger = trigger.rows::<Text>().get_result(conn)?;
        conn.batch_execute("DROP TRIGGER opportunity_trigrams_added")?;
        Ok(Some(Self { after, trigger }))
    }

    /// Takes the trigrams of all that were added.
    pub(crate) fn make_up_for(self, conn: &mut Conn) -> Attempt<()> {
        const COLUMNS: &str = "name_folded, contact_name_folded, email_folded, company_name_folded";
        sql("INSERT INTO opportunity_trigrams (rowid, ")
            .text(COLUMNS)
            .text(") SELECT id, ")
            .text(COLUMNS)
            .text(" FROM opportunities WHERE id > ")
            .int(self.after)
            .execute(conn)?;
        Ok(conn.batch_execute(&self.trigger)?)
    }
}

/// Makes the trigrams of all texts of a file anew.
pub(crate) const REBUILD: &str = "INSERT INTO opportunity_trigrams (opportunity_trigrams) \
     VALUES ('rebuild'); INSERT INTO customer_trigrams (customer_trigrams) VALUES ('rebuild')";

/// Makes the trigrams of all texts anew; a server keeps them as an index of its own.
pub(crate) fn rebuild(conn: &mut Conn) -> Attempt<()> {
    if let Conn::Sqlite(_) = conn {
        conn.batch_execute(REBUILD)?;
    }
    Ok(())
}

/// In how many rows of a table each trigram is, by its texts.
#[derive(Debug)]
pub(crate) struct Count {
    trigrams: &'static Trigrams,
    rows: BTreeMap<String, i64>,
}

impl Count {
    /// Begins to count, if the table has trigrams.
    pub(crate) fn of(conn: &Conn, table: &str) -> Option<Self> {
        match conn {
            Conn::Sqlite(_) => ALL
                .iter()
                .find(|trigrams| trigrams.table == table)
                .map(|trigrams| Self { trigrams, rows: BTreeMap::new() }),
            Conn::Postgres(_) => None,
        }
    }

    /// Tells whether a column has trigrams.
    pub(crate) fn takes(&self, column: &str) -> bool {
        self.trigrams.columns.contains(&column)
    }

    /// Counts the texts of one row.
    pub(crate) fn take<'a>(&mut self, texts: impl Iterator<Item = &'a str>) {
        let mut all = BTreeSet::new();
        for text in texts {
            let letters: Vec<char> = text.chars().filter_map(kept).collect();
            all.extend(letters.windows(3).map(String::from_iter));
        }
        for trigram in all {
            *self.rows.entry(trigram).or_default() += 1;
        }
    }

    /// Says of the first trigram of which the database counts other rows what to do about it.
    pub(crate) fn wrong(self, conn: &mut Conn) -> Attempt<Option<String>> {
        let Trigrams { table, counted, .. } = self.trigrams;
        let kept: Vec<(String, i64)> = sql(counted).rows::<(Text, BigInt)>().load(conn)?;
        let kept: BTreeMap<String, i64> = kept.into_iter().collect();
        let number = |of: &BTreeMap<String, i64>, trigram| of.get(trigram).copied().unwrap_or(0);
        let numbers = |trigram| (number(&self.rows, trigram), number(&kept, trigram));
        let mut all = self.rows.keys().chain(kept.keys()).map(|it| (it, numbers(it)));
        let wrong = all.find(|(_, (rows, known))| rows != known);
        Ok(wrong.map(|(trigram, (rows, known))| {
            format!(
                "`{trigram}` is in {rows} rows of `{table}`, and its trigrams know {known}: \
                 `winback doctor --rebuild-search` makes them anew"
            )
        }))
    }
}

/// Returns a letter as trigrams have it: they pass over NUL, and two code points that are no
/// characters are as one that stands for what cannot be read.
fn kept(letter: char) -> Option<char> {
    match letter {
        '\0' => None,
        '\u{fffe}' | '\u{ffff}' => Some('\u{fffd}'),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests;
