//! Nothing lost, nobody charged twice: servers that are killed at random moments in the middle of checkouts, and
//! the books afterwards. The provider's own log and the server's tables are only compared here; neither
//! knows of the other.

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use quotient_server::clock::{Clock, SystemClock};
use quotient_server::payment::{Payment, TestProvider};
use quotient_server::seed;
use quotient_server::settle::provider_key;
use quotient_server::store::accounts::{self, Organization, User};
use quotient_server::store::intents::{self, Intent};
use quotient_server::store::orders::{self, Order};
use quotient_server::store::{Connection, Location, Store};
use serde_json::{Value, json};

use crate::database::{Database, wait};
use crate::program::{Running, run};
use crate::support::{price, with};

/// Organizations, each with two people at work at once.
const ORGANIZATIONS: usize = 4;
const DAY: i64 = 86_400;
const SERVE: [&str; 7] = [
    "serve",
    "--demo",
    "--listen",
    "127.0.0.1:0",
    "--set",
    "provider.timeout_seconds=1",
    "--set=log.filter=off",
];

/// So many times they are killed: 300 with `cargo xtask test --all`.
fn rounds() -> usize {
    if std::env::var_os("QUOTIENT_ALL").is_some() { 300 } else { 30 }
}

/// Numbers that look random; the seed is printed, so that a run can be looked into.
struct Dice(u64);

impl Dice {
    fn new() -> Dice {
        let seed = SystemClock.now().unsigned_abs() ^ u64::from(std::process::id()) << 20 | 1;
        println!("seed {seed}");
        Dice(seed)
    }

    /// Below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// A reply, or nothing if the server went away.
pub fn send(address: &str, request: &str, headers: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let length = body.len();
    write!(
        stream,
        "{request} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    )
    .ok()?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).ok()?;
    let (head, body) = reply.split_once("\r\n\r\n")?;
    // Half a body is none.
    let length: usize = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
    if body.len() != length {
        return None;
    }
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}

/// A press of the button, and what came back.
struct Press {
    key: String,
    body: String,
    reply: Option<(u16, String)>,
}

/// Someone who buys and gives back, again and again, and presses the button once more if no answer came.
struct Customer {
    headers: String,
    organization: usize,
    name: String,
    dice: Dice,
    presses: Vec<Press>,
}

impl Customer {
    /// Goes on until the server is gone; counts what was paid.
    fn shop(&mut self, address: &str, gone: &AtomicBool, paid: &AtomicU64) {
        while !gone.load(Ordering::SeqCst) {
            let before = self.paid();
            if self.press(address).is_none() {
                thread::sleep(Duration::from_millis(5));
            }
            paid.fetch_add(self.paid() - before, Ordering::SeqCst);
        }
    }

    fn paid(&self) -> u64 {
        self.presses.iter().filter(|press| matches!(press.reply, Some((200, _)))).count() as u64
    }

    fn press(&mut self, address: &str) -> Option<()> {
        let unanswered = self.presses.iter().rposition(|press| press.reply.is_none());
        if let Some(place) = unanswered.filter(|_| self.dice.roll(2) == 0) {
            return self.again(address, place);
        }
        let choice = self.choice(address)?;
        let (choice, account) = choice;
        let (_, catalog) = send(address, "GET /api/catalog", "", "")?;
        let answer = price(&catalog, &account, &choice, &[]);
        if answer["status"] != "priced" {
            return Some(());
        }
        let card = ["test_works", "test_works", "test_works", "test_timeout", "test_declined"];
        let card = card[usize::try_from(self.dice.roll(5)).unwrap()];
        let body = with(&choice, &json!({ "digest": answer["digest"], "card": card })).to_string();
        let key = format!("{}-{}", self.name, self.presses.len());
        self.presses.push(Press { key, body, reply: None });
        self.again(address, self.presses.len() - 1)
    }

    /// More floating licenses, or other build minutes: fewer of them are a refund.
    fn choice(&mut self, address: &str) -> Option<(Value, Value)> {
        let (status, account) = send(address, "GET /api/account", &self.headers, "")?;
        assert_eq!(status, 200, "{account}");
        let account: Value = serde_json::from_str(&account).unwrap();
        let subscriptions = account["subscriptions"].as_array().unwrap();
        let (product, name) = if self.dice.roll(2) == 0 {
            ("studio-floating", format!("sub_{}_floating", self.organization))
        } else {
            ("build-minutes", format!("sub_{}_minutes", self.organization))
        };
        let state = &subscriptions.iter().find(|held| held["state"]["id"] == *name).unwrap()["state"];
        let held = state["items"][0]["quantity"].as_u64().unwrap();
        let quantity = if product == "build-minutes" { (1 + self.dice.roll(40)) * 1_000 } else { held + 1 };
        let items = json!([{ "product": product, "quantity": quantity }]);
        let choice = json!({ "subscription": name, "at": account["now"], "items": items });
        Some((choice, account))
    }

