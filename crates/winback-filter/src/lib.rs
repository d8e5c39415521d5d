//! A typed filter engine for records of any kind: schema, text spelling, evaluation in memory.
//!
//! A [`Schema`] says which fields records have. A text is [parsed](parse()) into an [`Expr`], which
//! knows places but no types, and [checked](Expr::check) against the schema into a [`Predicate`],
//! which is well typed by construction. Backends only ever see a predicate: what is odd about a
//! spelling is resolved on the way to it, and [`Predicate::matches`] says what it means.
//!
//! The crate knows no kind of record in particular, no storage and no clock.
//!
//! ```
//! use winback_filter::{Context, Datum, Entity, Field, FieldKind, Record, Schema};
//! struct Bicycle {
//!     model: String,
//!     gears: Option<i64>,
//! }
//! impl Record for Bicycle {
//!     fn datum(&self, field: &str) -> Datum<'_> {
//!         match field {
//!             "model" => Datum::Text(self.model.as_str().into()),
//!             _ => self.gears.map_or(Datum::Empty, Datum::Number),
//!         }
//!     }
//!
//!     fn related<'a>(&'a self, _field: &str) -> Vec<Box<dyn Record + 'a>> {
//!         Vec::new()
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let model = Field::new("model", "bicycle.model", FieldKind::Text).required();
//! let gears = Field::new("gears", "bicycle.gears", FieldKind::Number { scale: 0 });
//! let schema = Schema::new(vec![Entity {
//!     name: "bicycle",
//!     display: "model",
//!     search: vec![],
//!     fields: vec![model, gears],
//! }])?;
//! let context = Context::new("2024-05-01T10:00:00Z".parse()?, jiff::tz::TimeZone::UTC);
//!
//! let fast = schema.parse("bicycle", "model contains race and gears > 9.5", &context)?;
//! assert_eq!(fast.to_string(), r#"model contains "race" and gears > 9"#);
//! assert!(fast.matches(&Bicycle { model: "RACER".into(), gears: Some(10) }));
//! assert!(!fast.matches(&Bicycle { model: "RACER".into(), gears: None }));
//! let slip = schema.parse("bicycle", "gaers > 9", &context).unwrap_err();
//! assert_eq!(slip.to_string(), "unknown field `gaers` at column 1; did you mean `gears`?");
//! # Ok(())
//! # }
//! ```
//!
//! Read [`grammar`], `schema.rs`, `predicate.rs` and `evaluate.rs` for the meaning, then `check.rs`.

mod calendar;
mod check;
mod domain;
mod error;
mod evaluate;
mod expr;
pub mod grammar;
mod group;
mod keyword;
mod lex;
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
mod typing;
mod value;

pub use calendar::{Bucket, Cut, Part};
pub use check::Context;
pub use domain::{DomainError, DomainErrorKind, NotInDomain};
pub use error::{FilterError, FilterErrorKind, FilterErrors};
pub use expr::Expr;
pub use group::{
    Aggregate, AggregateKind, GroupKey, GroupOrder, GroupValue, Grouping, MAX_GROUP_KEYS, OrderBy,
};
pub use offsets::{OffsetChange, Offsets};
pub use operator::OperatorKind;
pub use parse::parse;
pub use period::{Length, Period, Unit, Which};
pub use predicate::{Condition, Line, PartTest, Predicate, Relation, Test, TextMatch};
pub use record::{Datum, Record};
pub use schema::{
    Entity, Field, FieldKind, FieldRef, Meaning, Phrase, Schema, SchemaError, Search,
};
pub use sort::{Sort, SortKey};
pub use text::{fold, pattern_matches};
pub use value::Value;
