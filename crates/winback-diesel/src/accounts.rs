//! The store of accounts.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use jiff::Timestamp;
use winback_store::domain::{ApiToken, NewApiToken, Person, PersonId, TokenId, TokenScope};
use winback_store::{
    AccountStore, Credentials, Failures, NewSession, SecretHash, Session, StoreResult,
};

use crate::connection::Conn;
use crate::database::Database;
use crate::error::{Attempt, missing, unknown};
use crate::reference::PEOPLE;
use crate::rows::{PersonFound, PersonRow, count, instant, micros, name_key};
use crate::sql::{Sql, sql};

/// Accounts in the database.
#[derive(Debug)]
pub(crate) struct AccountsInDatabase(pub(crate) Arc<Database>);

type PersonColumns =
    (BigInt, Text, Text, Nullable<Text>, Text, Bool, Nullable<Text>, Nullable<Text>);
type TokenColumns =
    (BigInt, BigInt, Text, Text, BigInt, BigInt, Nullable<BigInt>, Nullable<BigInt>);
type TokenFound = (i64, i64, String, String, i64, i64, Option<i64>, Option<i64>);

/// The columns of a person, as [`PersonColumns`] lists them.
const PERSON: &str = "people.id, people.name, people.login, people.email, people.role, people.active, \
     people.language, people.time_zone";

/// The columns of a token, as [`TokenColumns`] lists them.
const TOKEN: &str = "api_tokens.id, api_tokens.person_id, api_tokens.name, api_tokens.scope, \
                     api_tokens.created_at, api_tokens.expires_at, api_tokens.last_used_at, \
                     api_tokens.revoked_at";

#[async_trait]
impl AccountStore for AccountsInDatabase {
    async fn has_passwords(&self) -> StoreResult<bool> {
        let work = |conn: &mut Conn| {
            let any = sql("SELECT person_id FROM passwords LIMIT 1");
            Ok(!any.rows::<BigInt>().load::<i64>(conn)?.is_empty())
        };
        self.0.read("reading the accounts", work).await
    }

    async fn credentials(&self, login: &str) -> StoreResult<Option<Credentials>> {
        let key = name_key(login);
        let work = move |conn: &mut Conn| {
            let by_login = sql("people.login_key = ").str(key.clone());
            if let Some(found) = credentials(conn, by_login)?.pop() {
                return Ok(Some(found));
            }
            let mut found = credentials(conn, sql("people.email_folded = ").str(key))?;
            // An address that two people have is neither's.
            Ok(found.pop().filter(|_| found.is_empty()))
        };
        self.0.read("reading the accounts", work).await
    }

    async fn credentials_of(&self, person: PersonId) -> StoreResult<Credentials> {
        let work = move |conn: &mut Conn| {
            let found = credentials(conn, sql("people.id = ").int(person.get()))?.pop();
            found.ok_or_else(|| missing("person", person.get()))
        };
        self.0.read("reading the accounts", work).await
    }

    async fn set_password(
        &self,
        person: PersonId,
        hash: &str,
        at: Timestamp,
        keep: Option<&SecretHash>,
    ) -> StoreResult<()> {
        let (hash, keep) = (hash.to_owned(), keep.cloned());
        let work = move |conn: &mut Conn| put_password(conn, person, &hash, at, keep.as_ref());
        self.0.write("setting a password", work).await
    }

    async fn failures(&self, login: &str) -> StoreResult<Option<Failures>> {
        let key = name_key(login);
        let work = move |conn: &mut Conn| {
            let known = sql("SELECT failures, last_at FROM sign_in_failures WHERE login_key = ");
            let known: Vec<(i64, i64)> = known.str(key).rows::<(BigInt, BigInt)>().load(conn)?;
            let known = known.first().copied();
            known
                .map(|(failures, last_at)| {
                    Ok(Failures { count: count(failures), last_at: instant(last_at)? })
                })
                .transpose()
        };
        self.0.read("reading the accounts", work).await
    }

