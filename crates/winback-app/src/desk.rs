//! The desk: the app as one person uses it. Visibility is added here, and nowhere else.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use winback_domain::{Person, PersonId, Preferences, Role, Settings, Stamp, TokenScope};
use winback_filter::{Condition, Context, Entity, Predicate, Relation, Schema, Tree, Value, fold};
use winback_store::{OPPORTUNITY, PERSON, Storage, lifts_archived, opportunity_schema};

use crate::plugin::{Plugins, Policy};
use crate::{AppError, Clock, Misuse, Refusal, settings};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub id: PersonId,
    /// The person's name.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// What the person chose.
    pub preferences: Preferences,
}

impl Actor {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            id: person.id,
            name: person.name.clone(),
            role: person.role,
            preferences: person.preferences.clone(),
        }
    }
}

/// What an API token lets whoever shows it do. Rule: behaviour 7.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mandate {
    /// For what it is.
    pub scope: TokenScope,
    /// When it ends.
    pub until: Timestamp,
}

/// The app as one person uses it: every use case is a method of the desk.
///
/// A desk is cheap and short-lived: settings and role are read when it is taken, so take one for
/// each command or request.
#[derive(Clone)]
pub struct Desk {
    pub(crate) storage: Storage,
    clock: Arc<dyn Clock>,
    plugins: Arc<Plugins>,
    actor: Actor,
    pub(crate) settings: Settings,
    schema: Arc<Schema>,
    pub(crate) zone: TimeZone,
    mandate: Option<Mandate>,
}

impl Desk {
    pub(crate) async fn seat(
        storage: Storage,
        clock: Arc<dyn Clock>,
        plugins: Arc<Plugins>,
        person: Option<&str>,
    ) -> Result<Self, AppError> {
        let people = storage.people.list().await?;
        if people.is_empty() {
            return Err(AppError::from(Refusal::NotInstalled));
        }
        let person = find_actor(&people, person)?;
        Self::for_person(storage, clock, plugins, person).await
    }

    pub(crate) async fn for_person(
        storage: Storage,
        clock: Arc<dyn Clock>,
        plugins: Arc<Plugins>,
        person: &Person,
    ) -> Result<Self, AppError> {
        let settings =
            storage.settings.get().await?.ok_or_else(|| AppError::from(Refusal::NotInstalled))?;
        let actor = Actor::of(person);
        let schema = Arc::new(opportunity_schema(settings.currency.digits));
        let chosen = actor.preferences.time_zone.as_ref();
        let chosen = chosen.and_then(|name| TimeZone::get(name.as_str()).ok());
        let zone = chosen.unwrap_or_else(|| zone_of(&settings));
        Ok(Self { storage, clock, plugins, actor, settings, schema, zone, mandate: None })
    }

    /// Returns the desk with the person's role and the settings as they are now: a person may have
    /// looked at a preview for a while.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the person no longer works here; [`AppError::Store`].
    pub(crate) async fn refreshed(&self) -> Result<Self, AppError> {
        let people = self.storage.people.list().await?;
        let person = people.iter().find(|person| person.id == self.actor.id && person.active);
        let person =
            person.ok_or_else(|| AppError::from(Refusal::Left(self.actor.name.clone())))?;
        let (clock, plugins) = (Arc::clone(&self.clock), Arc::clone(&self.plugins));
        let desk = Self::for_person(self.storage.clone(), clock, plugins, person).await?;
        Ok(Self { mandate: self.mandate, ..desk.in_zone(self.zone.clone()) })
    }

    /// Lets this person's days begin in another zone than the one that the person chose: filters and
    /// groups are cut in it, reports stay in the deployment's. Rule: behaviour 9.3.
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> Self {
        Self { zone, ..self }
    }

    /// Lets the person do no more than a token allows.
    pub(crate) fn with_mandate(self, mandate: Mandate) -> Self {
        Self { mandate: Some(mandate), ..self }
    }

    /// Returns what a token allows, if the person came by one.
    pub const fn mandate(&self) -> Option<Mandate> {
        self.mandate
    }

    /// Returns what the way in allows: a token its scope, everything else all that the person may.
    pub fn scope(&self) -> TokenScope {
        self.mandate.map_or(TokenScope::Configure, |mandate| mandate.scope)
    }

