//! What a row of an export means.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;
use serde_json::{Map, Value};
use winback_domain::{
    Address, Currency, Deal, Kind, Priority, Probability, StateKind, TrackedField,
};
use winback_store::{ImportRow, ImportState};

use super::{
    customer::{customer, person},
    fields::{Fields, Reader},
    history::{Losses, losses},
    place::Places,
};
use crate::export::EXPORT_COLUMNS;

/// What a row is read with.
pub(in super::super) struct Rules {
    pub(super) places: Places,
    pub(super) currency: Currency,
    /// Whether leads are in use.
    pub(super) leads: bool,
    /// Whether there are no records yet.
    pub(super) is_empty: bool,
    /// When the import happens.
    pub(super) now: Timestamp,
}

impl Rules {
    /// Reads a row; what is wrong with it is the reader's to tell, and the row then means nothing.
    pub(in super::super) fn read(
        &self,
        members: &Map<String, Value>,
        reader: &mut Reader<'_>,
    ) -> ImportRow {
        let row = Fields { members, place: "" };
        let group = |name: &'static str| name.split_once('.').map_or(name, |(group, _)| group);
        let known: Vec<&str> = EXPORT_COLUMNS.iter().map(|column| group(column.name)).collect();
        reader.only(row, &known);
        self.check_currency(reader, row);
        let deal = self.deal(reader, row);
        let Losses { ended, current } = losses(&self.places, &self.currency, reader, row);
        let last = current.as_ref().and_then(|loss| loss.said.reason.clone());
        check_lost_reason(reader, row, last.map(|reason| reason.profile.name.clone()));
        let estimate = reader.percent(row, "estimate");
        let assumed = estimate.unwrap_or(Probability::EVEN);
        let state = self.state(reader, row, &deal, current, assumed);
        let created_at = reader.instant(row, "created_at").unwrap_or(self.now);
        let tells = |field: &&TrackedField| row.names(field.as_str());
        let mut tells: BTreeSet<_> = TrackedField::ALL.iter().filter(tells).copied().collect();
        if row.names("losses") {
            tells.extend([TrackedField::LostReason, TrackedField::Competitor]);
        }
        ImportRow {
            customer: customer(&self.places, reader, row, "customer"),
            salesperson: person(reader, row, "salesperson"),
            team: name(reader, row, "team"),
            tags: tags(reader, row),
            source: name(reader, row, "source"),
            medium: name(reader, row, "medium"),
            campaign: name(reader, row, "campaign"),
            state,
            ended_losses: ended,
            updated_at: reader.instant(row, "updated_at"),
            assigned_at: reader.instant(row, "assigned_at"),
            converted_at: reader.instant(row, "converted_at"),
            tells,
            stage_changed_at: reader.instant(row, "stage_changed_at"),
            estimate,
            ..ImportRow::open(deal, assumed, created_at)
        }
    }

    fn deal(&self, reader: &mut Reader<'_>, row: Fields<'_>) -> Deal {
        let priority = if row.names("priority") {
            let stars = |text: &str| text.parse().ok().and_then(Priority::new);
            reader.word(row, "priority", "a number from 0 to 3", stars)
        } else {
            Priority::new(0)
        };
        let external_id = reader.text(row, "external_id");
        if external_id.is_none() && !self.is_empty {
            let expected = "an id of its own for each row, so that none comes in twice: this \
                            database has records already";
            reader.problem(row, "external_id", expected);
        }
        let stage = self.places.stage(reader, row, "stage");
        Deal {
            kind: self.kind(reader, row),
            company_name: reader.text(row, "company_name"),
            contact_name: reader.text(row, "contact_name"),
            email: reader.text(row, "email"),
            phone: reader.text(row, "phone"),
            address: Address {
                street: reader.text(row, "street"),
                street2: reader.text(row, "street2"),
                city: reader.text(row, "city"),
                region: reader.text(row, "region"),
                zip: reader.text(row, "zip"),
                country: self.places.country(reader, row, "country"),
            },
            language: reader.text(row, "language"),
            notes: reader.text(row, "notes"),
            priority,
            expected_revenue: reader.amount(row, "expected_revenue", &self.currency),
            hand_probability: by_hand(reader, row),
            expected_closing: reader.word(
                row,
                "expected_closing",
                "a day, such as 2026-03-31",
                |text| text.parse().ok(),
            ),
            external_id,
            ..Deal::named(reader.required(row, "name", "a name"), stage)
        }
    }

