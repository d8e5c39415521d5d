//! The routes, and their description.

mod configuration;
mod customers;
mod health;
mod operations;
mod opportunities;
mod people;
mod reasons;
mod reports;
mod searches;
mod session;
mod stages;
mod tokens;
mod transfers;
mod verbs;

use std::sync::Arc;

use axum::{
    Router, extract::DefaultBodyLimit, middleware::from_fn_with_state, response::IntoResponse,
    routing::get,
};
use governor::clock::MonotonicClock;
use utoipa::{
    OpenApi,
    openapi::{
        self, ContentBuilder, Ref, RefOr, ResponseBuilder,
        security::{
            ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
        },
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    Api, Pages, Problem, docs, guard,
    metrics::Metrics,
    rate::{self, Rates},
    session::COOKIE,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Winback",
        description = "Opportunities, and the history of those that did not work out. Amounts of money \
                       are in minor units with their currency and a decimal text; instants are RFC \
                       3339 in UTC; errors are problem details (RFC 9457)."
    ),
    components(schemas(Problem))
)]
struct Description;

fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(Description::openapi()).nest(
        "/api/v1",
        OpenApiRouter::new()
            .merge(session::routes())
            .merge(tokens::routes())
            .merge(opportunities::routes())
            .merge(verbs::routes())
            .merge(customers::routes())
            .merge(operations::routes())
            .merge(reasons::routes())
            .merge(stages::routes())
            .merge(configuration::routes())
            .merge(people::routes())
            .merge(searches::routes())
            .merge(reports::routes())
            .merge(transfers::routes()),
    )
}

/// Returns the description of all operations, as OpenAPI 3.1.
pub fn openapi() -> openapi::OpenApi {
    described(routes().split_for_parts().1)
}

/// Returns the routes of the API, with the guards that every request passes.
pub fn router(api: Api) -> Router {
    let nothing = || async { Problem::not_found("there is nothing here: see /api/v1/docs") };
    let pages = Pages {
        router: Router::new().fallback(nothing),
        assets: Router::new(),
        refused: |_, refusal| Problem::from(refusal).into_response(),
    };
    router_with(api, pages)
}

/// Returns the routes of the API and of pages, which pass the same guards.
pub fn router_with(api: Api, pages: Pages) -> Router {
    // What it says of itself is made when somebody asks: few do, and all wait for the start.
    let (routes, _) = routes().split_for_parts();
    let limits = api.limits;
    let metrics = Metrics::new();
    let counted = metrics.clone();
    let rates = limits.rate.map(|rate| Arc::new(Rates::new(rate, MonotonicClock)));
    let Pages { router: pages, assets, refused } = pages;
    let pages = pages.layer(from_fn_with_state((api.clone(), rates.clone()), rate::counted));
    let router = routes
        .route("/api/v1/openapi.json", get(docs::document))
        .route("/api/v1/docs", get(docs::page))
        .route("/api/v1/docs.css", get(docs::style))
        .layer(from_fn_with_state((api.clone(), rates), rate::counted))
        .merge(health::routes())
        .route("/metrics", get(|| async move { counted.text() }))
        .method_not_allowed_fallback(|| async {
            Problem::new(
                axum::http::StatusCode::METHOD_NOT_ALLOWED,
                "method",
                "Another method is needed",
                "this address answers to other methods: see /api/v1/docs",
            )
        })
        .with_state(api)
        .merge(pages)
        .merge(assets)
        .layer(DefaultBodyLimit::max(limits.body));
    guard::guarded(router, &limits, &metrics, refused)
}

/// Adds to every operation what all have: that it can refuse, and how one signs in.
fn described(mut description: openapi::OpenApi) -> openapi::OpenApi {
    env!("CARGO_PKG_VERSION").clone_into(&mut description.info.version);
    let components = description.components.get_or_insert_default();
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("token", SecurityScheme::Http(token));
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE)));
    components.add_security_scheme("session", cookie);
    let problem =
        ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).build();
    let refused = ResponseBuilder::new()
        .description("Why it was refused; nothing was changed")
        .content("application/problem+json", problem)
        .build();
    let security: Vec<SecurityRequirement> = ["token", "session"]
        .map(|name| SecurityRequirement::new(name, Vec::<String>::new()))
        .into();
    for item in description.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            let responses = &mut operation.responses.responses;
            responses.insert("default".into(), RefOr::T(refused.clone()));
            if operation.security.is_none() {
                operation.security = Some(security.clone());
            }
        }
    }
    description
}
