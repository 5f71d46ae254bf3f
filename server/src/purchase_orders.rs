//! Orders that were placed by purchase order: they wait for their payment, past the provider, until somebody
//! of the seller says that it came, or the order is given up. So long the accepted amount binds, the codes
//! stay taken, and nothing else changes the subscription.

use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::app::App;
use crate::facts::Who;
use crate::failure::Failure;
use crate::pricing::Quoted;
use crate::quotes::{self, Stored};
use crate::reference::Reference;
use crate::settle;
use crate::store::intents::Intent;
use crate::store::purchase_orders::{self as table, Awaiting};
use crate::store::{Connection, codes};
use crate::views::{self, OrderView};

const DAY: i64 = 86_400;

/// An order with its organization: what the seller's people see of a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffOrder {
    /// The order.
    pub order: OrderView,
    /// Whose it is.
    pub organization: Customer,
}

/// A customer, to the seller.
#[derive(Debug, Serialize, ToSchema)]
pub struct Customer {
    /// `org_…`
    pub id: String,
    /// For a person.
    pub name: String,
}

impl StaffOrder {
    fn of(awaiting: &Awaiting) -> Result<Self, Failure> {
        Ok(StaffOrder {
            order: OrderView::of_intent(&awaiting.intent)?,
            organization: Customer {
                id: awaiting.intent.organization.clone(),
                name: awaiting.organization_name.clone(),
            },
        })
    }
}

/// What awaits payment, of all organizations, what is due first first.
///
/// # Errors
/// The database fails.
pub async fn awaiting(app: &App) -> Result<Vec<StaffOrder>, Failure> {
    let awaiting = table::awaiting(&mut *app.store.read().await?).await?;
    awaiting.iter().map(StaffOrder::of).collect()
}

/// Applies an order whose payment has come, at the accepted amount; once, however often it is said.
///
/// # Errors
/// 404 if it was not placed by purchase order, 409 `order_canceled` if it was given up, 409 `reference_differs` if it was
/// paid before by something else.
pub async fn paid(
    app: &App,
    user: Option<&str>,
    order: &str,
    reference: Option<&Reference>,
) -> Result<StaffOrder, Failure> {
    let mut tx = app.store.write().await?;
    let mut found = table::find(&mut tx, order).await?.ok_or_else(no_order)?;
    match found.intent.state.as_str() {
        "awaitingPayment" => {}
        "done" => {
            check_same(&found.intent, reference)?;
            return StaffOrder::of(&found);
        }
        _ => {
            let message = "the order was given up before it was paid";
            return Err(Failure::new(StatusCode::CONFLICT, "order_canceled", "", message));
        }
    }
    from_now(app, &mut tx, &mut found.intent).await?;
    settle::apply(app, &mut tx, &found.intent).await?;
    let reference = reference.map(|Reference(text)| text.as_str());
    table::note_payment(&mut tx, &found.intent.id, user, reference).await?;
    let done = table::find(&mut tx, order).await?.ok_or_else(no_order)?;
    tx.commit().await?;
    StaffOrder::of(&done)
}

/// Whoever says it first has it noted: nobody shall believe that another reference was.
fn check_same(paid: &Intent, reference: Option<&Reference>) -> Result<(), Failure> {
    let Some(Reference(given)) = reference else { return Ok(()) };
    let noted = paid.reference.as_deref();
    if noted == Some(given) {
        return Ok(());
    }
    let by = noted.map_or("without a reference".to_owned(), |noted| format!("by `{noted}`"));
    let number = views::number(paid.order_number);
    let message = format!("{number} was paid before {by}: `{given}` is not noted");
    Err(Failure::new(StatusCode::CONFLICT, "reference_differs", "/reference", message))
}

/// A purchase starts when it is paid, not when it was ordered.
async fn from_now(app: &App, db: &mut Connection, intent: &mut Intent) -> Result<(), Failure> {
    let catalog = quotes::catalog(db, &intent.catalog).await?;
    let stored = Quoted {
        at: intent.quoted_at,
        request: intent.request.clone(),
        answer: intent.answer.clone(),
        priced: Some(views::priced(intent)?),
    };
    let (quoted, priced) = quotes::from_now(&catalog, stored, app.clock.now())?;
    if quoted.at == intent.quoted_at {
        return Ok(());
    }
    let mut state: Value = serde_json::from_str(priced.subscription.get())
        .map_err(|error| Failure::internal("state after", error))?;
    if let Some(fields) = state.as_object_mut() {
        fields.insert("id".to_owned(), intent.subscription.clone().into());
    }
    intent.state_after = state.to_string();
    (intent.request, intent.answer) = (quoted.request, quoted.answer);
    (intent.digest, intent.quoted_at) = (priced.digest, quoted.at);
    Ok(table::reprice(db, intent).await?)
}

/// Gives an order up that awaits payment: the codes are free again, and so is the subscription.
///
/// # Errors
/// 404, also for somebody else's; 403 for a role that may not buy it; 409 `order_not_awaiting_payment`.
pub async fn cancel(app: &App, who: &Who, is_staff: bool, order: &str) -> Result<StaffOrder, Failure> {
    let mut tx = app.store.write().await?;
    let theirs = |found: &Awaiting| is_staff || found.intent.organization == who.organization.id;
    let found = table::find(&mut tx, order).await?.filter(theirs).ok_or_else(no_order)?;
    if !is_staff {
        let intent = &found.intent;
        let stored = Stored {
            request: &intent.request,
            catalog: &intent.catalog,
            subscription: (intent.version > 0).then_some(intent.subscription.as_str()),
        };
        quotes::may_act(app, &mut tx, who, &stored).await?;
    }
    if !give_up(&mut tx, &found.intent, Some(&who.user.id), app.clock.now()).await? {
        let message = "the order does not await payment any more";
        return Err(Failure::new(StatusCode::CONFLICT, "order_not_awaiting_payment", "", message));
    }
    let done = table::find(&mut tx, order).await?.ok_or_else(no_order)?;
    tx.commit().await?;
    StaffOrder::of(&done)
}

async fn give_up(db: &mut Connection, intent: &Intent, user: Option<&str>, now: i64) -> sqlx::Result<bool> {
    let given_up = table::give_up(db, &intent.id, user, now).await?;
    if given_up {
        codes::give_back(db, &intent.id).await?;
    }
    Ok(given_up)
}

/// Gives up what is overdue for longer than is waited, and changes of a period that has ended: the next one is for what was
/// paid for, and is charged. Called by whoever renews.
///
/// # Errors
/// The database fails.
pub async fn give_up_overdue(app: &App) -> Result<(), Failure> {
    let now = app.clock.now();
    let before = now - i64::from(app.settings.quotes.grace_days) * DAY;
    let overdue = table::overdue(&mut *app.store.read().await?, before, now).await?;
    for order in overdue {
        let mut tx = app.store.write().await?;
        let Some(found) = table::find(&mut tx, &order).await? else { continue };
        if give_up(&mut tx, &found.intent, None, now).await? {
            tx.commit().await?;
            tracing::info!(order, "overdue and given up");
        }
    }
    Ok(())
}

fn no_order() -> Failure {
    Failure::not_found("", "there is no such order by purchase order")
}
