//! Signing in and out. Real hosts bring their own sign-in; the demo lets anyone be anyone.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;

use super::body::{Object, Raw};
use super::{json, who};
use crate::app::App;
use crate::facts::Who;
use crate::failure::Failure;
use crate::store::{accounts, sessions};
use crate::views::{OrganizationView, UserView, to_json};

/// Seconds that a session lasts.
const LASTS: i64 = 7 * 86_400;

#[derive(Serialize)]
struct SessionView<'a> {
    demo: bool,
    organization: Option<OrganizationView<'a>>,
    user: Option<UserView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    users: Option<Vec<UserView<'a>>>,
}

/// `GET /api/session`
pub async fn show(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Failure> {
    let who = who::find(&app, &headers).await?;
    view(&app, who.as_ref()).await
}

/// `POST /api/session`, in the demo only.
pub async fn sign_in(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Response, Failure> {
    if !app.settings.demo {
        return Err(Failure::not_found("", "there is nothing at this address"));
    }
    let mut body = Object::read(&body, &["user"])?;
    let user = body.required_text("user");
    body.done()?;
    let mut tx = app.store.write().await?;
    let user = accounts::user(&mut tx, &user)
        .await?
        .ok_or_else(|| Failure::not_found("/user", "there is no such user"))?;
    let organization = accounts::organization(&mut tx, &user.organization)
        .await?
        .ok_or_else(|| Failure::internal("user", "has no organization"))?;
    if let Some(before) = who::token_hash(&headers) {
        sessions::delete(&mut tx, &before).await?;
    }
    let token = token()?;
    let now = app.clock.now();
    sessions::insert(&mut tx, &who::hash(&token), &user.id, now, now + LASTS).await?;
    tx.commit().await?;
    let mut response = view(&app, Some(&Who { user, organization })).await?;
    set_cookie(&mut response, &token, LASTS)?;
    Ok(response)
}

/// `DELETE /api/session`
pub async fn sign_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(hash) = who::token_hash(&headers) {
        let mut tx = app.store.write().await?;
        sessions::delete(&mut tx, &hash).await?;
        tx.commit().await?;
    }
    let mut response = view(&app, None).await?;
    set_cookie(&mut response, "", 0)?;
    Ok(response)
}

async fn view(app: &App, who: Option<&Who>) -> Result<Response, Failure> {
    let demo = app.settings.demo;
    let users = if demo { accounts::users(&mut *app.store.read().await?).await? } else { Vec::new() };
    let body = to_json(&SessionView {
        demo,
        organization: who.map(|who| (&who.organization).into()),
        user: who.map(|who| (&who.user).into()),
        users: demo.then(|| users.iter().map(UserView::from).collect()),
    })?;
    Ok(json(StatusCode::OK, body))
}

/// 256 random bits.
fn token() -> Result<String, Failure> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::internal("random numbers", error))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn set_cookie(response: &mut Response, token: &str, seconds: i64) -> Result<(), Failure> {
    let cookie = format!("{}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}", who::COOKIE);
    let cookie = HeaderValue::try_from(cookie).map_err(|error| Failure::internal("cookie", error))?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(())
}
