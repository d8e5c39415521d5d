//! Favourites: saved searches. Rule: behaviour 8.8.

use axum::{Router, extract::State, response::Response, routing::post};
use winback_app::{SearchRequest, store::domain::SearchView};

use crate::{
    Web, address::Address, failure::Failure, fields::Fields, flash::Done, visitor::Visitor,
};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/favourites", post(save)).route("/favourites/delete", post(delete))
}

/// Saves what the page shows, and shows it by its new name.
async fn save(State(_): State<Web>, visitor: Visitor, fields: Fields) -> Result<Response, Failure> {
    let back = visitor.back(&fields, "/pipeline");
    let address = Address::of_link(&back).ok_or(Failure::Form("back"))?;
    let filter = visitor.desk.open_filter(&address.facets.filter(address.kind)?).await?;
    let view = match address.groups.is_empty() {
        true => SearchView::List,
        false => SearchView::Group,
    };
    let request = SearchRequest {
        name: fields.get("name").unwrap_or_default().to_owned(),
        filter,
        group_by: (!address.groups.is_empty()).then(|| address.groups.join(", ")),
        order: address.sort.clone(),
        view: Some(view),
        shared: fields.is_on("shared"),
        default: fields.is_on("default"),
    };
    let saved = visitor.desk.save_search(&request).await?;
    let mut to = super::search_bar::favourite(address.kind, &saved);
    to.view = address.view;
    Ok(visitor.go(&to.link(), Done::Saved))
}

async fn delete(
    State(_): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let mention = fields.get("name").ok_or(Failure::Form("name"))?.to_owned();
    visitor.desk.delete_search(&mention).await?;
    let name = mention.trim_start_matches('@');
    let back = visitor.back(&fields, "/pipeline");
    let to = Address::of_link(&back)
        .map(|address| address.with(|to| to.facets.named.retain(|known| known != name)).link());
    Ok(visitor.go(&to.unwrap_or(back), Done::Saved))
}
