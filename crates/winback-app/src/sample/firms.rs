//! The firms that deals are made with: made up by the thousand, from parts of names.

use winback_domain::{CountryId, CustomerKind, NewCustomer};

use crate::{
    demo::companies::{ascii, dialling_code},
    dice::Dice,
};

/// A firm, as the places of its parts in the lists below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Firm {
    stem: u8,
    trade: u8,
    place: u8,
    given: u8,
    family: u8,
    employees: u16,
    phone: u32,
}

/// A town with its country and language.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    town: &'static str,
    country: &'static str,
    language: &'static str,
}

impl Firm {
    /// Makes a firm up.
    pub(super) fn new(dice: &mut Dice) -> Self {
        Self {
            stem: place(dice, STEMS.len()),
            trade: place(dice, TRADES.len()),
            place: place(dice, PLACES.len()),
            given: place(dice, GIVEN.len()),
            family: place(dice, FAMILY.len()),
            employees: u16::try_from(dice.around(60).clamp(1, 60_000)).unwrap_or(1),
            phone: u32::try_from(dice.number(1_000_000..10_000_000)).unwrap_or(0),
        }
    }

    /// Returns the firm as a customer.
    pub(super) fn profile(&self, country: Option<CountryId>) -> NewCustomer {
        NewCustomer {
            name: self.name(),
            kind: CustomerKind::Company,
            parent: None,
            email: Some(format!("info@{}", self.domain())),
            phone: Some(self.phone(0)),
            reference: None,
            country,
            city: Some(self.town().to_owned()),
            language: Some(self.language().to_owned()),
            sector: Some(nth(TRADES, self.trade).1.to_owned()),
            employees: Some(i64::from(self.employees)),
            active: true,
        }
    }

    /// Returns its name.
    pub(super) fn name(&self) -> String {
        format!("{} {} {}", nth(STEMS, self.stem), nth(TRADES, self.trade).0, self.town())
    }

    /// Returns where it is.
    pub(super) fn town(&self) -> &'static str {
        nth(PLACES, self.place).town
    }

    /// Returns the ISO 3166 code of its country.
    pub(super) fn country(&self) -> &'static str {
        nth(PLACES, self.place).country
    }

    /// Returns its language as a BCP 47 tag.
    pub(super) fn language(&self) -> &'static str {
        nth(PLACES, self.place).language
    }

    /// Returns the person to talk to.
    pub(super) fn contact(&self) -> String {
        person(usize::from(self.given), usize::from(self.family))
    }

    /// Returns that person's address; nobody has one under `.example`.
    pub(super) fn email(&self) -> String {
        format!("{}@{}", ascii(&self.contact(), '.'), self.domain())
    }

    /// Returns a phone number there; that of the switchboard is 0.
    pub(super) fn phone(&self, extension: u8) -> String {
        let (front, back) = (self.phone / 10_000, self.phone % 10_000);
        format!("+{} {front} {back:04} {extension:02}", dialling_code(self.country()))
    }

    fn domain(&self) -> String {
        format!("{}-{}.example", ascii(nth(STEMS, self.stem), '-'), ascii(self.town(), '-'))
    }
}

/// Returns one of many people by number, each another one for some hundred of them.
pub(super) fn person_numbered(number: usize) -> String {
    person(number, number / GIVEN.len() + number)
}

fn person(given: usize, family: usize) -> String {
    let part = |all: &[&'static str], number: usize| {
        number.checked_rem(all.len()).and_then(|place| all.get(place)).copied().unwrap_or_default()
    };
    format!("{} {}", part(GIVEN, given), part(FAMILY, family))
}

fn place(dice: &mut Dice, length: usize) -> u8 {
    u8::try_from(dice.number(0..i64::try_from(length).unwrap_or(1))).unwrap_or(0)
}

fn nth<T: Copy + Default>(all: &[T], number: u8) -> T {
    all.get(usize::from(number)).copied().unwrap_or_default()
}

