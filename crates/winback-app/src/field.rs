//! Fields as people set them: `FIELD=VALUE`, read into edits.

use jiff::civil::Date;
use winback_domain::{
    CampaignId, CountryId, Customer, CustomerId, Edit, LabelKind, MediumId, Opportunity, PersonId,
    Priority, SourceId, TagId, TeamId,
};
use winback_filter::{Condition, Relation, Value, fold};
use winback_store::{NewNames, OPPORTUNITY, Selection, StoreError};

use crate::{
    AppError, Desk, Misuse, ValueProblem, configure::not_offered, create::unfit,
    desk::find_person_among,
};

/// A field and the value that a person gives it; an empty value empties the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The field, by its name in filters.
    pub field: String,
    /// The value, as text.
    pub value: String,
}

/// The longest text that a field takes, in characters.
const LONGEST: usize = 10_000;

/// The fields that can be set, by their names in filters, as [`Assignment`] takes them.
pub const SETTABLE: &[&str] = &[
    "name",
    "customer",
    "company_name",
    "contact_name",
    "email",
    "phone",
    "street",
    "street2",
    "city",
    "region",
    "zip",
    "country",
    "language",
    "notes",
    "salesperson",
    "team",
    "tags",
    "priority",
    "source",
    "medium",
    "campaign",
    "expected_revenue",
    "probability",
    "expected_closing",
    "external_id",
];

impl std::str::FromStr for Assignment {
    type Err = AppError;

    /// Reads `FIELD=VALUE`; the value may hold further equals signs.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((field, value)) if !field.trim().is_empty() => {
                Ok(Self { field: field.trim().to_owned(), value: value.to_owned() })
            }
            _ => Err(Misuse::NoAssignment(text.to_owned()).into()),
        }
    }
}

/// Reads a text field: trimmed, nothing if empty.
pub(crate) fn text(field: &str, value: &str) -> Result<Option<String>, AppError> {
    let value = value.trim();
    if value.contains('\0') {
        return Err(AppError::value(field, value.replace('\0', "\u{2400}"), ValueProblem::Nul));
    }
    if value.chars().count() > LONGEST {
        let start: String = value.chars().take(40).collect();
        let problem = ValueProblem::TooLong { most: LONGEST };
        return Err(AppError::value(field, format!("{start}…"), problem));
    }
    Ok((!value.is_empty()).then(|| value.to_owned()))
}

/// Reads a text of one line: trimmed, without control characters, nothing if empty.
pub(crate) fn line(field: &str, value: &str) -> Result<Option<String>, AppError> {
    match text(field, value)? {
        Some(line) if line.chars().any(char::is_control) => {
            let shown = line.replace(char::is_control, "\u{2400}");
            Err(AppError::value(field, shown, ValueProblem::NotOneLine))
        }
        line => Ok(line),
    }
}

/// Reads a text that must not be empty.
pub(crate) fn required_text(field: &str, value: &str) -> Result<String, AppError> {
    text(field, value)?.ok_or_else(|| empty(field, value))
}

/// Reads a text of one line that must not be empty.
pub(crate) fn required_line(field: &str, value: &str) -> Result<String, AppError> {
    line(field, value)?.ok_or_else(|| empty(field, value))
}

fn empty(field: &str, value: &str) -> AppError {
    AppError::value(field, value, ValueProblem::Empty)
}

impl Desk {
    /// Reads assignments into edits of `draft`, and into names that are to be added with them, by the
    /// store that makes the edits; later ones count over earlier ones of the same field.
    pub(crate) async fn edits(
        &self,
        draft: &Opportunity,
        assignments: &[Assignment],
    ) -> Result<(Vec<Edit>, NewNames), AppError> {
        let (mut edits, mut adding) = (Vec::with_capacity(assignments.len()), NewNames::default());
        for assignment in assignments {
            let field = self.settable(&assignment.field)?;
            self.check_offered(draft, field, &assignment.value).await?;
            edits.extend(self.read_edit(assignment, &mut adding).await?);
        }
        self.check_edits(draft, &edits).await?;
        Ok((edits, adding))
    }

    /// Refuses what the record's state forbids, and an external id that another record has.
    async fn check_edits(&self, draft: &Opportunity, edits: &[Edit]) -> Result<(), AppError> {
        let is_new = draft.id.get() == 0;
        let tried = draft.clone().edit(edits, self.stamp());
        if let Err(error) = tried {
            return Err(if is_new { unfit(error) } else { StoreError::from(error).into() });
        }
        for edit in edits {
            let Edit::ExternalId(Some(external_id)) = edit else { continue };
            let (relation, value) = (Relation::Equal, Value::Text(external_id.clone()));
            let holder = self.test("external_id", Condition::Compare { relation, value })?;
            let own = Condition::OneOf(vec![Value::Number(draft.id.get())]);
            let others = Selection::matching(holder.and(self.test("id", own)?.not()));
            if self.storage.opportunities.tally(&others).await?.count() > 0 {
                let what = "record with the external id";
                return Err(StoreError::Taken { what, name: external_id.clone() }.into());
            }
        }
        Ok(())
    }

