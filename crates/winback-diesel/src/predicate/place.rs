//! Where a field stands in the database: the only source of the identifiers in filters and orders.

use winback_store::domain::StateKind;
use winback_store::filter::FieldRef;
use winback_store::{LOSS, OPPORTUNITY, PERSON};

use crate::error::{Attempt, unknown};

/// A table that references lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entity {
    Opportunity,
    Customer,
    Person,
    Stage,
    LostReason,
    Team,
    Source,
    Medium,
    Campaign,
    Country,
}

impl Entity {
    /// Returns the name of its table.
    pub(crate) const fn table(self) -> &'static str {
        match self {
            Self::Opportunity => "opportunities",
            Self::Customer => "customers",
            Self::Person => "people",
            Self::Stage => "stages",
            Self::LostReason => "lost_reasons",
            Self::Team => "teams",
            Self::Source => "sources",
            Self::Medium => "mediums",
            Self::Campaign => "campaigns",
            Self::Country => "countries",
        }
    }
}

/// A column with a single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scalar {
    /// The column.
    pub(crate) column: &'static str,
    /// Its folded twin, for a text.
    pub(crate) folded: Option<&'static str>,
}

/// Where a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Scalar(Scalar),
    Reference {
        column: &'static str,
        to: Entity,
        /// The state that all records with a value are in, as a literal of SQL: the index for lists
        /// of that state holds the column too.
        only_in: Option<&'static str>,
    },
    Tags,
    Losses,
}

const fn plain(column: &'static str) -> Place {
    Place::Scalar(Scalar { column, folded: None })
}

const fn text(column: &'static str, folded: &'static str) -> Place {
    Place::Scalar(Scalar { column, folded: Some(folded) })
}

const fn refers(column: &'static str, to: Entity) -> Place {
    Place::Reference { column, to, only_in: None }
}

/// Finds where a field stands.
pub(crate) fn of(field: FieldRef) -> Attempt<Place> {
    let place = match field.entity() {
        OPPORTUNITY => opportunity(field.name()),
        LOSS => loss(field.name()),
        PERSON => person(field.name()),
        "customer" => customer(field.name()),
        "stage" => stage(field.name()),
        "lost_reason" => lost_reason(field.name()),
        "team" => team(field.name()).or_else(|| label(field.name())),
        "tag" | "source" | "medium" | "campaign" | "country" => label(field.name()),
        _ => None,
    };
    place.ok_or_else(|| unknown("no place for the field", field.name()))
}

/// Finds the column of a field that has a single value of its own.
pub(crate) fn scalar(field: FieldRef) -> Attempt<Option<Scalar>> {
    Ok(match of(field)? {
        Place::Scalar(scalar) => Some(scalar),
        Place::Reference { .. } | Place::Tags | Place::Losses => None,
    })
}

fn opportunity(field: &str) -> Option<Place> {
    opportunity_text(field).or_else(|| opportunity_reference(field)).or(match field {
        "id" => Some(plain("id")),
        "kind" => Some(plain("kind")),
        "priority" => Some(plain("priority")),
        "expected_revenue" => Some(plain("expected_revenue")),
        "probability" => Some(plain("probability")),
        "automated_probability" => Some(plain("automated_probability")),
        "hand_probability" => Some(plain("hand_probability")),
        "expected_closing" => Some(plain("expected_closing")),
        "created_at" => Some(plain("created_at")),
        "updated_at" => Some(plain("updated_at")),
        "assigned_at" => Some(plain("assigned_at")),
        "converted_at" => Some(plain("converted_at")),
        "closed_at" => Some(plain("closed_at")),
        "stage_changed_at" => Some(plain("stage_changed_at")),
        "active" => Some(plain("active")),
        "state" => Some(plain("state")),
        "tags" => Some(Place::Tags),
        "losses" => Some(Place::Losses),
        _ => None,
    })
}

fn opportunity_text(field: &str) -> Option<Place> {
    Some(match field {
        "name" => text("name", "name_folded"),
        "company_name" => text("company_name", "company_name_folded"),
        "contact_name" => text("contact_name", "contact_name_folded"),
        "email" => text("email", "email_folded"),
        "email_normalised" => text("email_normalised", "email_normalised_folded"),
        "phone" => text("phone", "phone_folded"),
        "phone_normalised" => text("phone_normalised", "phone_normalised_folded"),
        "street" => text("street", "street_folded"),
        "street2" => text("street2", "street2_folded"),
        "city" => text("city", "city_folded"),
        "region" => text("region", "region_folded"),
        "zip" => text("zip", "zip_folded"),
        "language" => text("language", "language_folded"),
        "notes" => text("notes", "notes_folded"),
        "external_id" => text("external_id", "external_id_folded"),
        _ => return None,
    })
}

