//! Runs one law over many cases.

use std::cell::Cell;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};

/// Whether the case had anything to say about the law, or how it breaks it.
pub type Verdict = Result<bool, String>;

/// Tries `cases` cases, or as many as `PROPTEST_CASES` asks for. At least one in `one_in` must say
/// something: a law that no case can break is none.
pub fn law<S: Strategy>(
    name: &str,
    cases: u32,
    one_in: u32,
    strategy: S,
    test: impl Fn(&S::Value) -> Verdict,
) {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let seed = std::env::var("LAWS_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    let cases = asked.unwrap_or(cases);
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let told = Cell::new(0_u32);
    let run = TestRunner::new(config).run(&strategy, |case| {
        match test(&case) {
            Ok(says_something) => told.set(told.get() + u32::from(says_something)),
            Err(reason) => return Err(TestCaseError::fail(reason)),
        }
        Ok(())
    });
    match run {
        Ok(()) => {}
        Err(TestError::Fail(reason, case)) => {
            panic!("{name}, LAWS_SEED={seed}: {reason}\nthe smallest case that was found: {case:?}")
        }
        Err(TestError::Abort(reason)) => panic!("{name}, LAWS_SEED={seed}: {reason}"),
    }
    println!("{name}: {} of {cases} cases said something, LAWS_SEED={seed}", told.get());
    // Of few cases chance decides.
    assert!(
        cases < 1000 || told.get() >= cases / one_in,
        "{name}: only {} of {cases} cases said something",
        told.get()
    );
}
