//! The tables that keys lead into.

use winback_store::GroupQuery;
use winback_store::filter::{FieldRef, GroupKey};

use crate::error::{Attempt, unknown};
use crate::predicate::{self, Place};
use crate::sql::{Sql, Table};

/// What a statement calls the tables, one for each key that leads into one.
const NAMES: [&str; 3] = ["led0", "led1", "led2"];

/// A table that keys lead into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lead {
    way: Way,
    name: Table,
}

/// How a table is led into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The tags of a record; of a key of its own, as each tag is a value.
    Tags,
    /// The losses of a record, the same for all keys that ask about them.
    Losses(FieldRef),
    /// What a column refers to.
    Reference { via: FieldRef, column: &'static str, table: &'static str },
}

/// The tables that the keys of a grouping lead into.
pub(super) struct Joined {
    /// For each key the table, if it is not the records' own.
    leads: Vec<Option<Lead>>,
}

impl Joined {
    pub(super) fn of(query: &GroupQuery) -> Attempt<Self> {
        let mut leads: Vec<Option<Lead>> = Vec::new();
        for (key, name) in query.grouping.keys.iter().zip(NAMES) {
            let lead = way(*key)?.map(|way| {
                let same = leads.iter().flatten().find(|lead| lead.way == way && way != Way::Tags);
                same.copied().unwrap_or(Lead { way, name: Table::Named(name) })
            });
            leads.push(lead);
        }
        Ok(Self { leads })
    }

    /// Says whether a record may come more than once with the same values.
    pub(super) fn doubles(&self) -> bool {
        self.leads.iter().flatten().any(|lead| matches!(lead.way, Way::Losses(_)))
    }

    /// Returns the table of a key.
    pub(super) fn table(&self, key: usize, own: Table) -> Table {
        self.leads.get(key).copied().flatten().map_or(own, |lead| lead.name)
    }

    /// Joins the tables; a record without what they hold stays.
    pub(super) fn joins(&self, own: Table) -> Sql {
        let mut joined: Vec<Lead> = Vec::new();
        for lead in self.leads.iter().flatten() {
            if !joined.contains(lead) {
                joined.push(*lead);
            }
        }
        joined.into_iter().fold(Sql::default(), |all, lead| {
            let id = |table, column| Sql::default().column(table, column);
            let (table, on) = match lead.way {
                Way::Tags => (
                    "opportunity_tags",
                    id(lead.name, "opportunity_id").text(" = ").then(id(own, "id")),
                ),
                Way::Losses(_) => {
                    ("losses", id(lead.name, "opportunity_id").text(" = ").then(id(own, "id")))
                }
                Way::Reference { column, table, .. } => {
                    (table, id(lead.name, "id").text(" = ").then(id(own, column)))
                }
            };
            all.text(" LEFT JOIN ").text(table).text(" AS ").alias(lead.name).text(" ON ").then(on)
        })
    }
}

fn way(key: GroupKey) -> Attempt<Option<Way>> {
    let Some(via) = key.via() else {
        return Ok((predicate::place(key.field())? == Place::Tags).then_some(Way::Tags));
    };
    match predicate::place(via)? {
        Place::Losses => Ok(Some(Way::Losses(via))),
        Place::Reference { column, to, .. } => {
            Ok(Some(Way::Reference { via, column, table: to.table() }))
        }
        Place::Tags | Place::Scalar(_) => Err(unknown("no group through the field", via.name())),
    }
}
