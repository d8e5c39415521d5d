//! Verbs on one record, on several, or on all that a filter finds; each with a preview.

use std::collections::BTreeSet;

use axum::Json;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{
    Action, AmendRequest, AssignRequest, ConversionRequest, Desk, LossRequest, MergeRequest,
    Target,
    store::{
        MergeInput,
        domain::{OpportunityId, Revision},
    },
};

use crate::{
    Api, Problem,
    caller::Writer,
    extract::Body,
    model::{
        MergePreviewBody, MergedBody, NoteBody, Outcome, PersonName, ReasonInput, filter_text,
        given,
    },
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(lose))
        .routes(routes!(amend))
        .routes(routes!(restore))
        .routes(routes!(archive))
        .routes(routes!(win))
        .routes(routes!(move_stage))
        .routes(routes!(assign))
        .routes(routes!(convert))
        .routes(routes!(preview_merge))
        .routes(routes!(merge))
}

/// The records that a verb is about, and how it is done.
struct Which {
    ids: Option<Vec<i64>>,
    filter: Option<Value>,
    preview: bool,
    confirmed: Option<u64>,
}

macro_rules! verb {
    ($(#[doc = $doc:literal])+ $body:ident { $($(#[$attribute:meta])* $name:ident: $kind:ty,)* }) => {
        $(#[doc = $doc])+
        #[derive(Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        struct $body {
            /// The records, by their ids; or give `filter`.
            ids: Option<Vec<i64>>,
            /// The records, by a filter: a text in any spelling, or the document of the tree or domain
            /// spelling; or give `ids`.
            filter: Option<Value>,
            /// Whether to tell alone what would happen.
            #[serde(default)]
            preview: bool,
            /// How many records were shown as `selected`: nothing is done if it is another number by now.
            confirmed: Option<u64>,
            $($(#[$attribute])* $name: $kind,)*
        }

        impl $body {
            fn which(&mut self) -> Which {
                Which {
                    ids: self.ids.take(),
                    filter: self.filter.take(),
                    preview: self.preview,
                    confirmed: self.confirmed,
                }
            }
        }
    };
}

verb! {
    /// Records.
    Records {}
}

verb! {
    /// Records to mark lost. Rule: behaviour 2.1.
    Lose {
        /// Why.
        reason: Option<ReasonInput>,
        /// What happened.
        note: Option<NoteBody>,
        /// The competitor who won.
        competitor: Option<String>,
    }
}

verb! {
    /// Lost records whose losses to amend: what is absent stays, what is null is emptied.
    Amend {
        /// Another reason.
        #[serde(default, deserialize_with = "given")]
        #[schema(value_type = Option<ReasonInput>)]
        reason: Option<Option<ReasonInput>>,
        /// Another note.
        #[serde(default, deserialize_with = "given")]
        #[schema(value_type = Option<NoteBody>)]
        note: Option<Option<NoteBody>>,
        /// Another competitor.
        #[serde(default, deserialize_with = "given")]
        #[schema(value_type = Option<String>)]
        competitor: Option<Option<String>>,
    }
}

verb! {
    /// Records to move to a stage.
    Move {
        /// The stage, by name.
        stage: String,
    }
}

verb! {
    /// Records to give to somebody else: who is absent stays, null takes records from everybody. One of
    /// both must be given.
    Assign {
        /// Another salesperson.
        #[serde(default, deserialize_with = "given")]
        #[schema(value_type = Option<PersonName>)]
        salesperson: Option<Option<PersonName>>,
        /// Another team, by name.
        #[serde(default, deserialize_with = "given")]
        #[schema(value_type = Option<String>)]
        team: Option<Option<String>>,
    }
}

verb! {
    /// Leads to make opportunities of.
    Convert {
        /// The customer they are with, by name or id; a company that is not there yet is added.
        customer: Option<String>,
        /// Whether a lead without a customer gets the one that it speaks of, added if it is not there yet.
        #[serde(default)]
        customer_of_each: bool,
        /// Who works on them.
        salesperson: Option<PersonName>,
        /// The team, by name.
        team: Option<String>,
    }
}

impl Which {
    async fn target(&self, desk: &Desk) -> Result<Target, Problem> {
        target(desk, self.ids.as_deref(), self.filter.as_ref()).await
    }

    async fn act(self, desk: &Desk, action: &Action) -> Result<Json<Outcome>, Problem> {
        let target = self.target(desk).await?;
        if self.preview {
            let preview =
                desk.preview(&target, action).await.map_err(Problem::of_person("salesperson"))?;
            return Ok(Json(Outcome::previewed(&preview, &desk.settings().currency)));
        }
        let performed = desk.perform_confirmed(&target, action, self.confirmed).await;
        let performed = performed.map_err(Problem::of_person("salesperson"))?;
        Ok(Json(Outcome::performed(&performed)))
    }
}

async fn target(
    desk: &Desk,
    ids: Option<&[i64]>,
    filter: Option<&Value>,
) -> Result<Target, Problem> {
    match (ids, filter) {
        (Some(ids), None) => {
            let ids: BTreeSet<i64> = ids.iter().copied().collect();
            Ok(Target::Ids(ids.into_iter().map(OpportunityId::new).collect()))
        }
        (None, Some(filter)) => {
            let text = filter_text(Some(filter.clone()));
            Ok(Target::Where(desk.open_filter(&text).await?))
        }
        (Some(_), Some(_)) | (None, None) => {
            Err(Problem::malformed("ids", "name the records by `ids` or by `filter`")
                .expecting("one of both"))
        }
    }
}

/// Marks records lost; on lost ones amends the loss.
#[utoipa::path(post, path = "/opportunities/lose", tag = "verbs", operation_id = "lose",
    request_body = Lose, responses((status = 200, body = Outcome)))]
async fn lose(desk: Writer, Body(mut body): Body<Lose>) -> Result<Json<Outcome>, Problem> {
    let which = body.which();
    let request = LossRequest {
        reason: body.reason.map(Into::into),
        note: body.note.map(Into::into),
        competitor: body.competitor,
    };
    which.act(&desk, &Action::Lose(request)).await
}

/// Amends the current losses of lost records.
#[utoipa::path(post, path = "/opportunities/amend", tag = "verbs", operation_id = "amend",
    request_body = Amend, responses((status = 200, body = Outcome)))]
