//! A connection to either database for hand-written SQL: every statement is prepared once, values are
//! bound by number, rows are read by the number of the column.

use std::path::Path;

use anyhow::{Context, Result, bail};
use diesel::connection::{DefaultLoadingMode, LoadConnection, SimpleConnection};
use diesel::deserialize::FromSql;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::row::{Field, Row};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Untyped};
use diesel::{Connection, PgConnection, QueryResult, RunQueryDsl};

/// Connections are set up as ours are.
const FILE: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; \
     PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; \
     PRAGMA case_sensitive_like = ON; PRAGMA mmap_size = 268435456; PRAGMA cache_size = -16384";

const SERVER: &str = "SET statement_timeout = '5min'; SET lock_timeout = '5s'; SET jit = off";

/// A connection to either database, through the driver that the store has below it.
pub(crate) enum Client {
    File(rusqlite::Connection),
    Server(Box<PgConnection>),
}

/// What the databases spell differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    File,
    Server,
}

/// A value for a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bind<'a> {
    Int(Option<i64>),
    Text(Option<&'a str>),
    Ids(&'a [i64]),
    Texts(&'a [String]),
}

impl From<i64> for Bind<'_> {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<Option<i64>> for Bind<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

impl<'a> From<&'a str> for Bind<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<&'a Option<String>> for Bind<'a> {
    fn from(text: &'a Option<String>) -> Self {
        Self::Text(text.as_deref())
    }
}

impl<'a> From<Option<&'a str>> for Bind<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text)
    }
}

impl Client {
    /// Opens a file.
    pub(crate) fn file(path: &Path) -> Result<Self> {
        let conn = rusqlite::Connection::open(path)?;
        conn.execute_batch(FILE)?;
        conn.set_prepared_statement_cache_capacity(64);
        Ok(Self::File(conn))
    }

    /// Connects to a database of a server.
    pub(crate) fn server(url: &str) -> Result<Self> {
        let mut conn = PgConnection::establish(url)?;
        conn.batch_execute(SERVER)?;
        Ok(Self::Server(Box::new(conn)))
    }

    /// Returns which SQL it understands.
    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::File(_) => Dialect::File,
            Self::Server(_) => Dialect::Server,
        }
    }

    /// Begins a transaction whose statements see one state.
    pub(crate) fn begin_reading(&mut self) -> Result<()> {
        self.run(match self {
            Self::File(_) => "BEGIN",
            Self::Server(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        })
    }

    /// Begins a transaction that writes what follows from the one state that it reads.
    pub(crate) fn begin_writing(&mut self) -> Result<()> {
        self.run(match self {
            Self::File(_) => "BEGIN IMMEDIATE",
            Self::Server(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ",
        })
    }

    /// Ends a transaction.
    pub(crate) fn commit(&mut self) -> Result<()> {
        self.run("COMMIT")
    }

    /// Runs statements that bind nothing and give nothing.
    pub(crate) fn run(&mut self, statements: &str) -> Result<()> {
        match self {
            Self::File(conn) => conn.execute_batch(statements)?,
            Self::Server(conn) => conn.batch_execute(statements)?,
        }
        Ok(())
    }

    /// Runs a statement, and returns how many rows it wrote.
    pub(crate) fn execute(&mut self, statement: &str, binds: &[Bind<'_>]) -> Result<usize> {
        match self {
            Self::File(conn) => {
                let mut prepared = conn.prepare_cached(statement)?;
                bind(&mut prepared, binds)?;
                Ok(prepared.raw_execute()?)
            }
            Self::Server(conn) => Ok(Statement { text: statement, binds }.execute(&mut **conn)?),
        }
    }

    /// Runs a statement, and returns its rows.
    pub(crate) fn query<T: FromRow>(
        &mut self,
        statement: &str,
        binds: &[Bind<'_>],
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        match self {
            Self::File(conn) => {
                let mut prepared = conn.prepare_cached(statement)?;
                bind(&mut prepared, binds)?;
                let mut rows = prepared.raw_query();
                while let Some(row) = rows.next()? {
                    found.push(T::from_row(&RowOfFile(row))?);
                }
            }
            Self::Server(conn) => {
                let statement = Statement { text: statement, binds };
                for row in LoadConnection::<DefaultLoadingMode>::load(&mut **conn, statement)? {
                    found.push(T::from_row(&RowOfServer(row?))?);
                }
            }
        }
        Ok(found)
    }

    /// Runs a statement that gives one row at the most.
    pub(crate) fn first<T: FromRow>(
        &mut self,
        statement: &str,
        binds: &[Bind<'_>],
    ) -> Result<Option<T>> {
        Ok(self.query(statement, binds)?.pop())
    }

    /// Runs a statement that gives one number, such as the id of the row that it wrote.
    pub(crate) fn number(&mut self, statement: &str, binds: &[Bind<'_>]) -> Result<i64> {
        let found: Option<(i64,)> = self.first(statement, binds)?;
        Ok(found.context("no row was found")?.0)
    }
}

fn bind(statement: &mut rusqlite::Statement<'_>, binds: &[Bind<'_>]) -> Result<()> {
    for (place, bind) in (1..).zip(binds) {
        match bind {
            Bind::Int(number) => statement.raw_bind_parameter(place, number)?,
            Bind::Text(text) => statement.raw_bind_parameter(place, text)?,
            Bind::Ids(ids) => statement.raw_bind_parameter(place, serde_json::to_string(ids)?)?,
            Bind::Texts(texts) => {
                statement.raw_bind_parameter(place, serde_json::to_string(texts)?)?;
            }
        }
    }
    Ok(())
}

/// A statement for a server: `?1` in its text is the first bind.
struct Statement<'a> {
    text: &'a str,
    binds: &'a [Bind<'a>],
}

impl Query for Statement<'_> {
    type SqlType = Untyped;
}

impl QueryId for Statement<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for Statement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut parts = self.text.split('?');
        out.push_sql(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = part.split_at(digits);
            let bind = number.parse::<usize>().ok().and_then(|it| self.binds.get(it - 1));
            match bind.ok_or(diesel::result::Error::NotFound)? {
                Bind::Int(number) => out.push_bind_param::<Nullable<BigInt>, _>(number)?,
                Bind::Text(text) => out.push_bind_param::<Nullable<Text>, _>(text)?,
                Bind::Ids(ids) => out.push_bind_param::<Array<BigInt>, _>(ids)?,
                Bind::Texts(texts) => out.push_bind_param::<Array<Text>, _>(texts)?,
            }
            out.push_sql(rest);
        }
        Ok(())
    }
}

