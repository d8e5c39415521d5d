//! Random filters, well typed, whose constants are near what random records hold.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use winback_store::filter::{
    Condition, Entity, FieldKind, Line, Offsets, Part, PartTest, Predicate, Relation, Schema,
    TextMatch, Value,
};

use super::dice::Dice;
use crate::scene::at;

/// What random records say, and parts of it.
pub(super) const TEXTS: &[&str] = &[
    "",
    "a",
    "A",
    "é",
    "É",
    "ß",
    "SS",
    "straße",
    "STRASSE",
    "中",
    "中文",
    "%",
    "_",
    "\\",
    "a%",
    "%é%",
    "_b",
    "it's",
    "\"",
    "\n",
    "ab",
    "aé\nB",
    "a_%\\",
    "A@b.c",
    "a@b.c",
    "x <A@B.c>",
    "+32 123 45 67",
    "003212345",
    "İ",
    "ı",
    "ſ",
    "ﬁ",
    "ǅ",
    "ΑΣ",
    "ας",
    "ẞ",
    "e\u{301}",
    "𝒳😀",
    " ",
    " a ",
];

/// Names that stores have from the start, and those of the records set up.
const NAMES: &[&str] = &[
    "admin",
    "Manager",
    "New",
    "won",
    "Too expensive",
    "stock",
    "Belgium",
    "BE",
    "Acme",
    "acme, bé",
    "Ann Éclair",
    "bob",
    "Bob",
    "É%",
];

const RELATIONS: &[Relation] = &[
    Relation::Equal,
    Relation::Less,
    Relation::LessOrEqual,
    Relation::Greater,
    Relation::GreaterOrEqual,
];

/// All parts of a date, after the one that a day alone has not.
const PARTS: &[Part] = &[
    Part::Hour,
    Part::DayOfWeek,
    Part::DayOfMonth,
    Part::DayOfYear,
    Part::IsoWeek,
    Part::Month,
    Part::Quarter,
    Part::Year,
];

const MATCHES: &[TextMatch] = &[
    TextMatch::Equals,
    TextMatch::Contains,
    TextMatch::StartsWith,
    TextMatch::EndsWith,
    TextMatch::Pattern,
];

/// Numbers in and around what the number fields hold.
pub(super) const NUMBERS: &[i64] =
    &[i64::MIN, -100, -1, 0, 1, 2, 3, 100, 2_500, 5_000, 9_999, 10_000, i64::MAX];

/// Returns a filter on an entity, nested at the most so deep.
pub(super) fn random_predicate(
    dice: &mut Dice,
    schema: &Schema,
    entity: &str,
    depth: usize,
) -> Predicate {
    if depth == 0 || dice.chance(45) {
        return random_test(dice, schema, entity, depth);
    }
    let inner = |dice: &mut Dice| random_predicate(dice, schema, entity, depth - 1);
    let members = |dice: &mut Dice| {
        let count = dice.index(4);
        (0..count).map(|_| inner(dice)).collect::<Vec<_>>()
    };
    match dice.index(3) {
        0 => Predicate::Not(Box::new(inner(dice))),
        1 => Predicate::All(members(dice)),
        _ => Predicate::Any(members(dice)),
    }
}

fn random_test(dice: &mut Dice, schema: &Schema, entity: &str, depth: usize) -> Predicate {
    let entity = schema.entity(entity).unwrap();
    let field = dice.pick(&entity.fields);
    let condition = if dice.chance(8) {
        Condition::IsSet
    } else {
        random_condition(dice, schema, field.kind, depth)
    };
    Predicate::test(entity, field.name, condition).unwrap()
}

