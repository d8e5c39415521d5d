//! The deployment's settings, and the filling of a new database.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::sql_types::BigInt;
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, insert_into, update};
use winback_store::domain::{Currency, LossPolicy, LostReasonId, SettingEdit, Settings, Stamp};
use winback_store::{Fresh, SettingsStore, StoreResult};

use crate::connection::{Conn, on_either};
use crate::database::Database;
use crate::error::{Attempt, missing, unknown};
use crate::reference::REASONS;
use crate::rows::{StageColumns, micros};
use crate::schema::{settings, stages};
use crate::scoring::{recount, scoring_settings};
use crate::sql::sql;
use crate::{people, pipeline, reasons};

/// Settings in the database.
#[derive(Debug)]
pub(crate) struct SettingsInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl SettingsStore for SettingsInDatabase {
    async fn install(&self, fresh: &Fresh) -> StoreResult<bool> {
        let fresh = fresh.clone();
        self.0.write("installing", move |conn| install(conn, &fresh)).await
    }

    async fn get(&self) -> StoreResult<Option<Settings>> {
        self.0.read("reading the settings", get).await
    }

    async fn edit(&self, edit: &SettingEdit) -> StoreResult<Settings> {
        let edit = edit.clone();
        self.0.write("changing the settings", move |conn| change(conn, edit.clone())).await
    }
}

fn install(conn: &mut Conn, fresh: &Fresh) -> Attempt<bool> {
    if get(conn)?.is_some() {
        return Ok(false);
    }
    let manager = people::add(conn, &fresh.manager)?;
    let stamp = Stamp { by: manager.id, at: fresh.at };
    let rows: Vec<StageColumns<'_>> = fresh.stages.iter().map(StageColumns::of).collect();
    on_either!(conn, |conn| insert_into(stages::table).values(&rows).execute(conn))?;
    for reason in &fresh.reasons {
        reasons::add(conn, reason, stamp)?;
    }
    pipeline::add_countries(conn, &fresh.countries)?;
    set(conn, &fresh.settings)?;
    update(settings::table).set(settings::installed_at.eq(micros(fresh.at))).execute(conn)?;
    Ok(true)
}

fn get(conn: &mut Conn) -> Attempt<Option<Settings>> {
    type Row = (bool, bool, bool, String, i64, String, String, String, Option<i64>);
    let row: Option<Row> = settings::table
        .select((
            settings::require_reason,
            settings::require_note,
            settings::leads,
            settings::currency_code,
            settings::currency_digits,
            settings::time_zone,
            settings::locale,
            settings::scoring_variables,
            settings::scoring_since,
        ))
        .first(conn)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let (require_reason, require_note, leads, code, digits, time_zone, locale, words, since) = row;
    let digits = u8::try_from(digits).map_err(|_| unknown("the currency digits", &digits))?;
    let marked = sql("SELECT id FROM lost_reasons WHERE note_required");
    let marked: Vec<i64> = marked.rows::<BigInt>().load(conn)?;
    let require_note_for = marked.into_iter().map(LostReasonId::new).collect();
    let policy = LossPolicy { require_reason, require_note, require_note_for };
    let currency = Currency { code, digits };
    let scoring = scoring_settings(&words, since)?;
    Ok(Some(Settings { policy, leads, currency, time_zone, locale, scoring }))
}

fn change(conn: &mut Conn, edit: SettingEdit) -> Attempt<Settings> {
    if let SettingEdit::RequireNoteFor(reasons) = &edit {
        REASONS.check(conn, reasons.iter().map(|reason| reason.get()))?;
    }
    let mut settings = get(conn)?.ok_or_else(|| missing("settings row", 1))?;
    let since = settings.scoring.since;
    settings.edit(edit);
    set(conn, &settings)?;
    if settings.scoring.since != since {
        recount(conn)?;
    }
    Ok(settings)
}

fn set(conn: &mut Conn, new: &Settings) -> Attempt<()> {
    let Settings { policy, leads, currency, time_zone, locale, scoring } = new;
    let words: Vec<&str> = scoring.variables.iter().map(|variable| variable.as_str()).collect();
    let words = words.join(",");
    let LossPolicy { require_reason, require_note, require_note_for } = policy;
    let columns = (
        settings::require_reason.eq(require_reason),
        settings::require_note.eq(require_note),
        settings::leads.eq(leads),
        settings::currency_code.eq(&currency.code),
        settings::currency_digits.eq(i64::from(currency.digits)),
        settings::time_zone.eq(time_zone),
        settings::locale.eq(locale),
        settings::scoring_variables.eq(&words),
        settings::scoring_since.eq(scoring.since.map(micros)),
    );
    if update(settings::table).set(columns).execute(conn)? == 0 {
        insert_into(settings::table).values((settings::id.eq(1), columns)).execute(conn)?;
    }
    sql("UPDATE lost_reasons SET note_required = id")
        .in_ids(require_note_for.iter().map(|reason| reason.get()))
        .execute(conn)?;
    Ok(())
}
