//! The records of the reference, brought into a storage.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use winback_store::domain::{
    Address, Amount, CampaignId, CountryId, Currency, CustomerId, CustomerKind, Deal, Kind,
    LabelEdit, LabelKind, LossPolicy, LostReasonId, MediumId, NewCustomer, NewLostReason,
    NewPerson, PersonId, Priority, Probability, ReasonEdit, Role, ScoringSettings, Settings,
    SourceId, StageId, Stamp, TagId, TeamId,
};
use winback_store::filter::Predicate;
use winback_store::{
    Fresh, FreshStage, ImportLoss, ImportMode, ImportReason, ImportRefusal, ImportRow, ImportRows,
    ImportState, OPPORTUNITY, PERSON, PersonEdit, Query, Storage, default_sort, opportunity_schema,
};

use super::records::{PersonRow, Related};
use super::{Ids, Records, ReferenceError, ReferenceRecord};

/// Money has as many decimals as the reference's monetary fields.
const DIGITS: u8 = 2;

/// How many records are read back at a time.
pub(super) const PAGE: usize = 1_000;

/// Installs a new storage and brings the records into it, each with its id in the reference as
/// external id; returns what is called what.
///
/// The loss of a lost record is lost at its closing date, by nobody known.
///
/// # Errors
/// `Value` for a value that cannot be stored, and `Store`.
pub async fn load(storage: &Storage, records: &Records) -> Result<Ids, ReferenceError> {
    let mut loading = Loading { storage, related: &records.related, ids: Ids::default() };
    let at = timestamp(0, "today", &format!("{} 00:00:00", records.today))?;
    storage.settings.install(&loading.fresh(records, at)).await?;
    loading.people().await?;
    loading.reasons().await?;
    loading.labels().await?;
    loading.customers().await?;
    loading.records(&records.records, at).await?;
    Ok(loading.ids)
}

struct Loading<'a> {
    storage: &'a Storage,
    related: &'a Related,
    ids: Ids,
}

