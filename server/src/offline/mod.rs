//! Offline licenses: a signed file for a machine without a line, as many as the subscription has units,
//! valid to the end of its period. Only a price that has the entitlement includes them.

pub mod license;

use axum::http::StatusCode;
use ed25519_dalek::SigningKey;
use quotient::{Catalog, Item, Request, Status, Subscription};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use self::license::{Claims, PublicKey};
use crate::app::App;
use crate::facts::{Who, no_subscription};
use crate::failure::{Failure, Problem};
use crate::keys;
use crate::store::accounts::{self, Subscription as Row};
use crate::store::offline_licenses::{self as table, IssuedLicense};
use crate::store::{Connection, new_id, orders, secrets};
use crate::views::instant;
use crate::{clock, quotes};

/// What a price must have.
const ENTITLEMENT: &str = "offlineLicense";
/// The secret's name in the database.
const SECRET: &str = "offline licenses";

/// A license as it is shown to those who belong to the organization.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenseView {
    /// `lic_…`
    pub id: String,
    /// For what.
    pub product: String,
    /// On which machine.
    pub machine: String,
    /// When it was signed.
    pub issued_at: String,
    /// It ends then.
    pub valid_until: String,
    /// What the file is best called.
    pub file_name: String,
    /// The content of the file.
    pub license: String,
}

impl From<&IssuedLicense> for LicenseView {
    fn from(issued: &IssuedLicense) -> Self {
        LicenseView {
            id: issued.id.clone(),
            product: issued.product.clone(),
            machine: issued.machine.clone(),
            issued_at: instant(issued.issued_at),
            valid_until: instant(issued.valid_until),
            file_name: format!("{}.jwt", issued.id),
            license: issued.license.clone(),
        }
    }
}

/// What a subscription may have of them, and has.
#[derive(Debug, Serialize, ToSchema)]
pub struct LicensesView {
    /// Every product of the subscription.
    pub items: Vec<ItemView>,
    /// Those that are valid, the latest first.
    pub licenses: Vec<LicenseView>,
}

/// What one product of a subscription may have.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemView {
    /// Its id.
    pub product: String,
    /// Machines that it is for, at most.
    pub quantity: u32,
    /// Machines that have a license which is valid.
    pub used: usize,
    /// Why there can be none for another machine.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// The public key, by which applications check licenses.
///
/// # Errors
/// The database fails.
pub async fn public_key(app: &App) -> Result<PublicKey, Failure> {
    Ok(license::public(&key(app).await?))
}

/// The key: made once, and kept in the database.
async fn key(app: &App) -> Result<SigningKey, Failure> {
    let known = secrets::find(&mut *app.store.read().await?, SECRET).await?;
    let secret = match known {
        Some(secret) => secret,
        None => {
            let mut tx = app.store.write().await?;
            let secret = secrets::made_once(&mut tx, SECRET, &keys::random()?, app.clock.now()).await?;
            tx.commit().await?;
            secret
        }
    };
    let seed = keys::bytes(&secret).and_then(|seed| <[u8; 32]>::try_from(seed).ok());
    Ok(SigningKey::from_bytes(&seed.ok_or_else(|| Failure::internal("offline licenses", "the key is none"))?))
}

/// What a subscription may have, and has.
///
/// # Errors
/// 404.
pub async fn list(app: &App, who: &Who, subscription: &str) -> Result<LicensesView, Failure> {
    let mut db = app.store.snapshot().await?;
    let held = Held::load(app, &mut db, who, subscription).await?;
    let items = held.state.items.iter();
    Ok(LicensesView {
        items: items
            .map(|item| ItemView {
                product: item.product.clone(),
                quantity: item.quantity,
                used: held.machines(&item.product).len(),
                problem: held.refusal(item, None),
            })
            .collect(),
        licenses: held.licenses.iter().map(LicenseView::from).collect(),
    })
}

/// Signs a license for a machine; the same again gives the same. True: it is new.
///
/// # Errors
/// 404; 403 for a role that may not buy the product; 409 with the reason why there is none.
pub async fn issue(
    app: &App,
    who: &Who,
    subscription: &str,
    product: &str,
    machine: &str,
) -> Result<(LicenseView, bool), Failure> {
    let key = key(app).await?;
    let mut tx = app.store.write().await?;
    let held = Held::load(app, &mut tx, who, subscription).await?;
    let item = held
        .state
        .items
        .iter()
        .find(|item| item.product == product)
        .ok_or_else(|| Failure::not_found("/product", "the subscription has no such product"))?;
    held.may_issue(&who.user.role, product)?;
    if let Some(problem) = held.refusal(item, Some(machine)) {
        return Err(Failure::all(StatusCode::CONFLICT, vec![problem]));
    }
    let exp = held.end();
    let same = |issued: &&IssuedLicense| {
        issued.product == product && issued.machine == machine && issued.valid_until == exp
    };
    if let Some(issued) = held.licenses.iter().find(same) {
        return Ok((issued.into(), false));
    }
    let claims = Claims {
        jti: new_id("lic"),
        sub: who.organization.id.clone(),
        organization: who.organization.name.clone(),
        subscription: subscription.to_owned(),
        product: product.to_owned(),
        machine: machine.to_owned(),
        iat: held.now,
        exp,
    };
    let issued = IssuedLicense {
        id: claims.jti.clone(),
        organization: claims.sub.clone(),
        subscription: claims.subscription.clone(),
        product: claims.product.clone(),
        machine: claims.machine.clone(),
        user_id: who.user.id.clone(),
        issued_at: held.now,
        valid_until: exp,
        license: license::sign(&key, &claims).map_err(|error| Failure::internal("license", error))?,
    };
    table::insert(&mut tx, &issued).await?;
    tx.commit().await?;
    Ok(((&issued).into(), true))
}

