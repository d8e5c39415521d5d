//! Counting everything again, in one pass over what was won and lost.
//!
//! A statement that counts each variable by itself sorts all closed records once for each, and most
//! of a rebuild was that. What one change adds is counted by such a statement all the same
//! ([`observed`](super::observed())), and the doctor compares the two.

use std::collections::HashMap;

use diesel::RunQueryDsl;
use winback_store::domain::{
    Count, Frequencies, FrequencyKey, Pipeline, StageId, TeamId, Variable,
};

use super::scored::{CHUNK, ScoredRow, Tags, read};
use super::since;
use crate::connection::Conn;
use crate::error::Attempt;
use crate::pipeline::stages;
use crate::sql::{Sql, sql};

/// How many rows are written by one statement, of five binds each.
const TOGETHER: usize = 1_000;

/// Counts everything again.
pub(crate) fn recount(conn: &mut Conn) -> Attempt<()> {
    let pipeline = stages(conn)?;
    let mut closed = sql("opportunities.state IN ('won', 'lost')");
    if let Some(since) = since(conn)? {
        closed = closed.text(" AND opportunities.created_at >= ").int(since);
    }
    let (mut counts, mut after) = (Counts::default(), i64::MIN);
    loop {
        let (rows, tags) = read(conn, &closed, after, CHUNK)?;
        rows.iter().for_each(|row| counts.add(row, &tags));
        match rows.last() {
            Some(last) if rows.len() == CHUNK => after = last.id,
            Some(_) | None => break,
        }
    }
    sql("DELETE FROM scoring_counts").execute(conn)?;
    write(conn, &counts.into_frequencies(&pipeline))
}

/// What was counted so far, under keys that cost no allocation to look up.
#[derive(Debug, Default)]
struct Counts {
    stages: HashMap<(Option<i64>, Option<i64>), Count>,
    numbers: HashMap<(Option<i64>, Variable, i64), Count>,
    texts: HashMap<(Option<i64>, Variable), HashMap<String, Count>>,
}

impl Counts {
    fn add(&mut self, row: &ScoredRow, tags: &Tags) {
        let one = match row.is_won {
            true => Count { won: 1, lost: 0 },
            false => Count { won: 0, lost: 1 },
        };
        add(self.stages.entry((row.team, row.stage)).or_default(), one);
        let numbers = [(Variable::Country, row.country), (Variable::Source, row.source)];
        let numbers = numbers.into_iter().filter_map(|(variable, id)| Some((variable, id?)));
        for (variable, id) in numbers.chain(tags.of(row.id).map(|tag| (Variable::Tag, tag))) {
            add(self.numbers.entry((row.team, variable, id)).or_default(), one);
        }
        let texts = [
            (Variable::Region, row.region.as_deref()),
            (Variable::EmailQuality, Some(row.email_quality.as_str())),
            (Variable::PhoneQuality, Some(row.phone_quality.as_str())),
            (Variable::Language, row.language.as_deref()),
        ];
        for (variable, text) in texts {
            let Some(text) = text else { continue };
            let texts = self.texts.entry((row.team, variable)).or_default();
            match texts.get_mut(text) {
                Some(count) => add(count, one),
                None => drop(texts.insert(text.to_owned(), one)),
            }
        }
    }

    fn into_frequencies(self, pipeline: &Pipeline) -> Frequencies {
        let team = |team: Option<i64>| team.map(TeamId::new);
        let mut frequencies = Frequencies::default();
        for ((of, stage), count) in self.stages {
            frequencies.add_stage(team(of), stage.map(StageId::new), count, pipeline);
        }
        for ((of, variable, id), count) in self.numbers {
            let key = FrequencyKey { team: team(of), variable, value: id.to_string() };
            frequencies.add(key, count);
        }
        for ((of, variable), texts) in self.texts {
            for (value, count) in texts {
                frequencies.add(FrequencyKey { team: team(of), variable, value }, count);
            }
        }
        frequencies
    }
}

const fn add(to: &mut Count, one: Count) {
    to.won += one.won;
    to.lost += one.lost;
}

fn write(conn: &mut Conn, frequencies: &Frequencies) -> Attempt<()> {
    let rows: Vec<(&FrequencyKey, Count)> = frequencies.rows().collect();
    for some in rows.chunks(TOGETHER) {
        let row = |(key, count): &(&FrequencyKey, Count)| {
            sql("(")
                .int(key.team.map_or(0, TeamId::get))
                .text(", ")
                .str(key.variable.as_str())
                .text(", ")
                .str(key.value.as_str())
                .text(", ")
                .int(count.won)
                .text(", ")
                .int(count.lost)
                .text(")")
        };
        sql("INSERT INTO scoring_counts (team_id, variable, value, won, lost) VALUES ")
            .then(Sql::listed(some.iter().map(row)))
            .execute(conn)?;
    }
    Ok(())
}
