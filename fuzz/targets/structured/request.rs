//! Requests from arbitrary choices. Every choice is made to fit what it chooses from, so that the
//! requests are well formed.

use arbitrary::Arbitrary;
use quotient::{Currency, Instant};
use serde_json::{Map, Value, json};

const ROLES: [&str; 3] = ["owner", "admin", "member"];
const STATUSES: [&str; 4] = ["active", "active", "pastDue", "ended"];
const UNITS: [&str; 4] = ["month", "year", "week", "day"];
const TYPES: [&str; 5] = ["change", "purchase", "renewal", "cancellation", "resumption"];
/// More entries than this of a list say nothing new.
const MOST: usize = 8;

/// What requests must know of a catalog.
pub struct Known {
    products: Vec<String>,
    currencies: Vec<String>,
    cycles: Vec<Value>,
    codes: Vec<String>,
}

impl Known {
    pub fn new(catalog: &Value) -> Known {
        let list = |json: &Value| json.as_array().cloned().unwrap_or_default();
        let text = |json: &Value| json.as_str().unwrap_or_default().to_owned();
        let products = list(&catalog["products"]);
        let prices: Vec<Value> = products.iter().flat_map(|product| list(&product["prices"])).collect();
        let mut currencies: Vec<String> = prices.iter().map(|price| text(&price["currency"])).collect();
        currencies.sort();
        currencies.dedup();
        let mut cycles: Vec<Value> = Vec::new();
        for price in &prices {
            if !cycles.contains(&price["cycle"]) {
                cycles.push(price["cycle"].clone());
            }
        }
        let mut products: Vec<String> = products.iter().map(|product| text(&product["id"])).collect();
        products.push("stranger".to_owned());
        let coupons = list(&catalog["coupons"]);
        let codes = coupons.iter().map(|coupon| text(&coupon["code"]));
        let codes = codes.chain(["OWN".to_owned(), "NOWHERE".to_owned()]).collect();
        Known { products, currencies, cycles, codes }
    }
}

fn pick<T>(list: &[T], n: u8) -> &T {
    &list[usize::from(n) % list.len()]
}

#[derive(Arbitrary, Debug)]
enum Units {
    Few(u8),
    Any(u32),
}

impl Units {
    fn at_least(&self, least: u32) -> u32 {
        match self {
            Units::Few(units) => u32::from(*units).max(least),
            Units::Any(units) => (units % 10_000_001).max(least),
        }
    }
}

#[derive(Arbitrary, Debug)]
enum Number {
    Small(u16),
    Any { whole: u64, fraction: u64 },
}

impl Number {
    fn decimal(&self, digits: u32) -> String {
        let power = 10_u64.pow(digits);
        let (whole, fraction) = match self {
            Number::Small(number) => (u64::from(*number) / 100, u64::from(*number) % 100),
            Number::Any { whole, fraction } => (whole % 1_000_000_000_000_000, *fraction),
        };
        if digits == 0 {
            return whole.to_string();
        }
        format!("{whole}.{:0width$}", fraction % power, width = digits as usize)
    }

    fn money(&self, currency: &str) -> String {
        self.decimal(Currency::parse(currency).map_or(0, |currency| u32::from(currency.digits())))
    }
}

#[derive(Arbitrary, Debug)]
enum CycleAsk {
    Known(u8),
    Any(u8, u8),
}

impl CycleAsk {
    fn json(&self, known: &Known) -> Value {
        match self {
            CycleAsk::Known(n) => pick(&known.cycles, *n).clone(),
            CycleAsk::Any(unit, count) => json!({"unit": pick(&UNITS, *unit), "count": 1 + count % 36}),
        }
    }
}

#[derive(Arbitrary, Debug)]
enum Scheme {
    PerUnit(Number),
    Flat(Number),
    Package(u16, Number),
    Tiers(bool, Vec<(u16, Number, Number)>),
}

impl Scheme {
    fn json(&self) -> Value {
        match self {
            Scheme::PerUnit(amount) => json!({"type": "perUnit", "amount": amount.decimal(12)}),
            Scheme::Flat(amount) => json!({"type": "flat", "amount": amount.decimal(12)}),
            Scheme::Package(size, amount) => {
                json!({"type": "package", "size": u32::from(*size) + 1, "amount": amount.decimal(12)})
            }
            Scheme::Tiers(graduated, tiers) => {
                let mut last = 0;
                let mut json: Vec<Value> = Vec::new();
                for (units, unit, flat) in tiers.iter().take(MOST) {
                    last += u32::from(*units) + 1;
                    json.push(json!({"upTo": last, "unit": unit.decimal(12), "flat": flat.decimal(2)}));
                }
                json.push(json!({"upTo": null, "unit": "1.005"}));
                json!({"type": if *graduated { "graduated" } else { "volume" }, "tiers": json})
            }
        }
    }
}

