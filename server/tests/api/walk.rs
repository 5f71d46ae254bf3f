//! A random walk: what customers, the seller, time and a bad line to the provider may do, in any order. Whatever
//! a step asks for, the server does it or says why not; nothing else may come back.

use std::sync::atomic::Ordering;
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::Index;
use quotient_server::app::Settings;
use quotient_server::clock::Clock;
use quotient_server::{renew, settle};
use serde_json::{Value, json};

use crate::support::{Browser, Reply, Server, at, plain, with};

const DAY: i64 = 86_400;
const PRODUCTS: [(&str, u32); 4] =
    [("studio-node", 1), ("studio-floating", 1), ("testcloud", 1), ("build-minutes", 1_000)];

/// One thing that happens. An `Index` picks one of those that there are by then.
#[derive(Clone, Debug)]
pub enum Step {
    Buy {
        what: What,
        card: Card,
    },
    Change {
        which: Index,
        what: What,
        cycle: bool,
        card: Card,
    },
    Leave {
        which: Index,
        card: Card,
    },
    ComeBack {
        which: Index,
    },
    PayWhatIsDue {
        which: Index,
        card: Card,
    },
    SavePurchase {
        what: What,
    },
    SaveChange {
        which: Index,
        what: What,
        cycle: bool,
    },
    Accept {
        which: Index,
        card: Card,
    },
    Order {
        which: Index,
    },
    Withdraw {
        which: Index,
    },
    Paid {
        which: Index,
    },
    GiveUp {
        which: Index,
    },
    /// The last request once more, under its key.
    Again,
    /// Time passes, and the renewals are done.
    Wait {
        days: i64,
    },
    Price {
        factor: u32,
    },
    Line(Line),
    Reconcile,
}

#[derive(Clone, Copy, Debug)]
pub enum Line {
    Whole,
    Cut,
    Mute,
    Lose(usize),
}

#[derive(Clone, Debug)]
pub struct What {
    product: usize,
    units: u32,
    year: bool,
    code: Option<&'static str>,
}

#[derive(Clone, Copy, Debug)]
pub enum Card {
    Works,
    Declined,
    Timeout,
    NoRefund,
}

impl Card {
    fn name(self) -> &'static str {
        match self {
            Card::Works => "test_works",
            Card::Declined => "test_declined",
            Card::Timeout => "test_timeout",
            Card::NoRefund => "test_no_refund",
        }
    }
}

fn card() -> impl Strategy<Value = Card> {
    prop_oneof![
        12 => Just(Card::Works), 2 => Just(Card::Declined), 1 => Just(Card::Timeout), 1 => Just(Card::NoRefund)
    ]
}

fn what() -> impl Strategy<Value = What> {
    let code = prop_oneof![
        4 => Just(None), 1 => Just(Some("SAVE10")), 1 => Just(Some("LOYAL5")), 1 => Just(Some("TWO")),
        1 => Just(Some("HALF3")), 1 => Just(Some("FIRST"))
    ];
    (0..PRODUCTS.len(), 1..12_u32, any::<bool>(), code).prop_map(|(product, units, year, code)| What {
        product,
        units,
        year,
        code,
    })
}

pub fn step() -> impl Strategy<Value = Step> {
    let which = any::<Index>;
    prop_oneof![
        5 => (what(), card()).prop_map(|(what, card)| Step::Buy { what, card }),
        6 => (which(), what(), any::<bool>(), card())
            .prop_map(|(which, what, cycle, card)| Step::Change { which, what, cycle, card }),
        2 => (which(), card()).prop_map(|(which, card)| Step::Leave { which, card }),
        1 => which().prop_map(|which| Step::ComeBack { which }),
        1 => (which(), card()).prop_map(|(which, card)| Step::PayWhatIsDue { which, card }),
        3 => what().prop_map(|what| Step::SavePurchase { what }),
        3 => (which(), what(), any::<bool>())
            .prop_map(|(which, what, cycle)| Step::SaveChange { which, what, cycle }),
        4 => (which(), card()).prop_map(|(which, card)| Step::Accept { which, card }),
        4 => which().prop_map(|which| Step::Order { which }),
        1 => which().prop_map(|which| Step::Withdraw { which }),
        2 => which().prop_map(|which| Step::Paid { which }),
        1 => which().prop_map(|which| Step::GiveUp { which }),
        1 => Just(Step::Again),
        2 => (0..40_i64).prop_map(|days| Step::Wait { days }),
        1 => (50..200_u32).prop_map(|factor| Step::Price { factor }),
        2 => prop_oneof![
            3 => Just(Line::Whole), 1 => Just(Line::Cut), 1 => Just(Line::Mute), 1 => (1..4_usize).prop_map(Line::Lose)
        ].prop_map(Step::Line),
        1 => Just(Step::Reconcile),
    ]
}