    async fn count_failure(
        &self,
        login: &str,
        at: Timestamp,
        forget: Timestamp,
    ) -> StoreResult<()> {
        let key = name_key(login);
        let work = move |conn: &mut Conn| {
            let old = sql("DELETE FROM sign_in_failures WHERE last_at < ").int(micros(forget));
            old.execute(conn)?;
            sql("INSERT INTO sign_in_failures (login_key, failures, last_at) VALUES (")
                .str(key.clone())
                .text(", 1, ")
                .int(micros(at))
                .text(") ON CONFLICT (login_key) DO UPDATE ")
                .text("SET failures = sign_in_failures.failures + 1, last_at = excluded.last_at")
                .execute(conn)?;
            Ok(())
        };
        self.0.write("counting a failure to sign in", work).await
    }

    async fn begin_session(&self, new: &NewSession, login: &str) -> StoreResult<()> {
        let (new, key) = (new.clone(), name_key(login));
        let work = move |conn: &mut Conn| {
            for table in ["sessions", "one_time_links"] {
                let over = sql("DELETE FROM ").text(table).text(" WHERE expires_at <= ");
                over.int(micros(new.at)).execute(conn)?;
            }
            forget_failures(conn, &key)?;
            put_session(conn, &new)
        };
        self.0.write("signing in", work).await
    }

    async fn session(&self, secret: &SecretHash) -> StoreResult<Option<Session>> {
        let secret = secret.clone();
        let work = move |conn: &mut Conn| {
            let found: Vec<(PersonFound, (i64, i64, i64))> = sql("SELECT ")
                .text(PERSON)
                .text(", sessions.created_at, sessions.seen_at, sessions.expires_at FROM sessions ")
                .text("JOIN people ON people.id = sessions.person_id WHERE secret_hash = ")
                .str(secret.as_str())
                .rows::<(PersonColumns, (BigInt, BigInt, BigInt))>()
                .load(conn)?;
            let session = |(person, (created_at, seen_at, expires_at))| {
                Ok(Session {
                    person: PersonRow::from(person).into_person()?,
                    created_at: instant(created_at)?,
                    seen_at: instant(seen_at)?,
                    expires_at: instant(expires_at)?,
                })
            };
            found.into_iter().next().map(session).transpose()
        };
        self.0.read("reading the accounts", work).await
    }

    async fn prolong_session(
        &self,
        secret: &SecretHash,
        seen_at: Timestamp,
        expires_at: Timestamp,
    ) -> StoreResult<()> {
        let secret = secret.clone();
        let work = move |conn: &mut Conn| {
            sql("UPDATE sessions SET seen_at = ")
                .int(micros(seen_at))
                .text(", expires_at = ")
                .int(micros(expires_at))
                .text(" WHERE secret_hash = ")
                .str(secret.as_str())
                .execute(conn)?;
            Ok(())
        };
        self.0.write("prolonging a session", work).await
    }

    async fn end_session(&self, secret: &SecretHash) -> StoreResult<()> {
        let secret = secret.clone();
        let work = move |conn: &mut Conn| {
            let own = sql("DELETE FROM sessions WHERE secret_hash = ").str(secret.as_str());
            own.execute(conn)?;
            Ok(())
        };
        self.0.write("signing out", work).await
    }

    async fn lock_out(&self, person: PersonId, at: Timestamp) -> StoreResult<()> {
        let work = move |conn: &mut Conn| {
            for table in ["sessions", "one_time_links"] {
                let own = sql("DELETE FROM ").text(table).text(" WHERE person_id = ");
                own.int(person.get()).execute(conn)?;
            }
            sql("UPDATE api_tokens SET revoked_at = ")
                .int(micros(at))
                .text(" WHERE revoked_at IS NULL AND person_id = ")
                .int(person.get())
                .execute(conn)?;
            Ok(())
        };
        self.0.write("locking a person out", work).await
    }

    async fn add_token(&self, new: &NewApiToken, secret: &SecretHash) -> StoreResult<ApiToken> {
        let (new, secret) = (new.clone(), secret.clone());
        self.0.write("adding a token", move |conn| add_token(conn, &new, &secret)).await
    }

    async fn token(&self, secret: &SecretHash) -> StoreResult<Option<(ApiToken, Person)>> {
        let secret = secret.clone();
        let work = move |conn: &mut Conn| {
            let found: Vec<(TokenFound, PersonFound)> = sql("SELECT ")
                .text(TOKEN)
                .text(", ")
                .text(PERSON)
                .text(" FROM api_tokens JOIN people ON people.id = api_tokens.person_id ")
                .text("WHERE secret_hash = ")
                .str(secret.as_str())
                .rows::<(TokenColumns, PersonColumns)>()
                .load(conn)?;
            let both =
                |(found, person)| Ok((token(found)?, PersonRow::from(person).into_person()?));
            found.into_iter().next().map(both).transpose()
        };
        self.0.read("reading the accounts", work).await
    }

