//! Refusing malformed input costs at most a fixed number of instructions for each of its bytes.

use crate::host::Host;

/// Instructions for each byte that refusing may cost: half as many again as were measured for the
/// dearest family. Most cost 100 to 1,100.
const MOST_PER_BYTE: u64 = 2_500;

/// Bytes of memory that the module may have more for each byte: it never gives any back. The dearest is a
/// ledger of `{}`, where three bytes are drafted as an entry; its length is limited.
const MOST_MEMORY_PER_BYTE: u64 = 150;

/// How much a byte of the longest text may cost, in hundredths of what one of the shortest costs, which is
/// an eighth as long. From step to step it is no smooth line: the most problems that are told are reached
/// at other sizes than the most that their paths may be long.
const MOST_GROWTH: u64 = 133;

/// A kind of malformed text.
struct Family {
    name: &'static str,
    door: &'static str,
    /// About so many bytes of it.
    text: fn(usize) -> String,
}

const fn catalog(name: &'static str, text: fn(usize) -> String) -> Family {
    Family { name, door: "catalog", text }
}

const fn request(name: &'static str, text: fn(usize) -> String) -> Family {
    Family { name, door: "request", text }
}

/// `element(n)` over and over, up to so many bytes.
fn many(bytes: usize, separator: &str, element: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(bytes + 200);
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        if n > 0 {
            text.push_str(separator);
        }
        text.push_str(&element(n));
    }
    text
}

fn list(bytes: usize, element: impl Fn(usize) -> String) -> String {
    format!("[{}]", many(bytes, ",", element))
}

fn fields(bytes: usize, field: impl Fn(usize) -> String) -> String {
    format!("{{{}}}", many(bytes, ",", field))
}