/// Where the walk is.
pub struct Walk {
    pub server: Server,
    pub nora: Browser,
    pub sam: Browser,
    key: usize,
    /// The path, the key and the body of the last request that had a key.
    last: Option<(String, String, Value)>,
    /// Saved quotes as they were when they were saved.
    pub quotes: Vec<Value>,
}

impl Walk {
    /// An organization that has bought nothing yet, where everything that can be given back is.
    pub async fn start() -> Walk {
        // The card that is silent at first is used again and again.
        let provider_timeout = Duration::from_millis(300);
        let session_lasts = 20 * 365 * DAY;
        let settings = Settings { demo: true, session_lasts, provider_timeout, ..Settings::default() };
        let server = Server::start_with(settings).await;
        server.add_newcomer().await;
        price(&server, 100).await;
        let (nora, sam) = (server.browser("u_new").await, server.browser("u_sam").await);
        Walk { server, nora, sam, key: 0, last: None, quotes: Vec::new() }
    }

    pub async fn take(&mut self, step: &Step) {
        match step {
            Step::Buy { what, card } => self.confirm(&self.purchase(what), *card).await,
            Step::Change { which, what, cycle, card } => {
                if let Some(choice) = self.change(which, what, *cycle).await {
                    self.confirm(&choice, *card).await;
                }
            }
            Step::Leave { which, card } => self.plain("cancellation", which, *card).await,
            Step::ComeBack { which } => self.plain("resumption", which, Card::Works).await,
            Step::PayWhatIsDue { which, card } => self.plain("renewal", which, *card).await,
            Step::SavePurchase { what } => self.save(&self.purchase(what)).await,
            Step::SaveChange { which, what, cycle } => {
                if let Some(choice) = self.change(which, what, *cycle).await {
                    self.save(&choice).await;
                }
            }
            Step::Accept { which, card } => self.accept(which, json!({ "card": card.name() })).await,
            Step::Order { which } => self.accept(which, json!({ "purchaseOrder": "PO" })).await,
            Step::Withdraw { which } => {
                if let Some(quote) = pick(&self.quotes, which) {
                    let path = format!("/api/quotes/{}/withdraw", quote["id"].as_str().unwrap());
                    sound(&self.nora.post(&path, &json!({})).await, &[200, 409]);
                }
            }
            Step::Paid { which } => self.staff(which, "paid").await,
            Step::GiveUp { which } => self.staff(which, "cancel").await,
            Step::Again => self.again().await,
            Step::Wait { days } => {
                self.server.clock.advance(days * DAY + 7);
                renew::renew(&self.server.app).await.unwrap();
            }
            Step::Price { factor } => price(&self.server, *factor).await,
            Step::Line(line) => self.line(*line),
            Step::Reconcile => settle::reconcile(&self.server.app).await.unwrap(),
        }
    }

    fn now(&self) -> i64 {
        self.server.clock.now()
    }

    pub fn line(&self, line: Line) {
        self.server.cut(matches!(line, Line::Cut));
        self.server.mute(matches!(line, Line::Mute));
        let lost = if let Line::Lose(calls) = line { calls } else { 0 };
        self.server.line.lose.store(lost, Ordering::SeqCst);
    }

    fn purchase(&self, what: &What) -> Value {
        let choice = json!({ "type": "purchase", "at": at(self.now()), "items": items(what),
            "cycle": { "unit": if what.year { "year" } else { "month" } }, "currency": "USD" });
        coded(choice, what)
    }

    async fn change(&self, which: &Index, what: &What, cycle: bool) -> Option<Value> {
        let mut choice = json!({ "subscription": self.subscription(which).await?, "at": at(self.now()) });
        if cycle {
            choice["cycle"] = json!({ "unit": if what.year { "year" } else { "month" } });
        } else {
            choice["items"] = items(what);
        }
        Some(coded(choice, what))
    }

    async fn subscription(&self, which: &Index) -> Option<Value> {
        let account = self.nora.get("/api/account").await.expect(200).json();
        let subscriptions = account["subscriptions"].as_array().unwrap();
        pick(subscriptions, which).map(|held| held["state"]["id"].clone())
    }

