//! The fields of an opportunity and of what it refers to: the one description that parser, type
//! check, help and SQL mapping read.

use winback_domain::{CustomerKind, Kind, OutcomeClass, Role, StateKind};
use winback_filter::{Entity, Field, FieldKind, FieldRef, Phrase, Schema, Search, Sort};

/// The entity of opportunities and leads.
pub const OPPORTUNITY: &str = "opportunity";
/// The entity of losses.
pub const LOSS: &str = "loss";
/// The entity of customers.
pub const CUSTOMER: &str = "customer";
/// The entity of people.
pub const PERSON: &str = "person";

const KINDS: &[&str] = &[Kind::Lead.as_str(), Kind::Opportunity.as_str()];
const STATES: &[&str] = &[
    StateKind::Open.as_str(),
    StateKind::Won.as_str(),
    StateKind::Lost.as_str(),
    StateKind::Archived.as_str(),
];
const ROLES: &[&str] =
    &[Role::Salesperson.as_str(), Role::SalespersonAllRecords.as_str(), Role::Manager.as_str()];
const OUTCOMES: &[&str] = &[
    OutcomeClass::Competitive.as_str(),
    OutcomeClass::NoDecision.as_str(),
    OutcomeClass::Disqualified.as_str(),
    OutcomeClass::Other.as_str(),
];
const ENDINGS: &[&str] = &["restored", "merged", "won"];
/// The reference keeps stars as a choice of digits.
const STARS: &[&str] = &["0", "1", "2", "3"];
const CUSTOMER_KINDS: &[&str] = &[CustomerKind::Company.as_str(), CustomerKind::Person.as_str()];

const TEXT: FieldKind = FieldKind::Text;
const WHOLE: FieldKind = FieldKind::Number { scale: 0 };
const PERCENT: FieldKind = FieldKind::Number { scale: 2 };
const INSTANT: FieldKind = FieldKind::Instant;
const YES_NO: FieldKind = FieldKind::YesNo;

/// What people say of losses and of their own records. Rule: behaviour 2.4, 8.2.
const PHRASES: &[Phrase] = &[
    Phrase::path("lost", "losses"),
    Phrase::condition("ever lost", "losses is set"),
    Phrase::condition("never lost", "losses is not set"),
    Phrase::value("ever lost because of", "losses.reason"),
    Phrase::value("stage at loss", "losses.stage"),
    Phrase::value("lost by", "losses.lost_by"),
    Phrase::value("competitor", "losses.competitor"),
    Phrase::condition("mine", "salesperson = me"),
    Phrase::condition("unassigned", "salesperson is not set"),
];

/// Returns the fields of opportunities, with their names here and in the reference.
///
/// Money fields are numbers with the currency's digits, so that `1500.50` means the amount;
/// probabilities are percent with two decimals.
#[expect(clippy::expect_used, reason = "the schema is a constant, checked by its test")]
pub fn opportunity_schema(currency_digits: u8) -> Schema {
    let money = FieldKind::Number { scale: currency_digits };
    Schema::new(vec![
        opportunity(money),
        loss(money),
        customer(),
        person(),
        stage(),
        lost_reason(),
        team(),
        tag(),
        label("source", false),
        label("medium", false),
        label("campaign", false),
        country(),
    ])
    .and_then(|schema| schema.with_people(PERSON))
    .and_then(|schema| schema.with_phrases(OPPORTUNITY, PHRASES))
    .expect("the entities and their references are consistent")
}

/// Returns the default order: highest priority first, then newest. Rule: the reference's
/// `priority desc, id desc`.
///
/// # Panics
/// Never with the schema of this crate.
#[expect(clippy::expect_used, reason = "both fields stand in the schema, checked by its test")]
pub fn default_sort(schema: &Schema) -> Sort {
    let entity = schema.entity(OPPORTUNITY).expect("the schema has opportunities");
    Sort::parse(entity, "priority desc, id desc").expect("both fields can be sorted by")
}

/// Tells whether the use of a field in a filter lets archived and lost records be listed.
///
/// Rule: behaviour 8.1: `active`, `state`, `lost_reason` and the fields of losses.
pub fn lifts_archived(field: FieldRef) -> bool {
    match field.entity() {
        OPPORTUNITY => matches!(field.name(), "active" | "state" | "lost_reason" | "losses"),
        entity => entity == LOSS,
    }
}

fn text(name: &'static str, label: &'static str) -> Field {
    Field::new(name, label, TEXT)
}

fn refers(name: &'static str, label: &'static str, to: &'static str) -> Field {
    Field::new(name, label, FieldKind::Reference { to }).groupable().sortable()
}

fn id() -> Field {
    Field::new("id", "Id", WHOLE).required()
}

