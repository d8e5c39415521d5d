//! Exports and imports, as streams.

mod received;

use axum::{
    Json,
    body::{Body as Stream, Bytes},
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{AppError, ExportRequest, ImportMap, ImportRequest, ImportSummary};

use self::received::{ImportForm, Received};

use crate::{
    Api, Problem,
    caller::{Configurer, Reader},
    extract::Params,
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(export))
        .routes(routes!(import))
        .layer(DefaultBodyLimit::disable())
}

/// What to export.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExportParams {
    /// Which records, as a filter in any spelling.
    filter: Option<String>,
    /// The order; by id if absent.
    sort: Option<String>,
    /// The columns, with commas between; all if absent.
    columns: Option<String>,
    /// `jsonl`, which it is if absent, `csv`, or another format of this server.
    format: Option<String>,
}

/// Exports opportunities with all their losses, as a stream.
#[utoipa::path(get, path = "/exports/opportunities", tag = "transfers",
    operation_id = "export_opportunities", params(ExportParams),
    responses((status = 200, content_type = "application/x-ndjson", body = String)))]
async fn export(desk: Reader, Params(params): Params<ExportParams>) -> Result<Response, Problem> {
    let columns = params.columns.map(|text| {
        text.split(',').map(|column| column.trim().to_owned()).collect::<Vec<String>>()
    });
    let filter = params.filter.unwrap_or_default();
    let request = ExportRequest { filter, sort: params.sort, columns };
    let format = params.format.as_deref().unwrap_or("jsonl");
    if !desk.exporters().any(|known| known.name() == format) {
        let known: Vec<&str> = desk.exporters().map(|known| known.name()).collect();
        return Err(Problem::malformed("format", "there is no such format")
            .given(format)
            .expecting(&known.join(" or ")));
    }
    // The first rows are written before anything is said, so that what is wrong is told as a problem.
    let export = desk.export_as(&request, format).await?;
    let kind = export.exporter();
    let ending = kind.endings().first().map_or_else(String::new, |ending| format!(".{ending}"));
    let disposition = format!("attachment; filename=\"opportunities{ending}\"");
    let value = |text: &str| HeaderValue::from_str(text);
    let headers = [
        (header::CONTENT_TYPE, value(kind.media_type())),
        (header::CONTENT_DISPOSITION, value(&disposition)),
    ];
    // What an exporter calls itself may be no header.
    let headers: HeaderMap =
        headers.into_iter().filter_map(|(name, value)| Some((name, value.ok()?))).collect();
    let parts = stream::try_unfold(export, |mut export| async move {
        let part = export.next_part().await.map_err(broken)?;
        Ok::<_, std::io::Error>(part.map(|part| (Bytes::from(part), export)))
    });
    Ok((headers, Stream::from_stream(parts)).into_response())
}

/// Ends a stream in the middle: whoever reads it sees that it is cut off.
fn broken(error: AppError) -> std::io::Error {
    tracing::error!(%error, "an export broke off");
    std::io::Error::other(error)
}

/// How to import.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImportParams {
    /// The mapping, by the name of a built-in one or of an importer of this server; `winback`, which
    /// reads what an export writes, if absent. A mapping of one's own comes in the form.
    map: Option<String>,
    /// Whether records that are there already are changed.
    update: Option<bool>,
    /// Whether to tell alone what would happen.
    preview: Option<bool>,
}

/// What an import did.
#[derive(Serialize, ToSchema)]
struct ImportBody {
    /// Whether this is a preview, and nothing was changed.
    preview: bool,
    /// How many records were added.
    created: u64,
    /// How many were changed.
    changed: u64,
    /// How many were there already.
    unchanged: u64,
}

/// Imports a file of CSV or JSON lines: all of it or nothing. Managers may.
///
/// The body is the file, or a form with the file, those beside it that a mapping reads, and the mapping
/// itself.
#[utoipa::path(post, path = "/imports", tag = "transfers", operation_id = "import",
    params(ImportParams),
    request_body(content(
        (String = "text/csv"),
        (String = "application/x-ndjson"),
        (ImportForm = "multipart/form-data")
    )),
    responses((status = 200, body = ImportBody)))]
async fn import(
    State(api): State<Api>,
    desk: Configurer,
    Params(params): Params<ImportParams>,
    request: Request,
) -> Result<Json<ImportBody>, Problem> {
    // A path of this machine is no name of a mapping.
    let named = params.map.as_deref().map(|map| desk.import_named(map)).transpose()?;
    let received = Received::of(request, api.limits.import).await?;
    let map = match (named, received.mapping) {
        (None, None) => ImportMap::Named("winback".to_owned()),
        (Some(map), None) | (None, Some(map)) => map,
        (Some(_), Some(_)) => {
            let problem = "there are two mappings: one by name, and one in the form";
            return Err(Problem::malformed("map", problem).expecting("one of both"));
        }
    };
    let preview = params.preview.unwrap_or_default();
    let request = ImportRequest {
        map,
        file: received.file,
        called: Some(received.called),
        update: params.update.unwrap_or_default(),
        dry_run: preview,
        bad_rows: None,
    };
    let ImportSummary { created, changed, unchanged, .. } = desk.import(request).await?;
    Ok(Json(ImportBody { preview, created, changed, unchanged }))
}
