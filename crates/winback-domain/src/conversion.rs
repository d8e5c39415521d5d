//! Leads that become opportunities.

use crate::edit::put;
use crate::{
    CustomerId, CustomerKind, Deal, FieldChange, Handover, Kind, NewCustomer, Opportunity,
    PersonId, Pipeline, Refusal, Stamp, StateKind, TeamId, TrackedField, TrackedValue,
    TransitionError,
};

/// What leads get when they become opportunities; what is absent stays as it is. Rule: behaviour
/// 1.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Conversion {
    /// The customer they are with.
    pub customer: Option<CustomerId>,
    /// Whether each that has no customer, and is given none, gets [its own](Deal::own_customer): the one
    /// customer of that name, ignoring case, or else a new one, which those of the same name share.
    pub customer_of_each: bool,
    /// Who works on them.
    pub salesperson: Option<PersonId>,
    /// The team that works on them.
    pub team: Option<TeamId>,
}

impl Conversion {
    /// Checks that a record can be converted: an open lead.
    ///
    /// # Errors
    /// [`Refusal::NoLead`] for an opportunity, [`Refusal::NotOpen`] for another lead.
    pub const fn allows(kind: Kind, state: StateKind) -> Result<(), Refusal> {
        match (kind, state) {
            (Kind::Opportunity, _) => Err(Refusal::NoLead),
            (Kind::Lead, StateKind::Open) => Ok(()),
            (Kind::Lead, StateKind::Won | StateKind::Lost | StateKind::Archived) => {
                Err(Refusal::NotOpen)
            }
        }
    }
}

impl Deal {
    /// Returns the customer that a deal without one speaks of: the company by its name, or else the
    /// contact, with the city, country, language, e-mail and phone of the deal.
    /// Rule: behaviour 5.8.
    pub fn own_customer(&self) -> Option<NewCustomer> {
        let said = |name: &Option<String>| {
            let name = name.as_deref().map(str::trim).filter(|name| !name.is_empty());
            name.map(str::to_owned)
        };
        if self.customer.is_some() {
            return None;
        }
        let (name, kind) = match (said(&self.company_name), said(&self.contact_name)) {
            (Some(company), _) => (company, CustomerKind::Company),
            (None, contact) => (contact?, CustomerKind::Person),
        };
        Some(NewCustomer {
            kind,
            email: self.email.clone(),
            phone: self.phone.clone(),
            country: self.address.country,
            city: self.address.city.clone(),
            language: self.language.clone(),
            ..NewCustomer::company(name)
        })
    }
}

