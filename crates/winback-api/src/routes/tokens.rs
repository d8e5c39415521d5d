//! API tokens.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{
    TokenRequest,
    store::domain::{ApiToken, TokenId, TokenScope},
};

use crate::{
    Api, Problem,
    caller::{Reader, Writer},
    extract::{Body, Named},
};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke))
}

/// An API token; its secret is told once, when it is made.
#[derive(Serialize, ToSchema)]
struct TokenBody {
    /// Its id.
    id: i64,
    /// What it is for.
    name: String,
    /// `read`, `write` or `configure`.
    scope: &'static str,
    /// The id of the person as whom it acts.
    person: i64,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// Until when it is valid.
    #[schema(format = DateTime)]
    expires_at: String,
    /// When it was last used, to the hour.
    #[schema(format = DateTime)]
    last_used_at: Option<String>,
    /// When it was revoked.
    #[schema(format = DateTime)]
    revoked_at: Option<String>,
}

/// A new token.
#[derive(Serialize, ToSchema)]
struct NewToken {
    /// What is known of it.
    token: TokenBody,
    /// The secret, told this once: `Authorization: Bearer SECRET`.
    secret: String,
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenInput {
    /// What it is for.
    name: String,
    /// `read`, `write` or `configure`.
    scope: String,
    /// For how many days it is valid, at most 366.
    days: Option<u16>,
}

impl TokenBody {
    fn of(token: &ApiToken) -> Self {
        Self {
            id: token.id.get(),
            name: token.name.clone(),
            scope: token.scope.as_str(),
            person: token.person.get(),
            created_at: token.created_at.to_string(),
            expires_at: token.expires_at.to_string(),
            last_used_at: token.last_used_at.map(|at| at.to_string()),
            revoked_at: token.revoked_at.map(|at| at.to_string()),
        }
    }
}

/// Lists one's tokens; for managers, everybody's.
#[utoipa::path(get, path = "/tokens", tag = "tokens", operation_id = "list_tokens",
    responses((status = 200, body = Vec<TokenBody>)))]
async fn list(desk: Reader) -> Result<Json<Vec<TokenBody>>, Problem> {
    Ok(Json(desk.tokens().await?.iter().map(TokenBody::of).collect()))
}

/// Makes a token that acts as oneself.
#[utoipa::path(post, path = "/tokens", tag = "tokens", operation_id = "create_token",
    request_body = TokenInput, responses((status = 201, body = NewToken)))]
async fn create(desk: Writer, Body(input): Body<TokenInput>) -> Result<Response, Problem> {
    let scope = TokenScope::from_word(&input.scope).ok_or_else(|| {
        Problem::malformed("scope", "there is no such scope")
            .given(&input.scope)
            .expecting("read, write or configure")
    })?;
    let request = TokenRequest { name: input.name, scope, days: input.days };
    let (token, secret) = desk.create_token(&request).await?;
    let body = NewToken { token: TokenBody::of(&token), secret: secret.expose().to_owned() };
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, headers, Json(body)).into_response())
}

/// Revokes a token: it is valid no more.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "tokens", operation_id = "revoke_token",
    params(("id" = i64, Path, description = "The token")),
    responses((status = 200, body = TokenBody)))]
async fn revoke(desk: Writer, Named(id): Named<i64>) -> Result<Json<TokenBody>, Problem> {
    Ok(Json(TokenBody::of(&desk.revoke_token(TokenId::new(id)).await?)))
}
