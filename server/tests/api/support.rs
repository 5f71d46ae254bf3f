//! A server of one's own for every test, and a browser that prices as the page does.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use quotient_server::app::{App, Settings};
use quotient_server::clock::{self, Clock, FixedClock};
use quotient_server::money::Money;
use quotient_server::payment::{Outcome, OutcomeUnknown, PaymentProvider, TestProvider};
use quotient_server::store::Store;
use quotient_server::store::accounts::{self, Organization, User};
use quotient_server::{catalogs, http, seed, settle};
use serde_json::{Value, json};
use tokio::sync::watch;
use tower::ServiceExt;

use crate::database::Database;

/// 2026-11-21T09:00:00Z: a third of the month is left of the node-locked licenses.
pub const NOW: i64 = 1_795_251_600;
pub const NODE: &str = "sub_studio_node";
pub const FLOATING: &str = "sub_studio_floating";
pub const TESTCLOUD: &str = "sub_testcloud";

/// The real test provider behind a line that can be cut.
pub struct Line {
    pub provider: TestProvider,
    /// Nothing gets through.
    pub cut: AtomicBool,
    /// Payments get through, no answer comes back.
    pub mute: AtomicBool,
    /// Payments get through, and what comes of them is not there before this ends.
    pub held: watch::Sender<bool>,
    /// So many calls get lost, then it works again.
    pub lose: AtomicUsize,
    /// Nothing that would be voided gets through.
    pub unvoidable: AtomicBool,
}

impl Line {
    async fn answer<T>(
        &self,
        call: impl Future<Output = Result<T, OutcomeUnknown>>,
    ) -> Result<T, OutcomeUnknown> {
        let lost = || Err(OutcomeUnknown("the line is cut".to_owned()));
        let losing = self.lose.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if losing.is_ok() || self.cut.load(Ordering::SeqCst) {
            return lost();
        }
        let answer = call.await;
        let _ = self.held.subscribe().wait_for(|held| !held).await;
        if self.mute.load(Ordering::SeqCst) { lost() } else { answer }
    }
}

#[async_trait]
impl PaymentProvider for Line {
    async fn charge(&self, key: &str, money: &Money, card: &str) -> Result<Outcome, OutcomeUnknown> {
        self.answer(self.provider.charge(key, money, card)).await
    }

    async fn refund(&self, key: &str, money: &Money, card: &str) -> Result<Outcome, OutcomeUnknown> {
        self.answer(self.provider.refund(key, money, card)).await
    }

    async fn find(&self, key: &str) -> Result<Option<Outcome>, OutcomeUnknown> {
        self.answer(self.provider.find(key)).await
    }

    async fn void(&self, key: &str) -> Result<Outcome, OutcomeUnknown> {
        if self.unvoidable.load(Ordering::SeqCst) {
            return Err(OutcomeUnknown("the line is cut".to_owned()));
        }
        self.answer(self.provider.void(key)).await
    }
}

pub struct Server {
    pub database: Database,
    settings: Settings,
    pub clock: Arc<FixedClock>,
    pub line: Arc<Line>,
    pub app: Arc<App>,
    router: Router,
}

impl Server {
    /// The database as it stands on the command line of another program.
    pub fn argument(&self) -> String {
        self.database.argument()
    }

    /// A demo server at `NOW`.
    pub async fn start() -> Server {
        Server::start_with(Settings { demo: true, ..Settings::default() }).await
    }

    /// One that waits for the provider as long as its line is held.
    pub async fn start_patient() -> Server {
        let provider_timeout = Duration::from_secs(3_600);
        Server::start_with(Settings { demo: true, provider_timeout, ..Settings::default() }).await
    }

    /// A demo server at another instant.
    pub async fn start_with_clock(now: i64) -> Server {
        Server::start_at(Settings { demo: true, ..Settings::default() }, now).await
    }

    pub async fn start_with(settings: Settings) -> Server {
        Server::start_at(settings, NOW).await
    }

    async fn start_at(settings: Settings, now: i64) -> Server {
        let database = Database::new();
        let clock = Arc::new(FixedClock::at(now));
        let store = Store::open(&database.location).await.unwrap();
        seed::demo(&store, now).await.unwrap();
        store.close().await;
        let (line, app) = open(&database, &settings, &clock).await;
        let router = http::router(Arc::clone(&app));
        Server { database, settings, clock, line, app, router }
    }

