//! Many at once.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Browser, NODE, Reply, Server, licenses, with};

/// All at once, each by one of the browsers in turn.
async fn all(browsers: &[Browser], bodies: impl Iterator<Item = (String, Value)>) -> Vec<Reply> {
    let confirms: Vec<_> = bodies
        .zip(browsers.iter().cycle())
        .map(|((key, body), browser)| {
            let browser = browser.clone();
            tokio::spawn(async move { persistent(&browser, &key, &body).await })
        })
        .collect();
    let mut replies = Vec::new();
    for confirm in confirms {
        replies.push(confirm.await.unwrap());
    }
    replies
}

/// A confirm whose turn to write does not come in time is told so, with nothing done, and is sent again under its key. On
/// a slow machine it comes to that where so many are waiting; each of them must come to an end all the same.
async fn persistent(browser: &Browser, key: &str, body: &Value) -> Reply {
    for _ in 0..20 {
        let reply = browser.confirm(key, body).await;
        if reply.status != 503 {
            return reply;
        }
        assert_eq!(reply.problems(), ["database_busy "]);
        assert!(reply.headers.contains_key("retry-after"));
    }
    panic!("{key} is refused again and again");
}

fn tally(replies: &[Reply]) -> BTreeMap<u16, usize> {
    let mut tally = BTreeMap::new();
    for reply in replies {
        *tally.entry(reply.status.as_u16()).or_default() += 1;
    }
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_key_from_fifty_clients_charges_once() {
    let server = Server::start().await;
    let other = server.beside().await;
    // Each signed in by itself; every other one reaches another server.
    let mut clients = Vec::new();
    for number in 0..50 {
        let client = server.browser("u_olivia").await;
        clients.push(if number % 2 == 0 { client } else { other.moved(&client) });
    }
    let olivia = &clients[0];
    // The slow card keeps the key in flight for a while.
    for (round, card) in ["test_works", "test_timeout"].into_iter().enumerate() {
        let quantity = 12 + 2 * u32::try_from(round).unwrap();
        let body = olivia.body(&licenses(quantity), card).await;
        let key = format!("k{round}");
        let replies = all(&clients, (0..50).map(|_| (key.clone(), body.clone()))).await;
        let confirmed: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert!(!confirmed.is_empty());
        assert!(confirmed.iter().all(|reply| reply.body == confirmed[0].body));
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            assert_eq!(reply.status, 409, "{}", reply.body);
            assert_eq!(reply.problems(), ["confirm_in_progress "]);
        }
        assert_eq!(olivia.confirm(&key, &body).await.expect(200).body, confirmed[0].body);
        assert_eq!(server.paid().await.0, i64::try_from(round).unwrap() + 1);
    }
    assert_eq!(olivia.subscription(NODE).await["version"], 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_confirms_at_once_exactly_one_is_applied() {
    let server = Server::start().await;
    let olivia = server.browser("u_olivia").await;
    let clients = [olivia.clone(), server.beside().await.moved(&olivia)];
    let body = olivia.body(&licenses(12), "test_works").await;
    let replies = all(&clients, (0..200).map(|n| (format!("k{n}"), body.clone()))).await;
    assert_eq!(tally(&replies), BTreeMap::from([(200, 1), (409, 199)]));
    for reply in replies.iter().filter(|reply| reply.status == 409) {
        let problem = reply.problems().remove(0);
        // The state that the quote was made from is gone, or about to go.
        let expected = ["confirm_in_progress /subscription", "quote_changed /digest", "nothing_changes "];
        assert!(expected.contains(&problem.as_str()), "{problem}");
    }
    assert_eq!(server.paid().await, (1, 16_640));
    assert_eq!(olivia.subscription(NODE).await["version"], 2);
    assert_eq!(server.count("SELECT count(*) FROM intents").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_redemption_goes_to_one() {
    let server = Server::start().await;
    server
        .change_catalog(|catalog| {
            catalog["coupons"] =
                json!([{ "code": "LAST", "off": { "percent": "50" }, "redemptions": { "limit": 1 } }]);
        })
        .await;
    server.add_organization().await;
    let (olivia, other) = (server.browser("u_olivia").await, server.browser("u_other").await);
    let other = server.beside().await.moved(&other);
    let first = olivia.body(&with(&licenses(12), &json!({ "codes": ["LAST"] })), "test_timeout").await;
    let second = with(&licenses(2), &json!({ "subscription": "sub_other", "codes": ["LAST"] }));
    let second = other.body(&second, "test_timeout").await;
    let (first, second) = tokio::join!(olivia.confirm("k", &first), other.confirm("k", &second));
    let replies = [first, second];
    assert_eq!(tally(&replies), BTreeMap::from([(200, 1), (409, 1)]));
    assert_eq!(server.paid().await.0, 1);
    assert_eq!(server.count("SELECT count(*) FROM redemptions WHERE code = 'LAST'").await, 1);
}
