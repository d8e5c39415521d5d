//! What is offered, and what is written into a deal.

use std::collections::BTreeSet;

use jiff::civil::Date;
use winback_domain::{Address, Amount, Deal, Priority};

use super::cast::{Cast, Client, Seller};
use crate::dice::Dice;

/// Something the firm sells.
pub(crate) struct Product {
    pub(crate) name: &'static str,
    /// The median of what is offered, in euro.
    pub(crate) median: i64,
}

macro_rules! products {
    ($($name:literal $median:literal;)*) => { &[$(Product { name: $name, median: $median }),*] };
}

/// All that is sold.
pub(crate) const PRODUCTS: &[Product] = products! {
    "Warehouse scanners" 18_000;
    "Label printers" 6_500;
    "Cold-room sensors" 9_000;
    "Pallet racking" 42_000;
    "Stock software" 24_000;
    "Dock scheduling" 15_000;
    "Picking carts" 12_000;
    "Voice picking" 31_000;
    "Conveyor belt" 78_000;
    "Forklift terminals" 21_000;
    "RFID gates" 36_000;
    "Maintenance contract" 7_500;
    "Training days" 3_200;
    "Inventory count" 4_800;
    "Packing tables" 8_400;
    "Returns portal" 14_000;
    "Yard cameras" 11_000;
    "Battery exchange" 2_600;
};

impl Product {
    /// Returns the name of a deal on it.
    fn deal_name(&self, client: &Client) -> String {
        format!("{} – {}", self.name, client.company.name)
    }
}

/// Who sells what to whom.
#[derive(Clone, Copy)]
pub(super) struct Offer {
    pub(super) product: &'static Product,
    pub(super) client: Client,
    /// Nobody, for a deal that waits to be given to somebody.
    pub(super) seller: Option<Seller>,
}

/// Writes a deal, with gaps as people leave them.
pub(super) fn write(dice: &mut Dice, cast: &Cast, offer: &Offer, created: Date) -> Deal {
    let Offer { product, client, seller } = offer;
    let company = client.company;
    let stage = if dice.chance(35) { cast.qualified } else { cast.new };
    Deal {
        customer: Some(client.id),
        contact_name: dice.chance(90).then(|| company.contact.into()),
        email: dice.chance(85).then(|| company.email()),
        phone: dice.chance(70).then(|| company.phone(12)),
        address: Address {
            city: Some(company.city.into()),
            country: client.country,
            ..Address::default()
        },
        language: Some(company.language.into()),
        salesperson: seller.map(|seller| seller.id),
        team: seller.map(|seller| seller.team),
        tags: tags(dice, cast),
        priority: Priority::new(stars(dice)),
        source: dice.chance(80).then(|| *dice.pick(&cast.sources)),
        expected_revenue: revenue(dice, product),
        expected_closing: dice.chance(60).then(|| closing(dice, created)),
        ..Deal::named(product.deal_name(client), Some(stage))
    }
}

fn stars(dice: &mut Dice) -> u8 {
    dice.weighted(&[(0, 50), (1, 28), (2, 16), (3, 6)], |(_, weight)| *weight).0
}

fn tags(dice: &mut Dice, cast: &Cast) -> BTreeSet<winback_domain::TagId> {
    (0..dice.number(0..3)).map(|_| *dice.pick(&cast.tags)).collect()
}

/// Offers are in steps of 50 euro; one in eight has no amount yet.
fn revenue(dice: &mut Dice, product: &Product) -> Option<Amount> {
    const STEP: i64 = 50;
    let euro = (dice.around(product.median) / STEP).max(1) * STEP;
    dice.chance(88).then(|| Amount::from_minor(euro * 100))
}

fn closing(dice: &mut Dice, created: Date) -> Date {
    let days = dice.number(30..150);
    created.saturating_add(jiff::Span::new().days(days))
}
