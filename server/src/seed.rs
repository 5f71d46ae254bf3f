//! The demo's data: a customer with a user of every role, another with an annual subscription, and the
//! seller. Subscriptions were really bought, through the engine, some days before now, so that they are
//! always in mid-period; what paid for them is history, and the provider knows nothing of it.

use crate::store::Connection;
use quotient::{Catalog, Request};
use serde_json::{Value, json};
use thiserror::Error;

use crate::catalogs::{self, CatalogError};
use crate::pricing;
use crate::store::accounts::{self, Organization, Subscription, User};
use crate::store::orders::{self, Order};
use crate::store::{Store, codes, demo_clock, new_id, numbers};
use crate::views::instant;

/// The price list and the codes; `EXPIRED` gets its end when it is seeded.
pub const CATALOG: &str = include_str!("seed/catalog.json");

const DAY: i64 = 86_400;

/// An organization of the demo: id, name, per cent of tax, the roles that may see its account.
type Seeded = (&'static str, &'static str, &'static str, &'static [&'static str]);

const NORTHWIND: Seeded =
    ("org_northwind", "Northwind Games", "20", &["owner", "admin", "billingManager", "member"]);
const CONTOSO: Seeded = ("org_contoso", "Contoso Studios", "8.25", &["owner", "admin", "billingManager"]);
/// The seller: its people see what awaits payment, and nobody's account.
const FERNWERK: Seeded = ("org_fernwerk", "Fernwerk", "0", &[]);

/// Users: organization, id, name, email, role.
const USERS: [(&str, &str, &str, &str, &str); 7] = [
    (NORTHWIND.0, "u_olivia", "Olivia Ortiz", "olivia@northwind.example", "owner"),
    (NORTHWIND.0, "u_adam", "Adam Adeyemi", "adam@northwind.example", "admin"),
    (NORTHWIND.0, "u_bianca", "Bianca Bauer", "bianca@northwind.example", "billingManager"),
    (NORTHWIND.0, "u_max", "Max Meyer", "max@northwind.example", "member"),
    (CONTOSO.0, "u_carla", "Carla Costa", "carla@contoso.example", "owner"),
    (CONTOSO.0, "u_cem", "Cem Demir", "cem@contoso.example", "member"),
    (FERNWERK.0, "u_sam", "Sam Seller", "sam@fernwerk.example", "staff"),
];

/// What Northwind has, by the month: id, product, quantity, days since it was bought.
const PURCHASES: [(&str, &str, u32, i64); 3] = [
    ("sub_studio_node", "studio-node", 10, 20),
    ("sub_studio_floating", "studio-floating", 4, 12),
    ("sub_testcloud", "testcloud", 5, 8),
];
/// What Contoso has, by the year.
const ANNUAL: (&str, &str, u32, i64) = ("sub_contoso_node", "studio-node", 3, 45);
/// The order before the first one that a customer makes here.
const ANNUAL_NUMBER: i64 = 1000;

/// Why the seed does not come up.
#[derive(Debug, Error)]
#[error("the demo's data could not be made: {0}")]
pub struct SeedError(String);

impl From<sqlx::Error> for SeedError {
    fn from(error: sqlx::Error) -> Self {
        SeedError(error.to_string())
    }
}

impl From<CatalogError> for SeedError {
    fn from(error: CatalogError) -> Self {
        SeedError(error.to_string())
    }
}

impl From<serde_json::Error> for SeedError {
    fn from(error: serde_json::Error) -> Self {
        SeedError(error.to_string())
    }
}

impl From<quotient::Problems> for SeedError {
    fn from(problems: quotient::Problems) -> Self {
        SeedError(problems.to_string())
    }
}

/// Is the demo in this database? Ids that a server makes are longer, so that no other organization has this one.
///
/// # Errors
/// The database fails.
pub async fn is_there(db: &mut Connection) -> sqlx::Result<bool> {
    Ok(accounts::organization(db, NORTHWIND.0).await?.is_some())
}

/// Seconds by which the demo's clock is ahead for a command: none where the demo is not, whatever stands there.
///
/// # Errors
/// The database fails.
pub async fn ahead(db: &mut Connection) -> sqlx::Result<i64> {
    if is_there(db).await? { demo_clock::ahead(db).await } else { Ok(0) }
}

/// Puts the demo into an empty database, all or nothing. False: it is not empty.
///
/// # Errors
/// The database fails.
pub async fn demo(store: &Store, now: i64) -> Result<bool, SeedError> {
    let mut tx = store.write().await?;
    // Several servers may start at once.
    if !accounts::is_empty(&mut tx).await? {
        return Ok(false);
    }
    catalogs::activate(&mut tx, &catalog(now)?, now).await?;
    // `LAUNCH` went to three other customers.
    for _ in 0..3 {
        codes::redeem(&mut tx, "LAUNCH", None, None, now - 9 * DAY).await?;
    }
    let northwind = organization(&mut tx, NORTHWIND, now).await?;
    let contoso = organization(&mut tx, CONTOSO, now).await?;
    organization(&mut tx, FERNWERK, now).await?;
    for (organization, id, name, email, role) in USERS {
        let user = User {
            id: id.to_owned(),
            organization: organization.to_owned(),
            name: name.to_owned(),
            email: email.to_owned(),
            role: role.to_owned(),
        };
        accounts::insert_user(&mut tx, &user).await?;
    }
    // On the hour, which reads well.
    let days_ago = |days: i64| (now - days * DAY).div_euclid(3_600) * 3_600;
    let (month, year) = (json!({ "unit": "month" }), json!({ "unit": "year" }));
    let (id, product, quantity, days) = ANNUAL;
    bought(&mut tx, &contoso, id, &[(product, quantity)], &year, days_ago(days), ANNUAL_NUMBER).await?;
    for (id, product, quantity, days) in PURCHASES {
        purchase(&mut tx, &northwind, id, &[(product, quantity)], &month, days_ago(days)).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// The demo's catalog, its `EXPIRED` code out of time since a month.
fn catalog(now: i64) -> Result<String, SeedError> {
    let mut catalog: Value = serde_json::from_str(CATALOG)?;
    for coupon in catalog.get_mut("coupons").and_then(Value::as_array_mut).into_iter().flatten() {
        if coupon.get("code") == Some(&json!("EXPIRED"))
            && let Some(terms) = coupon.as_object_mut()
        {
            terms.insert("until".to_owned(), instant(now - 30 * DAY).into());
        }
    }
    Ok(catalog.to_string())
}

async fn organization(db: &mut Connection, seeded: Seeded, now: i64) -> Result<Organization, SeedError> {
    let (id, name, percent, viewers) = seeded;
    let organization = Organization {
        id: id.to_owned(),
        name: name.to_owned(),
        taxes: json!({ "behavior": "exclusive", "rates": [{ "id": "vat", "percent": percent }] }).to_string(),
        viewer_roles: json!(viewers).to_string(),
    };
    accounts::insert_organization(db, &organization, now).await?;
    Ok(organization)
}

/// Buys a subscription with the current catalog: the state and the ledger are the engine's.
///
/// # Errors
/// The engine rejects the purchase, or the database fails.
pub async fn purchase(
    db: &mut Connection,
    organization: &Organization,
    id: &str,
    items: &[(&str, u32)],
    cycle: &Value,
    at: i64,
) -> Result<(), SeedError> {
    let number = numbers::next(db, numbers::ORDERS).await?;
    bought(db, organization, id, items, cycle, at, number).await
}

async fn bought(
    db: &mut Connection,
    organization: &Organization,
    id: &str,
    items: &[(&str, u32)],
    cycle: &Value,
    at: i64,
    number: i64,
) -> Result<(), SeedError> {
    let none = || SeedError("there is no catalog".to_owned());
    let digest = crate::store::catalogs::current(db).await?.ok_or_else(none)?;
    let text = crate::store::catalogs::text(db, &digest).await?.ok_or_else(none)?;
    let catalog = Catalog::parse(&text)?;
    let others = accounts::subscriptions(db, &organization.id).await?;
    let existing: Vec<Value> =
        others.iter().map(|other| serde_json::from_str(&other.state)).collect::<Result<_, _>>()?;
    let items: Vec<Value> =
        items.iter().map(|(product, quantity)| json!({ "product": product, "quantity": quantity })).collect();
    let request = json!({
        "type": "purchase",
        "at": instant(at),
        "actor": { "role": "owner" },
        "items": items,
        "cycle": cycle,
        "currency": "USD",
        "existing": existing,
        "account": { "firstPurchase": others.is_empty() },
        "tax": serde_json::from_str::<Value>(&organization.taxes)?,
    });
    let request = Request::parse(&request.to_string())?;
    let answer = quotient::quote(&catalog, &request)?;
    let quoted = pricing::quoted(&request, &answer)?;
    let priced =
        quoted.priced.ok_or_else(|| SeedError(format!("the purchase is rejected: {}", quoted.answer)))?;
    let mut state: Value = serde_json::from_str(priced.subscription.get())?;
    if let Some(fields) = state.as_object_mut() {
        // The engine does not name what is new.
        fields.insert("id".to_owned(), id.into());
    }
    let subscription = Subscription {
        id: id.to_owned(),
        organization: organization.id.clone(),
        state: state.to_string(),
        catalog: digest.clone(),
        version: 1,
        changed_at: at,
    };
    accounts::insert_subscription(db, &subscription).await?;
    let order = Order {
        id: new_id("ord"),
        number,
        kind: "purchase".to_owned(),
        organization: organization.id.clone(),
        subscription: id.to_owned(),
        intent: None,
        user_id: None,
        request: quoted.request,
        catalog: digest,
        digest: priced.digest,
        answer: quoted.answer,
        state_after: subscription.state,
        amount_due: priced.amount_due,
        to_balance: priced.refund.clone(),
        refund: priced.refund,
        currency: priced.currency,
        card: Some("test_works".to_owned()),
        quote: None,
        purchase_order: None,
        created_at: at,
        paid_at: at,
    };
    orders::insert(db, &order).await?;
    Ok(())
}