const STEMS: &[&str] = &[
    "Adler",
    "Almeida",
    "Anker",
    "Aurora",
    "Baltic",
    "Bergmann",
    "Boreal",
    "Brandt",
    "Caravel",
    "Castell",
    "Delta",
    "Dupont",
    "Edda",
    "Eiger",
    "Esker",
    "Faro",
    "Fjord",
    "Galant",
    "Grenier",
    "Hansa",
    "Helios",
    "Ibis",
    "Iris",
    "Jansen",
    "Jura",
    "Kestrel",
    "Kobalt",
    "Lagune",
    "Linden",
    "Lupo",
    "Mercator",
    "Mistral",
    "Nautilus",
    "Nordwind",
    "Ocean",
    "Olympia",
    "Orion",
    "Pharos",
    "Polder",
    "Quercus",
    "Rheingold",
    "Riva",
    "Sirius",
    "Solana",
    "Talus",
    "Vega",
    "Wilhelm",
    "Zenith",
];

/// What firms do: as part of their names, and their sector.
const TRADES: &[(&str, &str)] = &[
    ("Logistics", "logistics"),
    ("Foods", "food"),
    ("Pharma", "pharmacy"),
    ("Textiles", "textiles"),
    ("Machines", "machinery"),
    ("Cold Storage", "cold storage"),
    ("Wholesale", "wholesale"),
    ("Furniture", "furniture"),
    ("Electronics", "electronics"),
    ("Flowers", "flowers"),
    ("Brewery", "food"),
    ("Parts", "automotive"),
    ("Books", "retail"),
    ("Chemicals", "chemicals"),
    ("Bakeries", "food"),
    ("Timber", "building"),
    ("Optics", "medical"),
    ("Toys", "retail"),
    ("Freight", "logistics"),
    ("Hardware", "building"),
];

macro_rules! places {
    ($($town:literal $country:literal $language:literal;)*) => {
        &[$(Place { town: $town, country: $country, language: $language }),*]
    };
}

const PLACES: &[Place] = places! {
    "Hamburg" "DE" "de"; "Rostock" "DE" "de"; "Köln" "DE" "de"; "München" "DE" "de";
    "Leipzig" "DE" "de"; "Ghent" "BE" "nl"; "Antwerp" "BE" "nl"; "Liège" "BE" "fr";
    "Bruges" "BE" "nl"; "Rotterdam" "NL" "nl"; "Utrecht" "NL" "nl"; "Groningen" "NL" "nl";
    "Lyon" "FR" "fr"; "Nantes" "FR" "fr"; "Lille" "FR" "fr"; "Besançon" "FR" "fr";
    "Bologna" "IT" "it"; "Torino" "IT" "it"; "Bari" "IT" "it"; "Zaragoza" "ES" "es";
    "Málaga" "ES" "es"; "Bilbao" "ES" "es"; "Porto" "PT" "pt"; "Évora" "PT" "pt";
    "Bristol" "GB" "en"; "Leeds" "GB" "en"; "Glasgow" "GB" "en"; "Cork" "IE" "en";
    "Aarhus" "DK" "da"; "Malmö" "SE" "sv"; "Göteborg" "SE" "sv"; "Trondheim" "NO" "nb";
    "Łódź" "PL" "pl"; "Gdańsk" "PL" "pl"; "Brno" "CZ" "cs"; "Graz" "AT" "de";
    "Luxembourg" "LU" "fr"; "Wien" "AT" "de"; "苏州" "CN" "zh-CN"; "宁波" "CN" "zh-CN";
};

const GIVEN: &[&str] = &[
    "Anna",
    "Bruno",
    "Chiara",
    "Daan",
    "Elif",
    "Farid",
    "Greta",
    "Hugo",
    "Inès",
    "Jonas",
    "Katarzyna",
    "Lukas",
    "Maja",
    "Nils",
    "Olga",
    "Paul",
    "Quentin",
    "Rosa",
    "Søren",
    "Tereza",
    "Umberto",
    "Vera",
    "Wei",
    "Yusuf",
];

const FAMILY: &[&str] = &[
    "Andersen",
    "Bakker",
    "Costa",
    "Dubois",
    "Eriksson",
    "Fischer",
    "García",
    "Hansen",
    "Ivanova",
    "Janssens",
    "Kowalski",
    "Lefèvre",
    "Moretti",
    "Nowak",
    "Öberg",
    "Peeters",
    "Ricci",
    "Schmidt",
    "Taylor",
    "Vermeulen",
    "Zhang",
];
