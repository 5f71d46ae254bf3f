//! Who asks, by a session's cookie or by a bearer token, and from where.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};

use crate::app::App;
use crate::facts::Who;
use crate::failure::{Failure, Problem};
use crate::keys::hash;
use crate::register::STAFF;
use crate::settings::Settings;
use crate::store::{sessions, tokens};

const COOKIE: &str = "quotient_session";
/// A browser takes a cookie with this beginning from this very host only, and only by TLS: neither another
/// subdomain nor someone on the line can put one in its place.
const HOST_COOKIE: &str = "__Host-quotient_session";
/// What the cookie's token is signed for.
const SESSION: &str = "session";
/// What the token that goes with a session's requests is signed for.
const CSRF: &str = "csrf";
/// The header that brings it back.
const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Whoever a request comes from, once that is known.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The user with the organization.
    pub who: Who,
    /// What says so.
    pub by: Credential,
}

/// What says who asks.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A cookie, which a browser sends along whoever made the request.
    Session {
        /// The random part of the cookie.
        token: String,
    },
    /// A bearer token, which a script sends on purpose.
    Bearer,
}

/// The request's user, if there is one.
pub struct Caller(pub Option<Identity>);

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        identify(app, parts).await.map(Caller)
    }
}

/// A user who is signed in, whatever the role.
pub struct SignedIn(pub Identity);

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let identity = identify(app, parts).await?;
        identity
            .map(SignedIn)
            .ok_or_else(|| Failure::new(StatusCode::UNAUTHORIZED, "not_signed_in", "", "sign in first"))
    }
}

/// A user who may see the account, and only that user: everything about an account starts here.
pub struct Viewer(pub Who);

impl FromRequestParts<Arc<App>> for Viewer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let SignedIn(Identity { who, .. }) = SignedIn::from_request_parts(parts, app).await?;
        let viewers = who.organization.viewers();
        if viewers.contains(&who.user.role) {
            return Ok(Viewer(who));
        }
        let role = &who.user.role;
        let problem = |message: String| Problem::new("role_not_allowed", "", message);
        let problem = if viewers.is_empty() {
            problem(format!("`{role}` may not see this account; nobody of this organization may"))
        } else {
            let message = format!("`{role}` may not see this account; {} may", viewers.join(", "));
            Problem { allowed: Some(viewers.into()), ..problem(message) }
        };
        Err(Failure::all(StatusCode::FORBIDDEN, vec![problem]))
    }
}

/// Someone of the seller's: they see what awaits payment, and nobody's account.
pub struct Staff(pub Who);

impl FromRequestParts<Arc<App>> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let SignedIn(Identity { who, .. }) = SignedIn::from_request_parts(parts, app).await?;
        if is_staff(&who) {
            return Ok(Staff(who));
        }
        let message = format!("`{}` may not do this; staff of the seller may", who.user.role);
        let mut problem = Problem::new("role_not_allowed", "", message);
        problem.allowed = Some([STAFF].as_slice().into());
        Err(Failure::all(StatusCode::FORBIDDEN, vec![problem]))
    }
}

/// Does a user belong to the seller?
pub fn is_staff(who: &Who) -> bool {
    who.user.role == STAFF
}

/// Finds out who asks, once for a request. A bearer token goes before a cookie, and one that does not hold is
/// an error: a script must not act as someone else by a cookie that it also has.
///
/// # Errors
/// 401 `token_not_valid`; the database fails.
pub async fn identify(app: &App, parts: &mut Parts) -> Result<Option<Identity>, Failure> {
    #[derive(Clone)]
    struct Known(Option<Identity>);
    if let Some(Known(identity)) = parts.extensions.get() {
        return Ok(identity.clone());
    }
    let identity = match bearer(&parts.headers)? {
        Some(token) => {
            let db = &mut *app.store.read().await?;
            let (user, organization) =
                tokens::find(db, &hash(token), app.clock.now()).await?.ok_or_else(token_not_valid)?;
            Some(Identity { who: Who { user, organization }, by: Credential::Bearer })
        }
        None => of_session(app, &parts.headers).await?,
    };
    if let Some(identity) = &identity {
        tracing::Span::current().record("user", identity.who.user.id.as_str());
    }
    parts.extensions.insert(Known(identity.clone()));
    Ok(identity)
}

fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Failure> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let Some(authorization) = all.next() else { return Ok(None) };
    let token =
        authorization.to_str().ok().and_then(|text| text.split_once(' ')).and_then(|(scheme, token)| {
            scheme
                .eq_ignore_ascii_case("bearer")
                .then(|| token.trim())
                .filter(|token| token.starts_with("qt_"))
        });
    match token {
        Some(token) if all.next().is_none() => Ok(Some(token)),
        _ => Err(token_not_valid()),
    }
}

fn token_not_valid() -> Failure {
    let message = "the bearer token is not known here, has ended or was revoked; \
        `quotient-server token add` makes one";
    let mut failure = Failure::new(StatusCode::UNAUTHORIZED, "token_not_valid", "", message);
    failure.authenticate = true;
    failure
}

async fn of_session(app: &App, headers: &HeaderMap) -> Result<Option<Identity>, Failure> {
    let Some(token) = session_token(app, headers).await? else { return Ok(None) };
    let found = sessions::find(&mut *app.store.read().await?, &hash(&token), app.clock.now()).await?;
    Ok(found.map(|(user, organization)| Identity {
        who: Who { user, organization },
        by: Credential::Session { token },
    }))
}

