//! `products.csv`: the products and their list prices.

use std::{path::Path, sync::Arc};

use winback_domain::{Amount, Currency};

use super::listed::Listed;
use crate::{
    AppError,
    import::{findings::Findings, table::Row},
};

const PRICE: &str = "sales_price";

/// A product.
pub(super) struct Product {
    pub(super) name: Arc<str>,
    pub(super) price: Option<Amount>,
}

/// Reads the products.
pub(super) fn read(
    path: &Path,
    currency: &Currency,
    findings: &mut Findings,
) -> Result<Listed<Product>, AppError> {
    let columns = ["product", PRICE];
    Listed::read(path, "a product of products.csv", columns, findings, |name, row, findings| {
        // An amount that cannot be read is a finding, so that nothing is imported anyway.
        let price = amount(row, PRICE, currency, findings).unwrap_or_default();
        Product { name: name.into(), price }
    })
}

/// Reads an amount of 0 or more; an empty cell is none. What is no amount is a finding.
pub(super) fn amount(
    row: Row<'_>,
    column: &'static str,
    currency: &Currency,
    findings: &mut Findings,
) -> Option<Option<Amount>> {
    let text = row.cell(column);
    if text.is_empty() {
        return Some(None);
    }
    let amount = currency.parse(text).ok().filter(|amount| amount.minor() >= 0);
    if amount.is_none() {
        let digits = if currency.digits == 0 { "" } else { " or 1500.50" };
        let expected = format!("an amount in {currency} of 0 or more, such as 1500{digits}");
        row.problem(findings, column, expected);
    }
    amount.map(Some)
}
