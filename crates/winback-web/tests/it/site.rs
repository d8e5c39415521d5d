//! A deployment for one test, with people who are signed in.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
    response::Response,
};
use http_body_util::BodyExt;
use tower::ServiceExt;
use winback_api::{Api, Limits, router_with, session::COOKIE};
use winback_app::{
    App, Assignment, Desk, FixedClock, Secret,
    store::{
        BackendFactory, Storage,
        domain::{Kind, OpportunityId, Role},
    },
};
use winback_memory::MemoryBackend;
use winback_testkit::fixed_now;
use winback_web::{Web, pages};

pub(crate) const PASSWORD: &str = "quiet-otter-barn-7";
const HOST: &str = "crm.example";

/// A deployment with the manager `admin`, and the salespeople `anna` and `ben`.
pub(crate) struct Site {
    pub(crate) app: App,
    router: Router,
}

/// Somebody who is signed in, with the cookie that says so.
pub(crate) struct Browser<'s> {
    site: &'s Site,
    cookie: String,
    language: &'static str,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// Reads what was answered to its end.
    pub(crate) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Self { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// Returns the page, if the status is the one that is expected.
    pub(crate) fn page(&self, status: u16) -> &str {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        &self.text
    }

    /// Returns what sets cookies.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        let set = self.headers.get_all(header::SET_COOKIE).iter();
        set.map(|it| it.to_str().unwrap()).collect()
    }

    /// Returns where the browser is sent.
    pub(crate) fn goes_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// Tells whether the page says a text, as a person reads it.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.text.contains(
            &text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;"),
        )
    }

    /// Returns the values of the hidden and other fields of the page with a name.
    pub(crate) fn values(&self, name: &str) -> Vec<String> {
        let marker = format!("name=\"{name}\"");
        let inputs = self.text.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
        let inputs = inputs.filter(|input| input.contains(&marker));
        let value = |input: &str| {
            input.split("value=\"").nth(1).and_then(|it| it.split('"').next()).map(str::to_owned)
        };
        inputs.filter_map(value).collect()
    }
}

impl Site {
    pub(crate) async fn new() -> Self {
        Self::limited(Limits::default()).await
    }

    /// Serves within limits of one's own.
    pub(crate) async fn limited(limits: Limits) -> Self {
        Self::on(MemoryBackend.open("memory:").await.unwrap(), limits).await
    }

    /// Serves what a storage holds.
    pub(crate) async fn on(storage: Storage, limits: Limits) -> Self {
        let clock = Arc::new(FixedClock::at(fixed_now()));
        let app = App::builder(storage).clock(clock).build();
        app.install().await.unwrap();
        let admin = app.desk(Some("admin")).await.unwrap();
        for (name, login) in [("Anna Peeters", "anna"), ("Ben Maes", "ben")] {
            admin.add_person(name, Some(login), None, Role::Salesperson).await.unwrap();
        }
        for login in ["admin", "anna"] {
            admin.set_password(login, &Secret::new(PASSWORD)).await.unwrap();
        }
        let api = Api::new(app.clone(), limits);
        let router = router_with(api, pages(Web::new(app.clone(), limits.secure_cookie)));
        Self { app, router }
    }

    pub(crate) async fn desk(&self, login: &str) -> Desk {
        self.app.desk(Some(login)).await.unwrap()
    }

    /// Adds a record of a person, or of nobody.
    pub(crate) async fn record(
        &self,
        name: &str,
        owner: &str,
        more: &[(&str, &str)],
    ) -> OpportunityId {
        let field = |(field, value): &(&str, &str)| Assignment {
            field: (*field).to_owned(),
            value: (*value).to_owned(),
        };
        let fields: Vec<Assignment> = [("salesperson", owner), ("expected_revenue", "1000")]
            .iter()
            .chain(more)
            .map(field)
            .collect();
        let admin = self.desk("admin").await;
        admin.create(name, Kind::Opportunity, None, &fields).await.unwrap().opportunity.id
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// Signs in on the page.
    pub(crate) async fn sign_in(&self, login: &str) -> Browser<'_> {
        let nobody = Browser { site: self, cookie: String::new(), language: "en" };
        let answer = nobody.post("/sign-in", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!(answer.goes_to(), "/pipeline");
        let set = answer.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
        let cookie = set.split(';').next().unwrap().to_owned();
        assert!(cookie.starts_with(COOKIE) && set.contains("HttpOnly"), "{set}");
        Browser { cookie, ..nobody }
    }

    pub(crate) const fn nobody(&self) -> Browser<'_> {
        Browser { site: self, cookie: String::new(), language: "en" }
    }
}

impl Browser<'_> {
    pub(crate) const fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// Keeps the cookies that an answer sets, beside that of the session.
    pub(crate) fn keeping(&self, answer: &Answer) -> Self {
        let set = answer.headers.get_all(header::SET_COOKIE).iter();
        let kept = set.filter_map(|it| it.to_str().ok()?.split(';').next());
        let cookie = kept.fold(self.cookie.clone(), |all, one| format!("{all}; {one}"));
        Self { cookie, ..*self }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, "same-origin").await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, Some(fields), "same-origin").await
    }

    /// Asks for a page whose end is not waited for.
    pub(crate) async fn begin(&self, path: &str) -> Response {
        let request = self.request(Method::GET, path, None, "same-origin");
        self.site.router.clone().oneshot(request).await.unwrap()
    }

    /// Posts as a page of another site makes a browser do.
    pub(crate) async fn post_from_elsewhere(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, Some(fields), "cross-site").await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        fields: Option<&[(&str, &str)]>,
        site: &str,
    ) -> Answer {
        self.site.send(self.request(method, path, fields, site)).await
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        fields: Option<&[(&str, &str)]>,
        site: &str,
    ) -> Request<Body> {
        let body = fields.map(|fields| {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(fields).finish()
        });
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header("sec-fetch-site", site)
            .header(header::ACCEPT_LANGUAGE, self.language)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.unwrap_or_default()))
            .unwrap()
    }
}
