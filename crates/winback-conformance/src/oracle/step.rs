//! Random changes, and what a store answers to them.

use std::{fmt::Debug, sync::Arc};

use jiff::civil::date;
use winback_store::domain::{
    AmendLoss, Amount, CampaignId, Change, Conversion, CountryId, CustomerId, CustomerKind, Edit,
    EndedHow, Handover, Kind, LossInput, LostReasonId, MediumId, NewCustomer, NewLostReason,
    NewPerson, OperationId, OpportunityId, PersonId, Priority, Probability, ReasonEdit, Revision,
    Role, SourceId, StageId, Stamp, TagId, TeamId,
};
use winback_store::filter::Predicate;
use winback_store::{
    ImportCustomer, ImportEndedLoss, ImportLoss, ImportLossEnd, ImportMode, ImportReason,
    ImportReasonRest, ImportRevision, ImportRow, ImportState, NewOpportunity, OPPORTUNITY,
    Selection, Storage, StoreResult,
};
use winback_testkit::deal;

use super::dice::Dice;
use super::predicate::{NUMBERS, TEXTS, random_predicate};
use crate::scene::{at, kind_of, note, schema};

/// One change that can be made to any store.
#[derive(Debug)]
pub(super) enum Step {
    Create(Box<NewOpportunity>),
    Edit { id: OpportunityId, expected: Option<Revision>, visible: Predicate, edits: Vec<Edit> },
    Apply { selection: Selection, change: Change },
    Convert { selection: Selection, conversion: Conversion },
    NewReason(NewLostReason),
    EditReason(LostReasonId, ReasonEdit),
    MergeReasons(LostReasonId, LostReasonId),
    Import(Vec<ImportRow>),
    Undo(OperationId),
}

impl Step {
    /// Makes the change, and says what the store answered.
    pub(super) async fn perform(&self, storage: &Storage, stamp: Stamp) -> String {
        let Storage { opportunities, reasons, .. } = storage;
        match self {
            Self::Create(new) => said(opportunities.create(new, &[], stamp).await),
            Self::Edit { id, expected, visible, edits } => {
                said(opportunities.edit(*id, *expected, visible, edits, stamp).await)
            }
            Self::Apply { selection, change } => {
                said(opportunities.apply(selection, change, stamp).await)
            }
            Self::Convert { selection, conversion } => {
                said(opportunities.convert(selection, conversion, stamp).await)
            }
            Self::NewReason(new) => said(reasons.create(new, stamp).await),
            Self::EditReason(id, edit) => {
                said(reasons.edit(*id, std::slice::from_ref(edit), stamp).await)
            }
            Self::MergeReasons(from, into) => said(reasons.merge(*from, *into, stamp).await),
            Self::Undo(id) => {
                let everything = Predicate::everything();
                said(storage.operations.undo(*id, &everything, None, &[], stamp).await)
            }
            Self::Import(rows) => {
                let (rows, mode) = (crate::imports::listed(rows.clone()), ImportMode::default());
                said(opportunities.import(rows, mode, stamp).await)
            }
        }
    }
}

fn said<T: Debug>(result: StoreResult<T>) -> String {
    match result {
        Ok(value) => format!("{value:#?}"),
        refused => kind_of(&refused),
    }
}

/// Returns a change that mostly succeeds.
pub(super) fn random_step(dice: &mut Dice) -> Step {
    match dice.index(100) {
        0..5 => random_create(dice),
        5..40 => random_edit_step(dice),
        40..45 => Step::Undo(OperationId::new(1 + dice.below(500))),
        45..84 => Step::Apply { selection: random_selection(dice), change: random_change(dice) },
        84..90 => random_conversion(dice),
        90..92 => Step::NewReason(NewLostReason::named(dice.pick(TEXTS))),
        92..95 => Step::EditReason(reason(dice), random_reason_edit(dice)),
        95..97 => random_merge(dice),
        _ => {
            let count = dice.index(6);
            Step::Import((0..count).map(|_| random_row(dice)).collect())
        }
    }
}

