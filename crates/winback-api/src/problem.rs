//! Errors as problem details (RFC 9457): what is wrong, where, what was given, what was expected.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use winback_app::{
    AppError, ImportError,
    store::{
        PERSON, StoreError,
        filter::{FilterError, FilterErrors},
    },
};

/// The content type of problems.
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Why a request was refused; nothing was changed by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// The kind of problem, such as `/problems/filter`: stable, for programs.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The status of the response.
    pub status: u16,
    /// What is wrong this time and what to do, in a sentence.
    pub detail: String,
    /// The parameter, the member of the body or the field that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What was given there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What was expected there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// All that is wrong, if it is more than one thing or has places of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemPart>,
    /// The ids of records that do not exist or may not be seen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<i64>,
    /// In how many seconds to try again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemPart {
    /// What is wrong.
    pub detail: String,
    /// Where in the text that was given it begins, in characters from 1; a path in a filter tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What could stand there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expected: Vec<String>,
    /// Names close to the one that was given, the nearest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<String>,
}

impl Problem {
    /// Returns a problem of a kind: the last part of its [`type`](Self::kind), and its words.
    pub fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            field: None,
            value: None,
            expected: None,
            errors: Vec::new(),
            missing: Vec::new(),
            retry_after: None,
        }
    }

    /// A part of a request that cannot be understood.
    pub fn malformed(field: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "The request cannot be read", detail)
            .at(field)
    }

    /// A request by nobody that is known.
    pub fn unauthorised(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign-in", "Sign in first", detail)
    }

    /// What the person, or the token, may not do.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not-allowed", "Not allowed", detail)
    }

    /// Something that is not there.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", detail)
    }

    /// Says which part of the request it is about.
    #[must_use]
    pub fn at(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// Says what was given.
    #[must_use]
    pub fn given(mut self, value: &str) -> Self {
        self.value = Some(value.chars().take(200).collect());
        self
    }

    /// Says what was expected.
    #[must_use]
    pub fn expecting(mut self, expected: &str) -> Self {
        self.expected = Some(expected.to_owned());
        self
    }

    /// Tells an unknown name as a resource that is not there: the name stood in the path.
    pub fn in_path(error: AppError) -> Self {
        match error {
            AppError::Unknown { .. } | AppError::Renamed { .. } => {
                Self { status: StatusCode::NOT_FOUND.as_u16(), ..Self::from(error) }
            }
            error => error.into(),
        }
    }

    /// Tells a name that is nobody's at the member of the body that names the person.
    pub fn of_person(member: &str) -> impl Fn(AppError) -> Self {
        move |error| match error {
            AppError::Unknown { what: PERSON, .. } => Self::from(error).at(member),
            error => error.into(),
        }
    }

    fn refused(error: &AppError) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "refused",
            "The rules do not allow it as things stand",
            error.to_string(),
        )
    }

    fn of_filter(text: &str, errors: &FilterErrors, detail: String) -> Self {
        let problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "filter",
            "The filter cannot be read",
            detail,
        );
        let errors = errors.iter().map(|error| filter_part(text, error)).collect();
        Self { errors, ..problem.given(text) }
    }

    fn of_store(error: &AppError, store: &StoreError) -> Self {
        let problem = |status, kind, title| Self::new(status, kind, title, error.to_string());
        match store {
            StoreError::Stale { .. } => {
                let title = "The record was changed meanwhile";
                problem(StatusCode::CONFLICT, "stale", title).at("revision")
            }
            StoreError::Moved { found, .. } => {
                let title = "Another number of records matches by now";
                let problem = problem(StatusCode::CONFLICT, "moved", title).at("confirmed");
                problem.expecting(&found.to_string())
            }
            StoreError::Taken { name, .. } => {
                problem(StatusCode::CONFLICT, "taken", "The name is taken").given(name)
            }
            StoreError::Refused { .. } => {
                let (records, total) = error.refused_records().unwrap_or_default();
                let part = |detail| ProblemPart {
                    detail,
                    place: None,
                    expected: Vec::new(),
                    suggestions: Vec::new(),
                };
                let problem = Self::refused(error);
                let detail = match total {
                    0 | 1 => problem.detail.clone(),
                    _ => format!("{total} of the records cannot be changed, so none was"),
                };
                Self { detail, errors: records.into_iter().map(part).collect(), ..problem }
            }
            StoreError::Busy => {
                let title = "The database is busy";
                let problem = problem(StatusCode::SERVICE_UNAVAILABLE, "busy", title);
                Self { retry_after: Some(1), ..problem }
            }
            StoreError::Backend { .. } => {
                // What the driver said may name tables or hosts: it is for the log alone.
                tracing::error!(error = %chain(store), "the database failed");
                let detail = "the database failed: try again, and tell whoever runs this server";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", "The server failed", detail)
            }
            StoreError::Circle { parent, .. } => {
                let title = "A value cannot be taken";
                let problem = problem(StatusCode::UNPROCESSABLE_ENTITY, "value", title);
                problem.at("parent").given(parent)
            }
            StoreError::Edit(_) | StoreError::TooManyGroups { .. } => {
                let title = "A value cannot be taken";
                problem(StatusCode::UNPROCESSABLE_ENTITY, "value", title)
            }
            _ => Self::refused(error),
        }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let detail = error.to_string();
        let unprocessable = |kind: &str, title: &str| {
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, kind, title, detail.clone())
        };
        match &error {
            AppError::Filter { text, errors } => Self::of_filter(text, errors, detail),
            AppError::SavedSearch { text, errors, .. } => Self {
                status: StatusCode::CONFLICT.as_u16(),
                ..Self::of_filter(text, errors, detail)
            },
            AppError::Domain(error) => {
                let part = ProblemPart {
                    detail: error.to_string(),
                    place: Some(error.place.iter().map(|index| format!("[{index}]")).collect()),
                    expected: error.expected.iter().map(ToString::to_string).collect(),
                    suggestions: error.suggestions.clone(),
                };
                let problem = unprocessable("filter", "The filter cannot be read");
                Self { errors: vec![part], ..problem }
            }
            AppError::Tree(errors) => {
                let part = |error: &winback_app::store::filter::TreeError| ProblemPart {
                    detail: error.to_string(),
                    place: Some(error.pointer.clone()),
                    expected: error.expected.iter().map(ToString::to_string).collect(),
                    suggestions: error.suggestions.clone(),
                };
                let problem = unprocessable("filter", "The filter cannot be read");
                Self { errors: errors.iter().map(part).collect(), ..problem }
            }
            AppError::Unknown { what, name, nearest, .. } => {
                let problem = unprocessable("unknown-name", "There is nothing of that name");
                let part = nearest.as_ref().map(|nearest| ProblemPart {
                    detail: detail.clone(),
                    place: None,
                    expected: Vec::new(),
                    suggestions: vec![nearest.clone()],
                });
                Self { errors: part.into_iter().collect(), ..problem.at(what).given(name) }
            }
            AppError::Renamed { name, now, .. } => {
                let problem = unprocessable("unknown-name", "There is nothing of that name");
                problem.at("lost_reason").given(name).expecting(now)
            }
            AppError::Ambiguous { what, name, .. } => {
                let title = "Several things have that name";
                unprocessable("ambiguous-name", title).at(what).given(name)
            }
            AppError::Absent { .. } => Self::not_found(detail),
            AppError::SignIn => Self::unauthorised(detail),
            AppError::SlowDown { seconds } => {
                let title = "Too many wrong passwords";
                let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "slow-down", title, detail);
                Self { retry_after: Some(*seconds), ..problem }
            }
            AppError::NotAllowed { .. } | AppError::Mandate { .. } => Self::forbidden(detail),
            AppError::NotFound(ids) => {
                let missing = ids.iter().map(|id| id.get()).collect();
                Self { missing, ..Self::not_found(detail) }
            }
            AppError::Merged { missing, .. } => {
                let missing = missing.iter().map(|id| id.get()).collect();
                Self { missing, ..Self::not_found(detail) }
            }
            AppError::Vetoed { .. } => unprocessable("policy", "A policy does not allow it"),
            AppError::Plugin { .. } => {
                tracing::error!(error = %chain(&error), "a plugin failed");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", "The server failed", detail)
            }
            AppError::Policy { .. } => unprocessable("policy", "The policy asks for more"),
            AppError::Value { place, value, problem } => {
                let title = "A value cannot be taken";
                unprocessable("value", title).at(place).given(value).expecting(&problem.to_string())
            }
            AppError::Usage(_) => unprocessable("request", "The request makes no sense"),
            AppError::Refused(_) => Self::refused(&error),
            AppError::Import(import) => of_import(import, detail),
            AppError::Store(store) => Self::of_store(&error, store),
        }
    }
}

fn of_import(import: &ImportError, detail: String) -> Problem {
    let problem = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "import",
        "The file cannot be imported",
        detail,
    );
    let ImportError::Problems { problems, .. } = import else { return problem };
    let part = |one: &winback_app::ImportProblem| ProblemPart {
        detail: one.found_and_expected(),
        place: Some(match &one.column {
            Some(column) => format!("line {}, column {column}", one.line),
            None => format!("line {}", one.line),
        }),
        expected: vec![one.expected.clone()],
        suggestions: Vec::new(),
    };
    Problem { errors: problems.iter().map(part).collect(), ..problem }
}

fn filter_part(text: &str, error: &FilterError) -> ProblemPart {
    ProblemPart {
        detail: error.to_string(),
        place: Some(error.column(text).to_string()),
        expected: error.expected.iter().map(ToString::to_string).collect(),
        suggestions: error.suggestions.clone(),
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, MEDIA_TYPE);
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
