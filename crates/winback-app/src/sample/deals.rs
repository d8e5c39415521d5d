//! What is written into a record, with gaps as people leave them.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use rand_distr::LogNormal;
use winback_domain::{Address, Amount, CustomerId, Deal, Priority, Probability, TagId};

use super::{
    cast::{Cast, Seller},
    firms::Firm,
    years::instant,
};
use crate::{
    demo::deals::{PRODUCTS, Product},
    dice::Dice,
};

/// How far amounts are spread: the standard deviation of their logarithms.
const SPREAD: f64 = 0.9;

/// Offers are in steps of so many units of the currency.
const STEP: f64 = 50.0;

/// No offer is larger, in units of the currency.
const LARGEST: f64 = 50_000_000.0;

/// Writes a deal that begins at a second.
pub(super) fn write(
    dice: &mut Dice,
    cast: &Cast,
    (customer, firm): (Option<CustomerId>, &Firm),
    seller: Option<Seller>,
    begins: i64,
) -> Deal {
    let product = dice.pick(PRODUCTS);
    let days = dice.number(30..150);
    Deal {
        customer,
        company_name: customer.is_none().then(|| firm.name()),
        contact_name: dice.chance(88).then(|| firm.contact()),
        email: dice.chance(82).then(|| firm.email()),
        phone: dice.chance(65).then(|| firm.phone(12)),
        address: Address {
            city: dice.chance(94).then(|| firm.town().to_owned()),
            country: cast.countries.get(firm.country()).copied(),
            ..Address::default()
        },
        language: dice.chance(70).then(|| firm.language().to_owned()),
        notes: dice.chance(20).then(|| notes(dice, product, firm)),
        salesperson: seller.map(|seller| seller.id),
        team: seller.map(|seller| seller.team),
        tags: tags(dice, cast),
        priority: Priority::new(stars(dice)),
        source: dice.chance(80).then(|| *dice.pick(&cast.sources)),
        medium: dice.chance(45).then(|| *dice.pick(&cast.mediums)),
        campaign: dice.chance(15).then(|| *dice.pick(&cast.campaigns)),
        expected_revenue: dice.chance(87).then(|| revenue(dice, product, cast.minor)),
        hand_probability: by_hand(dice),
        expected_closing: dice
            .chance(60)
            .then(|| instant(begins + days * 86_400).to_zoned_datetime(TimeZone::UTC).date()),
        ..Deal::named(format!("{} – {}", product.name, firm.name()), None)
    }
}

fn stars(dice: &mut Dice) -> u8 {
    dice.weighted(&[(0, 50), (1, 28), (2, 16), (3, 6)], |(_, weight)| *weight).0
}

fn tags(dice: &mut Dice, cast: &Cast) -> BTreeSet<TagId> {
    (0..dice.number(0..3)).map(|_| *dice.pick(&cast.tags)).collect()
}

/// One in ten has a probability that a person set.
fn by_hand(dice: &mut Dice) -> Option<Probability> {
    let percent = dice.number(5..95);
    dice.chance(10).then(|| Probability::from_hundredths(percent * 100).ok()).flatten()
}

/// Amounts are log-normally distributed around the median of the product.
pub(super) fn revenue(dice: &mut Dice, product: &Product, minor: i64) -> Amount {
    let median = product.median as f64;
    let units = match LogNormal::new(median.ln(), SPREAD) {
        Ok(distribution) => dice.sample(&distribution),
        Err(_) => median,
    };
    let units = (units / STEP).round().max(1.0) * STEP;
    Amount::from_minor((units.min(LARGEST) as i64).saturating_mul(minor))
}

fn notes(dice: &mut Dice, product: &Product, firm: &Firm) -> String {
    let (first, last) = (*dice.pick(FIRST), *dice.pick(LAST));
    format!("{first} {} in {}. {last}", product.name.to_lowercase(), firm.town())
}

const FIRST: &[&str] = &[
    "Asked for an offer on",
    "Wants to see",
    "Has a budget for",
    "Is comparing offers on",
    "Was recommended our",
    "Needs a pilot with",
];

const LAST: &[&str] = &[
    "Call again at the end of the month.",
    "The warehouse moves in autumn.",
    "Purchasing decides, not the warehouse.",
    "They have 120 pallet places, and plan for 400.",
    "The old contract ends in December.",
    "Met at the fair; the director was there as well.",
];
