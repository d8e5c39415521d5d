//! Records of the same people.

use std::collections::BTreeSet;

use winback_store::domain::{CustomerId, OpportunityId};
use winback_store::filter::Predicate;
use winback_store::{Likeness, PhoneForms, Sign, SimilarRecord};

use crate::connection::Conn;
use crate::dialect::{List, Word};
use crate::error::Attempt;
use crate::predicate::condition;
use crate::search::{OWN, load};
use crate::sql::{Sql, sql};

/// The newest first.
pub(crate) const ORDER: &str = "opportunities.created_at DESC, opportunities.id DESC";

/// Finds records with somebody in common: sign by sign, each by its index, until there are enough.
pub(crate) fn similar(
    conn: &mut Conn,
    to: &Likeness,
    except: Option<OpportunityId>,
    visible: &Predicate,
    limit: usize,
) -> Attempt<Vec<SimilarRecord>> {
    let (mut found, mut known) = (Vec::new(), BTreeSet::from_iter(except));
    for sign in Sign::ALL {
        let Some(same) = in_common(to, sign) else { continue };
        if found.len() >= limit {
            break;
        }
        // Those that were found by a stronger sign may be among them.
        let wanted = limit.saturating_add(known.len());
        let filter = same.text(" AND ").then(condition(visible, OWN)?);
        for record in load(conn, filter, sql(ORDER), wanted)? {
            if found.len() < limit && known.insert(record.id) {
                let signs = to.signs(&record.deal);
                found.push(SimilarRecord { record, signs });
            }
        }
    }
    Ok(found)
}

/// Returns the condition of having a sign in common, if there is one to have.
pub(crate) fn in_common(to: &Likeness, sign: Sign) -> Option<Sql> {
    let equal = |column: &'static str, text: &Option<String>| {
        let text = text.as_deref()?;
        Some(Sql::default().column(OWN, column).text(" = ").str(text))
    };
    match sign {
        Sign::Email => equal("email_normalised_folded", &to.email),
        Sign::Phone => to.phone.as_ref().map(same_number),
        Sign::Customer => {
            let customer = to.customer.map(CustomerId::get)?;
            Some(Sql::default().column(OWN, "customer_id").text(" = ").int(customer))
        }
        Sign::Domain => {
            let domain = to.domain.as_deref()?;
            let own = sql("").word(Word::MailDomain).text(" = ").str(domain);
            Some(own.text(" AND opportunities.email_normalised_folded IS NOT NULL"))
        }
    }
}

/// Returns the condition of having a phone number: all of its forms are found by one index, and those
/// that are this number in some countries alone are then looked at.
fn same_number(forms: &PhoneForms) -> Sql {
    let number = || Sql::default().column(OWN, "phone_normalised_folded");
    if forms.at_home.is_empty() {
        return number().within(List::Texts(forms.anywhere.clone()));
    }
    let all = forms.anywhere.iter().chain(&forms.at_home).cloned().collect();
    number()
        .within(List::Texts(all))
        .text(" AND (")
        .then(number())
        .within(List::Texts(forms.anywhere.clone()))
        .text(" OR ")
        .column(OWN, "country_id")
        .in_ids(forms.countries.iter().map(|id| id.get()))
        .text(")")
}
