//! `sales_pipeline.csv`: one row, one opportunity.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use winback_domain::{Amount, Currency, Deal, NewPerson, Probability, StageId};
use winback_store::{ImportCustomer, ImportLoss, ImportRow, ImportState};

use super::{
    column,
    listed::Listed,
    products::{Product, amount},
    teams::Agent,
};
use crate::import::{findings::Findings, table::Row};

/// The stages that rows come into.
pub(super) struct Stages {
    pub(super) new: StageId,
    pub(super) qualified: StageId,
    pub(super) won: StageId,
}

/// What a row is read with.
pub(super) struct Rules {
    pub(super) accounts: Listed<Arc<ImportCustomer>>,
    pub(super) products: Listed<Product>,
    pub(super) agents: Listed<Agent>,
    pub(super) stages: Stages,
    pub(super) currency: Currency,
    /// The zone in which a day of the file begins.
    pub(super) zone: TimeZone,
    /// When the import happens.
    pub(super) now: Timestamp,
}

/// The stages of the export.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DealStage {
    Prospecting,
    Engaging,
    Won,
    Lost,
}

/// A day of the file, and the instant at which it begins.
#[derive(Clone, Copy)]
struct Day {
    date: Date,
    start: Timestamp,
}

/// When a row says that things happened.
struct Times {
    created_at: Timestamp,
    closed_at: Option<Timestamp>,
}

impl Rules {
    /// Reads a row; nothing if it has problems, which are then among the findings, all of them.
    pub(super) fn read(&self, row: Row<'_>, findings: &mut Findings) -> Option<ImportRow> {
        let id = required_id(row, findings);
        let product = listed(&self.products, row, column::PRODUCT, findings);
        let account = if_given(&self.accounts, row, column::ACCOUNT, findings);
        let agent = if_given(&self.agents, row, column::AGENT, findings);
        let stage = deal_stage(row, findings);
        let times = self.times(row, stage, findings);
        let value = amount(row, column::VALUE, &self.currency, findings);
        let (id, product, account, agent) = (id?, product?, account?, agent?);
        let (stage, times, value) = (stage?, times?, value?);
        let deal = Deal {
            expected_revenue: value.filter(|value| *value > Amount::default()).or(product.price),
            external_id: Some(id.to_owned()),
            ..Deal::named(name(product, account), Some(self.stage(stage)))
        };
        let salesperson = agent.map(|agent| Arc::clone(&agent.person));
        Some(ImportRow {
            customer: account.cloned(),
            state: state(stage, &times, &deal, salesperson.as_ref()),
            salesperson,
            team: agent.and_then(|agent| agent.team.clone()),
            tags: vec![Arc::clone(&product.name)],
            assigned_at: agent.map(|_| times.created_at),
            ..ImportRow::open(deal, Probability::EVEN, times.created_at)
        })
    }

    const fn stage(&self, stage: DealStage) -> StageId {
        match stage {
            DealStage::Prospecting => self.stages.new,
            DealStage::Engaging | DealStage::Lost => self.stages.qualified,
            DealStage::Won => self.stages.won,
        }
    }

    /// Created when engaged, or else when closed, or else now.
    fn times(
        &self,
        row: Row<'_>,
        stage: Option<DealStage>,
        findings: &mut Findings,
    ) -> Option<Times> {
        let engaged = self.day(row, column::ENGAGED, findings);
        let closed = self.day(row, column::CLOSED, findings);
        let (engaged, closed) = (engaged?, closed?);
        let mut problem = |expected: String| {
            row.problem(findings, column::CLOSED, expected);
            None
        };
        match (stage?, closed) {
            (DealStage::Won | DealStage::Lost, None) => {
                return problem(format!("a day: the row is {}", row.cell(column::STAGE)));
            }
            (DealStage::Prospecting | DealStage::Engaging, Some(_)) => {
                return problem(format!("nothing: the row is in {}", row.cell(column::STAGE)));
            }
            _ => {}
        }
        if engaged.zip(closed).is_some_and(|(engaged, closed)| closed.date < engaged.date) {
            let engaged = row.cell(column::ENGAGED);
            return problem(format!("a day not before the engage date, {engaged}"));
        }
        let created_at = engaged.or(closed).map_or(self.now, |day| day.start);
        Some(Times { created_at, closed_at: closed.map(|day| day.start) })
    }