    async fn plain(&mut self, kind: &str, which: &Index, card: Card) {
        if let Some(id) = self.subscription(which).await {
            self.confirm(&plain(kind, id.as_str().unwrap(), self.now()), card).await;
        }
    }

    /// What the page would send: the digest that it shows, or, where nothing can be had, none.
    async fn shown(&self, choice: &Value) -> Value {
        let answer = self.nora.quote(choice).await;
        let digest = answer.get("digest").cloned().unwrap_or_else(|| json!("sha256:0"));
        with(choice, &json!({ "digest": digest }))
    }

    async fn confirm(&mut self, choice: &Value, card: Card) {
        let body = with(&self.shown(choice).await, &json!({ "card": card.name() }));
        let reply = self.send("/api/confirm".to_owned(), body).await;
        sound(&reply, &[200, 202, 402, 409]);
    }

    async fn save(&mut self, choice: &Value) {
        let body = self.shown(choice).await;
        self.key += 1;
        let reply = self.nora.keyed("/api/quotes", &format!("q{}", self.key), &body).await;
        sound(&reply, &[201, 409]);
        if reply.status == 201 {
            self.quotes.push(reply.json());
        }
    }

    async fn accept(&mut self, which: &Index, pays: Value) {
        // Of the latest ones, which are the likelier to hold.
        let latest = &self.quotes[self.quotes.len().saturating_sub(3)..];
        let Some(quote) = pick(latest, which) else { return };
        let path = format!("/api/quotes/{}/accept", quote["id"].as_str().unwrap());
        let body = with(&json!({ "digest": quote["digest"] }), &pays);
        let reply = self.send(path, body).await;
        sound(&reply, &[200, 202, 402, 409]);
    }

    async fn send(&mut self, path: String, body: Value) -> Reply {
        self.key += 1;
        let key = format!("k{}", self.key);
        let reply = self.nora.keyed(&path, &key, &body).await;
        self.last = Some((path, key, body));
        reply
    }

    async fn again(&mut self) {
        if let Some((path, key, body)) = &self.last {
            let first = self.nora.keyed(path, key, body).await;
            sound(&first, &[200, 202, 402, 409]);
            if first.status == 200 && first.json()["status"] == "confirmed" {
                assert_eq!(self.nora.keyed(path, key, body).await.body, first.body);
            }
        }
    }

    async fn staff(&self, which: &Index, action: &str) {
        let orders = self.sam.get("/api/staff/orders").await.expect(200).json();
        if let Some(order) = pick(orders["orders"].as_array().unwrap(), which) {
            let path = format!("/api/orders/{}/{action}", order["order"]["id"].as_str().unwrap());
            sound(&self.sam.post(&path, &json!({})).await, &[200]);
        }
    }
}

fn pick<'a>(list: &'a [Value], which: &Index) -> Option<&'a Value> {
    (!list.is_empty()).then(|| which.get(list))
}

fn items(what: &What) -> Value {
    let (product, step) = PRODUCTS[what.product];
    json!([{ "product": product, "quantity": what.units * step }])
}

fn coded(choice: Value, what: &What) -> Value {
    what.code.map_or_else(|| choice.clone(), |code| with(&choice, &json!({ "codes": [code] })))
}

#[track_caller]
fn sound(reply: &Reply, expected: &[u16]) {
    assert!(expected.contains(&reply.status.as_u16()), "{}: {}", reply.status, reply.body);
}

/// Makes everything so many per cent of its price, and gives back what is not used.
async fn price(server: &Server, factor: u32) {
    server
        .change_catalog(|catalog| {
            for policy in catalog["policies"].as_array_mut().unwrap() {
                policy["quantityDecrease"] = json!("immediate");
                policy["cycleShorten"] = json!("immediate");
            }
            // One policy that keeps what is owed as balance.
            catalog["policies"][1]["negativeTotal"] = json!("balance");
            let cents = 20_800 * factor / 100;
            let amount = format!("{}.{:02}", cents / 100, cents % 100);
            catalog["products"][0]["prices"][0]["scheme"]["amount"] = json!(amount);
            let coupons = catalog["coupons"].as_array_mut().unwrap();
            coupons.push(json!({ "code": "TWO", "off": { "percent": "20" }, "redemptions": { "limit": 2 } }));
            coupons.push(json!({ "code": "FIRST", "off": { "percent": "30" }, "firstPurchaseOnly": true }));
        })
        .await;
}