    async fn tokens(&self, person: Option<PersonId>) -> StoreResult<Vec<ApiToken>> {
        let work = move |conn: &mut Conn| {
            let all = sql("SELECT ").text(TOKEN).text(" FROM api_tokens");
            let own = match person {
                Some(person) => all.text(" WHERE person_id = ").int(person.get()),
                None => all,
            };
            let own = own.text(" ORDER BY api_tokens.id");
            let found: Vec<TokenFound> = own.rows::<TokenColumns>().load(conn)?;
            found.into_iter().map(token).collect()
        };
        self.0.read("reading the accounts", work).await
    }

    async fn use_token(&self, id: TokenId, at: Timestamp) -> StoreResult<()> {
        let work = move |conn: &mut Conn| {
            let used = sql("UPDATE api_tokens SET last_used_at = ").int(micros(at));
            used.text(" WHERE id = ").int(id.get()).execute(conn)?;
            Ok(())
        };
        self.0.write("using a token", work).await
    }

    async fn revoke_token(
        &self,
        id: TokenId,
        person: Option<PersonId>,
        at: Timestamp,
    ) -> StoreResult<ApiToken> {
        let work = move |conn: &mut Conn| {
            let own = sql(" WHERE id = ").int(id.get());
            let own = match person {
                Some(person) => own.text(" AND person_id = ").int(person.get()),
                None => own,
            };
            sql("UPDATE api_tokens SET revoked_at = ")
                .int(micros(at))
                .then(own.clone())
                .text(" AND revoked_at IS NULL")
                .execute(conn)?;
            let found = sql("SELECT ").text(TOKEN).text(" FROM api_tokens").then(own);
            let found: Vec<TokenFound> = found.rows::<TokenColumns>().load(conn)?;
            let found = found.into_iter().next().ok_or_else(|| missing("token", id.get()))?;
            token(found)
        };
        self.0.write("revoking a token", work).await
    }

    async fn add_link(
        &self,
        secret: &SecretHash,
        person: PersonId,
        expires_at: Timestamp,
    ) -> StoreResult<()> {
        let secret = secret.clone();
        let work = move |conn: &mut Conn| {
            PEOPLE.check(conn, Some(person.get()))?;
            sql("INSERT INTO one_time_links (secret_hash, person_id, expires_at) VALUES (")
                .str(secret.as_str())
                .text(", ")
                .int(person.get())
                .text(", ")
                .int(micros(expires_at))
                .text(")")
                .execute(conn)?;
            Ok(())
        };
        self.0.write("adding a link", work).await
    }

    async fn link(&self, secret: &SecretHash, at: Timestamp) -> StoreResult<Option<Person>> {
        let secret = secret.clone();
        let work = move |conn: &mut Conn| {
            let found: Vec<PersonFound> = sql("SELECT ")
                .text(PERSON)
                .text(" FROM one_time_links JOIN people ON people.id = one_time_links.person_id ")
                .text("WHERE secret_hash = ")
                .str(secret.as_str())
                .text(" AND expires_at > ")
                .int(micros(at))
                .rows::<PersonColumns>()
                .load(conn)?;
            let found = found.into_iter().next();
            found.map(|person| PersonRow::from(person).into_person()).transpose()
        };
        self.0.read("reading the accounts", work).await
    }

    async fn use_link(
        &self,
        secret: &SecretHash,
        hash: &str,
        session: &NewSession,
    ) -> StoreResult<bool> {
        let (secret, hash, session) = (secret.clone(), hash.to_owned(), session.clone());
        let work = move |conn: &mut Conn| {
            // Whoever deletes the link has it: the other one of two finds nothing.
            let used = sql("DELETE FROM one_time_links WHERE secret_hash = ")
                .str(secret.as_str())
                .text(" AND expires_at > ")
                .int(micros(session.at))
                .text(" RETURNING person_id");
            let used: Vec<i64> = used.rows::<BigInt>().load(conn)?;
            let Some(person) = used.first().copied().map(PersonId::new) else { return Ok(false) };
            put_password(conn, person, &hash, session.at, None)?;
            put_session(conn, &NewSession { person, ..session.clone() })?;
            Ok(true)
        };
        self.0.write("using a link", work).await
    }
}