fn opportunity_reference(field: &str) -> Option<Place> {
    Some(match field {
        "customer" => refers("customer_id", Entity::Customer),
        "country" => refers("country_id", Entity::Country),
        "stage" => refers("stage_id", Entity::Stage),
        "salesperson" => refers("salesperson_id", Entity::Person),
        "team" => refers("team_id", Entity::Team),
        "source" => refers("source_id", Entity::Source),
        "medium" => refers("medium_id", Entity::Medium),
        "campaign" => refers("campaign_id", Entity::Campaign),
        "lost_reason" => Place::Reference {
            column: "lost_reason_id",
            to: Entity::LostReason,
            only_in: Some("'lost'"),
        },
        _ => return None,
    })
}

fn loss(field: &str) -> Option<Place> {
    Some(match field {
        "id" => plain("id"),
        "opportunity" => refers("opportunity_id", Entity::Opportunity),
        "reason" => refers("reason_id", Entity::LostReason),
        "note" => text("note", "note_folded"),
        "competitor" => text("competitor", "competitor_folded"),
        "lost_at" => plain("lost_at"),
        "lost_by" => refers("lost_by", Entity::Person),
        "stage" => refers("stage_id", Entity::Stage),
        "probability" => plain("probability"),
        "expected_revenue" => plain("expected_revenue"),
        "salesperson" => refers("salesperson_id", Entity::Person),
        "ended_at" => plain("ended_at"),
        "ended_by" => refers("ended_by", Entity::Person),
        "ended_how" => plain("ended_how"),
        _ => return None,
    })
}

fn customer(field: &str) -> Option<Place> {
    Some(match field {
        "id" => plain("id"),
        "name" => text("name", "name_folded"),
        "full_name" => text("full_name", "full_name_folded"),
        "kind" => plain("kind"),
        "parent" => refers("parent_id", Entity::Customer),
        "email" => text("email", "email_folded"),
        "phone" => text("phone", "phone_folded"),
        "reference" => text("reference", "reference_folded"),
        "country" => refers("country_id", Entity::Country),
        "city" => text("city", "city_folded"),
        "language" => text("language", "language_folded"),
        "sector" => text("sector", "sector_folded"),
        "employees" => plain("employees"),
        "active" => plain("active"),
        _ => return None,
    })
}

fn person(field: &str) -> Option<Place> {
    Some(match field {
        "id" => plain("id"),
        "name" => text("name", "name_folded"),
        "login" => text("login", "login_folded"),
        "email" => text("email", "email_folded"),
        "role" => plain("role"),
        "active" => plain("active"),
        _ => return None,
    })
}

fn stage(field: &str) -> Option<Place> {
    Some(match field {
        "id" => plain("id"),
        "name" => text("name", "name_folded"),
        "position" => plain("position"),
        "won" => plain("won"),
        "folded" => plain("folded"),
        "team" => refers("team_id", Entity::Team),
        _ => return None,
    })
}

fn lost_reason(field: &str) -> Option<Place> {
    Some(match field {
        "id" => plain("id"),
        "name" => text("name", "name_folded"),
        "category" => text("category", "category_folded"),
        "outcome" => plain("outcome"),
        "position" => plain("position"),
        "active" => plain("active"),
        _ => return None,
    })
}

fn team(field: &str) -> Option<Place> {
    Some(match field {
        "position" => plain("position"),
        "leader" => refers("leader_id", Entity::Person),
        _ => return None,
    })
}

fn label(field: &str) -> Option<Place> {
    Some(match field {
        "colour" => plain("colour"),
        "id" => plain("id"),
        "name" => text("name", "name_folded"),
        "code" => text("code", "code_folded"),
        "active" => plain("active"),
        _ => return None,
    })
}

/// Returns a state as a literal of SQL; other choices have no index on part of a table.
pub(super) fn literal(word: &str) -> Option<&'static str> {
    StateKind::from_word(word).map(|state| match state {
        StateKind::Open => "'open'",
        StateKind::Won => "'won'",
        StateKind::Lost => "'lost'",
        StateKind::Archived => "'archived'",
    })
}
