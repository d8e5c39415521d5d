//! A deployment for one test, and calls to its API.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Method, Request, Response, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use winback_api::{Api, Limits, router};
use winback_app::{
    App, Assignment, Desk, FixedClock, TokenRequest,
    store::{
        BackendFactory,
        domain::{Kind, OpportunityId, Role, TokenScope},
    },
};
use winback_memory::MemoryBackend;
use winback_testkit::fixed_now;

/// A deployment with the manager `admin`, the salesperson `anna`, and `bert`, who sees all records.
pub(crate) struct Deployment {
    pub(crate) app: App,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) router: Router,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// Returns the document, if the status is the one that is expected.
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }
}

impl Deployment {
    pub(crate) async fn new() -> Self {
        Self::limited(Limits::default()).await
    }

    pub(crate) async fn limited(limits: Limits) -> Self {
        let storage = MemoryBackend.open("memory:").await.unwrap();
        let clock = Arc::new(FixedClock::at(fixed_now()));
        let app = App::builder(storage).clock(Arc::clone(&clock) as Arc<_>).build();
        app.install().await.unwrap();
        let admin = app.desk(Some("admin")).await.unwrap();
        admin.add_person("Anna Peeters", Some("anna"), None, Role::Salesperson).await.unwrap();
        admin
            .add_person("Bert Maes", Some("bert"), None, Role::SalespersonAllRecords)
            .await
            .unwrap();
        let router = router(Api::new(app.clone(), limits));
        Self { app, clock, router }
    }

    pub(crate) async fn desk(&self, login: &str) -> Desk {
        self.app.desk(Some(login)).await.unwrap()
    }

    /// Makes a token of a person.
    pub(crate) async fn token(&self, login: &str, scope: TokenScope) -> String {
        let request = TokenRequest { name: "test".into(), scope, days: None };
        let (_, secret) = self.desk(login).await.create_token(&request).await.unwrap();
        secret.expose().to_owned()
    }

    /// Adds a record of a person, or of nobody.
    pub(crate) async fn record(&self, name: &str, owner: Option<&str>) -> OpportunityId {
        let value = owner.unwrap_or_default().to_owned();
        let fields = [
            Assignment { field: "salesperson".into(), value },
            Assignment { field: "expected_revenue".into(), value: "1234.50".into() },
        ];
        let admin = self.desk("admin").await;
        let created = admin.create(name, Kind::Opportunity, None, &fields).await.unwrap();
        created.opportunity.id
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    pub(crate) async fn call(
        &self,
        token: Option<&str>,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        self.call(Some(token), Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        self.call(Some(token), Method::POST, path, Some(body)).await
    }
}

/// Tells a problem by its kind, where it is, and its status.
pub(crate) fn problem(answer: &Answer) -> Value {
    let document = answer.json();
    assert_eq!(
        answer.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()),
        Some("application/problem+json"),
        "{document}"
    );
    assert_eq!(document["status"], answer.status.as_u16(), "{document}");
    json!({ "type": document["type"], "field": document["field"], "status": document["status"] })
}
