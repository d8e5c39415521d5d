//! Names that a record is to refer to, and that no list may have yet.

use std::collections::BTreeSet;

use winback_domain::{CampaignId, CustomerId, Deal, Edit, LabelKind, MediumId, SourceId, TagId};

/// Names that a write adds to their lists in its own transaction, and that its record then refers to:
/// what is refused leaves none of them behind.
///
/// Each is looked for first, ignoring case and surrounding space, as somebody else may have added it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewNames {
    /// A company that is to be the customer.
    pub customer: Option<String>,
    /// Tags, beside those that the same call gives by their ids.
    pub tags: Vec<String>,
    /// The source.
    pub source: Option<String>,
    /// The medium.
    pub medium: Option<String>,
    /// The campaign.
    pub campaign: Option<String>,
}

/// A list that a new name is looked for in, and added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameList {
    /// Customers: the one of this name, if it is one.
    Customers,
    /// A list of names.
    Labels(LabelKind),
}

/// What [`NewNames`] have become.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    customer: Option<CustomerId>,
    tags: BTreeSet<TagId>,
    source: Option<SourceId>,
    medium: Option<MediumId>,
    campaign: Option<CampaignId>,
}

impl NewNames {
    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Finds or adds each of them.
    ///
    /// # Errors
    /// The first that `id_of` returns.
    pub fn resolve<E>(
        &self,
        mut id_of: impl FnMut(NameList, &str) -> Result<i64, E>,
    ) -> Result<Named, E> {
        let mut id =
            |list, name: &Option<String>| name.as_deref().map(|name| id_of(list, name)).transpose();
        let customer = id(NameList::Customers, &self.customer)?.map(CustomerId::new);
        let source = id(NameList::Labels(LabelKind::Source), &self.source)?.map(SourceId::new);
        let medium = id(NameList::Labels(LabelKind::Medium), &self.medium)?.map(MediumId::new);
        let campaign = id(NameList::Labels(LabelKind::Campaign), &self.campaign)?;
        let campaign = campaign.map(CampaignId::new);
        let tag = |name: &String| id_of(NameList::Labels(LabelKind::Tag), name).map(TagId::new);
        let tags = self.tags.iter().map(tag).collect::<Result<_, E>>()?;
        Ok(Named { customer, tags, source, medium, campaign })
    }
}

impl Named {
    /// Returns what a new record is that refers to them.
    pub fn deal(&self, deal: &Deal) -> Deal {
        let mut deal = deal.clone();
        deal.customer = self.customer.or(deal.customer);
        deal.tags.extend(&self.tags);
        deal.source = self.source.or(deal.source);
        deal.medium = self.medium.or(deal.medium);
        deal.campaign = self.campaign.or(deal.campaign);
        deal
    }

    /// Returns edits after which a record refers to them, too.
    pub fn edits(&self, edits: &[Edit]) -> Vec<Edit> {
        let mut edits = edits.to_vec();
        edits.extend(self.customer.map(|id| Edit::Customer(Some(id))));
        edits.extend(self.source.map(|id| Edit::Source(Some(id))));
        edits.extend(self.medium.map(|id| Edit::Medium(Some(id))));
        edits.extend(self.campaign.map(|id| Edit::Campaign(Some(id))));
        if self.tags.is_empty() {
            return edits;
        }
        let given = edits.iter_mut().rev().find_map(|edit| match edit {
            Edit::Tags(ids) => Some(ids),
            _ => None,
        });
        match given {
            Some(ids) => ids.extend(&self.tags),
            None => edits.push(Edit::Tags(self.tags.clone())),
        }
        edits
    }
}
