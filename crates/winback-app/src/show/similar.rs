//! Similar records: those of the same people. Rule: behaviour 5.6.

use winback_domain::{Deal, Kind, LabelKind, OpportunityId, StateKind};
use winback_store::{Likeness, Sign, SimilarRecord};

use crate::{AppError, Desk};

/// A record that may be of the same people, in whichever state. Rule: behaviour 5.6.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Similar {
    /// Its id.
    pub id: OpportunityId,
    /// Whether it is a lead.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its state; lost ones are told too.
    pub state: StateKind,
    /// What both have in common, the strongest first.
    pub evidence: Vec<Evidence>,
}

/// Something that two records have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What it is.
    pub sign: Sign,
    /// What both have: an address, a number or a domain in its normal form, or the customer's name.
    pub value: String,
}

impl Desk {
    /// Finds visible records with the same e-mail address, phone number or customer, or with an
    /// address at the same company, at most `limit`: those with the strongest evidence first, of as
    /// strong the newest.
    ///
    /// # Errors
    /// [`AppError::NotFound`], also if the person may not see the record (behaviour 7.3).
    pub async fn similar(&self, id: OpportunityId, limit: usize) -> Result<Vec<Similar>, AppError> {
        let page = self.page_of(id).await?;
        let record = page.records.first().ok_or_else(|| AppError::NotFound(vec![id]))?;
        self.similar_to(&record.deal, Some(id), limit).await
    }

    /// Finds records that are similar to a deal, other than `except`.
    pub(crate) async fn similar_to(
        &self,
        deal: &Deal,
        except: Option<OpportunityId>,
        limit: usize,
    ) -> Result<Vec<Similar>, AppError> {
        let countries = match deal.phone {
            Some(_) => self.storage.pipeline.labels(LabelKind::Country).await?,
            None => Vec::new(),
        };
        let likeness = Likeness::of(deal, &countries);
        if likeness == Likeness::default() {
            return Ok(Vec::new());
        }
        let visible = self.visible()?;
        let found = self.storage.opportunities.similar(&likeness, except, &visible, limit).await?;
        let customer = match likeness.customer {
            Some(id) if found.iter().any(|one| one.signs.contains(&Sign::Customer)) => {
                let customer = self.storage.customers.get(id).await?;
                customer.map(|it| it.full_name)
            }
            Some(_) | None => None,
        };
        let value = |sign: Sign| match sign {
            Sign::Email => likeness.email.clone(),
            Sign::Phone => likeness.phone.as_ref().and_then(|it| it.usual()).map(str::to_owned),
            Sign::Customer => customer.clone(),
            Sign::Domain => likeness.domain.clone(),
        };
        let evidence = |sign: Sign| Evidence { sign, value: value(sign).unwrap_or_default() };
        let similar = |SimilarRecord { record, signs }: SimilarRecord| Similar {
            id: record.id,
            kind: record.deal.kind,
            state: record.state.kind(),
            evidence: signs.into_iter().map(evidence).collect(),
            name: record.deal.name,
        };
        Ok(found.into_iter().map(similar).collect())
    }
}