async fn amend(desk: Writer, Body(mut body): Body<Amend>) -> Result<Json<Outcome>, Problem> {
    let which = body.which();
    let request = AmendRequest {
        reason: body.reason.map(|reason| reason.map(Into::into)),
        note: body.note.map(|note| note.map(Into::into)),
        competitor: body.competitor,
    };
    which.act(&desk, &Action::Amend(request)).await
}

/// Restores lost records, and takes archived ones out of the archive. Rule: behaviour 3.1.
#[utoipa::path(post, path = "/opportunities/restore", tag = "verbs", operation_id = "restore",
    request_body = Records, responses((status = 200, body = Outcome)))]
async fn restore(desk: Writer, Body(mut body): Body<Records>) -> Result<Json<Outcome>, Problem> {
    body.which().act(&desk, &Action::Restore).await
}

/// Archives records, without losing them. Rule: behaviour 1.6.
#[utoipa::path(post, path = "/opportunities/archive", tag = "verbs", operation_id = "archive",
    request_body = Records, responses((status = 200, body = Outcome)))]
async fn archive(desk: Writer, Body(mut body): Body<Records>) -> Result<Json<Outcome>, Problem> {
    body.which().act(&desk, &Action::Archive).await
}

/// Marks records won.
#[utoipa::path(post, path = "/opportunities/win", tag = "verbs", operation_id = "win",
    request_body = Records, responses((status = 200, body = Outcome)))]
async fn win(desk: Writer, Body(mut body): Body<Records>) -> Result<Json<Outcome>, Problem> {
    body.which().act(&desk, &Action::Win).await
}

/// Moves records to a stage.
#[utoipa::path(post, path = "/opportunities/move", tag = "verbs", operation_id = "move",
    request_body = Move, responses((status = 200, body = Outcome)))]
async fn move_stage(desk: Writer, Body(mut body): Body<Move>) -> Result<Json<Outcome>, Problem> {
    body.which().act(&desk, &Action::Move(body.stage)).await
}

/// Gives records to another salesperson or team, whatever their states. Rule: behaviour 1.12.
#[utoipa::path(post, path = "/opportunities/assign", tag = "verbs", operation_id = "assign",
    request_body = Assign, responses((status = 200, body = Outcome)))]
