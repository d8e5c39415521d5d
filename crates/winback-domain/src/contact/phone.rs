//! Phone numbers by country: what is dialled from abroad and at home.

use super::normalised_phone;

/// The fewest digits of a number within its country; shorter ones are dialled within a house.
const FEWEST: usize = 5;

/// How many digits a number has at least within a country whose trunk prefix may begin a number, too.
const FEWEST_AFTER_TRUNK: usize = 10;

/// What a country dials.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    /// Its code, before its numbers when they are dialled from abroad; none begins with another.
    code: &'static str,
    /// What comes before its numbers when they are dialled at home, from another place.
    trunk: &'static str,
    /// Those that dial so, by their ISO 3166 codes.
    countries: &'static str,
}

/// A phone number of which the country is known.
///
/// It knows where a number is of, not whether anybody has it: `+86 138 1234 5678`, `0138 1234 5678` of
/// China and `+86 (0)138 1234 5678` are the same. Rule: behaviour 5.6.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    plan: &'static Plan,
    national: String,
}

impl PhoneNumber {
    /// Reads a number that begins with the code of its country, or else is of the country with this
    /// ISO 3166 code.
    ///
    /// Nothing if neither tells the country, or the text holds fewer than five digits within it.
    pub fn read(text: &str, country: Option<&str>) -> Option<Self> {
        let normalised = normalised_phone(text)?;
        let (plan, digits) = match normalised.strip_prefix('+') {
            Some(digits) => {
                PLANS.iter().find_map(|plan| Some((plan, digits.strip_prefix(plan.code)?)))?
            }
            None => (Plan::of(country?)?, normalised.as_str()),
        };
        let national = plan.national(digits).to_owned();
        (national.len() >= FEWEST).then_some(Self { plan, national })
    }

    /// Returns the [normal forms](normalised_phone) that it has with its country's code, the usual one
    /// first.
    pub fn abroad(&self) -> Vec<String> {
        let Plan { code, .. } = self.plan;
        self.at_home().iter().map(|number| format!("+{code}{number}")).collect()
    }

    /// Returns the normal forms that it has without its country's code, the shortest first.
    pub fn at_home(&self) -> Vec<String> {
        let Self { plan: Plan { trunk, .. }, national } = self;
        let trunk = Some(trunk).filter(|trunk| !trunk.is_empty());
        let with_trunk = trunk.map(|trunk| format!("{trunk}{national}"));
        [national.clone()].into_iter().chain(with_trunk).collect()
    }

    /// Tells whether it is a number of the country with this ISO 3166 code, or of one that shares its
    /// numbers with that.
    pub fn is_of(&self, country: &str) -> bool {
        self.plan.has(country)
    }
}

impl Plan {
    fn of(country: &str) -> Option<&'static Self> {
        PLANS.iter().find(|plan| plan.has(country))
    }

    fn has(&self, country: &str) -> bool {
        self.countries.split(' ').any(|one| one.eq_ignore_ascii_case(country))
    }

    /// Takes the trunk prefix away. A zero never begins a number where it is one; another digit may.
    fn national<'a>(&self, digits: &'a str) -> &'a str {
        let is_trunk =
            |rest: &&str| self.trunk.starts_with('0') || rest.len() >= FEWEST_AFTER_TRUNK;
        let rest = digits.strip_prefix(self.trunk).filter(is_trunk);
        rest.filter(|_| !self.trunk.is_empty()).unwrap_or(digits)
    }
}

const fn plan(code: &'static str, trunk: &'static str, countries: &'static str) -> Plan {
    Plan { code, trunk, countries }
}

