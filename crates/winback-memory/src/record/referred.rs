//! What opportunities and losses refer to, as filters see it.

use winback_store::domain::{
    CountryId, Customer, CustomerId, Label, LabelKind, LostReason, Person, PersonId, Stage, TeamId,
};
use winback_store::filter::{Datum, Record};

use super::{Related, View, number, reference, text, word};

impl Record for View<'_, Customer> {
    fn datum(&self, field: &str) -> Datum<'_> {
        let profile = &self.it.profile;
        match field {
            "id" => Datum::Number(self.it.id.get()),
            "name" => word(&profile.name),
            "full_name" => word(&self.it.full_name),
            "kind" => Datum::Choice(profile.kind.as_str()),
            "parent" => reference(profile.parent.map(CustomerId::get)),
            "email" => text(&profile.email),
            "phone" => text(&profile.phone),
            "reference" => text(&profile.reference),
            "country" => reference(profile.country.map(CountryId::get)),
            "city" => text(&profile.city),
            "language" => text(&profile.language),
            "sector" => text(&profile.sector),
            "employees" => number(profile.employees),
            "active" => Datum::YesNo(profile.active),
            _ => Datum::Empty,
        }
    }

    fn related<'a>(&'a self, field: &str) -> Related<'a> {
        let profile = &self.it.profile;
        match field {
            "parent" => self.follow(profile.parent.and_then(|id| self.world.customers.get(&id))),
            "country" => self.follow_label(LabelKind::Country, profile.country.map(CountryId::get)),
            _ => Vec::new(),
        }
    }

    fn members<'a>(&'a self) -> Vec<(i64, Box<dyn Record + 'a>)> {
        let world = self.world;
        let is_member = |it: &&Customer| it.profile.parent == Some(self.it.id);
        let members = world.customers.values().filter(is_member);
        members.map(|it| (it.id.get(), Box::new(View { world, it }) as Box<dyn Record>)).collect()
    }
}

impl Record for View<'_, Person> {
    fn datum(&self, field: &str) -> Datum<'_> {
        match field {
            "id" => Datum::Number(self.it.id.get()),
            "name" => word(&self.it.name),
            "login" => word(&self.it.login),
            "email" => text(&self.it.email),
            "role" => Datum::Choice(self.it.role.as_str()),
            "active" => Datum::YesNo(self.it.active),
            _ => Datum::Empty,
        }
    }

    fn related<'a>(&'a self, _field: &str) -> Related<'a> {
        Vec::new()
    }
}

impl Record for View<'_, Stage> {
    fn datum(&self, field: &str) -> Datum<'_> {
        match field {
            "id" => Datum::Number(self.it.id.get()),
            "name" => word(&self.it.name),
            "position" => Datum::Number(self.it.position),
            "won" => Datum::YesNo(self.it.won),
            "folded" => Datum::YesNo(self.it.folded),
            "team" => reference(self.it.team.map(TeamId::get)),
            _ => Datum::Empty,
        }
    }

    fn related<'a>(&'a self, field: &str) -> Related<'a> {
        match field {
            "team" => self.follow_label(LabelKind::Team, self.it.team.map(TeamId::get)),
            _ => Vec::new(),
        }
    }
}

impl Record for View<'_, LostReason> {
    fn datum(&self, field: &str) -> Datum<'_> {
        match field {
            "id" => Datum::Number(self.it.id.get()),
            "name" => word(&self.it.name),
            "category" => text(&self.it.category),
            "outcome" => Datum::Choice(self.it.outcome.as_str()),
            "position" => Datum::Number(self.it.position),
            "active" => Datum::YesNo(!self.it.archived),
            _ => Datum::Empty,
        }
    }

    fn related<'a>(&'a self, _field: &str) -> Related<'a> {
        Vec::new()
    }
}

impl Record for View<'_, Label> {
    fn datum(&self, field: &str) -> Datum<'_> {
        match field {
            "id" => Datum::Number(self.it.id),
            "name" => word(&self.it.name),
            "code" => text(&self.it.code),
            "position" => number(self.it.position),
            "leader" => reference(self.it.leader.map(PersonId::get)),
            "colour" => number(self.it.colour),
            "active" => Datum::YesNo(self.it.active),
            _ => Datum::Empty,
        }
    }

    fn related<'a>(&'a self, field: &str) -> Related<'a> {
        match field {
            "leader" => self.follow(self.it.leader.and_then(|id| self.world.people.get(&id))),
            _ => Vec::new(),
        }
    }
}
