//! The store of saved searches.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::sql_types::BigInt;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl,
    SelectableHelper, delete, insert_into, update,
};
use winback_store::domain::{
    NewSavedSearch, PersonId, SavedSearch, SavedSearchEdit, SavedSearchId,
};
use winback_store::{SavedSearchStore, StoreResult};

use crate::connection::Conn;
use crate::database::Database;
use crate::error::{Attempt, missing, taken};
use crate::reference::PEOPLE;
use crate::rows::{SearchColumns, SearchRow, name_key};
use crate::schema::saved_searches;
use crate::sql::sql;

/// Saved searches in the database.
#[derive(Debug)]
pub(crate) struct SearchesInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl SavedSearchStore for SearchesInDatabase {
    async fn seen_by(&self, person: PersonId) -> StoreResult<Vec<SavedSearch>> {
        self.0.read("reading the saved searches", move |conn| seen_by(conn, person)).await
    }

    async fn create(&self, new: &NewSavedSearch) -> StoreResult<SavedSearch> {
        let new = new.clone();
        self.0.write("saving a search", move |conn| create(conn, &new)).await
    }

    async fn edit(
        &self,
        id: SavedSearchId,
        person: PersonId,
        edits: &[SavedSearchEdit],
    ) -> StoreResult<SavedSearch> {
        let edits = edits.to_vec();
        self.0
            .write("changing a saved search", move |conn| {
                let mut search = found(conn, id, person)?;
                search.edit(&edits);
                check_name(conn, Some(id), search.owner, &search.name)?;
                if search.default {
                    forget_default(conn, search.owner)?;
                }
                let own = saved_searches::table.filter(saved_searches::id.eq(id.get()));
                update(own).set(SearchColumns::of(&search)).execute(conn)?;
                Ok(search)
            })
            .await
    }

    async fn delete(&self, id: SavedSearchId, person: PersonId) -> StoreResult<()> {
        self.0
            .write("deleting a saved search", move |conn| {
                found(conn, id, person)?;
                delete(saved_searches::table.filter(saved_searches::id.eq(id.get())))
                    .execute(conn)?;
                Ok(())
            })
            .await
    }
}

fn seen_by(conn: &mut Conn, person: PersonId) -> Attempt<Vec<SavedSearch>> {
    let rows: Vec<SearchRow> = saved_searches::table
        .filter(saved_searches::owner_id.eq(person.get()).or(saved_searches::shared))
        .order((saved_searches::name, saved_searches::id))
        .select(SearchRow::as_select())
        .load(conn)?;
    rows.into_iter().map(SearchRow::into_search).collect()
}

fn create(conn: &mut Conn, new: &NewSavedSearch) -> Attempt<SavedSearch> {
    PEOPLE.check(conn, [new.owner.get()])?;
    check_name(conn, None, new.owner, &new.name)?;
    if new.default {
        forget_default(conn, new.owner)?;
    }
    let id: i64 = insert_into(saved_searches::table)
        .values(SearchColumns::of_new(new))
        .returning(saved_searches::id)
        .get_result(conn)?;
    Ok(SavedSearch::new(SavedSearchId::new(id), new.clone()))
}

/// Finds a saved search that exists for a person.
fn found(conn: &mut Conn, id: SavedSearchId, person: PersonId) -> Attempt<SavedSearch> {
    let row: Option<SearchRow> = saved_searches::table
        .filter(saved_searches::id.eq(id.get()))
        .select(SearchRow::as_select())
        .first(conn)
        .optional()?;
    let search = row.map(SearchRow::into_search).transpose()?;
    search
        .filter(|search| search.is_seen_by(person))
        .ok_or_else(|| missing("saved search", id.get()))
}

/// Checks that no other of the owner's than `own` has the name.
fn check_name(
    conn: &mut Conn,
    own: Option<SavedSearchId>,
    owner: PersonId,
    name: &str,
) -> Attempt<()> {
    let holders = sql("SELECT id FROM saved_searches WHERE owner_id = ")
        .int(owner.get())
        .text(" AND name_key = ")
        .str(name_key(name))
        .text(" AND id <> ")
        .int(own.map_or(0, SavedSearchId::get));
    let holders: Vec<i64> = holders.rows::<BigInt>().load(conn)?;
    if holders.is_empty() { Ok(()) } else { Err(taken("saved search", name)) }
}

fn forget_default(conn: &mut Conn, owner: PersonId) -> Attempt<()> {
    let before = saved_searches::table
        .filter(saved_searches::owner_id.eq(owner.get()).and(saved_searches::is_default));
    update(before).set(saved_searches::is_default.eq(false)).execute(conn)?;
    Ok(())
}
