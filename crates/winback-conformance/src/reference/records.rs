//! The file `records.json`: column values as the reference stores them.

use std::path::Path;

use serde::Deserialize;

use super::{ReferenceError, read};

/// What recorded answers are about.
#[derive(Debug, Deserialize)]
pub struct Records {
    /// The id of the person who asked.
    pub user_id: i64,
    /// The IANA name of the time zone that dates are cut in.
    pub time_zone: String,
    /// The day on which the answers were recorded.
    pub today: String,
    /// The day on which weeks start, `sunday` or `monday`.
    pub week_starts_on: String,
    /// The leads and opportunities, by id.
    pub records: Vec<ReferenceRecord>,
    /// What they refer to.
    pub(super) related: Related,
}

impl Records {
    /// Reads `records.json` of a folder.
    ///
    /// # Errors
    /// `Read` and `Json`.
    pub fn read(directory: &Path) -> Result<Self, ReferenceError> {
        let mut records: Self = read(&directory.join("records.json"))?;
        records.records.sort_by_key(|record| record.id);
        Ok(records)
    }
}

/// One lead or opportunity; instants are UTC without saying so.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "each field is the column of that name in the reference")]
pub struct ReferenceRecord {
    pub id: i64,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub active: bool,
    pub probability: f64,
    pub automated_probability: Option<f64>,
    pub stage_id: Option<i64>,
    pub user_id: Option<i64>,
    pub team_id: Option<i64>,
    pub lost_reason_id: Option<i64>,
    pub expected_revenue: Option<f64>,
    pub priority: Option<String>,
    pub create_date: String,
    pub write_date: Option<String>,
    pub date_closed: Option<String>,
    pub date_open: Option<String>,
    pub date_deadline: Option<String>,
    pub date_conversion: Option<String>,
    pub date_last_stage_update: Option<String>,
    pub partner_id: Option<i64>,
    pub partner_name: Option<String>,
    pub contact_name: Option<String>,
    pub email_from: Option<String>,
    pub phone: Option<String>,
    pub street: Option<String>,
    pub city: Option<String>,
    pub zip: Option<String>,
    pub country_id: Option<i64>,
    pub description: Option<String>,
    pub campaign_id: Option<i64>,
    pub source_id: Option<i64>,
    pub medium_id: Option<i64>,
    pub tag_ids: Vec<i64>,
}

/// The tables that records refer to, under the reference's names.
#[derive(Debug, Deserialize)]
pub(super) struct Related {
    #[serde(rename = "crm.stage")]
    pub(super) stages: Vec<StageRow>,
    #[serde(rename = "crm.team")]
    pub(super) teams: Vec<TeamRow>,
    #[serde(rename = "crm.lost.reason")]
    pub(super) reasons: Vec<NamedRow>,
    #[serde(rename = "crm.tag")]
    pub(super) tags: Vec<TagRow>,
    #[serde(rename = "res.users")]
    pub(super) people: Vec<PersonRow>,
    #[serde(rename = "res.partner")]
    pub(super) customers: Vec<CustomerRow>,
    #[serde(rename = "res.country")]
    pub(super) countries: Vec<CountryRow>,
    #[serde(rename = "utm.source")]
    pub(super) sources: Vec<NamedRow>,
    #[serde(rename = "utm.medium")]
    pub(super) mediums: Vec<NamedRow>,
    #[serde(rename = "utm.campaign")]
    pub(super) campaigns: Vec<NamedRow>,
}

#[derive(Debug, Deserialize)]
pub(super) struct NamedRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) active: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(super) struct StageRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) sequence: Option<i64>,
    pub(super) is_won: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TeamRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) active: Option<bool>,
    pub(super) user_id: Option<i64>,
    pub(super) sequence: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TagRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) color: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PersonRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) login: String,
    pub(super) active: Option<bool>,
    pub(super) partner_id: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CustomerRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) active: Option<bool>,
    pub(super) parent_id: Option<i64>,
    pub(super) is_company: Option<bool>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) country_id: Option<i64>,
    pub(super) city: Option<String>,
    #[serde(rename = "ref")]
    pub(super) reference: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CountryRow {
    pub(super) id: i64,
    pub(super) code: String,
    pub(super) name: String,
}
