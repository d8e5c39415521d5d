//! Giving records to another salesperson or sales team.

use axum::{extract::State, response::Response};
use maud::{Markup, html};
use winback_app::{
    Action, AppError, AssignRequest,
    store::domain::{LabelKind, Operation},
};

use super::{
    chosen::{Chosen, nothing},
    preview,
};
use crate::{
    Web,
    failure::{Failure, status},
    fields::Fields,
    flash::Done,
    pages::{people::offered, records_of},
    sentence::{sentence, signed},
    visitor::Visitor,
    widget::choice,
    words::Said,
};

const PATH: &str = "/actions/assign";

/// What stands before a name in a box, and alone for nobody: a box that is empty changes nothing.
const TO: &str = "=";

pub(super) async fn form(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let chosen = Chosen::of(&visitor, &visitor.query)?;
    let title = visitor.words.say("action-assign");
    let body = match chosen.is_empty() {
        true => nothing(&visitor, &chosen),
        false => page(&visitor, &chosen, &visitor.query, None).await?,
    };
    Ok(visitor.page(&title, chosen.section(), &body))
}

/// Returns who gets the records; nothing until somebody is chosen.
fn request(fields: &Fields) -> Option<AssignRequest> {
    let to = |name: &str| fields.raw(name)?.strip_prefix(TO).map(str::to_owned);
    let request = AssignRequest { salesperson: to("salesperson"), team: to("team") };
    (request != AssignRequest::default()).then_some(request)
}

async fn page(
    visitor: &Visitor,
    chosen: &Chosen,
    fields: &Fields,
    problem: Option<&str>,
) -> Result<Markup, AppError> {
    let words = visitor.words;
    let title = words.say("action-assign");
    let target = chosen.target(visitor).await?;
    let preview = match request(fields).map(Action::Assign) {
        // What cannot be done is told as the problem.
        Some(_) if problem.is_some() => None,
        Some(action) => Some(visitor.desk.preview(&target, &action).await?),
        None => None,
    };
    let found = match &preview {
        Some(_) => None,
        None => Some(visitor.desk.tally(&target).await?.count()),
    };
    let selected = preview.as_ref().map(winback_app::Preview::selected).or(found).unwrap_or(0);
    let is_refused = preview.as_ref().is_some_and(winback_app::Preview::is_refused);
    let (people, teams) = (people(visitor).await?, teams(visitor).await?);
    let keep = words.say("keep-as-is");
    let value = |name: &str| fields.raw(name).unwrap_or_default();
    Ok(html! {
        form.sheet.narrow method="post" action=(PATH) {
            h1 { (title) }
            p { (words.say("assign-hint")) }
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            (chosen.hidden())
            input type="hidden" name="confirmed" value=(selected);
            @if let Some(found) = found {
                @let shown = words.count(found);
                p { strong { (words.say_with("records", &[("count", Said::Count(signed(found), &shown))])) } }
            }
            @if let Some(preview) = &preview {
                (preview::shown(visitor, chosen, PATH, preview))
                @if let Some(policy) = &preview.policy { p.problem role="alert" { (sentence(words, policy)) } }
            }
            label { span { (words.say("field-salesperson")) }
                (choice("salesperson", value("salesperson"), Some(&keep), &people)) }
            label { span { (words.say("field-team")) }
                (choice("team", value("team"), Some(&keep), &teams)) }
            p.buttons {
                @if !is_refused { button.primary type="submit" { (title) } }
                button type="submit" name="preview" value="1" { (words.say("preview")) }
                a.button href=(chosen.back) data-close { (words.say("cancel")) }
            }
        }
    })
}

/// Returns who there is, by login.
async fn people(visitor: &Visitor) -> Result<Vec<(String, String)>, AppError> {
    let offered = offered(&visitor.desk.people().await?, None);
    let offered = offered.into_iter().map(|(login, name)| (format!("{TO}{login}"), name));
    Ok(nobody(visitor).into_iter().chain(offered).collect())
}

async fn teams(visitor: &Visitor) -> Result<Vec<(String, String)>, AppError> {
    let teams = visitor.desk.labels(LabelKind::Team).await?;
    let offered = teams.into_iter().filter(|team| team.active);
    let offered = offered.map(|team| (format!("{TO}{}", team.name), team.name));
    Ok(nobody(visitor).into_iter().chain(offered).collect())
}

fn nobody(visitor: &Visitor) -> Option<(String, String)> {
    Some((TO.to_owned(), visitor.words.say("none").into_owned()))
}

/// Returns where the records like the one are listed from whose form it is given.
async fn list_of(visitor: &Visitor, chosen: &Chosen) -> Result<Option<&'static str>, AppError> {
    let Some(id) = chosen.only().filter(|_| !chosen.in_list) else { return Ok(None) };
    match visitor.desk.show(id, 0).await {
        Ok(shown) => Ok(Some(records_of(shown.opportunity.deal.kind))),
        // What is not there is told when it is given.
        Err(AppError::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Sends the browser on: one record that was given out of sight is no page any more, and cannot be taken
/// back by whoever gave it.
async fn given(
    visitor: &Visitor,
    chosen: &Chosen,
    list: Option<&str>,
    operation: Option<&Operation>,
) -> Response {
    let shown = match chosen.only() {
        Some(id) => visitor.desk.show(id, 0).await.map(drop),
        None => Ok(()),
    };
    match shown {
        Err(AppError::NotFound(_)) => visitor.go(list.unwrap_or(&chosen.back), Done::Saved),
        // What is given is given, whatever went wrong since: that is for the next page to tell.
        Ok(()) | Err(_) => visitor.go(&chosen.back, Done::of(operation)),
    }
}

pub(super) async fn assign(
    State(_): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let chosen = Chosen::of(&visitor, &fields)?;
    let title = visitor.words.say("action-assign");
    if fields.is_on("preview") {
        let body = page(&visitor, &chosen, &fields, None).await?;
        return Ok(visitor.page(&title, chosen.section(), &body));
    }
    let Some(request) = request(&fields) else {
        let problem = visitor.words.say("assign-nobody");
        let body = page(&visitor, &chosen, &fields, Some(&problem)).await?;
        return Ok(visitor.refused(&title, chosen.section(), &body));
    };
    let target = chosen.target(&visitor).await?;
    let (action, confirmed) = (Action::Assign(request), fields.number("confirmed"));
    let list = list_of(&visitor, &chosen).await?;
    match visitor.desk.perform_confirmed(&target, &action, confirmed).await {
        Ok(performed) => Ok(given(&visitor, &chosen, list, performed.operation.as_ref()).await),
        Err(error) if status(&error).is_server_error() => Err(error.into()),
        Err(error) => {
            let problem = sentence(visitor.words, &error);
            let body = page(&visitor, &chosen, &fields, Some(&problem)).await?;
            Ok(visitor.refused(&title, chosen.section(), &body))
        }
    }
}