async fn assign(desk: Writer, Body(mut body): Body<Assign>) -> Result<Json<Outcome>, Problem> {
    let which = body.which();
    let request = AssignRequest {
        salesperson: body.salesperson.map(|it| it.map_or_else(String::new, |it| it.0)),
        team: body.team.map(Option::unwrap_or_default),
    };
    which.act(&desk, &Action::Assign(request)).await
}

/// Makes opportunities of leads. Rule: behaviour 1.1.
#[utoipa::path(post, path = "/opportunities/convert", tag = "verbs", operation_id = "convert",
    request_body = Convert, responses((status = 200, body = Outcome)))]
async fn convert(desk: Writer, Body(mut body): Body<Convert>) -> Result<Json<Outcome>, Problem> {
    let which = body.which();
    let target = which.target(&desk).await?;
    let request = ConversionRequest {
        customer: body.customer,
        salesperson: body.salesperson.map(|it| it.0),
        team: body.team,
        customer_of_each: body.customer_of_each,
    };
    if which.preview {
        let preview = desk
            .preview_conversion(&target, &request)
            .await
            .map_err(Problem::of_person("salesperson"))?;
        return Ok(Json(Outcome::converting(&preview, &desk.settings().currency)));
    }
    let operation = desk
        .convert(&target, &request, which.confirmed)
        .await
        .map_err(Problem::of_person("salesperson"))?;
    Ok(Json(Outcome::done(operation.as_ref())))
}

/// Records that are to become one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MergeWhich {
    /// The records, by their ids; or give `filter`.
    ids: Option<Vec<i64>>,
    /// The records, by a filter, of which won ones are left out; or give `ids`.
    filter: Option<Value>,
    /// Who works on the result.
    salesperson: Option<PersonName>,
    /// The team that works on it, by name.
    team: Option<String>,
    /// How many records may become one; five if absent, more for managers alone.
    up_to: Option<usize>,
}

/// Tells what merging records would come to, field by field. Rule: behaviour 5.
#[utoipa::path(post, path = "/opportunities/merge/preview", tag = "verbs",
    operation_id = "preview_merge", request_body = MergeWhich,
    responses((status = 200, body = MergePreviewBody)))]
async fn preview_merge(
    desk: Writer,
    Body(body): Body<MergeWhich>,
) -> Result<Json<MergePreviewBody>, Problem> {
    let target = target(&desk, body.ids.as_deref(), body.filter.as_ref()).await?;
    let MergeWhich { salesperson, team, up_to, .. } = body;
    let request = MergeRequest { salesperson: salesperson.map(|it| it.0), team, up_to };
    let preview =
        desk.preview_merge(&target, &request).await.map_err(Problem::of_person("salesperson"))?;
    Ok(Json(MergePreviewBody::of(&preview, &desk.settings().currency)))
}

/// Records to merge, as they were shown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MergeRecords {
    /// The records.
    records: Vec<SeenRecord>,
    /// Who works on the result.
    salesperson: Option<PersonName>,
    /// The team that works on it, by name.
    team: Option<String>,
    /// How many records may become one; five if absent, more for managers alone.
    up_to: Option<usize>,
}

/// A record, at the revision that was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeenRecord {
    /// The record.
    id: i64,
    /// Its revision: nothing is merged if the record is at another.
    revision: i64,
}

/// Makes one record of several that are still as they were seen.
#[utoipa::path(post, path = "/opportunities/merge", tag = "verbs", operation_id = "merge",
    request_body = MergeRecords, responses((status = 200, body = MergedBody)))]
async fn merge(desk: Writer, Body(body): Body<MergeRecords>) -> Result<Json<MergedBody>, Problem> {
    let input = |seen: &SeenRecord| MergeInput {
        id: OpportunityId::new(seen.id),
        revision: Some(Revision::new(seen.revision)),
    };
    let inputs: Vec<MergeInput> = body.records.iter().map(input).collect();
    let MergeRecords { salesperson, team, up_to, .. } = body;
    let request = MergeRequest { salesperson: salesperson.map(|it| it.0), team, up_to };
    let merged = desk.merge(&inputs, &request).await;
    Ok(Json(MergedBody::of(&merged.map_err(Problem::of_person("salesperson"))?)))
}
