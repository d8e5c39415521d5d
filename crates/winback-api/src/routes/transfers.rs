//! Exports and imports, as streams.

use std::path::PathBuf;

use axum::{
    Json,
    body::{Body as Stream, Bytes},
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{AppError, ExportRequest, ImportRequest, ImportSummary};

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
    /// The mapping, by the name of a built-in one or of an importer of this server; `winback`, which reads what an export writes, if
    /// absent.
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
#[utoipa::path(post, path = "/imports", tag = "transfers", operation_id = "import",
    params(ImportParams), request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportBody)))]
async fn import(
    State(api): State<Api>,
    desk: Configurer,
    Params(params): Params<ImportParams>,
    request: Request,
) -> Result<Json<ImportBody>, Problem> {
    let map = params.map.unwrap_or_else(|| "winback".to_owned());
    // A path of this machine is no name of a mapping.
    let map = desk.import_named(&map)?;
    let folder = tempfile::tempdir().map_err(|error| unkept(&error))?;
    let csv = request.headers().get(header::CONTENT_TYPE);
    let csv = csv.and_then(|value| value.to_str().ok()).is_some_and(|it| it.contains("csv"));
    let called = PathBuf::from(if csv { "import.csv" } else { "import.jsonl" });
    let path = folder.path().join(&called);
    let mut file = tokio::fs::File::create(&path).await.map_err(|error| unkept(&error))?;
    let mut body = request.into_body().into_data_stream().map_err(|error| {
        Problem::malformed("body", format!("the file did not arrive whole: {error}"))
    });
    let mut length = 0_usize;
    while let Some(part) = body.next().await {
        let part = part?;
        length = length.saturating_add(part.len());
        if length > api.limits.import {
            return Err(Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "The file is too large",
                format!("this server takes files of at most {} bytes", api.limits.import),
            )
            .at("body"));
        }
        file.write_all(&part).await.map_err(|error| unkept(&error))?;
    }
    file.flush().await.map_err(|error| unkept(&error))?;
    drop(file);
    let preview = params.preview.unwrap_or_default();
    let request = ImportRequest {
        map,
        file: path,
        called: Some(called),
        update: params.update.unwrap_or_default(),
        dry_run: preview,
        bad_rows: None,
    };
    let ImportSummary { created, changed, unchanged, .. } = desk.import(request).await?;
    Ok(Json(ImportBody { preview, created, changed, unchanged }))
}

fn unkept(error: &std::io::Error) -> Problem {
    tracing::error!(%error, "a file to be imported cannot be kept");
    Problem::new(
        StatusCode::INSUFFICIENT_STORAGE,
        "failed",
        "The server failed",
        "the server has no place to keep the file: tell whoever runs it",
    )
}
