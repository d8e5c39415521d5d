//! Exports and imports, as streams.

use axum::{
    Json,
    body::{Body as Stream, Bytes},
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{
    AppError, Export, ExportRequest, ExportRow, ImportMap, ImportRequest, ImportSummary,
};

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
    /// `jsonl`, which it is if absent, or `csv`.
    format: Option<String>,
}

#[derive(Clone, Copy)]
enum Format {
    JsonLines,
    Csv,
}

impl Format {
    fn lines(self, rows: &[ExportRow]) -> Result<Bytes, std::io::Error> {
        let mut bytes = Vec::new();
        match self {
            Self::JsonLines => {
                for row in rows {
                    serde_json::to_writer(&mut bytes, &row.json())?;
                    bytes.push(b'\n');
                }
            }
            Self::Csv => {
                let mut writer = csv::Writer::from_writer(&mut bytes);
                for row in rows {
                    writer.write_record(row.values().iter().map(|value| value.plain()))?;
                }
                writer.flush()?;
                drop(writer);
            }
        }
        Ok(bytes.into())
    }

    fn header(self, export: &Export) -> Result<Bytes, std::io::Error> {
        let mut bytes = Vec::new();
        if matches!(self, Self::Csv) {
            let mut writer = csv::Writer::from_writer(&mut bytes);
            writer.write_record(export.columns().iter().map(|column| column.name))?;
            writer.flush()?;
            drop(writer);
        }
        Ok(bytes.into())
    }
}

/// Exports opportunities with all their losses, as a stream.
#[utoipa::path(get, path = "/exports/opportunities", tag = "transfers",
    operation_id = "export_opportunities", params(ExportParams),
    responses((status = 200, content_type = "application/x-ndjson", body = String)))]
async fn export(desk: Reader, Params(params): Params<ExportParams>) -> Result<Response, Problem> {
    let format = match params.format.as_deref() {
        None | Some("jsonl") => Format::JsonLines,
        Some("csv") => Format::Csv,
        Some(other) => {
            return Err(Problem::malformed("format", "there is no such format")
                .given(other)
                .expecting("jsonl or csv"));
        }
    };
    let columns = params.columns.map(|text| {
        text.split(',').map(|column| column.trim().to_owned()).collect::<Vec<String>>()
    });
    let filter = params.filter.unwrap_or_default();
    let mut export = desk.export(&ExportRequest { filter, sort: params.sort, columns }).await?;
    let failed = |error: std::io::Error| {
        tracing::error!(%error, "an export failed");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", "The server failed", "try again")
    };
    let header = format.header(&export).map_err(failed)?;
    // The first page is read before anything is said, so that what is wrong is told as a problem.
    let first = export.next_page().await?;
    let first = first.map(|rows| format.lines(&rows)).transpose().map_err(failed)?;
    let rest = stream::try_unfold(export, move |mut export| async move {
        let Some(rows) = export.next_page().await.map_err(broken)? else { return Ok(None) };
        Ok::<_, std::io::Error>(Some((format.lines(&rows)?, export)))
    });
    let begin = stream::iter([Some(header), first].into_iter().flatten().map(Ok));
    let (media, name) = match format {
        Format::JsonLines => ("application/x-ndjson", "opportunities.jsonl"),
        Format::Csv => ("text/csv; charset=utf-8", "opportunities.csv"),
    };
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, Stream::from_stream(begin.chain(rest))).into_response())
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
    /// The mapping, by the name of a built-in one; `winback`, which reads what an export writes, if
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
    let map = winback_app::MapInfo::named(&map).map(|info| ImportMap::BuiltIn(info.name.into()))?;
    let folder = tempfile::tempdir().map_err(|error| unkept(&error))?;
    let csv = request.headers().get(header::CONTENT_TYPE);
    let csv = csv.and_then(|value| value.to_str().ok()).is_some_and(|it| it.contains("csv"));
    let path = folder.path().join(if csv { "import.csv" } else { "import.jsonl" });
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