fn opportunity(money: FieldKind) -> Entity {
    Entity {
        name: OPPORTUNITY,
        display: "name",
        search: vec![Search::Contains("name")],
        fields: vec![
            id(),
            Field::new("kind", "Kind", FieldKind::Choice(KINDS))
                .reference("type")
                .required()
                .groupable(),
            text("name", "Opportunity").required().groupable(),
            refers("customer", "Customer", CUSTOMER).reference("partner_id"),
            text("company_name", "Company name").reference("partner_name").groupable(),
            text("contact_name", "Contact name").groupable(),
            text("email", "E-mail").reference("email_from").groupable(),
            text("email_normalised", "Normalised e-mail").reference("email_normalized").groupable(),
            text("phone", "Phone").groupable(),
            text("phone_normalised", "Normalised phone").reference("phone_sanitized").groupable(),
            text("street", "Street").groupable(),
            text("street2", "Street 2"),
            text("city", "City").groupable(),
            text("region", "Region").groupable(),
            text("zip", "Zip").groupable(),
            refers("country", "Country", "country").reference("country_id"),
            text("language", "Language").groupable(),
            text("notes", "Notes").reference("description"),
            refers("stage", "Stage", "stage").reference("stage_id"),
            refers("salesperson", "Salesperson", PERSON).reference("user_id"),
            refers("team", "Sales team", "team").reference("team_id"),
            Field::new("tags", "Tags", FieldKind::Many { to: "tag" })
                .reference("tag_ids")
                .groupable(),
            Field::new("priority", "Priority", WHOLE).reference_choices(STARS).groupable(),
            refers("source", "Source", "source").reference("source_id"),
            refers("medium", "Medium", "medium").reference("medium_id"),
            refers("campaign", "Campaign", "campaign").reference("campaign_id"),
            Field::new("expected_revenue", "Expected revenue", money).groupable(),
            Field::new("probability", "Probability", PERCENT).required().groupable(),
            Field::new("automated_probability", "Automated probability", PERCENT).required(),
            Field::new("hand_probability", "Probability set by hand", PERCENT),
            Field::new("expected_closing", "Expected closing", FieldKind::Date)
                .reference("date_deadline")
                .groupable(),
            Field::new("created_at", "Created", INSTANT)
                .reference("create_date")
                .required()
                .groupable(),
            Field::new("updated_at", "Updated", INSTANT)
                .reference("write_date")
                .required()
                .groupable(),
            Field::new("assigned_at", "Assigned", INSTANT).reference("date_open").groupable(),
            Field::new("converted_at", "Converted", INSTANT)
                .reference("date_conversion")
                .groupable(),
            Field::new("closed_at", "Closed", INSTANT).reference("date_closed").groupable(),
            Field::new("stage_changed_at", "Last stage change", INSTANT)
                .reference("date_last_stage_update")
                .groupable(),
            Field::new("active", "Active", YES_NO).required().groupable(),
            Field::new("state", "State", FieldKind::Choice(STATES)).required().groupable(),
            refers("lost_reason", "Lost reason", "lost_reason").reference("lost_reason_id"),
            Field::new("losses", "Losses", FieldKind::Many { to: LOSS })
                .short(&["lost_at"])
                .beside(&[("lost_reason", "reason")]),
            text("external_id", "External id"),
        ],
    }
}

fn loss(money: FieldKind) -> Entity {
    Entity {
        name: LOSS,
        display: "note",
        search: vec![Search::Contains("note"), Search::Contains("competitor")],
        fields: vec![
            id(),
            Field::new("opportunity", "Opportunity", FieldKind::Reference { to: OPPORTUNITY })
                .required(),
            refers("reason", "Lost reason", "lost_reason"),
            text("note", "Closing note"),
            text("competitor", "Competitor").groupable(),
            Field::new("lost_at", "Lost at", INSTANT).required().groupable(),
            refers("lost_by", "Lost by", PERSON),
            refers("stage", "Stage at loss", "stage"),
            Field::new("probability", "Probability at loss", PERCENT).required(),
            Field::new("expected_revenue", "Expected revenue at loss", money),
            refers("salesperson", "Salesperson at loss", PERSON),
            Field::new("ended_at", "Ended at", INSTANT).groupable(),
            refers("ended_by", "Ended by", PERSON),
            Field::new("ended_how", "Ended how", FieldKind::Choice(ENDINGS)).groupable(),
        ],
    }
}

fn customer() -> Entity {
    Entity {
        name: CUSTOMER,
        display: "full_name",
        search: vec![
            Search::Contains("full_name"),
            Search::Contains("email"),
            Search::Contains("reference"),
        ],
        fields: vec![
            id(),
            text("name", "Name").required(),
            text("full_name", "Full name").reference("complete_name").required(),
            Field::new("kind", "Kind", FieldKind::Choice(CUSTOMER_KINDS))
                .reference_flag("is_company", "company")
                .required(),
            refers("parent", "Company", CUSTOMER).reference("parent_id").parent(),
            text("email", "E-mail"),
            text("phone", "Phone"),
            text("reference", "Reference").reference("ref"),
            refers("country", "Country", "country").reference("country_id"),
            text("city", "City"),
            text("language", "Language").reference("lang"),
            text("sector", "Sector"),
            Field::new("employees", "Employees", WHOLE),
            Field::new("active", "Active", YES_NO).required(),
        ],
    }
}

