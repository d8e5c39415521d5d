//! What a row means: the row of an export that it stands for.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use winback_domain::StateKind;

use super::{
    losses,
    plan::{CustomerPlan, PersonPlan, Plan, ValuePlan},
    sides::View,
    spec::{FieldName, ValueKind},
    value::Reading,
};
use crate::configure::login_for;

/// The stages that rows come into if no other is told.
pub(super) struct UsualStages {
    /// That of open rows.
    pub(super) first: Option<String>,
    pub(super) won: Option<String>,
}

impl Reading<'_> {
    /// Reads a row as the row of an export.
    pub(super) fn row(
        &mut self,
        plan: &Plan,
        view: &View<'_>,
        usual: &UsualStages,
    ) -> Map<String, Value> {
        let mut row = Map::new();
        self.read_state(plan, view, &mut row);
        for (field, value) in &plan.fields {
            let name = field.as_str();
            match (field, value.kind) {
                (FieldName::State, _) => {}
                (_, ValueKind::Names) => {
                    let tags = self.values(view, value);
                    row.insert(name.to_owned(), json!(tags));
                }
                _ => {
                    let value = self.value(view, value, name);
                    row.insert(name.to_owned(), json!(value));
                }
            }
        }
        if let Some(person) = &plan.salesperson {
            let salesperson = self.salesperson(view, person);
            row.insert("salesperson".into(), json!(salesperson));
        }
        if let Some(customer) = &plan.customer {
            let customer = self.customer(view, customer, "customer");
            row.insert("customer".into(), json!(customer));
        }
        self.close(plan, view, &mut row);
        put_if_empty(&mut row, "stage", self.usual_stage(usual));
        let losses = losses::read(self, plan, view, &row);
        row.insert("losses".into(), losses);
        row
    }

    fn salesperson(&mut self, view: &View<'_>, plan: &PersonPlan) -> Option<Value> {
        let name = self.value(view, &plan.name, "salesperson.name")?;
        let login = plan.login.as_ref();
        let login = login.and_then(|it| self.value(view, it, "salesperson.login"));
        self.person(view, Some(&plan.name), "salesperson", &name, login)
    }

    fn read_state(&mut self, plan: &Plan, view: &View<'_>, row: &mut Map<String, Value>) {
        let Some(state) = plan.fields.get(&FieldName::State) else {
            self.state = Some(StateKind::Open);
            return;
        };
        let word = self.value(view, state, "state");
        self.state = match &word {
            None => (!self.wrong).then_some(StateKind::Open),
            Some(word) => StateKind::from_word(word),
        };
        row.insert("state".into(), json!(word));
    }

    fn usual_stage(&self, usual: &UsualStages) -> Value {
        match self.state {
            Some(StateKind::Won) => json!(usual.won),
            Some(StateKind::Open | StateKind::Lost | StateKind::Archived) | None => {
                json!(usual.first)
            }
        }
    }

    /// Holds the date of the closing against the state.
    fn close(&mut self, plan: &Plan, view: &View<'_>, row: &mut Map<String, Value>) {
        let closed = plan.fields.get(&FieldName::ClosedAt);
        let is_closed = row.get("closed_at").is_some_and(|at| !at.is_null());
        let Some(state) = self.state else { return };
        let has_own_dates = plan.losses.iter().any(|loss| loss.lost_at.is_some());
        match state {
            StateKind::Open if is_closed => {
                let expected = "nothing: the row is open";
                self.problem_with(view, closed, "closed_at", expected);
            }
            StateKind::Lost if has_own_dates => {}
            StateKind::Won | StateKind::Lost | StateKind::Archived if !is_closed => {
                let expected = format!("a date: the row is {state}");
                self.problem_with(view, closed, "closed_at", expected);
            }
            StateKind::Open | StateKind::Won | StateKind::Lost | StateKind::Archived => {}
        }
    }

    /// Returns a person; one whose login is not told has one that is made of the name.
    pub(super) fn person(
        &mut self,
        view: &View<'_>,
        plan: Option<&ValuePlan>,
        place: &str,
        name: &str,
        login: Option<String>,
    ) -> Option<Value> {
        if let Some(login) = login {
            return Some(json!({ "login": login, "name": name }));
        }
        let login = login_for(name);
        if login.is_empty() {
            let expected = "a name with letters, of which a login can be made";
            self.problem_with(view, plan, place, expected);
            return None;
        }
        match self.logins.get(&login) {
            Some(known) if winback_filter::fold(known) != winback_filter::fold(name) => {
                let expected = format!(
                    "a name with another login: `{login}` is `{known}` already; map `login`"
                );
                self.problem_with(view, plan, place, expected);
                return None;
            }
            Some(_) => {}
            None => drop(self.logins.insert(login.clone(), name.to_owned())),
        }
        Some(json!({ "login": login, "name": name }))
    }

    /// Reads a customer; one without a name is none.
    fn customer(&mut self, view: &View<'_>, plan: &CustomerPlan, place: &str) -> Option<Value> {
        let name = self.value(view, &plan.name, &format!("{place}.name"))?;
        let mut members = Map::new();
        members.insert("name".into(), json!(name));
        for (member, value) in &plan.rest {
            let value = self.value(view, value, &format!("{place}.{member}"));
            members.insert((*member).to_owned(), json!(value));
        }
        let parent = plan.parent.as_deref();
        let parent = parent.and_then(|it| self.customer(view, it, &format!("{place}.parent")));
        members.insert("parent".into(), json!(parent));
        Some(Value::Object(members))
    }
}

/// Puts a value where nothing was told.
pub(super) fn put_if_empty(members: &mut Map<String, Value>, name: &str, value: Value) {
    if members.get(name).is_none_or(Value::is_null) {
        members.insert(name.to_owned(), value);
    }
}

/// Returns an instant that was written by us.
pub(super) fn instant(members: &Map<String, Value>, name: &str) -> Option<Timestamp> {
    members.get(name)?.as_str()?.parse().ok()
}
