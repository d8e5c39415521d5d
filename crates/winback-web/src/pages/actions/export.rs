//! Exporting what is ticked, or all that the list finds, as CSV.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use winback_app::Target;

use super::chosen::{Chosen, nothing};
use crate::{Web, failure::Failure, pages::records::link, visitor::Visitor};

/// Leads to the export of the API, which streams it.
pub(super) async fn export(State(_): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let chosen = Chosen::of(&visitor, &visitor.query)?;
    if chosen.is_empty() {
        let title = visitor.words.say("action-export");
        return Ok(visitor.page(&title, chosen.section(), &nothing(&visitor, &chosen)));
    }
    let filter = match chosen.target(&visitor).await? {
        Target::Where(filter) => filter,
        Target::Ids(ids) => {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            // Lost and archived records are meant too, if they are ticked.
            format!("id in ({}) and state is set", ids.join(", "))
        }
    };
    let to = link("/api/v1/exports/opportunities", &[("format", "csv".into()), ("filter", filter)]);
    Ok(Redirect::to(&to).into_response())
}
