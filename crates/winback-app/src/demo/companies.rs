//! The customers of the sample, and the people to talk to there.

use winback_domain::{CountryId, CustomerKind, NewCustomer};

/// A company of the sample.
pub(super) struct Company {
    pub(super) name: &'static str,
    pub(super) city: &'static str,
    /// ISO 3166 code.
    pub(super) country: &'static str,
    /// BCP 47 tag.
    pub(super) language: &'static str,
    sector: &'static str,
    employees: i64,
    /// The person to talk to.
    pub(super) contact: &'static str,
}

impl Company {
    /// Returns the company as a customer.
    pub(super) fn profile(&self, country: Option<CountryId>) -> NewCustomer {
        NewCustomer {
            name: self.name.into(),
            kind: CustomerKind::Company,
            parent: None,
            email: Some(format!("info@{}", self.domain())),
            phone: Some(self.phone(0)),
            reference: None,
            country,
            city: Some(self.city.into()),
            language: Some(self.language.into()),
            sector: Some(self.sector.into()),
            employees: Some(self.employees),
            active: true,
        }
    }

    /// Returns the contact's e-mail address; nobody has an address under `.example`.
    pub(super) fn email(&self) -> String {
        format!("{}@{}", ascii(self.contact, '.'), self.domain())
    }

    /// Returns a phone number at the company: the switchboard's is 0.
    pub(super) fn phone(&self, extension: u8) -> String {
        // The digits follow from the name, so that they are the same wherever it stands.
        let sum: u32 =
            self.name.bytes().map(u32::from).fold(7, |sum, b| (sum * 31 + b) % 9_000_000);
        let number = 1_000_000 + sum;
        let (front, back) = (number / 10_000, number % 10_000);
        format!("+{} {front} {back:04} {extension:02}", dialling_code(self.country))
    }

    fn domain(&self) -> String {
        format!("{}.example", ascii(self.name, '-'))
    }
}

pub(crate) fn dialling_code(country: &str) -> &'static str {
    match country {
        "AT" => "43",
        "BE" => "32",
        "CH" => "41",
        "CN" => "86",
        "CZ" => "420",
        "DE" => "49",
        "DK" => "45",
        "ES" => "34",
        "FR" => "33",
        "GB" => "44",
        "IE" => "353",
        "IT" => "39",
        "LU" => "352",
        "NL" => "31",
        "NO" => "47",
        "PL" => "48",
        "PT" => "351",
        "SE" => "46",
        _ => "1",
    }
}

/// Turns a name into lower-case ASCII words with a mark between them.
pub(crate) fn ascii(name: &str, between: char) -> String {
    let mut text = String::new();
    for letter in name.to_lowercase().chars() {
        let plain = match letter {
            'à' | 'á' | 'ã' | 'ą' => "a",
            'ä' | 'æ' => "ae",
            'å' => "aa",
            'ç' | 'č' | 'ć' => "c",
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => "e",
            'í' | 'ï' => "i",
            'ł' => "l",
            'ñ' | 'ń' => "n",
            'ó' | 'ô' | 'õ' => "o",
            'ö' | 'ø' => "oe",
            'ř' => "r",
            'š' | 'ś' => "s",
            'ß' => "ss",
            'ü' => "ue",
            'ú' | 'ů' => "u",
            'ý' => "y",
            'ž' | 'ź' | 'ż' => "z",
            _ => "",
        };
        match letter {
            _ if letter.is_ascii_alphanumeric() => text.push(letter),
            _ if !plain.is_empty() => text.push_str(plain),
            _ if text.ends_with(between) => {}
            _ => text.push(between),
        }
    }
    text.trim_matches(between).to_owned()
}

macro_rules! companies {
    ($($name:literal, $city:literal, $country:literal, $language:literal, $sector:literal,
       $employees:literal, $contact:literal;)*) => {
        &[$(Company {
            name: $name,
            city: $city,
            country: $country,
            language: $language,
            sector: $sector,
            employees: $employees,
            contact: $contact,
        }),*]
    };
}