/// One record, mostly: among several, one is likely to be no open lead.
fn random_conversion(dice: &mut Dice) -> Step {
    let selection = match dice.chance(80) {
        true => {
            let id = OpportunityId::new(1 + dice.below(61));
            Selection::ids(vec![id], Predicate::everything())
        }
        false => random_selection(dice),
    };
    let conversion = Conversion {
        customer: id(dice, CustomerId::new),
        salesperson: id(dice, PersonId::new),
        team: id(dice, TeamId::new),
        customer_of_each: false,
    };
    Step::Convert { selection, conversion }
}

/// Two different reasons; one may not exist.
fn random_merge(dice: &mut Dice) -> Step {
    let from = reason(dice);
    let into = LostReasonId::new(from.get() % 3 + 1);
    Step::MergeReasons(from, if into == from { LostReasonId::new(99) } else { into })
}

fn random_reason_edit(dice: &mut Dice) -> ReasonEdit {
    match dice.index(4) {
        0 => ReasonEdit::Name(dice.pick(TEXTS).into()),
        1 => ReasonEdit::Archived(dice.chance(50)),
        2 => ReasonEdit::Category(text(dice)),
        _ => ReasonEdit::Position(dice.below(6)),
    }
}

/// Returns the id of one of the first reasons; rarely of none.
fn reason(dice: &mut Dice) -> LostReasonId {
    LostReasonId::new(if dice.chance(2) { 99 } else { 1 + dice.below(3) })
}

fn stage(dice: &mut Dice) -> StageId {
    StageId::new(if dice.chance(2) { 99 } else { 1 + dice.below(4) })
}

/// Returns an id from 1 to 4, or none.
fn id<T>(dice: &mut Dice, id: fn(i64) -> T) -> Option<T> {
    let number = 1 + dice.below(4);
    dice.maybe(70, id(number))
}

fn text(dice: &mut Dice) -> Option<String> {
    let text = dice.pick(TEXTS).to_owned();
    dice.maybe(75, text)
}

fn probability(dice: &mut Dice) -> Probability {
    let hundredths = dice.pick(&[0, 1, 2_500, 5_000, 9_999]);
    Probability::from_hundredths(hundredths).unwrap()
}

fn amount(dice: &mut Dice) -> Option<Amount> {
    let minor = dice.pick(NUMBERS);
    dice.maybe(80, Amount::from_minor(minor))
}

fn tags(dice: &mut Dice) -> Vec<TagId> {
    let count = dice.index(4);
    (0..count).map(|_| TagId::new(1 + dice.below(4))).collect()
}

fn random_selection(dice: &mut Dice) -> Selection {
    if dice.chance(15) {
        return Selection::matching(random_predicate(dice, &schema(), OPPORTUNITY, 2));
    }
    let count = dice.index(4);
    let ids = (0..=count).map(|_| OpportunityId::new(1 + dice.below(61))).collect();
    Selection::ids(ids, Predicate::everything())
}

/// Returns a change of state that many records allow.
pub(crate) fn random_change_of_state(dice: &mut Dice) -> Change {
    random_change(dice)
}

fn random_change(dice: &mut Dice) -> Change {
    match dice.index(14) {
        0..4 => {
            let reason = reason(dice);
            Change::MarkLost(LossInput {
                reason: dice.maybe(60, reason),
                note: random_note(dice),
                competitor: text(dice),
            })
        }
        4..6 => random_amendment(dice),
        6..9 => Change::Restore,
        9 => Change::Archive,
        10 => Change::MarkWon,
        11 | 12 => Change::Assign(random_handover(dice)),
        _ => Change::MoveStage(stage(dice)),
    }
}

/// Returns a handover to one of the first people and teams, or to nobody.
pub(crate) fn random_handover(dice: &mut Dice) -> Handover {
    let (salesperson, team) = (id(dice, PersonId::new), id(dice, TeamId::new));
    match dice.index(3) {
        0 => Handover::Salesperson(salesperson),
        1 => Handover::Team(team),
        _ => Handover::Both(salesperson, team),
    }
}

fn random_amendment(dice: &mut Dice) -> Change {
    let (reason, note, competitor) = (reason(dice), random_note(dice), text(dice));
    let reason = dice.maybe(70, reason);
    Change::AmendLoss(AmendLoss {
        reason: dice.maybe(50, reason),
        note: dice.maybe(50, note),
        competitor: dice.maybe(50, competitor),
    })
}