#[derive(Arbitrary, Debug)]
enum Off {
    Percent(u32),
    Amount(Number),
    AmountPerUnit(Number),
}

#[derive(Arbitrary, Debug)]
struct Terms {
    off: Off,
    most: Option<Number>,
    window: Option<(i16, u16)>,
    products: Vec<u8>,
    cycle: Option<CycleAsk>,
    min_quantity: Option<u16>,
    min_amount: Option<Number>,
    first_only: bool,
    used: Option<(u8, u8)>,
    periods: Option<u8>,
    combinable: bool,
    priority: Option<u8>,
}

impl Terms {
    fn json(&self, code: &str, at: i64, currency: &str, known: &Known) -> Value {
        let amount = |number: &Number| {
            Value::Object(Map::from_iter([(currency.to_owned(), number.money(currency).into())]))
        };
        let off = match &self.off {
            Off::Percent(percent) => {
                json!({"percent": format!("{}.{:06}", percent % 100, percent % 1_000_000)})
            }
            Off::Amount(number) => json!({"amount": amount(number)}),
            Off::AmountPerUnit(number) => json!({"amountPerUnit": amount(number)}),
        };
        let mut json = json!({
            "code": code, "off": off, "combinable": self.combinable, "firstPurchaseOnly": self.first_only,
            "duration": "forever",
        });
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                json[key] = value;
            }
        };
        put("maxDiscount", self.most.as_ref().map(amount));
        put("from", self.window.map(|(from, _)| written(at + i64::from(from) * 3600).into()));
        put("until", self.window.map(|(_, until)| written(at + i64::from(until) * 3600).into()));
        let products: Vec<&String> =
            self.products.iter().take(MOST).map(|n| pick(&known.products, *n)).collect();
        let mut applies = json!({"products": products});
        if let Some(cycle) = &self.cycle {
            applies["cycles"] = json!([cycle.json(known)]);
        }
        put("appliesTo", Some(applies));
        put("minQuantity", self.min_quantity.map(Value::from));
        put("minAmount", self.min_amount.as_ref().map(amount));
        put("redemptions", self.used.map(|(limit, used)| json!({"limit": limit, "used": used})));
        put("duration", self.periods.map(|periods| json!({"periods": 1 + u32::from(periods)})));
        put("priority", self.priority.map(Value::from));
        json
    }
}

#[derive(Arbitrary, Debug)]
struct Entry {
    product: u8,
    net: Number,
    tax: Number,
    negative: bool,
    start: i32,
    length: u32,
}

#[derive(Arbitrary, Debug)]
struct Held {
    status: u8,
    currency: u8,
    cycle: CycleAsk,
    items: Vec<(u8, Units, Option<Scheme>)>,
    start: u32,
    length: u32,
    anchor: Option<i32>,
    ledger: Option<Vec<Entry>>,
    running: Vec<(u8, Terms, Option<u8>)>,
    balance: Option<Number>,
    canceling: bool,
    pending: Option<Waiting>,
}

#[derive(Arbitrary, Debug)]
struct Waiting {
    items: Vec<(u8, Units)>,
    cycle: Option<CycleAsk>,
}

/// 2000-01-01.
const EPOCH: i64 = 946_684_800;

fn written(seconds: i64) -> String {
    let zero = Instant::parse("1970-01-01T00:00:00Z").expect("an instant");
    zero.plus_seconds(seconds).expect("between 1900 and 2300").to_string()
}

impl Held {
    fn start(&self) -> i64 {
        EPOCH + i64::from(self.start)
    }

    /// At most about three years.
    fn end(&self) -> i64 {
        self.start() + 1 + i64::from(self.length % 100_000_000)
    }

    fn json(&self, id: &str, known: &Known) -> Value {
        let currency = pick(&known.currencies, self.currency);
        let cycle = self.cycle.json(known);
        let agreed = |scheme: &Scheme| json!({"currency": currency, "cycle": cycle, "scheme": scheme.json()});
        let items = each_once(self.items.iter().map(|(product, units, price)| {
            let mut item = json!({"product": pick(&known.products, *product), "quantity": units.at_least(1)});
            if let Some(scheme) = price {
                item["price"] = agreed(scheme);
            }
            item
        }));
        let mut json = json!({
            "id": id, "status": pick(&STATUSES, self.status), "currency": currency, "cycle": cycle, "items": items,
            "period": {"start": written(self.start()), "end": written(self.end())},
            "cancelAtPeriodEnd": self.canceling,
        });
        if let Some(anchor) = self.anchor {
            json["anchor"] = written(self.start() + i64::from(anchor)).into();
        }
        if let Some(ledger) = &self.ledger {
            json["charges"] =
                ledger.iter().take(3 * MOST).map(|entry| self.entry(entry, currency, known)).collect();
        }
        let mut running: Vec<Value> = Vec::new();
        for (code, terms, left) in self.running.iter().take(MOST) {
            let code = pick(&known.codes, *code);
            if running.iter().all(|other| other["coupon"]["code"] != **code) {
                let terms = terms.json(code, self.start(), currency, known);
                running
                    .push(json!({"coupon": terms, "remainingPeriods": left.map(|left| 1 + u32::from(left))}));
            }
        }
        json["coupons"] = running.into();
        if let Some(balance) = &self.balance {
            json["balance"] = balance.money(currency).into();
        }
        if let Some(Waiting { items, cycle }) = &self.pending {
            json["pending"] = json!({"items": quantities(items, 0, known)});
            if let Some(cycle) = cycle {
                json["pending"]["cycle"] = cycle.json(known);
            }
        }
        json
    }