    fn again(&mut self, address: &str, place: usize) -> Option<()> {
        let press = &mut self.presses[place];
        let headers = format!("{}idempotency-key: {}\r\n", self.headers, press.key);
        let (status, reply) = send(address, "POST /api/confirm", &headers, &press.body)?;
        assert!(matches!(status, 200 | 202 | 402 | 409 | 503), "{status} {reply}");
        // What is on its way is asked for again.
        let final_reply = matches!(status, 200 | 402);
        press.reply = Some((status, reply)).filter(|_| final_reply || status == 409);
        Some(())
    }
}

async fn populate(database: &Database) {
    let store = Store::open(&database.location).await.unwrap();
    let now = SystemClock.now();
    seed::demo(&store, now).await.unwrap();
    let mut tx = store.write().await.unwrap();
    for number in 0..ORGANIZATIONS {
        let organization = Organization {
            id: format!("org_{number}"),
            name: format!("Organization {number}"),
            taxes: json!({ "behavior": "exclusive", "rates": [{ "id": "vat", "percent": "20" }] })
                .to_string(),
            viewer_roles: json!(["owner"]).to_string(),
        };
        accounts::insert_organization(&mut tx, &organization, now).await.unwrap();
        let user = User {
            id: format!("u_{number}"),
            organization: organization.id.clone(),
            name: format!("Owner {number}"),
            email: format!("owner{number}@customer.example"),
            role: "owner".to_owned(),
        };
        accounts::insert_user(&mut tx, &user).await.unwrap();
        for (name, product, quantity) in
            [("floating", "studio-floating", 1), ("minutes", "build-minutes", 5_000)]
        {
            let id = format!("sub_{number}_{name}");
            let items = [(product, quantity)];
            let month = json!({ "unit": "month" });
            seed::purchase(&mut tx, &organization, &id, &items, &month, now - 3 * DAY).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    store.close().await;
}

/// Everything that the server and the provider have written down.
pub struct Books {
    payments: Vec<Payment>,
    intents: Vec<Intent>,
    orders: Vec<Order>,
    subscriptions: Vec<accounts::Subscription>,
    redemptions_of_nothing: i64,
}

impl Books {
    pub fn of(database: &Database) -> Books {
        Books::open(&database.location, &database.location.of_provider())
    }

    pub fn open(database: &Location, provider: &Location) -> Books {
        wait(async {
            let store = Store::open(database).await.unwrap();
            let provider = TestProvider::open(provider, Arc::new(SystemClock)).await.unwrap();
            let mut db = store.snapshot().await.unwrap();
            let mut subscriptions = Vec::new();
            for id in ids(&mut db, "SELECT id FROM subscriptions ORDER BY id").await {
                subscriptions.push(accounts::subscription(&mut db, &id).await.unwrap().unwrap());
            }
            let mut intents = Vec::new();
            for id in ids(&mut db, "SELECT id FROM intents ORDER BY id").await {
                intents.push(intents::find(&mut db, &id).await.unwrap().unwrap());
            }
            let mut orders = Vec::new();
            for id in orders::ids(&mut db).await.unwrap() {
                orders.push(orders::find(&mut db, &id).await.unwrap().unwrap());
            }
            let redemptions_of_nothing = sqlx::query_scalar(
                "SELECT count(*) FROM redemptions JOIN intents ON intents.id = redemptions.intent
                 WHERE intents.state <> 'done'",
            )
            .fetch_one(&mut *db)
            .await
            .unwrap();
            drop(db);
            let payments = provider.payments().await.unwrap();
            provider.close().await;
            store.close().await;
            Books { payments, intents, orders, subscriptions, redemptions_of_nothing }
        })
    }

    pub fn unfinished(&self) -> usize {
        self.intents.iter().filter(|intent| intent.is_open()).count()
    }

    pub fn accepted(&self) -> usize {
        self.payments.iter().filter(|payment| payment.accepted == 1).count()
    }

    /// Every payment has one order and state, every order its payment, every state its orders.
    pub fn check(&self) {
        assert_eq!(self.unfinished(), 0);
        assert_eq!(self.redemptions_of_nothing, 0);
        let of_key: HashMap<&str, &Intent> =
            self.intents.iter().map(|intent| (provider_key(intent), intent)).collect();
        let mut paid: HashMap<&str, &Payment> = HashMap::new();
        for payment in &self.payments {
            let Some(intent) = of_key.get(payment.key.as_str()) else { panic!("{payment:?} is nobody's") };
            if payment.kind == "void" {
                assert_eq!((&intent.state[..], payment.accepted), ("canceled", 0), "{payment:?}");
                continue;
            }
            let state = if payment.accepted == 1 { "done" } else { "declined" };
            assert_eq!(intent.state, state, "{payment:?}");
            assert_eq!((intent.amount.abs(), &intent.currency), (payment.amount, &payment.currency));
            assert_eq!(if intent.amount < 0 { "refund" } else { "charge" }, payment.kind);
            assert_eq!(intent.card, payment.card);
            let orders = self.orders.iter().filter(|order| order.intent.as_ref() == Some(&intent.id)).count();
            assert_eq!(orders, usize::try_from(payment.accepted).unwrap(), "{payment:?}");
            assert!(paid.insert(&intent.id, payment).is_none());
        }
        for intent in &self.intents {
            let asked = intent.amount != 0 && matches!(intent.state.as_str(), "done" | "declined");
            assert_eq!(paid.contains_key(intent.id.as_str()), asked, "{intent:?}");
        }
        let mut steps: BTreeMap<&str, BTreeMap<i64, &Order>> = BTreeMap::new();
        for order in &self.orders {
            let version = match &order.intent {
                None => 0,
                Some(id) => {
                    let intent = self.intents.iter().find(|intent| &intent.id == id).unwrap();
                    assert_eq!((&intent.state[..], &intent.order_id), ("done", &order.id));
                    intent.version
                }
            };
            let twice = steps.entry(&order.subscription).or_default().insert(version, order);
            assert!(twice.is_none(), "two orders change one state: {order:?}");
        }
        for subscription in &self.subscriptions {
            let steps = &steps[subscription.id.as_str()];
            let versions: Vec<i64> = steps.keys().copied().collect();
            assert_eq!(versions, (0..subscription.version).collect::<Vec<_>>(), "{}", subscription.id);
            let last = steps.values().next_back().unwrap();
            let states: [Value; 2] =
                [&last.state_after, &subscription.state].map(|state| serde_json::from_str(state).unwrap());
            assert_eq!(states[0], states[1]);
        }
    }
}

async fn ids(db: &mut Connection, query: &'static str) -> Vec<String> {
    sqlx::query_scalar(query).fetch_all(db).await.unwrap()
}

#[cfg(unix)]
#[test]
fn servers_that_are_killed_at_random_lose_nothing_and_charge_nobody_twice() {
    let database = Database::new();
    wait(populate(&database));
    let mut dice = Dice::new();
    // On a file one server at a time, on a server of databases two at once.
    let servers = if database.is_file() { 1 } else { 2 };
    let start =
        || -> Vec<Running> { (0..servers).map(|_| Running::start(&SERVE, &database.argument())).collect() };
    let first = start();
    let mut customers: Vec<Customer> = (0..2 * ORGANIZATIONS)
        .map(|number| Customer {
            headers: first[0].sign_in(&format!("u_{}", number / 2)),
            organization: number / 2,
            name: format!("c{number}"),
            dice: Dice(dice.roll(u64::MAX) | 1),
            presses: Vec::new(),
        })
        .collect();
    drop(first);

    for round in 0..rounds() {
        let mut running = start();
        let (gone, paid) = (AtomicBool::new(false), AtomicU64::new(0));
        thread::scope(|scope| {
            for (number, customer) in customers.iter_mut().enumerate() {
                let (address, gone, paid) = (running[number % servers].address.clone(), &gone, &paid);
                scope.spawn(move || customer.shop(&address, gone, paid));
            }
            for server in &mut running {
                // On a slow machine as much happens in a round as on a fast one.
                let (begun, enough) = (Instant::now(), paid.load(Ordering::SeqCst) + dice.roll(6));
                while paid.load(Ordering::SeqCst) < enough {
                    if begun.elapsed() > Duration::from_secs(120) {
                        gone.store(true, Ordering::SeqCst);
                        panic!("nobody can pay any more");
                    }
                    thread::sleep(Duration::from_millis(1));
                }
                thread::sleep(Duration::from_millis(dice.roll(100)));
                // SIGKILL: nothing is tidied up.
                server.child.kill().unwrap();
                server.child.wait().unwrap();
            }
            gone.store(true, Ordering::SeqCst);
        });
        if round % 10 == 9 {
            println!("round {}: {} payments", round + 1, Books::of(&database).payments.len());
        }
    }

    // Whoever got no answer presses once more; then what is left open is finished by itself.
    let running = start();
    for customer in &mut customers {
        for place in 0..customer.presses.len() {
            if customer.presses[place].reply.is_none() {
                customer.again(&running[0].address, place).unwrap();
            }
        }
    }
    let begun = Instant::now();
    while Books::of(&database).unfinished() > 0 {
        assert!(begun.elapsed() < Duration::from_secs(180), "something stays open");
        thread::sleep(Duration::from_millis(200));
    }
    // Who was told that it is done finds it done, in the same bytes.
    let mut told = BTreeMap::new();
    for customer in &mut customers {
        for place in 0..customer.presses.len() {
            let before = customer.presses[place].reply.take();
            customer.again(&running[0].address, place).unwrap();
            let press = &customer.presses[place];
            match before {
                Some((200 | 402, _)) => assert_eq!(press.reply, before, "{}", press.key),
                _ => assert!(press.reply.is_some(), "{}", press.key),
            }
            *told.entry(press.reply.as_ref().map(|(status, _)| *status)).or_insert(0) += 1;
        }
    }
    for server in running {
        server.stop("-TERM");
    }
    let books = Books::of(&database);
    books.check();
    let accepted = books.accepted();
    let refunds = books.payments.iter().filter(|payment| payment.kind == "refund").count();
    println!("{told:?}, {} payments, {accepted} accepted, {refunds} refunds", books.payments.len());
    // Enough happened for the books to mean something.
    assert!(accepted >= rounds() && refunds > 0 && books.payments.len() > accepted);
    let verified = run(&["verify"], &database.argument());
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