fn credentials(conn: &mut Conn, who: Sql) -> Attempt<Vec<Credentials>> {
    let found: Vec<(PersonFound, Option<String>)> = sql("SELECT ")
        .text(PERSON)
        .text(", passwords.hash FROM people ")
        .text("LEFT JOIN passwords ON passwords.person_id = people.id WHERE ")
        .then(who)
        .text(" LIMIT 2")
        .rows::<(PersonColumns, Nullable<Text>)>()
        .load(conn)?;
    let credentials = |(person, password)| {
        Ok(Credentials { person: PersonRow::from(person).into_person()?, password })
    };
    found.into_iter().map(credentials).collect()
}

fn put_password(
    conn: &mut Conn,
    person: PersonId,
    hash: &str,
    at: Timestamp,
    keep: Option<&SecretHash>,
) -> Attempt<()> {
    let found = credentials(conn, sql("people.id = ").int(person.get()))?.pop();
    let found = found.ok_or_else(|| missing("person", person.get()))?.person;
    sql("INSERT INTO passwords (person_id, hash, changed_at) VALUES (")
        .int(person.get())
        .text(", ")
        .str(hash)
        .text(", ")
        .int(micros(at))
        .text(") ON CONFLICT (person_id) DO UPDATE ")
        .text("SET hash = excluded.hash, changed_at = excluded.changed_at")
        .execute(conn)?;
    sql("DELETE FROM sessions WHERE person_id = ")
        .int(person.get())
        .text(" AND secret_hash <> ")
        .str(keep.map_or("", SecretHash::as_str))
        .execute(conn)?;
    sql("DELETE FROM one_time_links WHERE person_id = ").int(person.get()).execute(conn)?;
    forget_failures(conn, &name_key(&found.login))?;
    if let Some(email) = found.email {
        forget_failures(conn, &name_key(&email))?;
    }
    Ok(())
}

fn forget_failures(conn: &mut Conn, key: &str) -> Attempt<()> {
    sql("DELETE FROM sign_in_failures WHERE login_key = ").str(key).execute(conn)?;
    Ok(())
}

fn put_session(conn: &mut Conn, new: &NewSession) -> Attempt<()> {
    PEOPLE.check(conn, Some(new.person.get()))?;
    sql("INSERT INTO sessions (secret_hash, person_id, created_at, seen_at, expires_at) VALUES (")
        .str(new.secret.as_str())
        .text(", ")
        .int(new.person.get())
        .text(", ")
        .int(micros(new.at))
        .text(", ")
        .int(micros(new.at))
        .text(", ")
        .int(micros(new.expires_at))
        .text(")")
        .execute(conn)?;
    Ok(())
}

fn add_token(conn: &mut Conn, new: &NewApiToken, secret: &SecretHash) -> Attempt<ApiToken> {
    PEOPLE.check(conn, Some(new.person.get()))?;
    let NewApiToken { person, name, scope, created_at, expires_at } = new.clone();
    let added = sql("INSERT INTO api_tokens ")
        .text("(secret_hash, person_id, name, scope, created_at, expires_at) VALUES (")
        .str(secret.as_str())
        .text(", ")
        .int(person.get())
        .text(", ")
        .str(name.clone())
        .text(", ")
        .str(scope.as_str())
        .text(", ")
        .int(micros(created_at))
        .text(", ")
        .int(micros(expires_at))
        .text(") RETURNING id");
    let id: i64 = added.rows::<BigInt>().get_result(conn)?;
    let (id, last_used_at, revoked_at) = (TokenId::new(id), None, None);
    Ok(ApiToken { id, person, name, scope, created_at, expires_at, last_used_at, revoked_at })
}

fn token(found: TokenFound) -> Attempt<ApiToken> {
    let (id, person, name, scope, created_at, expires_at, last_used_at, revoked_at) = found;
    Ok(ApiToken {
        id: TokenId::new(id),
        person: PersonId::new(person),
        name,
        scope: TokenScope::from_word(&scope).ok_or_else(|| unknown("the scope", &scope))?,
        created_at: instant(created_at)?,
        expires_at: instant(expires_at)?,
        last_used_at: last_used_at.map(instant).transpose()?,
        revoked_at: revoked_at.map(instant).transpose()?,
    })
}