fn random_note(dice: &mut Dice) -> Option<winback_store::domain::ClosingNote> {
    let text = format!("<p>{}</p>", dice.pick(TEXTS));
    dice.maybe(50, note(Some(&text))).flatten()
}

fn random_edit_step(dice: &mut Dice) -> Step {
    let count = dice.index(3);
    // At most the first edit can be refused, so that there is one reason to refuse.
    let mut edits = vec![random_edit(dice)];
    edits.extend((0..count).map(|_| harmless_edit(dice)));
    let seen = Revision::new(1 + dice.below(4));
    Step::Edit {
        id: OpportunityId::new(1 + dice.below(62)),
        expected: dice.maybe(10, seen),
        visible: Predicate::everything(),
        edits,
    }
}

fn random_edit(dice: &mut Dice) -> Edit {
    match dice.index(14) {
        0 => Edit::Customer(
            dice.chance(5).then(|| CustomerId::new(99)).or(id(dice, CustomerId::new)),
        ),
        1 => Edit::Country(id(dice, CountryId::new)),
        2 | 3 => Edit::Salesperson(id(dice, PersonId::new)),
        4 => Edit::Team(id(dice, TeamId::new)),
        5 => Edit::Source(id(dice, SourceId::new)),
        6 => Edit::Medium(id(dice, MediumId::new)),
        7 => Edit::Campaign(id(dice, CampaignId::new)),
        8 => Edit::Tags(tags(dice).into_iter().collect()),
        9 => Edit::ExternalId(external_id(dice)),
        10..12 => {
            let probability = probability(dice);
            Edit::Probability(dice.maybe(80, probability))
        }
        12 => Edit::Probability(Some(Probability::CERTAIN)),
        _ => harmless_edit(dice),
    }
}

fn external_id(dice: &mut Dice) -> Option<String> {
    let number = dice.below(40);
    dice.maybe(80, format!("X{number}"))
}

fn harmless_edit(dice: &mut Dice) -> Edit {
    match dice.index(15) {
        0 => Edit::Name(dice.pick(TEXTS).into()),
        1 => Edit::CompanyName(text(dice)),
        2 => Edit::ContactName(text(dice)),
        3 => Edit::Email(text(dice)),
        4 => Edit::Phone(text(dice)),
        5 => Edit::Street(text(dice)),
        6 => Edit::Street2(text(dice)),
        7 => Edit::City(text(dice)),
        8 => Edit::Region(text(dice)),
        9 => Edit::Zip(text(dice)),
        10 => Edit::Language(text(dice)),
        11 => Edit::Notes(text(dice)),
        12 => Edit::Priority(Priority::new(u8::try_from(dice.below(5)).unwrap())),
        13 => Edit::ExpectedRevenue(amount(dice)),
        _ => {
            let day = dice.pick(&[date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28)]);
            Edit::ExpectedClosing(dice.maybe(70, day))
        }
    }
}

/// Returns a new record in which every field may be empty.
pub(super) fn random_create(dice: &mut Dice) -> Step {
    Step::Create(Box::new(random_new(dice)))
}

fn random_new(dice: &mut Dice) -> NewOpportunity {
    let mut new = deal(dice.pick(TEXTS)).created_at(at(-dice.below(9))).new_opportunity();
    new.estimate = probability(dice);
    let record = &mut new.deal;
    record.kind = if dice.chance(40) { Kind::Lead } else { Kind::Opportunity };
    record.stage = id(dice, StageId::new);
    record.customer = id(dice, CustomerId::new);
    record.salesperson = id(dice, PersonId::new);
    record.team = id(dice, TeamId::new);
    record.source = id(dice, SourceId::new);
    record.medium = id(dice, MediumId::new);
    record.campaign = id(dice, CampaignId::new);
    record.address.country = id(dice, CountryId::new);
    record.tags = tags(dice).into_iter().collect();
    record.company_name = text(dice);
    record.contact_name = text(dice);
    record.email = text(dice);
    record.phone = text(dice);
    record.address.city = text(dice);
    record.address.zip = text(dice);
    record.notes = text(dice);
    record.priority = Priority::new(u8::try_from(dice.below(5)).unwrap());
    record.expected_revenue = amount(dice);
    let by_hand = probability(dice);
    record.hand_probability = dice.maybe(30, by_hand);
    record.external_id = dice.chance(20).then(|| external_id(dice)).flatten();
    if dice.chance(20) {
        record.kind = winback_store::domain::Kind::Lead;
    }
    new
}

