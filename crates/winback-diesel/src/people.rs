//! The store of people.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::sql_types::BigInt;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper, insert_into,
    update,
};
use winback_store::domain::{NewPerson, Person, PersonId};
use winback_store::{PersonEdit, PersonStore, StoreError, StoreResult};

use crate::connection::{Conn, on_either};
use crate::database::Database;
use crate::error::{Attempt, Failure, missing, taken};
use crate::rows::{PersonColumns, PersonRow, PreferenceColumns, name_key};
use crate::schema::people;
use crate::sql::sql;

/// People in the database.
#[derive(Debug)]
pub(crate) struct PeopleInDatabase(pub(crate) Arc<Database>);

#[async_trait]
impl PersonStore for PeopleInDatabase {
    async fn list(&self) -> StoreResult<Vec<Person>> {
        self.0.read("reading the people", list).await
    }

    async fn create(&self, new: &NewPerson) -> StoreResult<Person> {
        let new = new.clone();
        self.0
            .write("adding a person", move |conn| match with_login(conn, &new.login)? {
                Some(_) => Err(taken("login", &new.login)),
                None => add(conn, &new),
            })
            .await
    }

    async fn edit(&self, id: PersonId, edits: &[PersonEdit]) -> StoreResult<Person> {
        let edits = edits.to_vec();
        self.0.write_alone("changing a person", move |conn| edit(conn, id, &edits)).await
    }
}

fn list(conn: &mut Conn) -> Attempt<Vec<Person>> {
    let rows: Vec<PersonRow> = people::table
        .order((people::name, people::id))
        .select(PersonRow::as_select())
        .load(conn)?;
    rows.into_iter().map(PersonRow::into_person).collect()
}

/// Finds a person by login.
pub(crate) fn with_login(conn: &mut Conn, login: &str) -> Attempt<Option<PersonId>> {
    let ids = sql("SELECT id FROM people WHERE login_key = ").str(name_key(login));
    let ids: Vec<i64> = ids.rows::<BigInt>().load(conn)?;
    Ok(ids.first().copied().map(PersonId::new))
}

/// Adds a person whose login is free.
pub(crate) fn add(conn: &mut Conn, new: &NewPerson) -> Attempt<Person> {
    let columns = PersonColumns::of(new, true);
    let row: PersonRow = on_either!(conn, |conn| insert_into(people::table)
        .values(columns)
        .returning(PersonRow::as_returning())
        .get_result(conn))?;
    row.into_person()
}

fn edit(conn: &mut Conn, id: PersonId, edits: &[PersonEdit]) -> Attempt<Person> {
    let own = people::table.filter(people::id.eq(id.get()));
    let row: Option<PersonRow> = own.select(PersonRow::as_select()).first(conn).optional()?;
    let before = row.ok_or_else(|| missing("person", id.get()))?.into_person()?;
    let mut person = before.clone();
    edits.iter().for_each(|edit| edit.make(&mut person));
    if before.is_manager() && !person.is_manager() {
        let others = list(conn)?.into_iter().filter(|other| other.id != id && other.is_manager());
        if others.count() == 0 {
            return Err(Failure::Store(StoreError::LastManager { name: before.name }));
        }
    }
    let Person { id: _, name, login, email, role, active, preferences } = person.clone();
    let columns = NewPerson { name, login, email, role };
    let preferences = PreferenceColumns::of(&preferences);
    update(own).set((PersonColumns::of(&columns, active), preferences)).execute(conn)?;
    Ok(person)
}