    /// Finds the field that an assignment means, by our name or the reference's.
    pub(crate) fn settable(&self, field: &str) -> Result<&'static str, AppError> {
        let known = self.schema().entity(OPPORTUNITY).and_then(|entity| entity.field(field));
        let name = known.map_or(field, |field| field.name);
        if let Some(settable) = SETTABLE.iter().find(|settable| **settable == name) {
            return Ok(settable);
        }
        Err(match name {
            "stage" => Misuse::EditedStage,
            "state" | "active" | "lost_reason" => Misuse::EditedState(name.to_owned()),
            "kind" => Misuse::EditedKind,
            _ if known.is_some() => Misuse::KeptField(name.to_owned()),
            _ => {
                let nearest = AppError::nearest(field, SETTABLE.iter().copied());
                Misuse::UnknownField { field: field.to_owned(), nearest, known: SETTABLE }
            }
        }
        .into())
    }

    /// Reads one assignment; nothing if it gives a name that is to be added.
    async fn read_edit(
        &self,
        assignment: &Assignment,
        adding: &mut NewNames,
    ) -> Result<Option<Edit>, AppError> {
        let field = self.settable(&assignment.field)?;
        let value = assignment.value.as_str();
        Ok(Some(match field {
            "name" => Edit::Name(required_text(field, value)?),
            "company_name" => Edit::CompanyName(text(field, value)?),
            "contact_name" => Edit::ContactName(text(field, value)?),
            "email" => Edit::Email(text(field, value)?),
            "phone" => Edit::Phone(text(field, value)?),
            "street" => Edit::Street(text(field, value)?),
            "street2" => Edit::Street2(text(field, value)?),
            "city" => Edit::City(text(field, value)?),
            "region" => Edit::Region(text(field, value)?),
            "zip" => Edit::Zip(text(field, value)?),
            "language" => Edit::Language(text(field, value)?),
            "notes" => Edit::Notes(text(field, value)?),
            "external_id" => Edit::ExternalId(text(field, value)?),
            "customer" => {
                let (found, new) = self.customer(value).await?;
                adding.customer = new;
                if adding.customer.is_some() {
                    return Ok(None);
                }
                Edit::Customer(found)
            }
            "country" => Edit::Country(self.country(value).await?),
            "salesperson" => Edit::Salesperson(self.salesperson(value).await?),
            "team" => {
                let id = self.known_label(LabelKind::Team, field, value).await?;
                Edit::Team(id.map(TeamId::new))
            }
            "tags" => {
                let (known, new) = self.labels_of(LabelKind::Tag, field, value.split(',')).await?;
                adding.tags = new;
                Edit::Tags(known.into_iter().map(TagId::new).collect())
            }
            "source" => {
                let (known, new) = self.label_of(LabelKind::Source, field, value).await?;
                adding.source = new;
                if adding.source.is_some() {
                    return Ok(None);
                }
                Edit::Source(known.map(SourceId::new))
            }
            "medium" => {
                let (known, new) = self.label_of(LabelKind::Medium, field, value).await?;
                adding.medium = new;
                if adding.medium.is_some() {
                    return Ok(None);
                }
                Edit::Medium(known.map(MediumId::new))
            }
            "campaign" => {
                let (known, new) = self.label_of(LabelKind::Campaign, field, value).await?;
                adding.campaign = new;
                if adding.campaign.is_some() {
                    return Ok(None);
                }
                Edit::Campaign(known.map(CampaignId::new))
            }
            "priority" => Edit::Priority(priority(value)?),
            "expected_revenue" => Edit::ExpectedRevenue(match text(field, value)? {
                None => None,
                Some(amount) => Some(
                    self.settings
                        .currency
                        .parse(&amount)
                        .map_err(|problem| AppError::value(field, &amount, problem.into()))?,
                ),
            }),
            "probability" => {
                Edit::Probability(match text(field, value)?.as_deref() {
                    None | Some("auto" | "automatic") => None,
                    Some(percent) => Some(percent.parse().map_err(|_| {
                        AppError::value(field, percent, ValueProblem::NotAProbability)
                    })?),
                })
            }
            _ => Edit::ExpectedClosing(day(field, value)?),
        }))
    }

    /// Finds the customer by id or name, or else reads the name of a company that is to be added with
    /// what refers to it.
    ///
    /// # Errors
    /// A customer that is unknown by id or ambiguous, and what cannot be the name of a new one.
    pub(crate) async fn customer(
        &self,
        value: &str,
    ) -> Result<(Option<CustomerId>, Option<String>), AppError> {
        let known = self.known_customer(value).await?;
        let new = if known.is_none() { line("customer", value)? } else { None };
        Ok((known, new))
    }

    /// Finds the customer by id or name; nothing if nobody has the name.
    pub(crate) async fn known_customer(&self, value: &str) -> Result<Option<CustomerId>, AppError> {
        let Some(name) = text("customer", value)? else { return Ok(None) };
        if let Ok(id) = name.parse::<i64>() {
            let known = self.storage.customers.get(CustomerId::new(id)).await?;
            return known.map(|customer| Some(customer.id)).ok_or_else(|| AppError::Unknown {
                what: "customer",
                name,
                nearest: None,
                known: Vec::new(),
                more: 0,
            });
        }
        let named = self.storage.customers.named(&name, 10).await?;
        match named.as_slice() {
            [] => Ok(None),
            [customer] => Ok(Some(customer.id)),
            several => Err(AppError::Ambiguous {
                what: "customer",
                name,
                ids: several.iter().map(|customer| customer.id.get()).collect(),
            }),
        }
    }

    /// Returns how each of these customers is named in a field: by the full name, or by the id where
    /// that name would be read as an id, or would mean others too.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn texts_of_customers(
        &self,
        customers: &[Customer],
    ) -> Result<Vec<String>, AppError> {
        let ids: Vec<CustomerId> = customers.iter().map(|customer| customer.id).collect();
        let alone = self.storage.customers.named_alone(&ids).await?;
        let text = |customer: &Customer| {
            // A box has one line, and what is not taken as text names nobody.
            let name = line("customer", &customer.full_name).ok().flatten();
            let name = name.filter(|name| name.parse::<i64>().is_err());
            let name = name.filter(|_| alone.binary_search(&customer.id).is_ok());
            name.unwrap_or_else(|| customer.id.to_string())
        };
        Ok(customers.iter().map(text).collect())
    }

    pub(crate) async fn country(&self, value: &str) -> Result<Option<CountryId>, AppError> {
        let Some(name) = text("country", value)? else { return Ok(None) };
        let wanted = fold(&name);
        let countries = self.storage.pipeline.labels(LabelKind::Country).await?;
        let is_it = |label: &&winback_domain::Label| {
            fold(&label.name) == wanted
                || label.code.as_deref().is_some_and(|code| fold(code) == wanted)
        };
        countries.iter().find(is_it).map(|label| Some(CountryId::new(label.id))).ok_or_else(|| {
            AppError::unknown("country", &name, countries.iter().map(|c| c.name.as_str()))
        })
    }

    pub(crate) async fn salesperson(&self, value: &str) -> Result<Option<PersonId>, AppError> {
        let Some(name) = text("salesperson", value)? else { return Ok(None) };
        let people = self.storage.people.list().await?;
        let active = people.iter().filter(|person| person.active);
        Ok(Some(find_person_among(active, &name)?.id))
    }

    /// Finds an entry of a list that only managers add to.
    pub(crate) async fn known_label(
        &self,
        kind: LabelKind,
        field: &str,
        value: &str,
    ) -> Result<Option<i64>, AppError> {
        let Some(name) = text(field, value)? else { return Ok(None) };
        let wanted = fold(&name);
        let labels = self.labels(kind).await?;
        let named = labels.iter().find(|label| fold(&label.name) == wanted);
        named.map(|label| Some(label.id)).ok_or_else(|| {
            let offered = labels.iter().filter(|label| label.active);
            AppError::unknown(kind.as_str(), &name, offered.map(|l| l.name.as_str()))
        })
    }

    /// Finds an entry of a list that only managers add to, and that is offered.
    pub(crate) async fn offered_label(
        &self,
        kind: LabelKind,
        field: &str,
        value: &str,
    ) -> Result<Option<i64>, AppError> {
        let found = self.known_label(kind, field, value).await?;
        let labels = self.labels(kind).await?;
        match labels.iter().find(|label| Some(label.id) == found && !label.active) {
            Some(label) => Err(not_offered(kind, label)),
            None => Ok(found),
        }
    }

    /// Finds entries of a list that everybody adds to, and the names that it does not have yet.
    async fn labels_of(
        &self,
        kind: LabelKind,
        field: &str,
        names: impl Iterator<Item = &str>,
    ) -> Result<(Vec<i64>, Vec<String>), AppError> {
        let (mut known, mut new) = (Vec::new(), Vec::new());
        let labels = self.labels(kind).await?;
        for name in names {
            let Some(name) = text(field, name)? else { continue };
            let wanted = fold(&name);
            match labels.iter().find(|label| fold(label.name.trim()) == wanted) {
                Some(label) => known.push(label.id),
                None => new.push(name),
            }
        }
        Ok((known, new))
    }

    /// Finds one entry of such a list, or the name that it does not have yet.
    async fn label_of(
        &self,
        kind: LabelKind,
        field: &str,
        name: &str,
    ) -> Result<(Option<i64>, Option<String>), AppError> {
        let (known, new) = self.labels_of(kind, field, [name].into_iter()).await?;
        Ok((known.first().copied(), new.into_iter().next()))
    }
}

fn priority(value: &str) -> Result<Option<Priority>, AppError> {
    let Some(stars) = text("priority", value)? else { return Ok(None) };
    let parsed = stars.parse().ok().and_then(Priority::new);
    parsed.map(Some).ok_or_else(|| AppError::value("priority", stars, ValueProblem::NotAPriority))
}

pub(crate) fn day(place: &str, value: &str) -> Result<Option<Date>, AppError> {
    let Some(day) = text(place, value)? else { return Ok(None) };
    day.parse().map(Some).map_err(|_| AppError::value(place, day, ValueProblem::NotADay))
}