fn random_condition(dice: &mut Dice, schema: &Schema, kind: FieldKind, depth: usize) -> Condition {
    let compare = |relation, value| Condition::Compare { relation, value };
    let some = |dice: &mut Dice, value: fn(&mut Dice) -> Value| {
        let count = dice.index(4);
        Condition::OneOf((0..count).map(|_| value(dice)).collect())
    };
    match kind {
        FieldKind::Text => random_text_condition(dice),
        FieldKind::Number { .. } if dice.chance(25) => some(dice, |it| Value::Number(number(it))),
        FieldKind::Number { .. } => compare(dice.pick(RELATIONS), Value::Number(number(dice))),
        FieldKind::Date if dice.chance(30) => random_part(dice, &PARTS[1..]),
        FieldKind::Instant if dice.chance(30) => random_part(dice, PARTS),
        FieldKind::Date => {
            let days = [
                date(2025, 12, 31),
                date(2026, 1, 1),
                date(2026, 2, 28),
                date(999, 1, 1),
                Date::MIN,
                Date::MAX,
            ];
            compare(dice.pick(RELATIONS), Value::Date(dice.pick(&days)))
        }
        FieldKind::Instant => compare(dice.pick(RELATIONS), Value::Instant(instant(dice))),
        FieldKind::Choice(words) if dice.chance(30) => {
            Condition::OneOf((0..dice.index(3)).map(|_| Value::Choice(dice.pick(words))).collect())
        }
        FieldKind::Choice(words) => compare(Relation::Equal, Value::Choice(dice.pick(words))),
        FieldKind::YesNo => compare(Relation::Equal, Value::YesNo(dice.chance(50))),
        FieldKind::Many { to } if depth > 0 && dice.chance(25) => {
            let filter = Box::new(random_predicate(dice, schema, to, depth - 1));
            let count = u32::try_from(1 + dice.below(3)).unwrap().try_into().unwrap();
            Condition::AtLeast { count, filter }
        }
        FieldKind::Reference { to } if is_lined(schema, to) && depth > 0 && dice.chance(25) => {
            let parent = schema.entity(to).and_then(Entity::parent).unwrap();
            let line = dice.pick(&[Line::Under, Line::Over]);
            let filter = Box::new(random_predicate(dice, schema, to, depth - 1));
            Condition::InLine { line, parent, filter }
        }
        FieldKind::Reference { to } | FieldKind::Many { to } if depth > 0 && dice.chance(60) => {
            Condition::Matches(Box::new(random_predicate(dice, schema, to, depth - 1)))
        }
        FieldKind::Reference { .. } if dice.chance(50) => {
            compare(Relation::Equal, Value::Reference(dice.below(6)))
        }
        FieldKind::Reference { .. } | FieldKind::Many { .. } => {
            some(dice, |it| Value::Reference(it.below(6)))
        }
    }
}

pub(super) fn is_lined(schema: &Schema, entity: &str) -> bool {
    schema.entity(entity).is_some_and(|entity| entity.parent().is_some())
}

/// One number of a date, by the clock of a zone that puts it back and forward.
fn random_part(dice: &mut Dice, parts: &[Part]) -> Condition {
    let zone = TimeZone::get(dice.pick(&["Europe/Brussels", "America/New_York"])).unwrap();
    let near = |dice: &mut Dice| match dice.index(4) {
        0 => number(dice),
        1 => 2025 + dice.below(2),
        _ => dice.below(13),
    };
    let test = if dice.chance(30) {
        PartTest::OneOf((0..dice.index(4)).map(|_| near(dice)).collect())
    } else {
        PartTest::Compare { relation: dice.pick(RELATIONS), number: near(dice) }
    };
    Condition::Part { part: dice.pick(parts), offsets: Offsets::of(&zone), test }
}

/// A time near those of the records, rarely one at an end of time or before 1970.
fn instant(dice: &mut Dice) -> Timestamp {
    match dice.index(12) {
        0 => dice.pick(&[Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH]),
        _ => at(dice.below(220) - 10),
    }
}

/// A whole number near zero as often as one of the special ones.
fn number(dice: &mut Dice) -> i64 {
    if dice.chance(50) { dice.below(8) } else { dice.pick(NUMBERS) }
}

fn random_text_condition(dice: &mut Dice) -> Condition {
    match dice.index(8) {
        0 => Condition::Compare { relation: dice.pick(RELATIONS), value: Value::Text(text(dice)) },
        1 => {
            let count = dice.index(4);
            Condition::OneOf((0..count).map(|_| Value::Text(text(dice))).collect())
        }
        _ => {
            let (how, ignore_case) = (dice.pick(MATCHES), dice.chance(60));
            Condition::Text { how, ignore_case, text: text(dice) }
        }
    }
}

fn text(dice: &mut Dice) -> String {
    match dice.index(5) {
        0 => dice.pick(NAMES).to_owned(),
        1 => format!("{}{}", dice.pick(TEXTS), dice.pick(TEXTS)),
        _ => dice.pick(TEXTS).to_owned(),
    }
}