    /// Reads a day; an empty cell is none. What is no day is a finding.
    fn day(
        &self,
        row: Row<'_>,
        column: &'static str,
        findings: &mut Findings,
    ) -> Option<Option<Day>> {
        let text = row.cell(column);
        if text.is_empty() {
            return Some(None);
        }
        let day = month_day_year(text).and_then(|date| {
            let start = date.to_zoned_datetime(self.zone.clone()).ok()?.start_of_day().ok()?;
            Some(Day { date, start: start.timestamp() })
        });
        if day.is_none() {
            row.problem(findings, column, "a day as month/day/year, such as 10/20/2016");
        }
        day.map(Some)
    }
}

fn name(product: &Product, account: Option<&Arc<ImportCustomer>>) -> String {
    match account {
        Some(account) => format!("{} – {}", product.name, account.profile.name),
        None => product.name.to_string(),
    }
}

fn state(
    stage: DealStage,
    times: &Times,
    deal: &Deal,
    salesperson: Option<&Arc<NewPerson>>,
) -> ImportState {
    match (stage, times.closed_at) {
        (DealStage::Won, Some(closed_at)) => ImportState::Won { closed_at },
        (DealStage::Lost, Some(lost_at)) => ImportState::Lost(Box::new(ImportLoss {
            stage: deal.stage,
            expected_revenue: deal.expected_revenue,
            salesperson: salesperson.cloned(),
            ..ImportLoss::unexplained(lost_at, Probability::EVEN)
        })),
        _ => ImportState::Open,
    }
}

fn required_id<'a>(row: Row<'a>, findings: &mut Findings) -> Option<&'a str> {
    let id = row.cell(column::ID);
    if id.is_empty() {
        row.problem(findings, column::ID, "an id, by which the row is known again");
    }
    (!id.is_empty()).then_some(id)
}

fn deal_stage(row: Row<'_>, findings: &mut Findings) -> Option<DealStage> {
    let stages = [
        ("Prospecting", DealStage::Prospecting),
        ("Engaging", DealStage::Engaging),
        ("Won", DealStage::Won),
        ("Lost", DealStage::Lost),
    ];
    let text = row.cell(column::STAGE);
    let found = stages.into_iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
    if found.is_none() {
        row.problem(findings, column::STAGE, "`Prospecting`, `Engaging`, `Won` or `Lost`");
    }
    found.map(|(_, stage)| stage)
}

/// Finds what a cell names in a side file; what is not there is a finding.
fn listed<'a, T>(
    list: &'a Listed<T>,
    row: Row<'_>,
    column: &'static str,
    findings: &mut Findings,
) -> Option<&'a T> {
    let name = row.cell(column);
    let found = list.find(name);
    if found.is_none() {
        row.problem(findings, column, list.expected(name));
    }
    found
}

/// Finds what a cell names, if it names anything.
fn if_given<'a, T>(
    list: &'a Listed<T>,
    row: Row<'_>,
    column: &'static str,
    findings: &mut Findings,
) -> Option<Option<&'a T>> {
    if row.cell(column).is_empty() {
        return Some(None);
    }
    listed(list, row, column, findings).map(Some)
}

/// Reads `10/5/2016`, padded with zeros or not; the year has four digits.
fn month_day_year(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |part: &str, longest: usize| {
        (1..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    if parts.next().is_some() || !is_number(month, 2) || !is_number(day, 2) || year.len() != 4 {
        return None;
    }
    if !is_number(year, 4) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
