//! Errors whose code the driver keeps to itself, told by what the server says, in any language.
//!
//! The driver tells apart a few codes; for others there is only a text, in the language that the
//! administrator chose. Where we may not choose another, the server is made to say it once.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::{PoisonError, RwLock};

use diesel::connection::SimpleConnection;
use diesel::result::{DatabaseErrorInformation, Error as DriverError};
use diesel::sql_types::Text;
use diesel::{PgConnection, QueryResult, RunQueryDsl};

use super::connection::look;
use super::location::Location;
use crate::sql::sql;

/// What servers say in other languages if somebody waits for a lock for too long.
static LOCK_TIMEOUTS: RwLock<BTreeSet<String>> = RwLock::new(BTreeSet::new());

/// Tells whether somebody waited for a lock for too long.
pub(crate) fn is_lock_timeout(information: &dyn DatabaseErrorInformation) -> bool {
    let learnt = LOCK_TIMEOUTS.read().unwrap_or_else(PoisonError::into_inner);
    let message = information.message();
    message.contains("due to lock timeout") || learnt.contains(message)
}

/// Tells whether two waited for each other: the details name locks, by words of no language.
pub(crate) fn is_deadlock(information: &dyn DatabaseErrorInformation) -> bool {
    information.message().contains("deadlock detected")
        || information.details().is_some_and(|details| details.matches("Lock").count() > 1)
}

/// Learns what the server says in a language that we do not know.
pub(super) fn learn(location: &Location, conn: &mut PgConnection) -> QueryResult<()> {
    static ASKED: RwLock<BTreeSet<String>> = RwLock::new(BTreeSet::new());
    let language: String =
        sql("SELECT current_setting('lc_messages')").rows::<Text>().get_result(conn)?;
    if ["C", "POSIX", "en"].iter().any(|known| language.starts_with(known)) {
        return Ok(());
    }
    if ASKED.read().unwrap_or_else(PoisonError::into_inner).contains(&language) {
        return Ok(());
    }
    // The server may have no connection left: then the next one learns it.
    let Ok(mut other) = look(location) else { return Ok(()) };
    if let Some(message) = lock_timeout(conn, &mut other)? {
        LOCK_TIMEOUTS.write().unwrap_or_else(PoisonError::into_inner).insert(message);
        ASKED.write().unwrap_or_else(PoisonError::into_inner).insert(language);
    }
    Ok(())
}

/// Waits in vain for a lock that nobody else knows, and returns what the server says then.
fn lock_timeout(conn: &mut PgConnection, other: &mut PgConnection) -> QueryResult<Option<String>> {
    let key = RandomState::new().hash_one("lock").cast_signed();
    let lock = || sql("SELECT CAST(pg_advisory_lock(").int(key).text(") AS TEXT)");
    lock().execute(other)?;
    conn.batch_execute("BEGIN; SET LOCAL lock_timeout = '1ms'")?;
    let refused = lock().execute(conn);
    conn.batch_execute("ROLLBACK")?;
    Ok(match refused {
        Err(DriverError::DatabaseError(_, information)) => Some(information.message().to_owned()),
        Ok(_) | Err(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use diesel::Connection;
    use winback_testkit::TempPostgres;

    use super::*;

    struct Words(&'static str, Option<&'static str>);

    impl DatabaseErrorInformation for Words {
        fn message(&self) -> &str {
            self.0
        }
        fn details(&self) -> Option<&str> {
            self.1
        }
        fn hint(&self) -> Option<&str> {
            None
        }
        fn table_name(&self) -> Option<&str> {
            None
        }
        fn column_name(&self) -> Option<&str> {
            None
        }
        fn constraint_name(&self) -> Option<&str> {
            None
        }
        fn statement_position(&self) -> Option<i32> {
            None
        }
    }

    #[test]
    fn a_deadlock_is_told_in_any_language() {
        const GERMAN: &str = "Prozess 7 wartet auf ShareLock-Sperre auf Transaktion 5; blockiert \
             von Prozess 8.\nProzess 8 wartet auf ShareLock-Sperre auf Transaktion 6; blockiert \
             von Prozess 7.";
        assert!(is_deadlock(&Words("Verklemmung (Deadlock) entdeckt", Some(GERMAN))));
        assert!(is_deadlock(&Words("deadlock detected", None)));
        assert!(!is_deadlock(&Words("Ganzzahl ist außerhalb des gültigen Bereichs", None)));
    }

    #[test]
    fn the_server_says_what_it_says_of_a_lock() {
        let database = TempPostgres::new().unwrap();
        let mut two = [0, 1].map(|_| PgConnection::establish(&database.url()).unwrap());
        let [one, other] = &mut two;
        let said = lock_timeout(one, other).unwrap().unwrap();
        assert!(is_lock_timeout(&Words(said.clone().leak(), None)), "{said}");
        assert_eq!(said, "canceling statement due to lock timeout");
    }
}