/// A catalog around its products.
fn products(products: &str) -> String {
    format!(r#"{{"id":"c","products":{products}}}"#)
}

/// A catalog around the prices of one product.
fn prices(prices: &str) -> String {
    products(&format!(r#"[{{"id":"p","name":"P","unitName":"u","prices":{prices}}}]"#))
}

/// A price around its scheme.
fn price(id: &str, scheme: &str) -> String {
    format!(r#"{{"id":"{id}","currency":"USD","cycle":{{"unit":"month"}},"scheme":{scheme}}}"#)
}

fn coupons(coupons: &str) -> String {
    format!(r#"{{"id":"c","products":[],"coupons":{coupons}}}"#)
}

/// A purchase around something else of it.
fn purchase(more: &str) -> String {
    format!(
        r#"{{"type":"purchase","at":"2026-11-21T09:30:00Z","currency":"USD","cycle":{{"unit":"month"}},"items":[{{"product":"p","quantity":1}}],{more}}}"#
    )
}

/// A renewal around something else of its subscription.
fn renewal(more: &str) -> String {
    format!(
        r#"{{"type":"renewal","at":"2026-11-21T09:30:00Z","subscription":{{"status":"active","currency":"USD","cycle":{{"unit":"month"}},"items":[],"period":{{"start":"2026-10-21T09:30:00Z","end":"2026-11-21T09:30:00Z"}},{more}}}}}"#
    )
}

const FAMILIES: &[Family] = &[
    // Text that is not JSON.
    catalog("blanks", |bytes| " ".repeat(bytes)),
    catalog("lines", |bytes| "\n".repeat(bytes)),
    catalog("nested arrays", |bytes| "[".repeat(bytes)),
    catalog("nested objects", |bytes| r#"{"a":"#.repeat(bytes / 5)),
    catalog("nested under long keys", |bytes| format!(r#"{{"{}":"#, "k".repeat(bytes / 64)).repeat(70)),
    catalog("a string without end", |bytes| format!("\"{}", "x".repeat(bytes))),
    catalog("a string of many bytes a character", |bytes| format!("\"{}", "€".repeat(bytes / 3))),
    catalog("a string of escapes", |bytes| format!("\"{}", r"\n".repeat(bytes / 2))),
    catalog("a string of surrogate pairs", |bytes| format!("\"{}", r"\ud83d\ude00".repeat(bytes / 12))),
    catalog("half a surrogate pair at the end", |bytes| format!("\"{}\\ud83d\"", "x".repeat(bytes))),
    catalog("digits without end", |bytes| "1".repeat(bytes)),
    catalog("lists of nothing", |bytes| format!("[{}", "[],".repeat(bytes / 3))),
    catalog("an error at the end", |bytes| format!("{}}}", products(&list(bytes, |_| "{}".into())))),
    catalog("an error after many lines", |bytes| format!("[{}x", "1,\n".repeat(bytes / 3))),
    // Keys.
    catalog("one key over and over", |bytes| fields(bytes, |_| r#""a":1"#.into())),
    catalog("every key twice", |bytes| fields(bytes, |n| format!(r#""{}":1"#, n / 2))),
    catalog("every key twice, far apart", |bytes| {
        let half = many(bytes / 2, ",", |n| format!(r#""{n}":1"#));
        format!("{{{half},{half}}}")
    }),
    catalog("long keys twice", |bytes| fields(bytes, |n| format!(r#""{}{}":1"#, "k".repeat(1000), n / 2))),
    catalog("one key twice in many objects", |bytes| list(bytes, |_| r#"{"a":1,"a":2}"#.into())),
    catalog("keys twice, deep under long keys", |bytes| {
        let open = format!(r#"{{"{}":"#, "k".repeat(bytes / 120)).repeat(60);
        format!("{open}{}{}", fields(bytes / 2, |n| format!(r#""{}":1"#, n / 2)), "}".repeat(60))
    }),
    catalog("unknown fields", |bytes| fields(bytes, |n| format!(r#""x{n}":1"#))),
    catalog("unknown fields without a value to speak of", |bytes| {
        format!(r#"{{"id":"c",{}}}"#, many(bytes, ",", |n| format!(r#""{n:x}":0"#)))
    }),
    catalog("long unknown fields", |bytes| fields(bytes, |n| format!(r#""{n}{}":1"#, "x".repeat(500)))),
    catalog("keys that JavaScript has its own", |bytes| fields(bytes, |n| format!(r#""__proto__{n}":{{}}"#))),
    catalog("unknown fields in many objects", |bytes| {
        products(&list(bytes, |n| format!(r#"{{"id":"p{n}","name":"P","unitName":"u","prices":[],"x":1}}"#)))
    }),
    // Catalogs.
    catalog("a long id", |bytes| format!(r#"{{"id":"{}","products":[]}}"#, "x".repeat(bytes))),
    catalog("a list for an object", |bytes| list(bytes, |_| r#""x""#.into())),
    catalog("products of nothing", |bytes| products(&list(bytes.min(29_000), |_| "{}".into()))),
    catalog("prices of nothing", |bytes| {
        let product = |n| {
            let prices = list(2990, |_| "{}".into());
            format!(r#"{{"id":"p{n}","name":"P","unitName":"u","prices":{prices}}}"#)
        };
        products(&list(bytes, product))
    }),
    catalog("too many products", |bytes| products(&list(bytes, |_| "{}".into()))),
    catalog("numbers for products", |bytes| products(&list(bytes.min(19_000), |_| "1".into()))),
    catalog("one product over and over", |bytes| {
        products(&list(bytes, |_| r#"{"id":"p","name":"P","unitName":"u","prices":[]}"#.into()))
    }),
    catalog("policies that nobody wrote", |bytes| {
        products(&list(bytes, |n| {
            format!(r#"{{"id":"p{n}","name":"P","unitName":"u","policy":"q{n}","prices":[]}}"#)
        }))
    }),
    catalog("policies that contradict themselves", |bytes| {
        let policy = |n| format!(r#"{{"id":"p{n}","proration":"none","quantityChange":"replace"}}"#);
        format!(r#"{{"id":"c","products":[],"policies":{}}}"#, list(bytes, policy))
    }),
    catalog("roles of nothing", |bytes| {
        let policy = |n| format!(r#"{{"id":"p{n}","roles":{}}}"#, list(300, |_| r#""""#.into()));
        format!(r#"{{"id":"c","products":[],"policies":{}}}"#, list(bytes, policy))
    }),
    catalog("one price over and over", |bytes| {
        prices(&list(bytes, |_| price("m", r#"{"type":"flat","amount":"1"}"#)))
    }),
    catalog("amounts of 40 digits", |bytes| {
        let scheme = format!(r#"{{"type":"flat","amount":"{}"}}"#, "1".repeat(40));
        prices(&list(bytes, |n| price(&format!("m{n}"), &scheme)))
    }),
    catalog("amounts as numbers", |bytes| {
        prices(&list(bytes, |n| price(&format!("m{n}"), r#"{"type":"flat","amount":1e3}"#)))
    }),
    catalog("an amount of very many digits", |bytes| {
        prices(&format!(
            "[{}]",
            price("m", &format!(r#"{{"type":"flat","amount":"{}"}}"#, "1".repeat(bytes)))
        ))
    }),
    catalog("a quantity of very many digits", |bytes| {
        let scheme = format!(r#"{{"type":"package","amount":"1","size":{}}}"#, "1".repeat(bytes));
        prices(&format!("[{}]", price("m", &scheme)))
    }),
    catalog("tiers that do not rise", |bytes| {
        let tiers = list(1500, |_| r#"{"upTo":1}"#.into());
        let scheme = format!(r#"{{"type":"volume","tiers":{tiers}}}"#);
        prices(&list(bytes, |n| price(&format!("m{n}"), &scheme)))
    }),
    catalog("multiples of nothing", |bytes| {
        let multiple = r#"{"type":"multipleOf","price":"x","times":"2"}"#;
        prices(&list(bytes, |n| price(&format!("m{n}"), multiple)))
    }),
    catalog("schemes that nobody knows", |bytes| {
        prices(&list(bytes, |n| price(&format!("m{n}"), r#"{"type":"x"}"#)))
    }),
    catalog("coupons of nothing", |bytes| coupons(&list(bytes.min(29_000), |_| "{}".into()))),
    catalog("coupons with three kinds of off", |bytes| {
        coupons(&list(bytes, |n| {
            format!(
                r#"{{"code":"c{n}","off":{{"percent":"101","amount":{{"USD":"1"}},"amountPerUnit":{{}}}}}}"#
            )
        }))
    }),
    catalog("amounts in currencies that nobody has", |bytes| {
        let amounts = fields(bytes, |n| format!(r#""X{n}":"1""#));
        coupons(&format!(r#"[{{"code":"c","off":{{"amount":{amounts}}}}}]"#))
    }),
    // Requests.
    request("not a request", |bytes| list(bytes, |_| "null".into())),
    request("too many items", |bytes| {
        let items = list(bytes, |n| format!(r#"{{"product":"p{n}","quantity":1}}"#));
        format!(r#"{{"type":"purchase","at":"x","items":{items}}}"#)
    }),
    request("quantities that are none", |bytes| {
        let sub = |n| {
            let items = list(3000, |_| r#"{"product":"p","quantity":-1.5}"#.into());
            format!(
                r#"{{"id":"s{n}","status":"active","currency":"USD","cycle":{{"unit":"month"}},"items":{items}}}"#
            )
        };
        purchase(&format!(r#""existing":{}"#, list(bytes, sub)))
    }),
    request("instants that are none", |bytes| {
        let entry = r#"{"product":"p","net":"1","tax":"0","start":"2026-02-30T00:00:00Z","end":"2026-01-01T00:00:60Z"}"#;
        renewal(&format!(r#""charges":{}"#, list(bytes, |_| entry.into())))
    }),
    request("a ledger of nothing", |bytes| {
        renewal(&format!(r#""charges":{}"#, list(bytes.min(59_000), |_| "{}".into())))
    }),
    request("ledgers of nothing", |bytes| {
        let other = |_| format!(r#"{{"charges":{}}}"#, list(59_000, |_| "{}".into()));
        purchase(&format!(r#""existing":{}"#, list(bytes, other)))
    }),
    request("a ledger with too many decimals", |bytes| {
        let entry = r#"{"product":"p","net":"1.123456789012","tax":"-0.001","start":"2026-01-01T00:00:00Z","end":"2026-02-01T00:00:00Z"}"#;
        renewal(&format!(r#""charges":{}"#, list(bytes, |_| entry.into())))
    }),
    request("periods that end before they start", |bytes| {
        let entry = r#"{"product":"p","net":"1","tax":"0","start":"2026-02-01T00:00:00Z","end":"2026-01-01T00:00:00Z"}"#;
        renewal(&format!(r#""charges":{}"#, list(bytes, |_| entry.into())))
    }),
    request("codes of blanks", |bytes| {
        purchase(&format!(r#""codes":{}"#, list(bytes, |_| r#""  ""#.into())))
    }),
    request("very long codes", |bytes| {
        purchase(&format!(r#""codes":{}"#, list(bytes, |_| format!("\"{}\"", " x".repeat(2000)))))
    }),
    request("terms of nothing", |bytes| {
        purchase(&format!(r#""coupons":{}"#, list(bytes.min(29_000), |_| "{}".into())))
    }),
    request("refusals that nobody knows", |bytes| {
        purchase(&format!(r#""coupons":{}"#, list(bytes, |n| format!(r#"{{"code":"c{n}","refused":"x"}}"#))))
    }),
    request("one rate over and over", |bytes| {
        purchase(&format!(r#""tax":{{"rates":{}}}"#, list(bytes, |_| r#"{"id":"t","percent":"20"}"#.into())))
    }),
    request("fields of another type of request", |bytes| {
        renewal(&format!(r#""x":1}},"items":{},"codes":{{"x":1"#, list(bytes, |_| "{}".into())))
    }),
    request("unknown fields of a request", |bytes| purchase(&many(bytes, ",", |n| format!(r#""x{n}":[]"#)))),
];

/// The bytes of a text and what refusing it cost.
#[derive(Clone, Copy)]
struct Refused {
    bytes: u64,
    fuel: u64,
    memory: u64,
}

impl Refused {
    fn new(family: &Family, bytes: usize) -> Refused {
        let text = (family.text)(bytes);
        let spent = Host::new().call(family.door, &text);
        assert!(spent.result > 0, "{}: {} bytes are not refused", family.name, text.len());
        Refused { bytes: text.len() as u64, fuel: spent.fuel, memory: spent.memory }
    }

    fn per_byte(self) -> u64 {
        self.fuel / self.bytes
    }

    /// A limit on a list may keep the text from growing, so what it costs is measured by its size.
    fn grows_with_the_bytes(self, longest: Refused) -> bool {
        longest.fuel * self.bytes * 100 <= self.fuel * longest.bytes * MOST_GROWTH
    }
}

#[test]
fn refusing_costs_so_many_instructions_a_byte() {
    let mut failed = Vec::new();
    let mut dearest = (0, "");
    for family in FAMILIES {
        let sizes = [32_000, 64_000, 128_000, 256_000].map(|bytes| Refused::new(family, bytes));
        let per_byte = sizes.map(Refused::per_byte);
        let memory =
            sizes[3].memory.saturating_sub(sizes[0].memory) / (sizes[3].bytes - sizes[0].bytes).max(1);
        println!("{per_byte:>6?} instructions and {memory:>3} bytes a byte  {}", family.name);
        let most = per_byte.into_iter().max().unwrap_or(0);
        dearest = dearest.max((most, family.name));
        if most > MOST_PER_BYTE {
            failed.push(format!("{}: {most} instructions a byte", family.name));
        }
        if memory > MOST_MEMORY_PER_BYTE {
            failed.push(format!("{}: {memory} bytes of memory a byte", family.name));
        }
        if !sizes[0].grows_with_the_bytes(sizes[3]) {
            failed.push(format!("{}: {per_byte:?} instructions a byte grow with the size", family.name));
        }
    }
    println!("the dearest: {} instructions a byte for {}", dearest.0, dearest.1);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
