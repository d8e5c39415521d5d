//! The columns that searches and comparisons run on: each holds what its neighbour says, and the
//! trigrams of a file what the columns say.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};
use winback_store::domain::{normalised_email, normalised_phone};
use winback_store::filter::fold;

use super::tally::Tally;
use crate::connection::Conn;
use crate::dialect::Word;
use crate::error::Attempt;
use crate::rows::name_key;
use crate::sql::sql;
use crate::trigrams::Count;

/// How many rows are held in memory at a time.
const BATCH: usize = 1_000;

/// What a column makes of its neighbour.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// What texts are searched by.
    Folded,
    /// What names are compared by.
    Key,
    /// What addresses are compared by.
    Email,
    /// What numbers are compared by.
    Phone,
}

impl Form {
    fn of(self, text: &str) -> Option<String> {
        match self {
            Self::Folded => Some(fold(text)),
            Self::Key => Some(name_key(text)),
            Self::Email => normalised_email(text),
            Self::Phone => normalised_phone(text),
        }
    }
}

/// A table with its texts, the columns made of them, and how.
type Texts = (&'static str, &'static [(&'static str, &'static str, Form)]);

const NAMED: &[(&str, &str, Form)] =
    &[("name", "name_folded", Form::Folded), ("name", "name_key", Form::Key)];

const TABLES: &[Texts] = &[
    ("people", PEOPLE),
    ("teams", NAMED),
    ("tags", NAMED),
    ("sources", NAMED),
    ("mediums", NAMED),
    ("campaigns", NAMED),
    ("countries", COUNTRIES),
    ("stages", &[("name", "name_folded", Form::Folded)]),
    ("lost_reasons", REASONS),
    ("customers", CUSTOMERS),
    ("opportunities", OPPORTUNITIES),
    ("losses", LOSSES),
    ("saved_searches", &[("name", "name_key", Form::Key)]),
];

const PEOPLE: &[(&str, &str, Form)] = &[
    ("name", "name_folded", Form::Folded),
    ("login", "login_folded", Form::Folded),
    ("login", "login_key", Form::Key),
    ("email", "email_folded", Form::Folded),
];

const COUNTRIES: &[(&str, &str, Form)] = &[
    ("name", "name_folded", Form::Folded),
    ("name", "name_key", Form::Key),
    ("code", "code_folded", Form::Folded),
];

const REASONS: &[(&str, &str, Form)] = &[
    ("name", "name_folded", Form::Folded),
    ("name", "name_key", Form::Key),
    ("category", "category_folded", Form::Folded),
];

const CUSTOMERS: &[(&str, &str, Form)] = &[
    ("name", "name_folded", Form::Folded),
    ("name", "name_key", Form::Key),
    ("full_name", "full_name_folded", Form::Folded),
    ("full_name", "full_name_key", Form::Key),
    ("email", "email_folded", Form::Folded),
    ("phone", "phone_folded", Form::Folded),
    ("reference", "reference_folded", Form::Folded),
    ("city", "city_folded", Form::Folded),
    ("language", "language_folded", Form::Folded),
    ("sector", "sector_folded", Form::Folded),
];

const OPPORTUNITIES: &[(&str, &str, Form)] = &[
    ("name", "name_folded", Form::Folded),
    ("company_name", "company_name_folded", Form::Folded),
    ("contact_name", "contact_name_folded", Form::Folded),
    ("email", "email_folded", Form::Folded),
    ("email", "email_normalised", Form::Email),
    ("email_normalised", "email_normalised_folded", Form::Folded),
    ("phone", "phone_folded", Form::Folded),
    ("phone", "phone_normalised", Form::Phone),
    ("phone_normalised", "phone_normalised_folded", Form::Folded),
    ("street", "street_folded", Form::Folded),
    ("street2", "street2_folded", Form::Folded),
    ("city", "city_folded", Form::Folded),
    ("region", "region_folded", Form::Folded),
    ("zip", "zip_folded", Form::Folded),
    ("language", "language_folded", Form::Folded),
    ("notes", "notes_folded", Form::Folded),
    ("external_id", "external_id_folded", Form::Folded),
];

const LOSSES: &[(&str, &str, Form)] =
    &[("note", "note_folded", Form::Folded), ("competitor", "competitor_folded", Form::Folded)];

/// Walks through all rows that hold such columns.
pub(super) fn walk(conn: &mut Conn) -> Attempt<Tally> {
    let mut tally = Tally::default();
    for (table, texts) in TABLES {
        let mut after = i64::MIN;
        let mut trigrams = Count::of(conn, table);
        loop {
            let rows = batch(conn, table, texts, after)?;
            for (id, values) in &rows {
                check(&mut tally, (table, texts), *id, values, trigrams.as_mut());
            }
            match rows.last() {
                Some((last, _)) if rows.len() == BATCH => after = *last,
                Some(_) | None => break,
            }
        }
        let wrong = trigrams.map(|trigrams| trigrams.wrong(conn)).transpose()?.flatten();
        if let Some(wrong) = wrong {
            tally.find(None, || wrong);
        }
    }
    Ok(tally)
}

/// Loads the next rows: the id, and an array of text, form, text, form …
fn batch(
    conn: &mut Conn,
    table: &'static str,
    texts: &[(&'static str, &'static str, Form)],
    after: i64,
) -> Attempt<Vec<(i64, String)>> {
    let mut statement = sql("SELECT id, ").word(Word::JsonArray);
    for (place, (text, form, _)) in texts.iter().enumerate() {
        let comma = if place > 0 { ", " } else { "" };
        statement = statement.text(comma).text(text).text(", ").text(form);
    }
    let statement = statement
        .word(Word::JsonArrayEnd)
        .text(" FROM ")
        .text(table)
        .text(" WHERE id > ")
        .int(after)
        .text(" ORDER BY id LIMIT ")
        .int(i64::try_from(BATCH).unwrap_or(i64::MAX));
    Ok(statement.rows::<(BigInt, Text)>().load(conn)?)
}

fn check(
    tally: &mut Tally,
    (table, texts): Texts,
    id: i64,
    values: &str,
    trigrams: Option<&mut Count>,
) {
    let record = Some(id).filter(|_| table == "opportunities");
    let Ok(values) = serde_json::from_str::<Vec<Option<String>>>(values) else {
        tally.find(record, || format!("the texts of row {id} of `{table}` cannot be read"));
        return;
    };
    if let Some(trigrams) = trigrams {
        let mut made: Vec<&str> = Vec::new();
        for ((_, column, _), pair) in texts.iter().zip(values.chunks(2)) {
            made.extend(pair.last().and_then(Option::as_deref).filter(|_| trigrams.takes(column)));
        }
        trigrams.take(made.into_iter());
    }
    for ((text, column, form), pair) in texts.iter().zip(values.chunks(2)) {
        let [found, made] = pair else { continue };
        if found.as_deref().and_then(|found| form.of(found)) != *made {
            tally.find(record, || {
                format!("`{column}` of row {id} of `{table}` does not follow from its `{text}`")
            });
        }
    }
}