/// Source: the metadata of Google's libphonenumber, version 9.0.33.
#[rustfmt::skip]
static PLANS: &[Plan] = &[
    plan("1", "1", "AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT US VC VG VI"),
    plan("7", "8", "KZ RU"),
    plan("20", "0", "EG"),
    plan("27", "0", "ZA"),
    plan("30", "", "GR"),
    plan("31", "0", "NL"),
    plan("32", "0", "BE"),
    plan("33", "0", "FR"),
    plan("34", "", "ES"),
    plan("36", "06", "HU"),
    plan("39", "", "IT VA"),
    plan("40", "0", "RO"),
    plan("41", "0", "CH"),
    plan("43", "0", "AT"),
    plan("44", "0", "GB GG IM JE"),
    plan("45", "", "DK"),
    plan("46", "0", "SE"),
    plan("47", "", "NO SJ"),
    plan("48", "", "PL"),
    plan("49", "0", "DE"),
    plan("51", "0", "PE"),
    plan("52", "", "MX"),
    plan("53", "0", "CU"),
    plan("54", "0", "AR"),
    plan("55", "0", "BR"),
    plan("56", "", "CL"),
    plan("57", "0", "CO"),
    plan("58", "0", "VE"),
    plan("60", "0", "MY"),
    plan("61", "0", "AU CC CX"),
    plan("62", "0", "ID"),
    plan("63", "0", "PH"),
    plan("64", "0", "NZ"),
    plan("65", "", "SG"),
    plan("66", "0", "TH"),
    plan("81", "0", "JP"),
    plan("82", "0", "KR"),
    plan("84", "0", "VN"),
    plan("86", "0", "CN"),
    plan("90", "0", "TR"),
    plan("91", "0", "IN"),
    plan("92", "0", "PK"),
    plan("93", "0", "AF"),
    plan("94", "0", "LK"),
    plan("95", "0", "MM"),
    plan("98", "0", "IR"),
    plan("211", "0", "SS"),
    plan("212", "0", "EH MA"),
    plan("213", "0", "DZ"),
    plan("216", "", "TN"),
    plan("218", "0", "LY"),
    plan("220", "", "GM"),
    plan("221", "", "SN"),
    plan("222", "", "MR"),
    plan("223", "", "ML"),
    plan("224", "", "GN"),
    plan("225", "", "CI"),
    plan("226", "", "BF"),
    plan("227", "", "NE"),
    plan("228", "", "TG"),
    plan("229", "", "BJ"),
    plan("230", "", "MU"),
    plan("231", "0", "LR"),
    plan("232", "0", "SL"),
    plan("233", "0", "GH"),
    plan("234", "0", "NG"),
    plan("235", "", "TD"),
    plan("236", "", "CF"),
    plan("237", "", "CM"),
    plan("238", "", "CV"),
    plan("239", "", "ST"),
    plan("240", "", "GQ"),
    plan("241", "", "GA"),
    plan("242", "", "CG"),
    plan("243", "0", "CD"),
    plan("244", "", "AO"),
    plan("245", "", "GW"),
    plan("246", "", "IO"),
    plan("247", "", "AC"),
    plan("248", "", "SC"),
    plan("249", "0", "SD"),
    plan("250", "0", "RW"),
    plan("251", "0", "ET"),
    plan("252", "0", "SO"),
    plan("253", "", "DJ"),
    plan("254", "0", "KE"),
    plan("255", "0", "TZ"),
    plan("256", "0", "UG"),
    plan("257", "", "BI"),
    plan("258", "", "MZ"),
    plan("260", "0", "ZM"),
    plan("261", "0", "MG"),
    plan("262", "0", "RE YT"),
    plan("263", "0", "ZW"),
    plan("264", "0", "NA"),
    plan("265", "0", "MW"),
    plan("266", "", "LS"),
    plan("267", "", "BW"),
    plan("268", "", "SZ"),
    plan("269", "", "KM"),
    plan("290", "", "SH TA"),
    plan("291", "0", "ER"),
    plan("297", "", "AW"),
    plan("298", "", "FO"),
    plan("299", "", "GL"),
    plan("350", "", "GI"),
    plan("351", "", "PT"),
    plan("352", "", "LU"),
    plan("353", "0", "IE"),
    plan("354", "", "IS"),
    plan("355", "0", "AL"),
    plan("356", "", "MT"),
    plan("357", "", "CY"),
    plan("358", "0", "AX FI"),
    plan("359", "0", "BG"),
    plan("370", "0", "LT"),
    plan("371", "", "LV"),
    plan("372", "", "EE"),
    plan("373", "0", "MD"),
    plan("374", "0", "AM"),
    plan("375", "8", "BY"),
    plan("376", "", "AD"),
    plan("377", "0", "MC"),
    plan("378", "", "SM"),
    plan("380", "0", "UA"),
    plan("381", "0", "RS"),
    plan("382", "0", "ME"),
    plan("383", "0", "XK"),
    plan("385", "0", "HR"),
    plan("386", "0", "SI"),
    plan("387", "0", "BA"),
    plan("389", "0", "MK"),
    plan("420", "", "CZ"),
    plan("421", "0", "SK"),
    plan("423", "0", "LI"),
    plan("500", "", "FK"),
    plan("501", "", "BZ"),
    plan("502", "", "GT"),
    plan("503", "", "SV"),
    plan("504", "", "HN"),
    plan("505", "", "NI"),
    plan("506", "", "CR"),
    plan("507", "", "PA"),
    plan("508", "0", "PM"),
    plan("509", "", "HT"),
    plan("590", "0", "BL GP MF"),
    plan("591", "0", "BO"),
    plan("592", "", "GY"),
    plan("593", "0", "EC"),
    plan("594", "0", "GF"),
    plan("595", "0", "PY"),
    plan("596", "0", "MQ"),
    plan("597", "", "SR"),
    plan("598", "0", "UY"),
    plan("599", "", "BQ CW"),
    plan("670", "", "TL"),
    plan("672", "", "NF"),
    plan("673", "", "BN"),
    plan("674", "", "NR"),
    plan("675", "", "PG"),
    plan("676", "", "TO"),
    plan("677", "", "SB"),
    plan("678", "", "VU"),
    plan("679", "", "FJ"),
    plan("680", "", "PW"),
    plan("681", "", "WF"),
    plan("682", "", "CK"),
    plan("683", "", "NU"),
    plan("685", "", "WS"),
    plan("686", "0", "KI"),
    plan("687", "", "NC"),
    plan("688", "", "TV"),
    plan("689", "", "PF"),
    plan("690", "", "TK"),
    plan("691", "", "FM"),
    plan("692", "1", "MH"),
    plan("850", "0", "KP"),
    plan("852", "", "HK"),
    plan("853", "", "MO"),
    plan("855", "0", "KH"),
    plan("856", "0", "LA"),
    plan("880", "0", "BD"),
    plan("886", "0", "TW"),
    plan("960", "", "MV"),
    plan("961", "0", "LB"),
    plan("962", "0", "JO"),
    plan("963", "0", "SY"),
    plan("964", "0", "IQ"),
    plan("965", "", "KW"),
    plan("966", "0", "SA"),
    plan("967", "0", "YE"),
    plan("968", "", "OM"),
    plan("970", "0", "PS"),
    plan("971", "0", "AE"),
    plan("972", "0", "IL"),
    plan("973", "", "BH"),
    plan("974", "", "QA"),
    plan("975", "", "BT"),
    plan("976", "0", "MN"),
    plan("977", "0", "NP"),
    plan("992", "", "TJ"),
    plan("993", "8", "TM"),
    plan("994", "0", "AZ"),
    plan("995", "0", "GE"),
    plan("996", "0", "KG"),
    plan("998", "", "UZ"),
];

#[cfg(test)]
mod tests;