impl RunQueryDsl<PgConnection> for Statement<'_> {}

/// The columns of a row, from 0.
pub(crate) trait Columns {
    fn int(&self, column: usize) -> Result<Option<i64>>;
    fn text(&self, column: usize) -> Result<Option<String>>;
    fn is_true(&self, column: usize) -> Result<bool>;
}

struct RowOfFile<'a>(&'a rusqlite::Row<'a>);

impl Columns for RowOfFile<'_> {
    fn int(&self, column: usize) -> Result<Option<i64>> {
        Ok(self.0.get(column)?)
    }

    fn text(&self, column: usize) -> Result<Option<String>> {
        Ok(self.0.get(column)?)
    }

    fn is_true(&self, column: usize) -> Result<bool> {
        Ok(self.0.get(column)?)
    }
}

struct RowOfServer<R>(R);

impl<'a, R: Row<'a, Pg>> RowOfServer<R> {
    fn value<T>(&self, column: usize, read: impl Fn(Option<PgValue<'_>>) -> Read<T>) -> Result<T> {
        let field = self.0.get(column).context("there is no such column")?;
        let read = read(field.value());
        read.map_err(|error| anyhow::anyhow!("column {column}: {error}"))
    }
}

/// What the driver makes of a value.
type Read<T> = diesel::deserialize::Result<T>;

impl<'a, R: Row<'a, Pg>> Columns for RowOfServer<R> {
    fn int(&self, column: usize) -> Result<Option<i64>> {
        self.value(column, <Option<i64> as FromSql<Nullable<BigInt>, Pg>>::from_nullable_sql)
    }

    fn text(&self, column: usize) -> Result<Option<String>> {
        self.value(column, <Option<String> as FromSql<Nullable<Text>, Pg>>::from_nullable_sql)
    }

    fn is_true(&self, column: usize) -> Result<bool> {
        self.value(column, <bool as FromSql<Bool, Pg>>::from_nullable_sql)
    }
}

/// What a row is read as.
pub(crate) trait FromRow: Sized {
    fn from_row(row: &impl Columns) -> Result<Self>;
}

/// What a column is read as.
trait FromColumn: Sized {
    fn from_column(row: &impl Columns, column: usize) -> Result<Self>;
}

impl FromColumn for Option<i64> {
    fn from_column(row: &impl Columns, column: usize) -> Result<Self> {
        row.int(column)
    }
}

impl FromColumn for i64 {
    fn from_column(row: &impl Columns, column: usize) -> Result<Self> {
        row.int(column)?.with_context(|| format!("column {column} is empty"))
    }
}

impl FromColumn for u64 {
    fn from_column(row: &impl Columns, column: usize) -> Result<Self> {
        Ok(i64::from_column(row, column)?.try_into()?)
    }
}

impl FromColumn for Option<String> {
    fn from_column(row: &impl Columns, column: usize) -> Result<Self> {
        row.text(column)
    }
}

impl FromColumn for String {
    fn from_column(row: &impl Columns, column: usize) -> Result<Self> {
        match row.text(column)? {
            Some(text) => Ok(text),
            None => bail!("column {column} is empty"),
        }
    }
}

impl FromColumn for bool {
    fn from_column(row: &impl Columns, column: usize) -> Result<Self> {
        row.is_true(column)
    }
}

macro_rules! rows {
    ($($column:literal $type:ident),+) => {
        impl<$($type: FromColumn),+> FromRow for ($($type,)+) {
            fn from_row(row: &impl Columns) -> Result<Self> {
                Ok(($($type::from_column(row, $column)?,)+))
            }
        }
    };
}

rows!(0 A);
rows!(0 A, 1 B);
rows!(0 A, 1 B, 2 C);
rows!(0 A, 1 B, 2 C, 3 D);
rows!(0 A, 1 B, 2 C, 3 D, 4 E);