/// The random part of the request's cookie, if this server signed it. Two that differ are none: one of them was put
/// there by someone else.
async fn session_token(app: &App, headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let mut cookies = cookies(headers, cookie_name(&app.settings));
    let Some(cookie) = cookies.next() else { return Ok(None) };
    if cookies.any(|other| other != cookie) {
        return Ok(None);
    }
    let Some((token, signature)) = cookie.split_once('.') else { return Ok(None) };
    let signed = app.keys().await?.is_signed(SESSION, token, signature)?;
    Ok(signed.then(|| token.to_owned()))
}

fn cookies<'a>(headers: &'a HeaderMap, name: &'static str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(move |cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The name of the session's cookie.
pub fn cookie_name(settings: &Settings) -> &'static str {
    if settings.is_https() { HOST_COOKIE } else { COOKIE }
}

/// The cookie for a session's token, or the end of it where there is none.
///
/// # Errors
/// The database fails.
pub async fn cookie(app: &App, token: Option<&str>) -> Result<String, Failure> {
    let (content, seconds) = match token {
        Some(token) => {
            (format!("{token}.{}", app.keys().await?.sign(SESSION, token)?), app.settings.session_lasts)
        }
        None => (String::new(), 0),
    };
    let name = cookie_name(&app.settings);
    let secure = if app.settings.is_https() { "; Secure" } else { "" };
    Ok(format!("{name}={content}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}{secure}"))
}

/// The token that a session's requests must bring along.
///
/// # Errors
/// The database fails.
pub async fn csrf(app: &App, identity: &Identity) -> Result<Option<String>, Failure> {
    match &identity.by {
        Credential::Session { token } => Ok(Some(app.keys().await?.sign(CSRF, token)?)),
        Credential::Bearer => Ok(None),
    }
}

/// Is this request of a session made by a page that knows the session's token?
///
/// # Errors
/// 403 `csrf_token_missing` or `csrf_token_wrong`.
pub async fn check_csrf(app: &App, identity: &Identity, headers: &HeaderMap) -> Result<(), Failure> {
    let Credential::Session { token } = &identity.by else { return Ok(()) };
    let Some(sent) = headers.get(CSRF_HEADER) else {
        let message = "send the session's `csrf` in the header x-csrf-token";
        return Err(Failure::new(StatusCode::FORBIDDEN, "csrf_token_missing", "", message));
    };
    let sent = sent.to_str().unwrap_or_default();
    if app.keys().await?.is_signed(CSRF, token, sent)? {
        return Ok(());
    }
    let message = "the header x-csrf-token is of another session; ask for the session again";
    Err(Failure::new(StatusCode::FORBIDDEN, "csrf_token_wrong", "", message))
}

/// Where a request comes from, as far as it can be told apart: an IPv6 customer has a whole /64.
pub struct Address(pub String);

impl FromRequestParts<Arc<App>> for Address {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let ConnectInfo(peer): ConnectInfo<SocketAddr> = ConnectInfo::from_request_parts(parts, app)
            .await
            .map_err(|error| Failure::internal("address", error))?;
        Ok(Address(network(origin(peer.ip(), &parts.headers, &app.settings))))
    }
}

/// Where the request came from before it reached a proxy that is believed. Each proxy adds the address that it sees at
/// the end, so that is where to begin; whatever a customer wrote there stands before the first that is not a proxy.
fn origin(peer: IpAddr, headers: &HeaderMap, settings: &Settings) -> IpAddr {
    let mut address = peer.to_canonical();
    let lines: Vec<_> =
        headers.get_all(FORWARDED_FOR).iter().map(|line| line.to_str().unwrap_or_default()).collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !settings.is_proxy(address) {
            break;
        }
        let Some(before) = hop_address(hop.trim()) else { break };
        address = before.to_canonical();
    }
    address
}

/// An address, with a port or without.
fn hop_address(hop: &str) -> Option<IpAddr> {
    hop.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_customer_are_one() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:3::9"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }

    #[test]
    fn only_proxies_that_are_known_say_where_a_request_comes_from() {
        let settings = Settings {
            trusted_proxies: vec!["10.0.0.0/8".parse().expect("a network"), "::1/128".parse().expect("one")],
            ..Settings::default()
        };
        let of = |peer: &str, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(FORWARDED_FOR, line.parse().expect("a header"));
            }
            origin(peer.parse().expect("an address"), &headers, &settings).to_string()
        };
        assert_eq!(of("198.51.100.1", &["192.0.2.7"]), "198.51.100.1");
        assert_eq!(of("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(of("10.0.0.1", &["192.0.2.7"]), "192.0.2.7");
        assert_eq!(of("::ffff:10.0.0.1", &["192.0.2.7:4711"]), "192.0.2.7");
        assert_eq!(of("::1", &["2001:db8::7"]), "2001:db8::7");
        // What a customer wrote there stands first.
        assert_eq!(of("10.0.0.1", &["203.0.113.9, 192.0.2.7"]), "192.0.2.7");
        assert_eq!(of("10.0.0.1", &["203.0.113.9", "192.0.2.7, 10.0.0.2"]), "192.0.2.7");
        assert_eq!(of("10.0.0.1", &["192.0.2.7, unknown"]), "10.0.0.1");
    }

    #[test]
    fn the_session_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=1; quotient_session=abc; b=2".parse().expect("a header"));
        headers.append(header::COOKIE, "quotient_session=def".parse().expect("a header"));
        assert_eq!(cookies(&headers, COOKIE).collect::<Vec<_>>(), ["abc", "def"]);
        headers.insert(header::COOKIE, "quotient_sessions=abc".parse().expect("a header"));
        assert_eq!(cookies(&headers, COOKIE).next(), None);
    }
}
