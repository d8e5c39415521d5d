//! What people read for a group.

use jiff::civil::DateTime;
use winback_app::store::{
    AggregateValue, Group,
    domain::StateKind,
    filter::{Cut, GroupKey, GroupValue, Value},
};

use crate::{sentence::state, visitor::Visitor, widget::priority, words::Said};

/// Returns the label of a group by its first key.
pub(super) fn label(visitor: &Visitor, key: GroupKey, group: &Group) -> String {
    let words = visitor.words;
    let Some(value) = group.values.first() else { return words.say("all").into_owned() };
    match value {
        GroupValue::Empty => words.say("none").into_owned(),
        GroupValue::Bucket(start) => bucket(visitor, key, *start),
        GroupValue::Part(part) => part.to_string(),
        GroupValue::Value(value) => match value {
            Value::Reference(id) => {
                let name = group.names.first().cloned().flatten();
                name.unwrap_or_else(|| id.to_string())
            }
            Value::Number(stars @ 0..=3) if key.field().name() == "priority" => {
                words.say(priority(u8::try_from(*stars).unwrap_or(0))).into_owned()
            }
            Value::Number(number) => {
                let field = key.field();
                let name = field.name();
                match u16::try_from(*number) {
                    Ok(hundredths) if name == "probability" => words.percent(hundredths),
                    _ if name.ends_with("revenue") => {
                        words.money((*number).into(), &visitor.desk.settings().currency)
                    }
                    _ => words.decimal(&number.to_string()),
                }
            }
            Value::Text(text) => text.clone(),
            Value::Date(day) => words.day(*day),
            Value::Instant(at) => words.moment(*at, visitor.desk.zone()),
            Value::YesNo(yes) => words.say(if *yes { "yes" } else { "no" }).into_owned(),
            Value::Choice(word) => match (StateKind::from_word(word), *word) {
                (Some(kind), _) => words.say(state(kind)).into_owned(),
                (None, "lead") => words.say("lead").into_owned(),
                (None, "opportunity") => words.say("opportunity").into_owned(),
                (None, word) => word.to_owned(),
            },
        },
    }
}

fn bucket(visitor: &Visitor, key: GroupKey, start: DateTime) -> String {
    let (words, day) = (visitor.words, start.date());
    let cut = match key.cut() {
        Some(Cut::Bucket(bucket)) => bucket.spelling(),
        Some(Cut::Part(_)) | None => "",
    };
    match cut {
        "year" => day.year().to_string(),
        "quarter" => {
            let (quarter, year) = (((day.month() + 2) / 3).to_string(), day.year().to_string());
            let values = [("quarter", Said::Text(&quarter)), ("year", Said::Text(&year))];
            words.say_with("quarter-of-year", &values)
        }
        "month" => words.month(day),
        "week" => words.say_with("week-of", &[("day", Said::Text(&words.day(day)))]),
        _ => words.day(day),
    }
}

/// Returns the sum of the expected revenues of a group, in minor units.
pub(super) fn revenue(group: &Group) -> i128 {
    match group.aggregates.first() {
        Some(Some(AggregateValue::Number(sum))) => *sum,
        _ => 0,
    }
}
