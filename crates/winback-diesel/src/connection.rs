//! The connection that all statements run on, to whichever database.

use diesel::connection::{
    AnsiTransactionManager, SimpleConnection, TransactionManager, TransactionManagerStatus,
};
use diesel::{PgConnection, QueryResult, SqliteConnection};

use crate::error::Attempt;

/// A connection to a database.
#[derive(diesel::MultiConnection)]
pub(crate) enum Conn {
    /// A SQLite file.
    Sqlite(SqliteConnection),
    /// A PostgreSQL server.
    Postgres(PgConnection),
}

/// Runs a statement on the connection inside: for what the driver cannot do on a connection to
/// whichever database, such as inserting many rows, or giving back a whole row.
macro_rules! on_either {
    ($conn:expr, |$inner:ident| $statement:expr) => {
        match $conn {
            $crate::connection::Conn::Sqlite($inner) => $statement,
            $crate::connection::Conn::Postgres($inner) => $statement,
        }
    };
}

pub(crate) use on_either;

/// Begins a transaction whose reads see one state.
pub(crate) fn begin_reading(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => AnsiTransactionManager::begin_transaction(conn),
        Conn::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(
            conn,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
    }
}

/// Beside whom a transaction writes, on a server; on a file everybody writes alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Beside all others, except for one who writes alone.
    Shared,
    /// Beside nobody but work that is done once: it waits for those on their way, and others wait
    /// behind it.
    Alone,
    /// Beside all others, except for other work that cannot be repeated: imports would find each
    /// other's new names taken.
    Once,
    /// Beside nobody at all: what the pipeline is does not change under anybody's work.
    Sole,
}

impl Turn {
    /// A lock is taken before anything is read or written, so that nobody who waits for it is in
    /// anybody's way, and on tables that hardly anybody ever writes.
    pub(crate) const fn statements(self) -> &'static str {
        match self {
            Self::Shared => {
                "BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE settings IN ROW EXCLUSIVE MODE"
            }
            Self::Alone => {
                "BEGIN ISOLATION LEVEL REPEATABLE READ; \
                 LOCK TABLE settings IN SHARE ROW EXCLUSIVE MODE"
            }
            Self::Once => {
                "BEGIN ISOLATION LEVEL REPEATABLE READ; \
                 LOCK TABLE countries IN SHARE UPDATE EXCLUSIVE MODE"
            }
            Self::Sole => {
                "BEGIN ISOLATION LEVEL REPEATABLE READ; \
                 LOCK TABLE countries IN SHARE UPDATE EXCLUSIVE MODE; \
                 LOCK TABLE settings IN SHARE ROW EXCLUSIVE MODE"
            }
        }
    }
}

/// Begins a transaction that writes what follows from the one state that it reads.
pub(crate) fn begin_writing(conn: &mut Conn, turn: Turn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => {
            AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
        }
        Conn::Postgres(conn) => {
            AnsiTransactionManager::begin_transaction_sql(conn, turn.statements())
        }
    }
}

/// Leaves every transaction and savepoint that a failure left open.
///
/// SQLite leaves some by itself, such as when the disk is full; the driver would then take its
/// connection for broken for good.
pub(crate) fn roll_back(conn: &mut Conn) {
    let left = conn.batch_execute("ROLLBACK");
    match (conn, left) {
        // A failure says that none was open.
        (Conn::Sqlite(conn), Ok(()) | Err(_)) => {
            *AnsiTransactionManager::transaction_manager_status_mut(conn) =
                TransactionManagerStatus::default();
        }
        (Conn::Postgres(conn), Ok(())) => {
            *AnsiTransactionManager::transaction_manager_status_mut(conn) =
                TransactionManagerStatus::default();
        }
        // A failure says that the connection is lost.
        (conn @ Conn::Postgres(_), Err(_)) => conn.throw_away(),
    }
}

impl Conn {
    /// Marks the connection as broken, so that its pool opens another.
    pub(crate) fn throw_away(&mut self) {
        match self {
            Self::Sqlite(conn) => {
                AnsiTransactionManager::transaction_manager_status_mut(conn).set_in_error();
            }
            Self::Postgres(conn) => {
                AnsiTransactionManager::transaction_manager_status_mut(conn).set_in_error();
            }
        }
    }
}

/// Runs reads inside of a transaction, and ends it.
pub(crate) fn reading<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Attempt<T>,
) -> Attempt<T> {
    let read = work(conn);
    // There is nothing to commit, and in a damaged file that would fail.
    let ended = Conn::rollback_transaction(conn);
    read.and_then(|read| Ok(ended.map(|()| read)?))
}

/// Runs writes inside of a transaction, and keeps none of them.
pub(crate) fn tried<T>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Attempt<T>) -> Attempt<T> {
    Conn::begin_transaction(conn)?;
    let done = work(conn)?;
    Conn::rollback_transaction(conn)?;
    Ok(done)
}

/// Runs writes inside of a transaction; if they give nothing, none of them is kept.
///
/// After a failure all is left to whoever began the transaction: undoing a part of it may fail in
/// turn, and would then tell less than the first failure.
pub(crate) fn if_any<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Attempt<Option<T>>,
) -> Attempt<Option<T>> {
    Conn::begin_transaction(conn)?;
    let done = work(conn)?;
    match done {
        Some(_) => Conn::commit_transaction(conn)?,
        None => Conn::rollback_transaction(conn)?,
    }
    Ok(done)
}