fn person() -> Entity {
    Entity {
        name: PERSON,
        display: "name",
        search: vec![Search::Contains("name"), Search::Exactly("login")],
        fields: vec![
            id(),
            text("name", "Name").required(),
            text("login", "Login").required(),
            // The reference keeps it with the partner that a person is.
            text("email", "E-mail").reference("partner_id.email"),
            Field::new("role", "Role", FieldKind::Choice(ROLES)).required(),
            Field::new("active", "Active", YES_NO).required(),
        ],
    }
}

fn stage() -> Entity {
    Entity {
        name: "stage",
        display: "name",
        search: vec![Search::Contains("name")],
        fields: vec![
            id(),
            text("name", "Name").required(),
            Field::new("position", "Position", WHOLE).reference("sequence").required(),
            Field::new("won", "Won stage", YES_NO).reference("is_won").required(),
            Field::new("folded", "Folded", YES_NO).reference("fold").required(),
            refers("team", "Sales team", "team").reference("team_id"),
        ],
    }
}

fn lost_reason() -> Entity {
    Entity {
        name: "lost_reason",
        display: "name",
        search: vec![Search::Contains("name")],
        fields: vec![
            id(),
            text("name", "Description").required(),
            text("category", "Category"),
            Field::new("outcome", "Outcome", FieldKind::Choice(OUTCOMES)).required(),
            Field::new("position", "Position", WHOLE).reference("sequence").required(),
            Field::new("active", "Active", YES_NO).required(),
        ],
    }
}

fn label(name: &'static str, archivable: bool) -> Entity {
    let mut fields = vec![id(), text("name", "Name").required()];
    if archivable {
        fields.push(Field::new("active", "Active", YES_NO).required());
    }
    Entity { name, display: "name", search: vec![Search::Contains("name")], fields }
}

fn team() -> Entity {
    let mut entity = label("team", true);
    entity.fields.extend([
        Field::new("position", "Position", WHOLE).reference("sequence").required(),
        refers("leader", "Team leader", PERSON).reference("user_id"),
    ]);
    entity
}

fn tag() -> Entity {
    let mut entity = label("tag", true);
    entity.fields.push(Field::new("colour", "Colour", WHOLE).reference("color"));
    entity
}

fn country() -> Entity {
    let mut entity = label("country", false);
    entity.fields.push(text("code", "Code"));
    entity
}

#[cfg(test)]
mod tests {
    use winback_filter::Context;

    use super::*;

    #[test]
    fn the_schema_holds_together_and_has_the_default_order() {
        let schema = opportunity_schema(2);
        let sort = default_sort(&schema);
        let keys: Vec<_> = sort.keys.iter().map(|k| (k.field.name(), k.descending)).collect();
        assert_eq!(keys, [("priority", true), ("id", true)]);
        let kind = schema.entity(OPPORTUNITY).unwrap().field("expected_revenue").unwrap().kind;
        assert_eq!(kind, FieldKind::Number { scale: 2 });
    }

    #[test]
    fn people_say_what_was_lost_in_their_own_words() {
        let schema = opportunity_schema(2);
        let context = Context::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC).read_by(7);
        for (said, meant) in [
            ("lost at least 2 times", "losses at least 2"),
            ("lost at least twice", "losses at least 2"),
            ("never lost or ever lost", "losses is not set or losses is set"),
            ("ever lost because of 'Too expensive'", "losses.reason = \"too expensive\""),
            ("ever lost because of (1, 2)", "losses.reason in (1, 2)"),
            ("stage at loss = Proposition", "losses.stage = \"proposition\""),
            ("lost by me and lost by != 3", "losses.lost_by = 7 and losses.lost_by != 3"),
            ("competitor contains acme", "losses.competitor contains \"acme\""),
            ("mine or unassigned", "salesperson = 7 or salesperson is not set"),
        ] {
            let read = schema.parse(OPPORTUNITY, said, &context).unwrap();
            assert_eq!(read.to_string(), meant, "{said}");
        }
    }

    #[test]
    fn the_names_of_the_reference_mean_the_same_fields() {
        let schema = opportunity_schema(2);
        let entity = schema.entity(OPPORTUNITY).unwrap();
        for (theirs, ours) in [
            ("partner_id", "customer"),
            ("lost_reason_id", "lost_reason"),
            ("date_closed", "closed_at"),
        ] {
            assert_eq!(entity.field(theirs).unwrap().name, ours);
        }
    }

    #[test]
    fn filters_about_losing_lift_the_archive() {
        let schema = opportunity_schema(2);
        let lifting = |entity: &str| -> Vec<&str> {
            let entity = schema.entity(entity).unwrap();
            let fields = entity.fields.iter().filter_map(|f| entity.field_ref(f.name));
            fields.filter(|f| lifts_archived(*f)).map(FieldRef::name).collect()
        };
        assert_eq!(lifting(OPPORTUNITY), ["active", "state", "lost_reason", "losses"]);
        assert_eq!(lifting(LOSS).len(), schema.entity(LOSS).unwrap().fields.len());
        assert!(lifting("stage").is_empty());
    }
}