    fn kind(&self, reader: &mut Reader<'_>, row: Fields<'_>) -> Kind {
        let kind = reader.word(row, "kind", "`lead` or `opportunity`", Kind::from_word);
        if kind == Some(Kind::Lead) && !self.leads {
            let expected = "`opportunity`: leads are not in use here, until the setting `leads` \
                            is turned on";
            reader.problem(row, "kind", expected);
        }
        kind.unwrap_or(Kind::Opportunity)
    }

    /// Reads the state with what it takes; each state must fit the stage.
    fn state(
        &self,
        reader: &mut Reader<'_>,
        row: Fields<'_>,
        deal: &Deal,
        current: Option<winback_store::ImportLoss>,
        estimate: Probability,
    ) -> ImportState {
        let kind = reader.word(row, "state", "open, won, lost or archived", StateKind::from_word);
        let kind = kind.unwrap_or(StateKind::Open);
        let in_won_stage = self.places.is_won(deal.stage);
        if kind != StateKind::Lost && current.is_some() {
            reader.problem(row, "losses", format!("the end of the last loss: the row is {kind}"));
        }
        match kind {
            StateKind::Open => {
                if in_won_stage {
                    reader.problem(row, "stage", "a stage that is no won stage: the row is open");
                }
                if deal.hand_probability.unwrap_or(estimate) == Probability::CERTAIN {
                    reader.problem(row, "estimate", "less than 100 percent: the row is open");
                }
                ImportState::Open
            }
            StateKind::Won => {
                if !in_won_stage {
                    reader.problem(row, "stage", "a won stage: the row is won");
                }
                ImportState::Won { closed_at: reader.required_instant(row, "closed_at") }
            }
            StateKind::Lost => {
                if current.is_none() {
                    reader.problem(
                        row,
                        "losses",
                        "a last loss that has not ended: the row is lost",
                    );
                }
                current.map_or(ImportState::Open, |loss| ImportState::Lost(Box::new(loss)))
            }
            StateKind::Archived => {
                let at = reader.required_instant(row, "closed_at");
                let probability = reader.percent(row, "probability");
                if probability.is_none_or(|percent| percent == Probability::ZERO) {
                    reader.problem(row, "probability", "more than 0 percent: the row is archived");
                }
                ImportState::Archived { at, probability: probability.unwrap_or(Probability::EVEN) }
            }
        }
    }

    /// An amount means nothing in another currency.
    fn check_currency(&self, reader: &mut Reader<'_>, row: Fields<'_>) {
        let code = reader.text(row, "currency");
        if code.is_some_and(|code| code != self.currency.code) {
            let expected = format!("{}, the currency here: change it first", self.currency);
            reader.problem(row, "currency", expected);
        }
    }
}

/// The reason follows from the last loss; one that was changed here would be forgotten in silence.
fn check_lost_reason(reader: &mut Reader<'_>, row: Fields<'_>, follows: Option<String>) {
    if row.names("lost_reason") && reader.text(row, "lost_reason") != follows {
        let expected = match follows {
            Some(name) => format!("`{name}`, as in `losses`: change it there"),
            None => "nothing, as in `losses`: change it there".to_owned(),
        };
        reader.problem(row, "lost_reason", expected);
    }
}

fn by_hand(reader: &mut Reader<'_>, row: Fields<'_>) -> Option<Probability> {
    let by_hand = reader.percent(row, "hand_probability");
    if by_hand == Some(Probability::CERTAIN) {
        reader.problem(row, "hand_probability", "less than 100 percent");
    }
    by_hand
}

fn name(reader: &mut Reader<'_>, row: Fields<'_>, field: &str) -> Option<Arc<str>> {
    reader.text(row, field).map(Into::into)
}

fn tags(reader: &mut Reader<'_>, row: Fields<'_>) -> Vec<Arc<str>> {
    let list = reader.list(row, "tags");
    let tags: Vec<Arc<str>> = list
        .iter()
        .filter_map(|tag| tag.as_str().filter(|name| !name.trim().is_empty()).map(Into::into))
        .collect();
    if tags.len() < list.len() {
        reader.problem(row, "tags", "a list of names");
    }
    tags
}