impl Opportunity {
    /// Makes an opportunity of an open lead, and says what changed, with the old values.
    ///
    /// One whose stage is another team's, or that has none, enters the first stage of its team.
    /// Rule: behaviour 1.1.
    ///
    /// # Errors
    /// [`TransitionError`] if it is no open lead; the record is then unchanged.
    pub fn convert(
        &mut self,
        conversion: &Conversion,
        pipeline: &Pipeline,
        stamp: Stamp,
    ) -> Result<Vec<FieldChange>, TransitionError> {
        Conversion::allows(self.deal.kind, self.state.kind())
            .map_err(|refusal| self.refused(refusal))?;
        let before = self.clone();
        let word = |kind: Kind| Some(TrackedValue::Text(kind.as_str().into()));
        self.deal.kind = Kind::Opportunity;
        let mut changes = Vec::new();
        changes.extend(FieldChange::of(
            TrackedField::Kind,
            word(before.deal.kind),
            word(self.deal.kind),
        ));
        changes.extend(put(TrackedField::ConvertedAt, &mut self.converted_at, &Some(stamp.at)));
        if conversion.customer.is_some() {
            let customer = &mut self.deal.customer;
            changes.extend(put(TrackedField::Customer, customer, &conversion.customer));
        }
        if conversion.salesperson.is_some() {
            let handover = Handover::Salesperson(conversion.salesperson);
            changes.extend(self.hand_over(handover, stamp.at));
        }
        if conversion.team.is_some() {
            changes.extend(self.hand_over(Handover::Team(conversion.team), stamp.at));
        }
        let (team, stage) = (self.deal.team, self.deal.stage);
        if !pipeline.is_stage_of(team, stage)
            && let Some(first) = pipeline.first_for(team)
        {
            self.move_to(first.id, pipeline, stamp);
        }
        changes.extend(self.state_changes_since(&before));
        self.revision = self.revision.next();
        self.updated_at = stamp.at;
        Ok(changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, LossId, OpportunityId, Probability, Revision, Stage, StageId, State};

    /// Shared stages 1 and 4, which is won; stage 2 is the first one of team 7, stage 3 of team 8.
    fn pipeline() -> Pipeline {
        let stage = |id, position, team: Option<i64>| Stage {
            id: StageId::new(id),
            name: format!("S{id}"),
            position,
            won: id == 4,
            folded: false,
            team: team.map(TeamId::new),
            archived: false,
        };
        Pipeline::new(vec![
            stage(1, 10, None),
            stage(2, 5, Some(7)),
            stage(3, 6, Some(8)),
            stage(4, 40, None),
        ])
    }

    fn stamp() -> Stamp {
        Stamp { by: PersonId::new(1), at: jiff::Timestamp::from_second(60).unwrap() }
    }

    fn lead(team: Option<i64>, stage: Option<i64>) -> Opportunity {
        let deal = Deal::named("Pumps", stage.map(StageId::new));
        Opportunity {
            id: OpportunityId::new(3),
            revision: Revision::FIRST,
            deal: Deal { kind: Kind::Lead, team: team.map(TeamId::new), ..deal },
            state: State::Open,
            estimate: Probability::EVEN,
            created_at: jiff::Timestamp::UNIX_EPOCH,
            updated_at: jiff::Timestamp::UNIX_EPOCH,
            assigned_at: None,
            converted_at: None,
            stage_changed_at: None,
        }
    }

    #[test]
    fn a_lead_stays_in_a_stage_of_its_team_and_otherwise_enters_the_first() {
        for (own, stage, to, after) in [
            (None, Some(1), None, Some(1)),
            (None, None, None, Some(1)),
            (None, Some(2), None, Some(1)),
            (Some(7), Some(1), None, Some(1)),
            (Some(7), None, None, Some(2)),
            (Some(7), Some(3), None, Some(2)),
            (Some(7), Some(2), Some(8), Some(3)),
            (None, Some(1), Some(7), Some(1)),
        ] {
            let mut record = lead(own, stage);
            let to = Conversion { team: to.map(TeamId::new), ..Conversion::default() };
            record.convert(&to, &pipeline(), stamp()).unwrap();
            let entered = (stage != after).then(|| stamp().at);
            assert_eq!(record.deal.stage.map(StageId::get), after, "{own:?} {stage:?}");
            assert_eq!(record.stage_changed_at, entered, "{own:?} {stage:?}");
        }
    }

    #[test]
    fn what_is_no_open_lead_is_told_what_to_do_first() {
        let (pipeline, mut said) = (pipeline(), Vec::new());
        for verb in [None, Some(Change::Archive), Some(Change::MarkWon)] {
            let mut record = lead(None, Some(1));
            match verb {
                Some(verb) => {
                    record.apply(&verb, &pipeline, stamp(), LossId::new(1)).unwrap();
                }
                None => record.deal.kind = Kind::Opportunity,
            }
            let before = record.clone();
            let error = record.convert(&Conversion::default(), &pipeline, stamp()).unwrap_err();
            assert_eq!(record, before);
            said.push(error.to_string());
        }
        assert_eq!(
            said,
            [
                "opportunity 3 `Pumps` is open and cannot be converted: it is an opportunity already",
                "opportunity 3 `Pumps` is archived and cannot be converted: restore it first",
                "opportunity 3 `Pumps` is won and cannot be converted: move it to a stage that is not \
                 won first",
            ]
        );
    }
}
