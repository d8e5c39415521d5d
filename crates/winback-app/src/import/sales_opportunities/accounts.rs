//! `accounts.csv`: the customers.

use std::{collections::HashMap, path::Path, sync::Arc};

use winback_domain::{Label, NewCustomer};
use winback_filter::fold;
use winback_store::ImportCustomer;

use super::listed::{Listed, expected};
use crate::{
    AppError,
    import::{findings::Findings, table::Row},
};

const SECTOR: &str = "sector";
const EMPLOYEES: &str = "employees";
const COUNTRY: &str = "office_location";

/// Names of countries that the export has and ISO 3166 has not, and their codes.
const COUNTRY_ALIASES: [(&str, &str); 5] = [
    ("korea", "kr"),
    ("philipines", "ph"),
    ("south korea", "kr"),
    ("united kingdom", "gb"),
    ("united states", "us"),
];

/// Reads the customers. What the export calls a subsidiary is a company of its own.
pub(super) fn read(
    path: &Path,
    countries: &[Label],
    findings: &mut Findings,
) -> Result<Listed<Arc<ImportCustomer>>, AppError> {
    let countries = Countries::new(countries);
    let columns = ["account", SECTOR, EMPLOYEES, COUNTRY];
    Listed::read(path, "an account of accounts.csv", columns, findings, |name, row, findings| {
        let profile = NewCustomer {
            sector: sector(row.cell(SECTOR)),
            employees: employees(row, findings),
            ..NewCustomer::company(name)
        };
        Arc::new(ImportCustomer { profile, parent: None, country: countries.of(row, findings) })
    })
}

fn sector(text: &str) -> Option<String> {
    let sector = if text == "technolgy" { "technology" } else { text };
    (!sector.is_empty()).then(|| sector.to_owned())
}

fn employees(row: Row<'_>, findings: &mut Findings) -> Option<i64> {
    let text = row.cell(EMPLOYEES);
    let number = text.parse().ok().filter(|number| *number >= 0);
    if number.is_none() && !text.is_empty() {
        row.problem(findings, EMPLOYEES, "a number of people, in digits alone");
    }
    number
}

/// The countries of the deployment.
struct Countries<'a> {
    all: &'a [Label],
    /// Their names, by folded name and code.
    by_word: HashMap<String, &'a str>,
}

impl<'a> Countries<'a> {
    fn new(all: &'a [Label]) -> Self {
        let codes = all.iter().filter_map(|l| Some((fold(l.code.as_deref()?), l.name.as_str())));
        let names = all.iter().map(|label| (fold(&label.name), label.name.as_str()));
        Self { all, by_word: codes.chain(names).collect() }
    }

    fn of(&self, row: Row<'_>, findings: &mut Findings) -> Option<String> {
        let text = row.cell(COUNTRY);
        let word = fold(text);
        let alias = COUNTRY_ALIASES.iter().find(|(alias, _)| *alias == word).map(|(_, code)| *code);
        let found = self.by_word.get(&word).or_else(|| self.by_word.get(alias?));
        if found.is_none() && !text.is_empty() {
            let names = self.all.iter().map(|label| label.name.as_str());
            let expected = expected("a country by its ISO 3166 name or code", text, names);
            row.problem(findings, COUNTRY, expected);
        }
        found.map(|name| (*name).to_owned())
    }
}
