//! The losses of a row, in the order in which they were.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use winback_domain::{EndedHow, StateKind};

use super::{
    super::origins::Origins,
    plan::{LossPart, LossPlan, Place, Plan, ValuePlan},
    record::{instant, put_if_empty},
    sides::View,
    value::Reading,
};

/// A loss, while it is not known how it lies among the others.
struct Loss {
    lost_at: Timestamp,
    members: Map<String, Value>,
    origins: Origins,
    /// Where its end, or else its date, may stand.
    place: Option<Place>,
}

/// Reads the losses of a row of which all else is known.
pub(super) fn read(
    reading: &mut Reading<'_>,
    plan: &Plan,
    view: &View<'_>,
    row: &Map<String, Value>,
) -> Value {
    let mut losses = Vec::new();
    for loss in &plan.losses {
        match loss.each {
            None => losses.extend(reading.loss(loss, view, row)),
            Some(join) => {
                let Some(side) = view.sides.get(join) else { continue };
                for found in side.find(view.cell(side.plan.on).trim()) {
                    losses.extend(reading.loss(loss, &view.with(join, *found), row));
                }
            }
        }
    }
    losses.sort_by_key(|loss| loss.lost_at);
    if reading.state == Some(StateKind::Lost)
        && losses.is_empty()
        && let Some(lost_at) = instant(row, "closed_at")
    {
        let members = Map::from_iter([("lost_at".to_owned(), json!(lost_at.to_string()))]);
        losses.push(Loss { lost_at, members, origins: Origins::default(), place: None });
    }
    end(reading, view, row, &mut losses);
    let number = losses.len();
    if let Some(last) = losses.last_mut().filter(|_| reading.state == Some(StateKind::Lost)) {
        for name in ["stage", "expected_revenue", "salesperson"] {
            put_if_empty(&mut last.members, name, row.get(name).cloned().unwrap_or(Value::Null));
        }
    }
    let mut values = Vec::with_capacity(number);
    for (number, loss) in losses.into_iter().enumerate() {
        reading.origins.take(loss.origins, &format!("losses[{number}]."));
        values.push(Value::Object(loss.members));
    }
    Value::Array(values)
}

/// Says how losses ended of which that is not told: each when the next began, and the last one of a
/// record that is not lost when that was closed.
fn end(reading: &mut Reading<'_>, view: &View<'_>, row: &Map<String, Value>, losses: &mut [Loss]) {
    let next: Vec<Option<Timestamp>> =
        (1..=losses.len()).map(|next| losses.get(next).map(|loss| loss.lost_at)).collect();
    for (loss, next) in losses.iter_mut().zip(next) {
        if instant(&loss.members, "ended_at").is_some() {
            put_if_empty(&mut loss.members, "ended_how", json!(EndedHow::Restored.as_str()));
            continue;
        }
        let closed_at = instant(row, "closed_at");
        let ended = match (next, reading.state) {
            (Some(next), _) => Some((next, EndedHow::Restored)),
            (None, Some(StateKind::Won)) => closed_at.map(|at| (at, EndedHow::Won)),
            (None, Some(StateKind::Archived)) => closed_at.map(|at| (at, EndedHow::Restored)),
            (None, Some(StateKind::Open)) => {
                let expected = "the end of the loss (`ended_at`): the row is open";
                match loss.place {
                    Some(place) => reading.problem(view, place, expected),
                    None => reading.problem_with(view, None, "losses", expected),
                }
                None
            }
            (None, Some(StateKind::Lost) | None) => None,
        };
        if let Some((at, how)) = ended {
            put_if_empty(&mut loss.members, "ended_at", json!(at.to_string()));
            put_if_empty(&mut loss.members, "ended_how", json!(how.as_str()));
        }
    }
}

impl Reading<'_> {
    /// Reads one loss; nothing if nothing is told of it.
    fn loss(&mut self, plan: &LossPlan, view: &View<'_>, row: &Map<String, Value>) -> Option<Loss> {
        let outer = std::mem::take(&mut self.origins);
        let (mut members, mut reason) = (Map::new(), Map::new());
        let mut place = None;
        let put = |members: &mut Map<String, Value>, name: &str, value: Option<Value>| {
            members.extend(value.map(|value| (name.to_owned(), value)));
        };
        let lost_at = plan.lost_at.as_ref().and_then(|it| self.value(view, it, "lost_at"));
        for (part, value) in &plan.rest {
            match part {
                LossPart::Member(name) => {
                    let value = self.value(view, value, name);
                    put(&mut members, name, value.map(Value::String));
                }
                LossPart::Reason(name) => {
                    let value = self.value(view, value, &format!("reason.{name}"));
                    put(&mut reason, name, value.map(Value::String));
                }
                LossPart::Person(name) => {
                    let told = self.value(view, value, &format!("{name}.name"));
                    let told = told.and_then(|it| self.person(view, Some(value), name, &it, None));
                    put(&mut members, name, told);
                }
            }
            place = place.or_else(|| value.column());
        }
        let origins = std::mem::replace(&mut self.origins, outer);
        if !reason.is_empty() {
            members.insert("reason".into(), Value::Object(reason));
        }
        if lost_at.is_none() && members.is_empty() {
            return None;
        }
        place = plan.lost_at.as_ref().and_then(ValuePlan::column).or(place);
        let told = lost_at.and_then(|at| at.parse().ok());
        let is_lost = self.state == Some(StateKind::Lost);
        let lost_at = told.or_else(|| instant(row, "closed_at").filter(|_| is_lost));
        let Some(lost_at) = lost_at else {
            let expected = match (&plan.lost_at, self.state) {
                (None, Some(state)) if !is_lost => format!("nothing: the row is {state}"),
                _ => "the date of the loss".to_owned(),
            };
            match place {
                Some(place) if !self.wrong => self.problem(view, place, expected),
                Some(_) => {}
                None => self.problem_with(view, None, "lost_at", expected),
            }
            return None;
        };
        members.insert("lost_at".into(), json!(lost_at.to_string()));
        Some(Loss { lost_at, members, origins, place })
    }
}
