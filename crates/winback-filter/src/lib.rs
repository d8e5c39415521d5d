//! A typed filter engine for records of any kind: schema, three spellings, evaluation in memory.
//!
#![doc = include_str!("../GUIDE.md")]

mod calendar;
mod catalogue;
mod check;
mod domain;
mod error;
mod evaluate;
mod expr;
pub mod grammar;
mod group;
mod keyword;
mod lex;
mod listing;
mod offsets;
mod operator;
mod parse;
mod period;
mod predicate;
mod print;
#[cfg(test)]
mod properties;
mod record;
#[cfg(test)]
mod sample;
mod schema;
mod sort;
mod suggest;
mod text;
mod tree;
mod typing;
mod value;

pub use calendar::{Bucket, Cut, Part};
pub use catalogue::{Catalogue, EntityEntry, FieldEntry, OperatorEntry, PhraseEntry, TypeName};
pub use check::Context;
pub use domain::{DomainError, DomainErrorKind, NotInDomain};
pub use error::{Expected, FilterError, FilterErrorKind, FilterErrors, Found};
pub use expr::Expr;
pub use group::{
    Aggregate, AggregateKind, GroupKey, GroupOrder, GroupValue, Grouping, MAX_GROUP_KEYS, OrderBy,
};
pub use listing::{Clauses, Listing};
pub use offsets::{OffsetChange, Offsets};
pub use operator::{Needs, OperatorKind};
pub use parse::parse;
pub use period::{Length, Period, Unit, Which};
pub use predicate::{Condition, Line, PartTest, Predicate, Relation, Test, TextMatch};
pub use record::{Datum, Record};
pub use schema::{
    Entity, Field, FieldKind, FieldRef, Meaning, Phrase, Schema, SchemaError, Search,
};
pub use sort::{Sort, SortKey};
pub use text::{fold, pattern_matches};
pub use tree::{Operand, Rule, Scalar, Tree, TreeError, TreeErrorKind, TreeErrors, Word};
pub use value::Value;
