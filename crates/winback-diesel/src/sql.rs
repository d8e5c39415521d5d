//! Pieces of SQL: text that stands in this program, and values that are bound.
//!
//! Text is `&'static str`, so nothing that a person typed can become part of a statement.

use std::marker::PhantomData;

use diesel::RunQueryDsl;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;

use crate::connection::MultiBackend;
use crate::dialect::{Bind, Dialect, Held, List, Word};

/// Statements with more pieces than this are prepared each time, so that the cache of prepared
/// statements holds those that come again.
const LONG: usize = 200;

#[derive(Debug, Clone)]
enum Piece {
    Text(&'static str),
    Word(Word),
    /// The table that stands so many references away from the list's own.
    Table(Table),
    /// A name made of a prefix and a number.
    Numbered(&'static str, usize),
    /// A number that stands in the statement itself.
    Whole(usize),
    Bind(Bind),
}

/// How a statement calls a table: the list's own by its name, those it refers to by how deep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    /// By its own name.
    Named(&'static str),
    /// As the table so many references deep, from 1.
    Deep(usize),
}

impl Table {
    /// Returns what to call a table that this one refers to.
    pub(crate) const fn deeper(self) -> Self {
        match self {
            Self::Named(_) => Self::Deep(1),
            Self::Deep(depth) => Self::Deep(depth + 1),
        }
    }
}

/// A piece of SQL.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sql {
    pieces: Vec<Piece>,
}

/// Begins a piece of SQL.
pub(crate) fn sql(text: &'static str) -> Sql {
    Sql { pieces: vec![Piece::Text(text)] }
}

impl Sql {
    fn piece(mut self, piece: Piece) -> Self {
        self.pieces.push(piece);
        self
    }

    /// Adds text.
    pub(crate) fn text(self, text: &'static str) -> Self {
        self.piece(Piece::Text(text))
    }

    /// Adds what the databases spell differently.
    pub(crate) fn word(self, word: Word) -> Self {
        self.piece(Piece::Word(word))
    }

    /// Adds a column of a table.
    pub(crate) fn column(self, table: Table, column: &'static str) -> Self {
        self.piece(Piece::Table(table)).text(".").text(column)
    }

    /// Adds the name by which the statement calls a table.
    pub(crate) fn alias(self, table: Table) -> Self {
        self.piece(Piece::Table(table))
    }

    /// Adds a name made of a prefix and a number.
    pub(crate) fn numbered(self, prefix: &'static str, number: usize) -> Self {
        self.piece(Piece::Numbered(prefix, number))
    }

    /// Adds how many rows there may be at the most, as a number in the statement itself: a server plans
    /// such a statement once, and one that binds the number again each time, as it matters to the plan.
    pub(crate) fn at_most(self, rows: usize) -> Self {
        self.text(" LIMIT ").piece(Piece::Whole(rows))
    }

    /// Adds another piece of SQL.
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// Binds a number.
    pub(crate) fn int(self, number: impl Into<Option<i64>>) -> Self {
        self.piece(Piece::Bind(Bind::Int(number.into())))
    }

    /// Binds a text.
    pub(crate) fn str(self, text: impl Into<String>) -> Self {
        self.piece(Piece::Bind(Bind::Text(Some(text.into()))))
    }

    /// Binds a text or nothing.
    pub(crate) fn opt_str(self, text: Option<String>) -> Self {
        self.piece(Piece::Bind(Bind::Text(text)))
    }

    /// Asks whether a text holds another one.
    pub(crate) fn holds(self, column: Self, text: &str) -> Self {
        let bind = Piece::Bind(Bind::Held(Held::of(text)));
        let asked = self.word(Word::Contains).then(column).word(Word::ContainsBound);
        asked.piece(bind).word(Word::ContainsEnd)
    }

    /// Asks whether what stands before is in a list.
    pub(crate) fn within(self, list: List) -> Self {
        self.word(Word::InList).piece(Piece::Bind(Bind::List(list))).word(Word::InListEnd)
    }

    /// Asks whether the id that stands before is one of these.
    pub(crate) fn in_ids(self, ids: impl IntoIterator<Item = i64>) -> Self {
        self.within(List::Ints(ids.into_iter().collect()))
    }

    /// Adds a list as a table with the one column `value`.
    pub(crate) fn list_table(self, list: List) -> Self {
        self.word(Word::ListTable).piece(Piece::Bind(Bind::List(list))).word(Word::ListTableEnd)
    }

    /// Puts parts one after another, with commas between.
    pub(crate) fn listed(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_default();
        parts.fold(first, |list, part| list.text(", ").then(part))
    }

    /// Joins conditions, in halves: a statement may nest a thousand deep, and people may give more.
    pub(crate) fn joined(
        mut members: Vec<Self>,
        between: &'static str,
        none: &'static str,
    ) -> Self {
        match members.len() {
            0 => sql(none),
            1 => members.pop().unwrap_or_default(),
            count => {
                let rest = members.split_off(count / 2);
                sql("(")
                    .then(Self::joined(members, between, none))
                    .text(between)
                    .then(Self::joined(rest, between, none))
                    .text(")")
            }
        }
    }

    /// Makes the piece a whole statement that gives rows of a type.
    pub(crate) fn rows<Row>(self) -> Rows<Row> {
        Rows { sql: self, row: PhantomData }
    }
}

impl<DB: Dialect> QueryFragment<DB> for Sql {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.pieces.len() > LONG {
            out.unsafe_to_cache_prepared();
        }
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_sql(text),
                Piece::Word(word) => out.push_sql(DB::word(*word)),
                Piece::Table(Table::Named(name)) => out.push_sql(name),
                Piece::Table(Table::Deep(depth)) => out.push_sql(&format!("t{depth}")),
                Piece::Numbered(prefix, number) => out.push_sql(&format!("{prefix}{number}")),
                Piece::Whole(number) => out.push_sql(&number.to_string()),
                Piece::Bind(bind) => DB::push_bind(&mut out, bind)?,
            }
        }
        Ok(())
    }
}

impl QueryFragment<MultiBackend> for Sql {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, out)
    }
}

impl QueryId for Sql {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Conn> RunQueryDsl<Conn> for Sql {}

/// A condition or an order, for use in a typed query.
#[derive(Debug, Clone)]
pub(crate) struct Fragment(pub(crate) Sql);

impl Expression for Fragment {
    type SqlType = Bool;
}

impl<Source> AppearsOnTable<Source> for Fragment {}

impl<Source> SelectableExpression<Source> for Fragment {}

impl<Group> ValidGrouping<Group> for Fragment {
    type IsAggregate = is_aggregate::No;
}

impl<DB: Dialect> QueryFragment<DB> for Fragment {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

impl QueryFragment<MultiBackend> for Fragment {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(&self.0, out)
    }
}

impl QueryId for Fragment {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

/// A whole statement that gives rows of a type.
#[derive(Debug, Clone)]
pub(crate) struct Rows<Row> {
    sql: Sql,
    row: PhantomData<Row>,
}

impl<Row> Query for Rows<Row> {
    type SqlType = Row;
}

impl<Row> QueryId for Rows<Row> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Row, DB: Dialect> QueryFragment<DB> for Rows<Row> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.sql.walk_ast(out)
    }
}

impl<Row> QueryFragment<MultiBackend> for Rows<Row> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(&self.sql, out)
    }
}

impl<Row, Conn> RunQueryDsl<Conn> for Rows<Row> {}