    /// Refuses what the way in does not allow. Rule: behaviour 7.6.
    ///
    /// # Errors
    /// [`AppError::Mandate`].
    pub fn must_cover(&self, needed: TokenScope) -> Result<(), AppError> {
        let allowed = self.scope();
        if needed <= allowed { Ok(()) } else { Err(AppError::Mandate { allowed, needed }) }
    }

    /// Returns who sits here.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Returns the settings of the deployment.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the fields that filters know.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Returns the time zone in which this person's days begin.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Returns the plugins of the app.
    pub(crate) fn plugins(&self) -> &Plugins {
        &self.plugins
    }

    /// Returns the policies that are asked before changes.
    pub(crate) fn policies(&self) -> &[Arc<dyn Policy>] {
        &self.plugins.policies
    }

    /// Returns the present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns the time zone of the deployment.
    pub(crate) fn deployment_zone(&self) -> TimeZone {
        zone_of(&self.settings)
    }

    /// Returns the first instant of a day in the deployment's zone; nothing outside the calendar.
    pub(crate) fn start_of_day(&self, day: Date) -> Option<Timestamp> {
        let midnight = day.to_zoned_datetime(self.deployment_zone()).ok()?;
        midnight.start_of_day().ok().map(|start| start.timestamp())
    }

    pub(crate) fn stamp(&self) -> Stamp {
        Stamp { by: self.actor.id, at: self.now() }
    }

    /// Refuses what only managers may do. Rule: behaviour 7.2.
    pub(crate) fn must_configure(&self, what: impl Into<String>) -> Result<(), AppError> {
        if self.actor.role.may_configure() {
            return Ok(());
        }
        Err(AppError::NotAllowed {
            person: self.actor.name.clone(),
            role: self.actor.role.as_str(),
            what: what.into(),
        })
    }

    /// Returns what filters mean here and now: to this person, in this person's days.
    pub fn context(&self) -> Context {
        let first_weekday = settings::first_weekday(&self.settings.locale);
        let context = Context::new(self.now(), self.zone.clone()).read_by(self.actor.id.get());
        Context { first_weekday, ..context }
    }

    /// Reads a filter in the text spelling, which may name saved searches and ready filters as in
    /// `@lost and team = South`, or, if it begins as a list of JSON does, in the domain spelling of
    /// the reference, or as an object does, in the tree spelling. Rule: behaviour 8.2, 8.5, 8.8.
    ///
    /// # Errors
    /// [`AppError::Filter`], [`AppError::Domain`] and [`AppError::Tree`], with the place;
    /// [`AppError::Unknown`] and [`AppError::Refused`] for a name that is none, or several people's;
    /// [`AppError::SavedSearch`]; [`AppError::Store`].
    pub async fn parse_filter(&self, text: &str) -> Result<Predicate, AppError> {
        if is_domain(text) {
            return self.parse_domain(text, false);
        }
        if is_tree(text) {
            return Ok(self.parse_tree(text)?.1);
        }
        self.parse_expanded(text, &self.expanded(text).await?)
    }

    pub(crate) fn parse_tree(&self, text: &str) -> Result<(Tree, Predicate), AppError> {
        let tree = Tree::from_json(text).map_err(AppError::Tree)?;
        let parsed = self.schema.parse_tree(OPPORTUNITY, &tree, &self.context());
        Ok((tree, parsed.map_err(AppError::Tree)?))
    }

    pub(crate) fn parse_domain(
        &self,
        text: &str,
        active_test: bool,
    ) -> Result<Predicate, AppError> {
        self.schema
            .parse_domain_text(OPPORTUNITY, text, active_test, &self.context())
            .map_err(|error| AppError::Domain(Box::new(error)))
    }

    /// Says whether a list by this filter shows archived and lost records: a text that speaks of
    /// `active`, `state`, `lost_reason` or a loss, a domain with a leaf on `active`. Rule: behaviour
    /// 8.1.
    ///
    /// # Errors
    /// As [`parse_filter`](Self::parse_filter).
    pub async fn shows_archived(&self, text: &str) -> Result<bool, AppError> {
        let filter = self.parse_filter(text).await?;
        if is_domain(text) {
            return Ok(self.parse_domain(text, true)? == filter);
        }
        Ok(filter.mentions(&mut lifts_archived))
    }