/// All companies.
pub(super) const COMPANIES: &[Company] = companies! {
    "Nordwind Logistik", "Hamburg", "DE", "de", "logistics", 420, "Katrin Vogel";
    "Brouwerij De Linde", "Ghent", "BE", "nl", "food", 85, "Pieter Claes";
    "Halles du Midi", "Lyon", "FR", "fr", "food", 210, "Amélie Girard";
    "Van Dijk Bloemen", "Aalsmeer", "NL", "nl", "flowers", 130, "Sanne van Dijk";
    "Ostsee Kühlhaus", "Rostock", "DE", "de", "cold storage", 95, "Jörg Petersen";
    "Officine Bellini", "Bologna", "IT", "it", "machinery", 160, "Giulia Bellini";
    "Almacenes Serrano", "Zaragoza", "ES", "es", "logistics", 310, "Íñigo Serrano";
    "Pharmadepot Benelux", "Antwerp", "BE", "nl", "pharmacy", 540, "Els Wouters";
    "Harbour & Sons", "Bristol", "GB", "en", "wholesale", 75, "Priya Nair";
    "Skagen Fisk", "Skagen", "DK", "da", "food", 60, "Mette Holm";
    "Zielona Hurtownia", "Poznań", "PL", "pl", "wholesale", 140, "Łukasz Zieliński";
    "Vinhos do Douro", "Porto", "PT", "pt", "wine", 45, "Inês Carvalho";
    "Alpen Versand", "Innsbruck", "AT", "de", "mail order", 180, "Florian Gruber";
    "Zhenhua Import", "Rotterdam", "NL", "zh-CN", "import", 55, "Li Na";
    "Fjord Offshore", "Bergen", "NO", "nb", "offshore", 720, "Ingrid Bakke";
    "Librairie Centrale", "Brussels", "BE", "fr", "books", 38, "Youssef Benali";
    "Moravské Sklo", "Brno", "CZ", "cs", "glass", 260, "Tereza Nováková";
    "Göta Möbler", "Gothenburg", "SE", "sv", "furniture", 330, "Anders Lindqvist";
    "Rhein-Main Teile", "Frankfurt", "DE", "de", "car parts", 480, "Deniz Yılmaz";
    "Dublin Bay Foods", "Dublin", "IE", "en", "food", 190, "Aoife Byrne";
    "Textiles Roubaix", "Roubaix", "FR", "fr", "textiles", 150, "Karim Haddad";
    "Groothandel Maas", "Venlo", "NL", "nl", "wholesale", 220, "Joost Hendriks";
    "Caves Moselle", "Grevenmacher", "LU", "fr", "wine", 30, "Claude Weber";
    "Ferretería Ibáñez", "Valencia", "ES", "es", "tools", 90, "Carmen Ibáñez";
    "Lindner Werkzeuge", "Stuttgart", "DE", "de", "tools", 275, "Sabine Lindner";
    "Helvetia Uhrenteile", "Biel", "CH", "de", "watches", 65, "Reto Ammann";
    "Logística Tejo", "Lisbon", "PT", "pt", "logistics", 400, "Tiago Moreira";
    "Magazzini Adria", "Rimini", "IT", "it", "wholesale", 110, "Luca Conti";
    "Shanghai Lantern Trading", "Shanghai", "CN", "zh-CN", "import", 125, "Wang Jun";
    "Baltic Timber", "Gdańsk", "PL", "pl", "timber", 170, "Agnieszka Wójcik";
    "North Sea Seeds", "Norwich", "GB", "en", "seeds", 50, "Tom Ashworth";
    "Delhaye Emballages", "Liège", "BE", "fr", "packaging", 95, "Nathalie Delhaye";
    "Papier Union", "Düsseldorf", "DE", "de", "paper", 230, "Markus Brandt";
    "Køge Cykler", "Køge", "DK", "da", "bicycles", 70, "Søren Krogh";
    "Rotterdam Cold Chain", "Rotterdam", "NL", "nl", "cold storage", 350, "Fatma Demir";
    "Électro Savoie", "Annecy", "FR", "fr", "electrical", 120, "Benoît Favre";
    "Hanse Kaffee", "Bremen", "DE", "de", "coffee", 88, "Wiebke Harms";
    "Laboratorio Ríos", "Madrid", "ES", "es", "pharmacy", 240, "Lucía Ríos";
    "Malmö Medicin", "Malmö", "SE", "sv", "pharmacy", 310, "Elin Sandberg";
    "Antwerp Diamond Tools", "Antwerp", "BE", "en", "tools", 42, "Ravi Mehta";
    "Bohemia Hops", "Žatec", "CZ", "cs", "food", 36, "Jan Dvořák";
    "Castello Ceramiche", "Faenza", "IT", "it", "ceramics", 100, "Chiara Fabbri";
    "Clyde Marine Supplies", "Glasgow", "GB", "en", "marine", 115, "Fiona MacLeod";
    "Wiener Bühnentechnik", "Vienna", "AT", "de", "stage", 58, "Elif Kaya";
    "Fruitveiling Haspengouw", "Sint-Truiden", "BE", "nl", "food", 205, "Bram Vandeput";
    "Trondheim Teknikk", "Trondheim", "NO", "nb", "electrical", 140, "Ola Haugen";
    "Pommeraie du Nord", "Lille", "FR", "fr", "food", 48, "Camille Dubois";
    "Emscher Stahl", "Dortmund", "DE", "de", "steel", 610, "Uwe Kowalski";
    "Porto Shoes", "Guimarães", "PT", "pt", "shoes", 260, "Rita Lopes";
    "Silesia Glassworks", "Wrocław", "PL", "pl", "glass", 150, "Marek Kamiński";
    "Zuiderzee Visserij", "Urk", "NL", "nl", "food", 66, "Klaas Bakker";
    "Cork Dairy Cooperative", "Cork", "IE", "en", "food", 370, "Siobhán Walsh";
    "Jura Microtech", "Neuchâtel", "CH", "fr", "electronics", 95, "Hélène Perret";
    "Bodegas Almansa", "Albacete", "ES", "es", "wine", 72, "Javier Molina";
    "Ardennes Bois", "Bastogne", "BE", "fr", "timber", 64, "Luc Lambert";
    "Leipzig Buchversand", "Leipzig", "DE", "de", "mail order", 145, "Nguyễn Minh Anh";
    "Torino Ricambi", "Turin", "IT", "it", "car parts", 185, "Marco Ferraris";
    "Uppsala Instrument", "Uppsala", "SE", "sv", "instruments", 80, "Johan Ek";
    "Kent Orchards", "Maidstone", "GB", "en", "food", 105, "Grace Okafor";
    "Odense Robotics Parts", "Odense", "DK", "da", "electronics", 155, "Amir Rahimi";
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain_and_belong_to_nobody() {
        let [first, ..] = COMPANIES else { panic!("there are companies") };
        assert_eq!(first.email(), "katrin.vogel@nordwind-logistik.example");
        assert_eq!(first.phone(7).split(' ').next(), Some("+49"));
        for company in COMPANIES {
            let email = company.email();
            let plain = |c: char| c.is_ascii_alphanumeric() || ".-@".contains(c);
            assert!(email.chars().all(plain) && email.ends_with(".example"), "{email}");
            assert!(!email.contains(".."), "{email}");
            assert_ne!(company.phone(0).split(' ').next(), Some("+1"), "{}", company.country);
        }
    }
}