impl Loading<'_> {
    /// Returns what a store holds from the start: the first person, stages, reasons and countries.
    fn fresh(&mut self, records: &Records, at: Timestamp) -> Fresh {
        let related = self.related;
        for (ours, stage) in (1..).zip(&related.stages) {
            self.ids.put("stage", stage.id, ours);
        }
        for (ours, country) in (1..).zip(&related.countries) {
            self.ids.put("country", country.id, ours);
        }
        let stages = related.stages.iter().map(|stage| FreshStage {
            name: stage.name.clone(),
            position: stage.sequence.unwrap_or_default(),
            won: stage.is_won == Some(true),
        });
        let countries =
            related.countries.iter().map(|country| (country.code.clone(), country.name.clone()));
        let nobody = || NewPerson {
            name: "Nobody".into(),
            login: "nobody".into(),
            email: None,
            role: Role::Manager,
        };
        Fresh {
            settings: Settings {
                policy: LossPolicy::default(),
                leads: true,
                currency: Currency { code: "EUR".into(), digits: DIGITS },
                time_zone: records.time_zone.clone(),
                locale: "en-GB".into(),
                scoring: ScoringSettings::default(),
            },
            manager: related.people.first().map_or_else(nobody, |person| self.person(person)),
            stages: stages.collect(),
            reasons: related.reasons.iter().map(|it| NewLostReason::named(&it.name)).collect(),
            countries: countries.collect(),
            at,
        }
    }

    /// A person's e-mail address stands with the partner that the person is.
    fn person(&self, row: &PersonRow) -> NewPerson {
        let partner = self.related.customers.iter().find(|it| Some(it.id) == row.partner_id);
        NewPerson {
            name: row.name.clone(),
            login: row.login.clone(),
            email: partner.and_then(|partner| partner.email.clone()),
            role: Role::Manager,
        }
    }

    async fn people(&mut self) -> Result<(), ReferenceError> {
        let people = &self.storage.people;
        let mut archived = Vec::new();
        for (index, row) in self.related.people.iter().enumerate() {
            let id = match index {
                0 => PersonId::new(1),
                _ => people.create(&self.person(row)).await?.id,
            };
            self.ids.put(PERSON, row.id, id.get());
            if row.active == Some(false) {
                archived.push(id);
            }
        }
        // All are managers, of whom one has to remain.
        for id in archived {
            people.edit(id, &[PersonEdit::Active(false)]).await?;
        }
        Ok(())
    }

    async fn reasons(&mut self) -> Result<(), ReferenceError> {
        let stamp = Stamp { by: PersonId::new(1), at: Timestamp::UNIX_EPOCH };
        for (ours, row) in (1..).zip(&self.related.reasons) {
            self.ids.put("lost_reason", row.id, ours);
            if row.active == Some(false) {
                let edits = [ReasonEdit::Archived(true)];
                self.storage.reasons.edit(LostReasonId::new(ours), &edits, stamp).await?;
            }
        }
        Ok(())
    }

    async fn label(&mut self, kind: LabelKind, id: i64, name: &str) -> Result<i64, ReferenceError> {
        let label = self.storage.pipeline.ensure_label(kind, name).await?;
        self.ids.put(kind.as_str(), id, label.id);
        Ok(label.id)
    }

    async fn labels(&mut self) -> Result<(), ReferenceError> {
        let related = self.related;
        for row in &related.teams {
            let id = self.label(LabelKind::Team, row.id, &row.name).await?;
            let edits = [
                LabelEdit::Position(row.sequence.unwrap_or_default()),
                LabelEdit::Leader(self.id(PERSON, row.user_id).map(PersonId::new)),
                LabelEdit::Active(row.active != Some(false)),
            ];
            self.storage.labels.edit(LabelKind::Team, id, &edits).await?;
        }
        for row in &related.tags {
            let id = self.label(LabelKind::Tag, row.id, &row.name).await?;
            let edits = [LabelEdit::Colour(row.color)];
            self.storage.labels.edit(LabelKind::Tag, id, &edits).await?;
        }
        for (kind, rows) in [
            (LabelKind::Source, &related.sources),
            (LabelKind::Medium, &related.mediums),
            (LabelKind::Campaign, &related.campaigns),
        ] {
            for row in rows {
                self.label(kind, row.id, &row.name).await?;
            }
        }
        Ok(())
    }

    /// A company is added before those that belong to it.
    async fn customers(&mut self) -> Result<(), ReferenceError> {
        let mut left: Vec<_> = self.related.customers.iter().collect();
        while !left.is_empty() {
            let before = left.len();
            let mut waiting = Vec::new();
            for row in left {
                let parent = self.id("customer", row.parent_id);
                if row.parent_id.is_some() && parent.is_none() {
                    waiting.push(row);
                    continue;
                }
                let is_company = row.is_company == Some(true);
                let profile = NewCustomer {
                    kind: if is_company { CustomerKind::Company } else { CustomerKind::Person },
                    parent: parent.map(CustomerId::new),
                    email: row.email.clone(),
                    phone: row.phone.clone(),
                    reference: row.reference.clone(),
                    country: self.id("country", row.country_id).map(CountryId::new),
                    city: row.city.clone(),
                    active: row.active != Some(false),
                    ..NewCustomer::company(&row.name)
                };
                let id = self.storage.customers.create(&profile).await?.id;
                self.ids.put("customer", row.id, id.get());
            }
            left = waiting;
            if left.len() == before {
                break;
            }
        }
        Ok(())
    }

    fn id(&self, entity: &'static str, theirs: Option<i64>) -> Option<i64> {
        theirs.and_then(|theirs| self.ids.ours(entity, theirs))
    }

    async fn records(
        &mut self,
        records: &[ReferenceRecord],
        at: Timestamp,
    ) -> Result<(), ReferenceError> {
        let rows: Vec<ImportRow> =
            records.iter().map(|record| self.row(record)).collect::<Result<_, _>>()?;
        let stamp = Stamp { by: PersonId::new(1), at };
        let rows = Box::new(Rows(rows.into_iter()));
        self.storage.opportunities.import(rows, ImportMode::default(), stamp).await?;
        let schema = opportunity_schema(DIGITS);
        let (filter, sort) = (Predicate::everything(), default_sort(&schema));
        let mut query = Query { filter, sort, after: None, limit: PAGE };
        loop {
            let page = self.storage.opportunities.search(&query).await?;
            for record in &page.records {
                let theirs = record.deal.external_id.as_deref().and_then(|id| id.parse().ok());
                if let Some(theirs) = theirs {
                    self.ids.put(OPPORTUNITY, theirs, record.id.get());
                }
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    fn row(&self, record: &ReferenceRecord) -> Result<ImportRow, ReferenceError> {
        let time = |field, text: &Option<String>| {
            text.as_deref().map(|text| timestamp(record.id, field, text)).transpose()
        };
        let created_at = timestamp(record.id, "create_date", &record.create_date)?;
        let closed_at = time("date_closed", &record.date_closed)?.unwrap_or(created_at);
        let deal = self.deal(record)?;
        let estimate = percent(record, record.automated_probability.unwrap_or_default())?;
        let probability = percent(record, record.probability)?;
        let stage = deal.stage;
        let is_won = self
            .related
            .stages
            .iter()
            .any(|row| Some(row.id) == record.stage_id && row.is_won == Some(true));
        let state = match (record.active, probability == Probability::ZERO) {
            (true, _) if is_won => ImportState::Won { closed_at },
            (true, _) => ImportState::Open,
            (false, true) => ImportState::Lost(Box::new(self.loss(record, closed_at, stage))),
            (false, false) => ImportState::Archived { at: closed_at, probability },
        };
        let by_hand = state == ImportState::Open && probability != estimate;
        let deal = Deal { hand_probability: by_hand.then_some(probability), ..deal };
        Ok(ImportRow {
            state,
            updated_at: time("write_date", &record.write_date)?,
            assigned_at: time("date_open", &record.date_open)?,
            converted_at: time("date_conversion", &record.date_conversion)?,
            stage_changed_at: time("date_last_stage_update", &record.date_last_stage_update)?,
            ..ImportRow::open(deal, estimate, created_at)
        })
    }

    fn loss(
        &self,
        record: &ReferenceRecord,
        lost_at: Timestamp,
        stage: Option<StageId>,
    ) -> ImportLoss {
        let reasons = &self.related.reasons;
        let reason = reasons.iter().find(|row| Some(row.id) == record.lost_reason_id);
        let salesperson = self.related.people.iter().find(|row| Some(row.id) == record.user_id);
        let mut loss = ImportLoss {
            stage,
            salesperson: salesperson.map(|row| Arc::new(self.person(row))),
            ..ImportLoss::unexplained(lost_at, Probability::ZERO)
        };
        loss.said.reason = reason.map(|row| Arc::new(ImportReason::named(&row.name)));
        loss
    }

    fn deal(&self, record: &ReferenceRecord) -> Result<Deal, ReferenceError> {
        let text = |text: &Option<String>| text.clone();
        let wrong = |field, value: &dyn ToString| wrong_value(record.id, field, value);
        let revenue = record.expected_revenue.map(|amount| {
            minor(amount).map(Amount::from_minor).ok_or_else(|| wrong("expected_revenue", &amount))
        });
        let priority = record.priority.as_deref().map(|stars| {
            let stars = stars.parse().ok().and_then(Priority::new);
            stars.ok_or_else(|| wrong("priority", &record.priority.as_deref().unwrap_or_default()))
        });
        let closing = record
            .date_deadline
            .as_deref()
            .map(|day| day.parse::<Date>().map_err(|_| wrong("date_deadline", &day)));
        let tags = record.tag_ids.iter().filter_map(|tag| self.ids.ours("tag", *tag));
        Ok(Deal {
            kind: Kind::from_word(&record.kind).ok_or_else(|| wrong("type", &record.kind))?,
            name: record.name.clone(),
            customer: self.id("customer", record.partner_id).map(CustomerId::new),
            company_name: text(&record.partner_name),
            contact_name: text(&record.contact_name),
            email: text(&record.email_from),
            phone: text(&record.phone),
            address: Address {
                street: text(&record.street),
                street2: None,
                city: text(&record.city),
                region: None,
                zip: text(&record.zip),
                country: self.id("country", record.country_id).map(CountryId::new),
            },
            language: None,
            notes: text(&record.description),
            stage: self.id("stage", record.stage_id).map(StageId::new),
            salesperson: self.id(PERSON, record.user_id).map(PersonId::new),
            team: self.id("team", record.team_id).map(TeamId::new),
            tags: tags.map(TagId::new).collect(),
            priority: priority.transpose()?,
            source: self.id("source", record.source_id).map(SourceId::new),
            medium: self.id("medium", record.medium_id).map(MediumId::new),
            campaign: self.id("campaign", record.campaign_id).map(CampaignId::new),
            expected_revenue: revenue.transpose()?,
            hand_probability: None,
            expected_closing: closing.transpose()?,
            external_id: Some(record.id.to_string()),
        })
    }
}

struct Rows(std::vec::IntoIter<ImportRow>);

impl ImportRows for Rows {
    fn next_row(&mut self) -> Result<Option<ImportRow>, ImportRefusal> {
        Ok(self.0.next())
    }
}

fn wrong_value(record: i64, field: &'static str, value: &dyn ToString) -> ReferenceError {
    ReferenceError::Value { record, field, value: value.to_string() }
}

fn timestamp(record: i64, field: &'static str, text: &str) -> Result<Timestamp, ReferenceError> {
    let utc = |time: DateTime| TimeZone::UTC.to_timestamp(time);
    text.parse::<DateTime>().and_then(utc).map_err(|_| wrong_value(record, field, &text))
}

/// Returns an amount in minor units, if it has no more decimals than money.
fn minor(amount: f64) -> Option<i64> {
    let minor = (amount * 100.0).round();
    // Exact: below 2^53 every whole number is.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    (minor.abs() < 9e15).then_some(minor as i64)
}

fn percent(record: &ReferenceRecord, percent: f64) -> Result<Probability, ReferenceError> {
    let hundredths = minor(percent).and_then(|it| Probability::from_hundredths(it).ok());
    hundredths.ok_or_else(|| wrong_value(record.id, "probability", &percent))
}
