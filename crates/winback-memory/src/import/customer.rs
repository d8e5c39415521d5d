//! The customers of imported rows: found by kind and full name, or added.

use winback_store::ImportCustomer;
use winback_store::domain::{CountryId, CustomerId, LabelKind};

use super::Importer;

impl Importer {
    /// Finds a customer, or adds it with the companies that it belongs to.
    pub(super) fn customer(&mut self, customer: &ImportCustomer) -> CustomerId {
        let parent = customer.parent.as_deref().map(|parent| self.customer(parent));
        let mut profile = customer.profile.clone();
        profile.parent = parent;
        if let Some(known) = self.draft.customer_like(&profile) {
            return known;
        }
        if let Some(country) = &customer.country {
            let found = self.draft.label_named(LabelKind::Country, country);
            profile.country = found.map(|label| CountryId::new(label.id));
        }
        self.draft.add_customer(profile).id
    }
}
