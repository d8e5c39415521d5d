//! The names in imported rows: found or added, and remembered.

use std::collections::HashMap;

use winback_store::domain::{
    CampaignId, CountryId, Deal, LabelKind, LostReasonId, MediumId, NewPerson, PersonId, SourceId,
    Stamp, TagId, TeamId,
};
use winback_store::{ImportReason, ImportRow};

use crate::connection::Conn;
use crate::error::Attempt;
use crate::rows::name_key;
use crate::{people, pipeline, reasons};

/// How many names of one list are remembered.
const REMEMBERED: usize = 10_000;

/// Names that were met already, by what they are compared by.
#[derive(Debug)]
pub(super) struct Names {
    labels: HashMap<(LabelKind, String), Option<i64>>,
    people: HashMap<String, PersonId>,
    reasons: HashMap<String, LostReasonId>,
    stamp: Stamp,
}

impl Names {
    /// Returns an empty memory; `stamp` goes into what is added.
    pub(super) fn new(stamp: Stamp) -> Self {
        let (labels, people, reasons) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { labels, people, reasons, stamp }
    }

    /// Returns what a row says, with ids in place of names; customers are somebody else's.
    pub(super) fn deal(&mut self, conn: &mut Conn, row: &ImportRow) -> Attempt<Deal> {
        let mut deal = row.deal.clone();
        if let Some(new) = &row.salesperson {
            deal.salesperson = Some(self.person(conn, new)?);
        }
        if let Some(team) = &row.team {
            deal.team = Some(TeamId::new(self.ensured(conn, LabelKind::Team, team)?));
        }
        for tag in &row.tags {
            deal.tags.insert(TagId::new(self.ensured(conn, LabelKind::Tag, tag)?));
        }
        if let Some(source) = &row.source {
            deal.source = Some(SourceId::new(self.ensured(conn, LabelKind::Source, source)?));
        }
        if let Some(medium) = &row.medium {
            deal.medium = Some(MediumId::new(self.ensured(conn, LabelKind::Medium, medium)?));
        }
        if let Some(name) = &row.campaign {
            deal.campaign = Some(CampaignId::new(self.ensured(conn, LabelKind::Campaign, name)?));
        }
        Ok(deal)
    }

    fn ensured(&mut self, conn: &mut Conn, kind: LabelKind, name: &str) -> Attempt<i64> {
        let key = (kind, name_key(name));
        if let Some(Some(id)) = self.labels.get(&key) {
            return Ok(*id);
        }
        let id = pipeline::ensure(conn, kind, name)?.id;
        self.remember(key, Some(id));
        Ok(id)
    }

    fn remember(&mut self, key: (LabelKind, String), id: Option<i64>) {
        if self.labels.len() >= REMEMBERED {
            self.labels.clear();
        }
        self.labels.insert(key, id);
    }

    /// Finds a country; one that is not in the list is left out.
    pub(super) fn country(&mut self, conn: &mut Conn, name: &str) -> Attempt<Option<CountryId>> {
        let key = (LabelKind::Country, name_key(name));
        let known = self.labels.get(&key).copied();
        let id = match known {
            Some(id) => id,
            None => pipeline::named(conn, LabelKind::Country, name)?.map(|label| label.id),
        };
        self.remember(key, id);
        Ok(id.map(CountryId::new))
    }

    /// Finds a person by login, or adds the person.
    pub(super) fn person(&mut self, conn: &mut Conn, new: &NewPerson) -> Attempt<PersonId> {
        let key = name_key(&new.login);
        if let Some(id) = self.people.get(&key) {
            return Ok(*id);
        }
        let id = match people::with_login(conn, &new.login)? {
            Some(id) => id,
            None => people::add(conn, new)?.id,
        };
        self.people.insert(key, id);
        Ok(id)
    }

    /// Finds the lost reason that a name stands for, or adds it; one of that very name that is new,
    /// or that no loss had before the import, becomes what the file says if that is all of it.
    pub(super) fn reason(&mut self, conn: &mut Conn, new: &ImportReason) -> Attempt<LostReasonId> {
        let key = name_key(&new.profile.name);
        if let Some(id) = self.reasons.get(&key) {
            return Ok(*id);
        }
        let (id, is_named) = match reasons::history::imported(conn, &new.profile.name)? {
            Some(found) => found,
            None => (reasons::add(conn, &new.profile, self.stamp)?.id, true),
        };
        if let Some(edits) = new.edits()
            && is_named
            && !reasons::is_used(conn, id)?
        {
            reasons::edit(conn, id, &edits, self.stamp)?;
        }
        // From now on it is used, so nobody asks again whether it is.
        self.reasons.insert(key, id);
        Ok(id)
    }
}
