//! How long the engine takes natively: `cargo bench --package quotient-benches --features measure`.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};
use quotient::{Catalog, Choice, Parts, Request, quote, quote_json};
use quotient_benches::{ONE_LINE_CATALOG, REFERENCE, catalog, change, one_line};

/// The command's: what is measured is what is shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn read(text: &str) -> Catalog {
    Catalog::parse(text).expect("the catalog is well formed")
}

/// From text to text, with digest. A rejected request would be measured as a very fast one.
fn text_to_text(catalog: &Catalog, request: &str) -> String {
    let request = Request::parse(request).expect("the request is well formed");
    let answer = quote_json(catalog, &request, Parts::ALL).expect("it is in range");
    assert!(answer.contains(r#""status":"priced""#), "it is priced");
    answer
}

fn requests(criterion: &mut Criterion) {
    let one = one_line();
    // As large as any engine of these rules must take them (S1.6).
    let large = (catalog(100, 0), change(100, 100, 0));
    let mut group = criterion.benchmark_group("request");
    for (name, catalog, request) in [
        ("reference", REFERENCE.0, REFERENCE.1),
        ("one line", ONE_LINE_CATALOG, one.as_str()),
        ("large", &large.0, &large.1),
    ] {
        let (catalog, parsed) = (read(catalog), Request::parse(request).expect("it is well formed"));
        group.bench_function(BenchmarkId::new(name, "text to text"), |bencher| {
            bencher.iter(|| text_to_text(&catalog, black_box(request)));
        });
        group.bench_function(BenchmarkId::new(name, "struct to struct"), |bencher| {
            bencher.iter(|| quote(&catalog, black_box(&parsed)));
        });
        let prepared = catalog.prepare(&parsed);
        let choice = Choice::default();
        group.bench_function(BenchmarkId::new(name, "prepared, amounts"), |bencher| {
            bencher.iter(|| prepared.amounts(black_box(&choice)));
        });
        group.bench_function(BenchmarkId::new(name, "prepared, total"), |bencher| {
            bencher.iter(|| prepared.total(black_box(&choice)));
        });
        group.bench_function(BenchmarkId::new(name, "read"), |bencher| {
            bencher.iter(|| Request::parse(black_box(request)));
        });
    }
    group.finish();
}

/// A product replaced is two lines; a hundred products are as many as one request may name.
fn lines(criterion: &mut Criterion) {
    let catalog = read(&catalog(100, 0));
    let mut group = criterion.benchmark_group("lines");
    for products in [1, 5, 50, 100] {
        let request = change(products, 1, 0);
        group.throughput(Throughput::Elements(2 * products as u64));
        group.bench_function(BenchmarkId::from_parameter(2 * products), |bencher| {
            bencher.iter(|| text_to_text(&catalog, black_box(&request)));
        });
    }
    group.finish();
}

/// Up to a hundred codes may be typed, of as many coupons as the catalog has.
fn coupons(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("coupons");
    for coupons in [1, 10, 100, 1_000] {
        let catalog = read(&catalog(3, coupons));
        let request = change(3, 1, coupons.min(100));
        group.bench_function(BenchmarkId::from_parameter(coupons), |bencher| {
            bencher.iter(|| text_to_text(&catalog, black_box(&request)));
        });
    }
    group.finish();
}

fn prices(criterion: &mut Criterion) {
    for what in ["prices, quote", "prices, read the catalog"] {
        let mut group = criterion.benchmark_group(what);
        for prices in [1, 100, 10_000] {
            let text = catalog(prices, 0);
            let (catalog, request) = (read(&text), change(1, 1, 0));
            group.bench_function(BenchmarkId::from_parameter(prices), |bencher| {
                if what.ends_with("quote") {
                    bencher.iter(|| text_to_text(&catalog, black_box(&request)));
                } else {
                    bencher.iter(|| Catalog::parse(black_box(&text)));
                }
            });
        }
        group.finish();
    }
}

/// Prepared, with its totals alone: from one product to as many as a request may name.
fn prepared(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("prepared, lines");
    let catalog = read(&catalog(100, 0));
    for products in [1, 5, 50, 100] {
        let request = Request::parse(&change(products, 1, 0)).expect("the request is well formed");
        group.throughput(Throughput::Elements(2 * products as u64));
        group.bench_function(BenchmarkId::from_parameter(2 * products), |bencher| {
            let prepared = catalog.prepare(&request);
            bencher.iter(|| prepared.total(black_box(&Choice::default())));
        });
    }
    group.finish();
}

/// The same catalog on several threads at once: how long a quote takes each of them.
fn threads(criterion: &mut Criterion) {
    let (catalog, text) = (read(ONE_LINE_CATALOG), one_line());
    at_once(criterion, "threads", || {
        black_box(text_to_text(&catalog, black_box(&text)));
    });
    let catalog = read(REFERENCE.0);
    let request = Request::parse(REFERENCE.1).expect("it is well formed");
    let (prepared, choice) = (catalog.prepare(&request), Choice::default());
    at_once(criterion, "threads, prepared", || {
        black_box(prepared.amounts(black_box(&choice))).expect("it is in range");
    });
}

fn at_once(criterion: &mut Criterion, name: &str, quote: impl Fn() + Sync) {
    let mut group = criterion.benchmark_group(name);
    for threads in [1_u32, 2] {
        group.bench_function(BenchmarkId::from_parameter(threads), |bencher| {
            bencher.iter_custom(|quotes| {
                let start = Instant::now();
                thread::scope(|scope| {
                    for _ in 0..threads {
                        scope.spawn(|| (0..quotes).for_each(|_| quote()));
                    }
                });
                start.elapsed()
            });
        });
    }
    group.finish();
}

fn main() {
    let milliseconds = |millis| Duration::from_millis(millis);
    let quick = std::env::var_os("QUOTIENT_BENCH_QUICK").is_some();
    let (warm, measured) = if quick { (100, 300) } else { (500, 2_000) };
    let mut criterion = Criterion::default()
        .sample_size(if quick { 10 } else { 40 })
        .warm_up_time(milliseconds(warm))
        .measurement_time(milliseconds(measured))
        .configure_from_args();
    requests(&mut criterion);
    lines(&mut criterion);
    coupons(&mut criterion);
    prices(&mut criterion);
    prepared(&mut criterion);
    threads(&mut criterion);
    criterion.final_summary();
}
