//! The open opportunities that leads belong to, looked for by a statement for each sign and some
//! hundred leads.

use std::collections::BTreeSet;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};
use winback_store::domain::{
    CountryId, CustomerId, Kind, LabelKind, OpportunityId, Revision, StateKind,
};
use winback_store::filter::Predicate;
use winback_store::{Candidate, Candidates, Counterpart, Likeness, MergeInput, Selection};

use crate::connection::Conn;
use crate::dialect::List;
use crate::error::Attempt;
use crate::pipeline::labels;
use crate::predicate::condition;
use crate::rows::instant;
use crate::search::{OWN, load};
use crate::selection::selected;
use crate::sql::{Sql, sql};

/// How many leads are looked at together.
const CHUNK: usize = 1_000;

/// Finds the opportunity of each lead.
pub(super) fn counterparts(
    conn: &mut Conn,
    selection: &Selection,
    visible: &Predicate,
) -> Attempt<Vec<Counterpart>> {
    let countries = labels(conn, LabelKind::Country)?;
    let which = open(Kind::Lead).text(" AND ").then(selected(conn, selection)?);
    let (mut found, mut after) = (Vec::new(), i64::MIN);
    loop {
        let next = sql("opportunities.id > ").int(after).text(" AND ").then(which.clone());
        let leads = load(conn, next, sql("opportunities.id"), CHUNK)?;
        let Some(last) = leads.last() else { return Ok(found) };
        after = last.id.get();
        let people: Vec<Likeness> =
            leads.iter().map(|lead| Likeness::of(&lead.deal, &countries)).collect();
        let candidates = candidates(conn, &people, visible)?;
        for (lead, who) in leads.iter().zip(&people) {
            let lead = MergeInput { id: lead.id, revision: Some(lead.revision) };
            let of = candidates.of(who);
            found.extend(of.map(|(sign, opportunity)| Counterpart { lead, opportunity, sign }));
        }
    }
}

fn open(kind: Kind) -> Sql {
    sql("opportunities.kind = ")
        .str(kind.as_str())
        .text(" AND opportunities.state = ")
        .str(StateKind::Open.as_str())
}

/// Finds the opportunities that have something in common with people, by the index of each sign.
fn candidates(conn: &mut Conn, people: &[Likeness], visible: &Predicate) -> Attempt<Candidates> {
    let mut candidates = Candidates::default();
    let emails: BTreeSet<&String> = people.iter().filter_map(|who| who.email.as_ref()).collect();
    if !emails.is_empty() {
        let emails = List::Texts(emails.into_iter().cloned().collect());
        let same = Sql::default().column(OWN, "email_normalised_folded").within(emails);
        for (candidate, (email, ..)) in newest(conn, "email_normalised_folded", same, visible)? {
            email.into_iter().for_each(|email| candidates.add_email(email, candidate));
        }
    }
    let phones = people.iter().filter_map(|who| who.phone.as_ref());
    let phones: BTreeSet<&String> =
        phones.flat_map(|phone| phone.anywhere.iter().chain(&phone.at_home)).collect();
    if !phones.is_empty() {
        let phones = List::Texts(phones.into_iter().cloned().collect());
        let same = Sql::default().column(OWN, "phone_normalised_folded").within(phones);
        let key = "phone_normalised_folded, country_id";
        for (candidate, (_, phone, country, _)) in newest(conn, key, same, visible)? {
            let country = country.map(CountryId::new);
            phone.into_iter().for_each(|phone| candidates.add_phone(phone, country, candidate));
        }
    }
    let customers: BTreeSet<CustomerId> = people.iter().filter_map(|who| who.customer).collect();
    if !customers.is_empty() {
        let customers = customers.into_iter().map(CustomerId::get);
        let same = Sql::default().column(OWN, "customer_id").in_ids(customers);
        for (candidate, (.., customer)) in newest(conn, "customer_id", same, visible)? {
            let customer = customer.map(CustomerId::new);
            customer.into_iter().for_each(|it| candidates.add_customer(it, candidate));
        }
    }
    Ok(candidates)
}

/// The e-mail address, the phone number, the country and the customer of an opportunity.
type Signs = (Option<String>, Option<String>, Option<i64>, Option<i64>);
type Row = (
    (BigInt, BigInt, BigInt),
    (Nullable<Text>, Nullable<Text>, Nullable<BigInt>, Nullable<BigInt>),
);

/// Finds the newest open opportunity for each value of a key.
fn newest(
    conn: &mut Conn,
    key: &'static str,
    same: Sql,
    visible: &Predicate,
) -> Attempt<Vec<(Candidate, Signs)>> {
    const COLUMNS: &str = "id, revision, created_at, email_normalised_folded, \
         phone_normalised_folded, country_id, customer_id";
    let statement = sql("SELECT ")
        .text(COLUMNS)
        .text(" FROM (SELECT ")
        .text(COLUMNS)
        .text(", ROW_NUMBER() OVER (PARTITION BY ")
        .text(key)
        .text(" ORDER BY created_at DESC, id DESC) AS place FROM opportunities WHERE ")
        .then(same)
        .text(" AND ")
        .then(open(Kind::Opportunity))
        .text(" AND ")
        .then(condition(visible, OWN)?)
        .text(") AS candidates WHERE place = 1");
    let rows: Vec<((i64, i64, i64), Signs)> = statement.rows::<Row>().load(conn)?;
    let candidate = |((id, revision, created_at), signs)| {
        let revision = Some(Revision::new(revision));
        let opportunity = MergeInput { id: OpportunityId::new(id), revision };
        Ok((Candidate { created_at: instant(created_at)?, opportunity }, signs))
    };
    rows.into_iter().map(candidate).collect()
}