    /// Ends this server and starts another on its files, as the program does.
    pub async fn restart(self) -> Server {
        let Server { database, settings, clock, line, app, router } = self;
        drop(router);
        app.tasks.close();
        app.tasks.wait().await;
        app.store.close().await;
        line.provider.close().await;
        let (line, app) = open(&database, &settings, &clock).await;
        settle::reconcile(&app).await.unwrap();
        let router = http::router(Arc::clone(&app));
        Server { database, settings, clock, line, app, router }
    }

    /// Another server on the same database and the same provider, as on another machine.
    pub async fn beside(&self) -> Beside {
        let (_, app) = open(&self.database, &self.settings, &self.clock).await;
        Beside { router: http::router(Arc::clone(&app)), app }
    }

    /// A browser in which a user has signed in.
    pub async fn browser(&self, user: &str) -> Browser {
        let mut browser = self.stranger();
        let reply = browser.post("/api/session", &json!({ "user": user })).await.expect(200);
        browser.keep_session(&reply);
        browser
    }

    /// A browser in which nobody has signed in.
    pub fn stranger(&self) -> Browser {
        Browser { router: self.router.clone(), cookie: None, csrf: None, address: "192.0.2.1".to_owned() }
    }

    /// Another organization, with an owner `u_other` and `sub_other`: a monthly node-locked license.
    pub async fn add_organization(&self) {
        let mut tx = self.app.store.write().await.unwrap();
        let organization = Organization {
            id: "org_other".to_owned(),
            name: "Other".to_owned(),
            taxes: json!({ "rates": [] }).to_string(),
            viewer_roles: json!(["owner"]).to_string(),
        };
        accounts::insert_organization(&mut tx, &organization, NOW).await.unwrap();
        let user = User {
            id: "u_other".to_owned(),
            organization: organization.id.clone(),
            name: "Oscar Other".to_owned(),
            email: "oscar@other.example".to_owned(),
            role: "owner".to_owned(),
        };
        accounts::insert_user(&mut tx, &user).await.unwrap();
        let month = json!({ "unit": "month" });
        seed::purchase(&mut tx, &organization, "sub_other", &[("studio-node", 1)], &month, NOW - 86_400)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// An organization that has bought nothing yet, with an owner `u_new`.
    pub async fn add_newcomer(&self) {
        let mut tx = self.app.store.write().await.unwrap();
        let organization = Organization {
            id: "org_new".to_owned(),
            name: "Newcomer".to_owned(),
            taxes: json!({ "rates": [] }).to_string(),
            viewer_roles: json!(["owner", "member"]).to_string(),
        };
        accounts::insert_organization(&mut tx, &organization, NOW).await.unwrap();
        for (id, role) in [("u_new", "owner"), ("u_new_member", "member")] {
            let user = User {
                id: id.to_owned(),
                organization: organization.id.clone(),
                name: "Nora New".to_owned(),
                email: format!("{id}@new.example"),
                role: role.to_owned(),
            };
            accounts::insert_user(&mut tx, &user).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Makes a changed demo catalog the current one.
    pub async fn change_catalog(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut catalog: Value = serde_json::from_str(seed::CATALOG).unwrap();
        change(&mut catalog);
        let mut tx = self.app.store.write().await.unwrap();
        let digest = catalogs::activate(&mut tx, &catalog.to_string(), self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        digest
    }

    /// Runs one statement.
    pub async fn execute(&self, statement: &'static str) -> u64 {
        let mut tx = self.app.store.write().await.unwrap();
        let done = sqlx::query(statement).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        done.rows_affected()
    }

    /// Writes a state by hand.
    pub async fn edit_state(&self, id: &str, edit: impl FnOnce(&mut Value)) {
        let mut tx = self.app.store.write().await.unwrap();
        let held = accounts::subscription(&mut tx, id).await.unwrap().unwrap();
        let mut state: Value = serde_json::from_str(&held.state).unwrap();
        edit(&mut state);
        let state = state.to_string();
        let (version, at) = (held.version, held.changed_at);
        assert!(accounts::replace_state(&mut tx, id, version, &state, &held.catalog, at).await.unwrap());
        tx.commit().await.unwrap();
    }

    /// Asks for one number.
    pub async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&mut *self.app.store.read().await.unwrap()).await.unwrap()
    }

    /// Accepted payments, and what came in by them in minor units.
    pub async fn paid(&self) -> (i64, i64) {
        self.line.provider.accepted().await.unwrap()
    }

    pub fn cut(&self, cut: bool) {
        self.line.cut.store(cut, Ordering::SeqCst);
    }

    pub fn mute(&self, mute: bool) {
        self.line.mute.store(mute, Ordering::SeqCst);
    }

    pub fn hold(&self, held: bool) {
        self.line.held.send_replace(held);
    }
}

/// A server beside another.
pub struct Beside {
    pub app: Arc<App>,
    router: Router,
}

impl Beside {
    /// The same browser, its requests to this server.
    pub fn moved(&self, browser: &Browser) -> Browser {
        Browser { router: self.router.clone(), ..browser.clone() }
    }
}

async fn open(database: &Database, settings: &Settings, clock: &Arc<FixedClock>) -> (Arc<Line>, Arc<App>) {
    let clock: Arc<dyn Clock> = Arc::<FixedClock>::clone(clock);
    let provider = TestProvider::open(&database.location.of_provider(), Arc::clone(&clock)).await.unwrap();
    let line = Arc::new(Line {
        provider,
        cut: AtomicBool::new(false),
        mute: AtomicBool::new(false),
        held: watch::Sender::new(false),
        lose: AtomicUsize::new(0),
        unvoidable: AtomicBool::new(false),
    });
    let store = Store::open(&database.location).await.unwrap();
    let app = App::new(store, Arc::<Line>::clone(&line), clock, settings.clone());
    (line, app)
}

#[derive(Clone)]
pub struct Browser {
    pub router: Router,
    pub cookie: Option<String>,
    /// What the page sends along with the cookie.
    pub csrf: Option<String>,
    pub address: String,
}

#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The codes and paths of all problems, `code /path`.
    pub fn problems(&self) -> Vec<String> {
        self.json()["problems"]
            .as_array()
            .unwrap_or_else(|| panic!("no problems in {}", self.body))
            .iter()
            .map(|problem| {
                assert!(!problem["message"].as_str().unwrap().is_empty());
                format!("{} {}", problem["code"].as_str().unwrap(), problem["path"].as_str().unwrap())
            })
            .collect()
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Reply {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// The status, and that this is the only problem.
    #[track_caller]
    pub fn refuses(self, status: u16, problem: &str) -> Reply {
        let reply = self.expect(status);
        assert_eq!(reply.problems(), [problem], "{}", reply.body);
        reply
    }
}

impl Browser {
    /// Takes the cookie and what goes with it from a session's view.
    pub fn keep_session(&mut self, reply: &Reply) {
        let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap();
        self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        self.csrf = reply.json()["csrf"].as_str().map(str::to_owned);
    }

    /// Goes on as another browser, on a server that was started again.
    pub fn take_session_of(&mut self, other: &Browser) {
        self.cookie.clone_from(&other.cookie);
        self.csrf.clone_from(&other.csrf);
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header(header::HOST, "localhost:8080");
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf-token", csrf);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body.into()).unwrap();
        let address: SocketAddr = format!("{}:4711", self.address).parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(Method::POST, path, &[("content-type", "application/json")], body.to_string()).await
    }

    pub async fn post_text(&self, path: &str, body: impl Into<Body>) -> Reply {
        self.send(Method::POST, path, &[("content-type", "application/json")], body).await
    }

    /// A POST with an idempotency key.
    pub async fn keyed(&self, path: &str, key: &str, body: &Value) -> Reply {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        self.send(Method::POST, path, &headers, body.to_string()).await
    }

    pub async fn confirm(&self, key: &str, body: &Value) -> Reply {
        self.keyed("/api/confirm", key, body).await
    }

    /// Saves what the page would show now as a quote.
    pub async fn save(&self, key: &str, choice: &Value) -> Value {
        let answer = self.quote(choice).await;
        assert_eq!(answer["status"], "priced", "{answer}");
        let body = with(choice, &json!({ "digest": answer["digest"] }));
        self.keyed("/api/quotes", key, &body).await.expect(201).json()
    }

    /// Accepts a saved quote; `pays` is its card or its purchase order.
    pub async fn accept(&self, key: &str, quote: &Value, pays: Value) -> Reply {
        let path = format!("/api/quotes/{}/accept", quote["id"].as_str().unwrap());
        self.keyed(&path, key, &with(&json!({ "digest": quote["digest"] }), &pays)).await
    }

    /// The state of one subscription in the account.
    pub async fn subscription(&self, id: &str) -> Value {
        let account = self.get("/api/account").await.expect(200).json();
        account["subscriptions"]
            .as_array()
            .unwrap()
            .iter()
            .find(|subscription| subscription["state"]["id"] == id)
            .unwrap()
            .clone()
    }

    /// What the page does: it builds the request from the account, the catalog and the codes' terms,
    /// and prices it itself.
    pub async fn quote(&self, choice: &Value) -> Value {
        let account = self.get("/api/account").await.expect(200).json();
        let catalog = self.get("/api/catalog").await.expect(200).body;
        let mut coupons = Vec::new();
        for code in choice["codes"].as_array().into_iter().flatten() {
            // Without a subscription, where there is none yet.
            let body = match &choice["subscription"] {
                Value::Null => json!({ "code": code }),
                subscription => json!({ "subscription": subscription, "code": code }),
            };
            coupons.push(self.post("/api/codes", &body).await.expect(200).json());
        }
        price(&catalog, &account, choice, &coupons)
    }

    /// The body of a confirm for what the page would show now.
    pub async fn body(&self, choice: &Value, card: &str) -> Value {
        let answer = self.quote(choice).await;
        assert_eq!(answer["status"], "priced", "{answer}");
        with(choice, &json!({ "digest": answer["digest"], "card": card }))
    }
}

/// Prices as the page does, from what the server gave it.
pub fn price(catalog: &str, account: &Value, choice: &Value, coupons: &[Value]) -> Value {
    let subscriptions = account["subscriptions"].as_array().unwrap();
    let states = |theirs: bool| {
        subscriptions
            .iter()
            .map(|subscription| subscription["state"].clone())
            .filter(|state| (state["id"] == choice["subscription"]) == theirs)
            .collect::<Vec<_>>()
    };
    let kind = choice["type"].as_str().unwrap_or("change");
    let mut request = json!({
        "type": kind,
        "at": choice["at"],
        "actor": { "role": account["user"]["role"] },
        "account": account["account"],
        "tax": account["taxes"],
        "coupons": coupons,
    });
    if kind != "purchase" {
        request["subscription"] = states(true)[0].clone();
    }
    if matches!(kind, "purchase" | "change") {
        // What has ended stands against nothing.
        let others = states(false).into_iter().filter(|state| state["status"] != "ended");
        request["existing"] = others.collect();
    }
    for part in ["items", "cycle", "currency", "codes"] {
        if !choice[part].is_null() {
            request[part] = choice[part].clone();
        }
    }
    let catalog = quotient::Catalog::parse(catalog).unwrap();
    let request = quotient::Request::parse(&request.to_string()).unwrap();
    serde_json::from_str(&quotient::quote(&catalog, &request).unwrap().to_json()).unwrap()
}

/// One object with the fields of two.
pub fn with(one: &Value, two: &Value) -> Value {
    let mut all = one.clone();
    all.as_object_mut().unwrap().extend(two.as_object().unwrap().clone());
    all
}

pub fn at(seconds: i64) -> String {
    clock::format(seconds).unwrap()
}

/// So many units of a product, bought for a month.
pub fn purchase(product: &str, quantity: u32, seconds: i64) -> Value {
    json!({
        "type": "purchase",
        "at": at(seconds),
        "items": [{ "product": product, "quantity": quantity }],
        "cycle": { "unit": "month" },
        "currency": "USD",
    })
}

/// A choice that names a subscription and an instant only.
pub fn plain(kind: &str, subscription: &str, seconds: i64) -> Value {
    json!({ "type": kind, "subscription": subscription, "at": at(seconds) })
}

/// So many node-locked licenses (10 are held), quoted now.
pub fn licenses(quantity: u32) -> Value {
    json!({
        "subscription": NODE,
        "at": at(NOW),
        "items": [{ "product": "studio-node", "quantity": quantity }],
    })
}