    /// Returns what this person sees: managers and *all records* everything, others their own and
    /// unassigned records; leads only where they are in use. Rule: behaviour 1.1, 7.1.
    pub(crate) fn visible(&self) -> Result<Predicate, AppError> {
        let mut visible = Predicate::everything();
        if !self.actor.role.sees_all_records() {
            let own = self.test(
                "salesperson",
                Condition::Compare {
                    relation: Relation::Equal,
                    value: Value::Reference(self.actor.id.get()),
                },
            )?;
            visible = own.or(self.test("salesperson", Condition::IsSet)?.not());
        }
        if !self.settings.leads {
            let qualified = Condition::OneOf(vec![Value::Choice("opportunity")]);
            visible = visible.and(self.test("kind", qualified)?);
        }
        Ok(visible)
    }

    /// Returns what a list shows: what the filter says, among visible records, without archived
    /// and lost ones unless the filter lifts that. Rule: behaviour 8.1.
    pub(crate) fn listed(&self, filter: Predicate) -> Result<Predicate, AppError> {
        let lifted = filter.mentions(&mut lifts_archived);
        let filter = if lifted { filter } else { filter.and(self.active(true)?) };
        Ok(filter.and(self.visible()?))
    }

    /// Returns what a list by this text shows; a domain lifts by a leaf on `active` alone.
    pub(crate) async fn listed_by(&self, text: &str) -> Result<Predicate, AppError> {
        if is_domain(text) {
            return Ok(self.parse_domain(text, true)?.and(self.visible()?));
        }
        self.listed(self.parse_filter(text).await?)
    }

    pub(crate) fn active(&self, active: bool) -> Result<Predicate, AppError> {
        self.test(
            "active",
            Condition::Compare { relation: Relation::Equal, value: Value::YesNo(active) },
        )
    }

    /// Builds a test on a field of opportunities.
    pub(crate) fn test(&self, field: &str, condition: Condition) -> Result<Predicate, AppError> {
        Predicate::test(self.entity()?, field, condition)
            .map_err(|error| AppError::filter(field, error))
    }

    pub(crate) fn entity(&self) -> Result<&Entity, AppError> {
        self.schema
            .entity(OPPORTUNITY)
            .ok_or_else(|| AppError::from(Misuse::NotInSchema("opportunities")))
    }
}

/// Says whether a filter is written as a list of JSON, which no text spelling begins with.
pub(crate) fn is_domain(text: &str) -> bool {
    text.trim_start().starts_with('[')
}

/// Says whether a filter is written as an object of JSON, which no text spelling begins with.
pub(crate) fn is_tree(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

fn zone_of(settings: &Settings) -> TimeZone {
    TimeZone::get(&settings.time_zone).unwrap_or(TimeZone::UTC)
}

/// Finds who acts: by login or name, ignoring case; nobody named is the first active manager.
fn find_actor<'a>(people: &'a [Person], named: Option<&str>) -> Result<&'a Person, AppError> {
    let active = || people.iter().filter(|person| person.active);
    match named {
        Some(name) => find_person_among(active(), name),
        None => active()
            .filter(|person| person.role == Role::Manager)
            .min_by_key(|person| person.id)
            .ok_or_else(|| AppError::from(Refusal::NoActiveManager)),
    }
}

/// Finds a person by login first, then by name, ignoring case.
pub(crate) fn find_person_among<'a>(
    people: impl Iterator<Item = &'a Person> + Clone,
    name: &str,
) -> Result<&'a Person, AppError> {
    let wanted = fold(name.trim());
    let by_login = people.clone().find(|person| fold(&person.login) == wanted);
    if let Some(person) = by_login {
        return Ok(person);
    }
    let named: Vec<&Person> =
        people.clone().filter(|person| fold(&person.name) == wanted).collect();
    match named.as_slice() {
        [person] => Ok(person),
        [] => Err(AppError::unknown(PERSON, name, people.map(|person| person.login.as_str()))),
        several => {
            let logins = several.iter().map(|person| person.login.clone()).collect();
            Err(Refusal::SeveralPeople { name: name.to_owned(), logins }.into())
        }
    }
}