    fn entry(&self, entry: &Entry, currency: &str, known: &Known) -> Value {
        let signed = |number: &Number| {
            let money = number.money(currency);
            if entry.negative { format!("-{money}") } else { money }
        };
        let start = self.start() + i64::from(entry.start) % 100_000_000;
        json!({
            "product": pick(&known.products, entry.product), "net": signed(&entry.net), "tax": signed(&entry.tax),
            "start": written(start), "end": written(start + 1 + i64::from(entry.length % 200_000_000)),
        })
    }
}

/// Items of different products.
fn each_once(items: impl Iterator<Item = Value>) -> Value {
    let mut list: Vec<Value> = Vec::new();
    for item in items {
        if list.iter().all(|other| other["product"] != item["product"]) {
            list.push(item);
        }
    }
    list.into()
}

fn quantities(items: &[(u8, Units)], least: u32, known: &Known) -> Value {
    each_once(items.iter().map(|(product, units)| {
        json!({"product": pick(&known.products, *product), "quantity": units.at_least(least)})
    }))
}

#[derive(Arbitrary, Debug)]
struct Tax {
    inclusive: bool,
    by_line: bool,
    exempt: bool,
    rates: Vec<(u32, Vec<u8>)>,
}

impl Tax {
    fn json(&self, known: &Known) -> Value {
        let rates = self.rates.iter().take(MOST).enumerate().map(|(n, (percent, products))| {
            let products: Vec<&String> =
                products.iter().take(MOST).map(|n| pick(&known.products, *n)).collect();
            let percent = format!("{}.{:06}", percent % 200, percent % 1_000_000);
            json!({"id": format!("t{n}"), "percent": percent, "products": products})
        });
        json!({
            "behavior": if self.inclusive { "inclusive" } else { "exclusive" },
            "roundingLevel": if self.by_line { "line" } else { "total" },
            "exempt": self.exempt, "rates": rates.collect::<Vec<_>>(),
        })
    }
}

/// A whole request, by choices.
#[derive(Arbitrary, Debug)]
pub struct Ask {
    pub catalog: u8,
    pub variant: u8,
    kind: u8,
    /// Of the period, in 65536ths; a renewal counts from its end.
    at: u16,
    role: Option<u8>,
    first: bool,
    items: Vec<(u8, Units)>,
    cycle: Option<CycleAsk>,
    held: Held,
    existing: Option<Box<Held>>,
    codes: Vec<u8>,
    own: Option<Terms>,
    tax: Option<Tax>,
}

impl Ask {
    pub fn request(&self, known: &Known) -> Value {
        let kind = *pick(&TYPES, self.kind);
        let (start, end) = (self.held.start(), self.held.end());
        let share = (end - start) * i64::from(self.at) / 65_536;
        let at = if kind == "renewal" { end + share / 4 } else { start + share };
        let currency = pick(&known.currencies, self.held.currency);
        let mut json = json!({"type": kind, "at": written(at), "account": {"firstPurchase": self.first}});
        if let Some(role) = self.role {
            json["actor"] = json!({"role": pick(&ROLES, role)});
        }
        if let Some(tax) = &self.tax {
            json["tax"] = tax.json(known);
        }
        if kind == "purchase" {
            json["currency"] = currency.as_str().into();
            json["cycle"] = self.cycle.as_ref().unwrap_or(&self.held.cycle).json(known);
        } else {
            json["subscription"] = self.held.json("held", known);
        }
        if kind == "change"
            && let Some(cycle) = &self.cycle
        {
            json["cycle"] = cycle.json(known);
        }
        if kind == "purchase" || kind == "change" {
            json["items"] = quantities(&self.items, 0, known);
            json["codes"] = self.codes.iter().take(MOST).map(|n| pick(&known.codes, *n).as_str()).collect();
            if let Some(terms) = &self.own {
                json["coupons"] = json!([terms.json("OWN", at, currency, known)]);
            }
            if let Some(other) = &self.existing {
                json["existing"] = json!([other.json("other", known)]);
            }
        }
        json
    }
}