fn random_row(dice: &mut Dice) -> ImportRow {
    let new = random_new(dice);
    let stage_is_won = new.deal.stage == Some(StageId::new(4));
    ImportRow {
        customer: dice.chance(50).then(|| Arc::new(random_customer(dice))),
        salesperson: maybe_person(dice),
        team: dice.chance(30).then(|| label(dice)),
        tags: (0..dice.index(3)).map(|_| label(dice)).collect(),
        source: dice.chance(30).then(|| label(dice)),
        medium: dice.chance(30).then(|| label(dice)),
        campaign: dice.chance(30).then(|| label(dice)),
        state: random_state(dice, stage_is_won),
        ended_losses: (0..dice.index(3)).map(|_| random_ended_loss(dice)).collect(),
        updated_at: dice.maybe(50, at(-2)),
        assigned_at: dice.maybe(50, at(-1)),
        converted_at: dice.maybe(20, at(-3)),
        stage_changed_at: dice.maybe(50, at(-4)),
        ..ImportRow::open(new.deal, new.estimate, new.created_at)
    }
}

fn random_customer(dice: &mut Dice) -> ImportCustomer {
    let name = dice.pick(&["Acme", "ACME", "Straße", "STRASSE", "bé", "new"]);
    let mut profile = NewCustomer { email: text(dice), ..NewCustomer::company(name) };
    if dice.chance(30) {
        profile.kind = CustomerKind::Person;
    }
    let parent = dice.chance(30).then(|| Arc::new(random_customer(dice)));
    ImportCustomer { profile, parent, country: dice.maybe(50, "belgium".to_owned()) }
}

fn maybe_person(dice: &mut Dice) -> Option<Arc<NewPerson>> {
    dice.chance(50).then(|| Arc::new(random_person(dice)))
}

fn random_person(dice: &mut Dice) -> NewPerson {
    let login = dice.pick(&["ANN", "bob", "new", "NEW"]).to_owned();
    NewPerson { name: "Imported".into(), login, email: text(dice), role: Role::Salesperson }
}

fn label(dice: &mut Dice) -> Arc<str> {
    dice.pick(&["A", "é%", "SS_", "new", "中"]).into()
}

fn random_state(dice: &mut Dice, stage_is_won: bool) -> ImportState {
    let minute = -dice.below(5);
    match dice.index(5) {
        0 if stage_is_won => ImportState::Won { closed_at: at(minute) },
        1 => ImportState::Archived { at: at(minute), probability: Probability::EVEN },
        2 | 3 => ImportState::Lost(Box::new(random_loss(dice))),
        _ => ImportState::Open,
    }
}

fn random_loss(dice: &mut Dice) -> ImportLoss {
    ImportLoss {
        lost_at: at(-dice.below(5)),
        lost_by: maybe_person(dice),
        earlier: (0..dice.index(3)).map(|_| random_revision(dice)).collect(),
        said: random_revision(dice),
        stage: dice.chance(80).then(|| StageId::new(1 + dice.below(4))),
        probability: probability(dice),
        expected_revenue: amount(dice),
        salesperson: maybe_person(dice),
    }
}

fn random_revision(dice: &mut Dice) -> ImportRevision {
    let reason = dice.chance(70).then(|| Arc::new(random_reason(dice)));
    let (note, competitor) = (random_note(dice), text(dice));
    ImportRevision { reason, note, competitor, at: at(-dice.below(5)), by: maybe_person(dice) }
}

fn random_reason(dice: &mut Dice) -> ImportReason {
    let names = ["TOO expensive", "imported", "Imported", "not enough STOCK", "we had none"];
    let profile = NewLostReason { guidance: text(dice), ..NewLostReason::named(dice.pick(&names)) };
    let rest = ImportReasonRest { position: dice.below(4), archived: dice.chance(20) };
    ImportReason { profile, rest: dice.maybe(50, rest) }
}

fn random_ended_loss(dice: &mut Dice) -> ImportEndedLoss {
    let how = dice.pick(&EndedHow::ALL);
    let end = ImportLossEnd { at: at(-dice.below(3)), by: maybe_person(dice), how };
    ImportEndedLoss { loss: random_loss(dice), end }
}
