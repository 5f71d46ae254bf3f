//! What an organization has.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::json;
use super::who::Viewer;
use crate::app::App;
use crate::facts::{is_first_purchase, raw};
use crate::failure::Failure;
use crate::overdue;
use crate::store::{accounts, intents, orders, payouts};
use crate::views::{OrderView, OrganizationView, SubscriptionView, UserView, instant, to_json};

/// Orders that are listed.
const ORDERS: i64 = 50;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AccountView<'a> {
    organization: OrganizationView<'a>,
    user: UserView<'a>,
    now: String,
    subscriptions: Vec<SubscriptionView<'a>>,
    orders: Vec<OrderView>,
    #[schema(value_type = Object)]
    taxes: Box<RawValue>,
    account: History,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AccountHistory)]
struct History {
    first_purchase: bool,
}

/// `GET /api/account`
#[utoipa::path(
    get,
    path = "/api/account",
    tag = "account",
    responses(
        (status = 200, description = "The account", body = AccountView<'static>),
    )
)]
pub async fn show(State(app): State<Arc<App>>, Viewer(who): Viewer) -> Result<Response, Failure> {
    let mut db = app.store.snapshot().await?;
    let organization = &who.organization;
    let subscriptions = accounts::subscriptions(&mut db, &organization.id).await?;
    let open = intents::unfinished_of(&mut db, &organization.id).await?;
    let first_purchase = is_first_purchase(&mut db, &organization.id, &subscriptions).await?;
    let paid = orders::latest(&mut db, &organization.id, ORDERS).await?;
    // What waits for its payment comes first.
    let mut orders: Vec<OrderView> = open.iter().rev().map(OrderView::of_intent).collect::<Result<_, _>>()?;
    orders.extend(paid.iter().map(OrderView::from));
    let now = app.clock.now();
    let payouts = payouts::of_organization(&mut db, &organization.id).await?;
    let mut held = Vec::with_capacity(subscriptions.len());
    for subscription in &subscriptions {
        let overdue = overdue::find(&mut db, subscription, now).await?;
        held.push(SubscriptionView::of(subscription, overdue, &payouts)?);
    }
    let body = to_json(&AccountView {
        organization: organization.into(),
        user: (&who.user).into(),
        now: instant(now),
        subscriptions: held,
        orders,
        taxes: raw(&organization.taxes)?,
        account: History { first_purchase },
    })?;
    Ok(json(StatusCode::OK, body))
}
