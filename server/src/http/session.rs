//! Signing in and out. Real hosts bring their own sign-in; the demo lets anyone be anyone.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::body::{Object, Raw};
use super::json;
use super::openapi::{Problems, SignInBody};
use super::who::{self, Caller, Credential, Identity, SignedIn};
use crate::app::App;
use crate::facts::{Who, raw};
use crate::failure::Failure;
use crate::keys;
use crate::store::{Connection, accounts, sessions};
use crate::views::{OrganizationView, UserView, to_json};

#[derive(Serialize, ToSchema)]
pub struct SessionView<'a> {
    demo: bool,
    /// May organizations register themselves?
    registration: bool,
    organization: Option<OrganizationView<'a>>,
    user: Option<UserView<'a>>,
    /// What the organization is taxed with, as in an account; to strangers who may register, what they would be.
    #[schema(value_type = Option<Object>, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    taxes: Option<Box<RawValue>>,
    /// For the header `x-csrf-token` of every request that changes something.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    csrf: Option<String>,
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    users: Option<Vec<DemoUser<'a>>>,
}

/// Somebody whom the demo's visitor may be.
#[derive(Serialize, ToSchema)]
struct DemoUser<'a> {
    #[serde(flatten)]
    user: UserView<'a>,
    organization: Option<OrganizationView<'a>>,
}

/// `GET /api/session`
#[utoipa::path(
    get,
    path = "/api/session",
    tag = "public",
    responses(
        (status = 200, description = "Who is signed in, if anyone", body = SessionView<'static>),
        (status = 401, description = "`token_not_valid`", body = Problems),
    )
)]
pub async fn show(State(app): State<Arc<App>>, Caller(caller): Caller) -> Result<Response, Failure> {
    view(&app, StatusCode::OK, caller.as_ref()).await
}

/// `POST /api/session`, in the demo only.
#[utoipa::path(
    post,
    path = "/api/session",
    tag = "demo",
    request_body = SignInBody,
    responses(
        (status = 200, description = "Signed in", body = SessionView<'static>),
        (status = 404, description = "No such user, or no demo", body = Problems),
    )
)]
pub async fn sign_in(
    State(app): State<Arc<App>>,
    Caller(before): Caller,
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
    let identity = begin(&app, &mut tx, Who { user, organization }, before.as_ref()).await?;
    tx.commit().await?;
    signed_in(&app, StatusCode::OK, &identity).await
}

/// Makes a session of its own for whoever signs in, whatever the browser had before: a token that someone else
/// put there never becomes a session.
///
/// # Errors
/// The database fails.
pub async fn begin(
    app: &App,
    db: &mut Connection,
    who: Who,
    before: Option<&Identity>,
) -> Result<Identity, Failure> {
    end(db, before).await?;
    let token = keys::random()?;
    let now = app.clock.now();
    sessions::insert(db, &keys::hash(&token), &who.user.id, now, now + app.settings.session_lasts).await?;
    Ok(Identity { who, by: Credential::Session { token } })
}

async fn end(db: &mut Connection, identity: Option<&Identity>) -> Result<(), Failure> {
    if let Some(Identity { by: Credential::Session { token }, .. }) = identity {
        sessions::delete(db, &keys::hash(token)).await?;
    }
    Ok(())
}

/// The view of a new session, with its cookie.
///
/// # Errors
/// The database fails.
pub async fn signed_in(app: &App, status: StatusCode, identity: &Identity) -> Result<Response, Failure> {
    let token = match &identity.by {
        Credential::Session { token } => Some(token.as_str()),
        Credential::Bearer => None,
    };
    let mut response = view(app, status, Some(identity)).await?;
    set_cookie(&mut response, who::cookie(app, token).await?)?;
    Ok(response)
}

/// `DELETE /api/session`
#[utoipa::path(
    delete,
    path = "/api/session",
    tag = "public",
    responses(
        (status = 200, description = "Signed out", body = SessionView<'static>),
    )
)]
pub async fn sign_out(State(app): State<Arc<App>>, Caller(caller): Caller) -> Result<Response, Failure> {
    if caller.is_some() {
        let mut tx = app.store.write().await?;
        end(&mut tx, caller.as_ref()).await?;
        tx.commit().await?;
    }
    signed_out(&app).await
}

/// `DELETE /api/sessions`: ends every session of the user, on whatever device.
#[utoipa::path(
    delete,
    path = "/api/sessions",
    tag = "session",
    responses(
        (status = 200, description = "Signed out on all devices", body = SessionView<'static>),
    )
)]
pub async fn sign_out_everywhere(
    State(app): State<Arc<App>>,
    SignedIn(caller): SignedIn,
) -> Result<Response, Failure> {
    let mut tx = app.store.write().await?;
    sessions::delete_all(&mut tx, &caller.who.user.id).await?;
    tx.commit().await?;
    signed_out(&app).await
}

async fn signed_out(app: &App) -> Result<Response, Failure> {
    let mut response = view(app, StatusCode::OK, None).await?;
    set_cookie(&mut response, who::cookie(app, None).await?)?;
    Ok(response)
}

/// All users, and their organizations by id.
async fn everyone(
    app: &App,
) -> Result<(Vec<accounts::User>, BTreeMap<String, accounts::Organization>), Failure> {
    let mut db = app.store.read().await?;
    let users = accounts::users(&mut db).await?;
    let mut organizations = BTreeMap::new();
    for user in &users {
        if !organizations.contains_key(&user.organization)
            && let Some(organization) = accounts::organization(&mut db, &user.organization).await?
        {
            organizations.insert(user.organization.clone(), organization);
        }
    }
    Ok((users, organizations))
}

async fn view(app: &App, status: StatusCode, identity: Option<&Identity>) -> Result<Response, Failure> {
    let demo = app.settings.demo;
    let (users, organizations) = if demo { everyone(app).await? } else { Default::default() };
    let csrf = match identity {
        Some(identity) => who::csrf(app, identity).await?,
        None => None,
    };
    let taxes = match identity {
        Some(identity) => Some(&identity.who.organization.taxes),
        None => Some(&app.settings.registration_taxes).filter(|_| app.settings.registration),
    };
    let taxes = taxes.map(|taxes| raw(taxes)).transpose()?;
    let body = to_json(&SessionView {
        demo,
        registration: app.settings.registration,
        organization: identity.map(|identity| (&identity.who.organization).into()),
        user: identity.map(|identity| (&identity.who.user).into()),
        taxes,
        csrf,
        users: demo.then(|| {
            let of = |user: &accounts::User| organizations.get(&user.organization).map(Into::into);
            users.iter().map(|user| DemoUser { user: user.into(), organization: of(user) }).collect()
        }),
    })?;
    Ok(json(status, body))
}

fn set_cookie(response: &mut Response, cookie: String) -> Result<(), Failure> {
    let cookie = HeaderValue::try_from(cookie).map_err(|error| Failure::internal("cookie", error))?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(())
}