/// A subscription with what it was sold by and the licenses that it has.
struct Held {
    state: Subscription,
    catalog: Catalog,
    licenses: Vec<IssuedLicense>,
    now: i64,
}

impl Held {
    async fn load(app: &App, db: &mut Connection, who: &Who, id: &str) -> Result<Held, Failure> {
        let theirs = |row: &Row| row.organization == who.organization.id;
        let row = accounts::subscription(db, id).await?.filter(theirs).ok_or_else(no_subscription)?;
        let now = app.clock.now();
        // What was sold with it counts, not what is sold now; leaving sells nothing.
        let sold_by = orders::sold_by(db, id).await?.unwrap_or_else(|| row.catalog.clone());
        Ok(Held {
            state: state(&row.state)?,
            catalog: quotes::catalog(db, &sold_by).await?,
            licenses: table::valid(db, id, now).await?,
            now,
        })
    }

    fn end(&self) -> i64 {
        self.state.period.end.seconds()
    }

    /// The machines with a valid license for a product, each once.
    fn machines(&self, product: &str) -> Vec<&str> {
        let mut machines = Vec::new();
        for issued in self.licenses.iter().filter(|issued| issued.product == product) {
            if !machines.contains(&issued.machine.as_str()) {
                machines.push(issued.machine.as_str());
            }
        }
        machines
    }

    /// Whoever may buy the product.
    fn may_issue(&self, role: &str, product: &str) -> Result<(), Failure> {
        let Some(product) = self.catalog.product(product) else { return Ok(()) };
        let policy = self.catalog.policy(product);
        if policy.allows(Some(role)) {
            return Ok(());
        }
        let roles = policy.roles.clone().unwrap_or_default();
        let message = format!("`{role}` may not take licenses of {}; {} may", product.name, roles.join(", "));
        let mut problem = Problem::new("role_not_allowed", "", message);
        problem.allowed = Some(roles.into());
        Err(Failure::all(StatusCode::FORBIDDEN, vec![problem]))
    }

    /// Why there is no license for a machine; without one, for another machine than those that have one.
    fn refusal(&self, item: &Item, machine: Option<&str>) -> Option<Problem> {
        self.not_included(item).or_else(|| self.over()).or_else(|| {
            let machines = self.machines(&item.product);
            let full = machines.len() >= item.quantity as usize;
            if !full || machine.is_some_and(|machine| machines.contains(&machine)) {
                return None;
            }
            let message = format!(
                "{} machines have a license until {}, as many as the subscription is for",
                machines.len(),
                instant(self.end())
            );
            let mut problem = Problem::new("offline_licenses_exhausted", "/machine", message);
            problem.allowed = Some(item.quantity.into());
            Some(problem)
        })
    }

    fn not_included(&self, item: &Item) -> Option<Problem> {
        let product = self.catalog.product(&item.product);
        let own = item.price.as_ref().filter(|price| price.cycle == self.state.cycle);
        let price =
            own.or_else(|| product.and_then(|product| product.price(self.state.currency, self.state.cycle)));
        let included = |entitlements: &[String]| entitlements.iter().any(|name| name == ENTITLEMENT);
        if price.is_some_and(|price| included(&price.entitlements)) {
            return None;
        }
        let name = product.map_or(item.product.as_str(), |product| product.name.as_str());
        let cycles: Vec<Value> = product
            .into_iter()
            .flat_map(|product| &product.prices)
            .filter(|price| price.currency == self.state.currency && included(&price.entitlements))
            .map(|price| json!({ "unit": price.cycle.unit().as_str(), "count": price.cycle.count() }))
            .collect();
        let message = if cycles.is_empty() {
            format!("{name} is not tied to a machine: it has no offline licenses")
        } else {
            format!("offline licenses of {name} come with another billing cycle: switch to it")
        };
        let mut problem = Problem::new("offline_license_not_included", "/product", message);
        problem.allowed = (!cycles.is_empty()).then(|| json!({ "cycles": cycles }));
        Some(problem)
    }

    fn over(&self) -> Option<Problem> {
        let (code, message) = match self.state.status {
            Status::Ended => ("subscription_ended", "the subscription has ended".to_owned()),
            _ if self.now >= self.end() => {
                let message = format!("the period ended at {}: it has to be paid first", instant(self.end()));
                (
                    if self.state.status == Status::PastDue {
                        "subscription_past_due"
                    } else {
                        "renewal_due"
                    },
                    message,
                )
            }
            _ => return None,
        };
        Some(Problem::new(code, "", message))
    }
}

/// A stored state as the engine reads it, which it does as part of a request.
fn state(text: &str) -> Result<Subscription, Failure> {
    let at = clock::format(0).unwrap_or_default();
    let request = format!(r#"{{"type":"cancellation","at":"{at}","subscription":{text}}}"#);
    let request = Request::parse(&request).map_err(|problems| Failure::internal("stored state", problems))?;
    let state = request.subscription().cloned();
    state.ok_or_else(|| Failure::internal("stored state", "it is none"))
}
