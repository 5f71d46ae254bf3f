//! Who asks: the session's user, and the address.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::facts::Who;
use crate::failure::{Failure, Problem};
use crate::store::sessions;

/// The cookie that holds the token.
pub const COOKIE: &str = "quotient_session";

/// A user who may see the account, and only that user: everything about an account starts here.
pub struct Viewer(pub Who);

impl FromRequestParts<Arc<App>> for Viewer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let who = find(app, &parts.headers)
            .await?
            .ok_or_else(|| Failure::new(StatusCode::UNAUTHORIZED, "not_signed_in", "", "sign in first"))?;
        let viewers = who.organization.viewers();
        if viewers.contains(&who.user.role) {
            return Ok(Viewer(who));
        }
        let mut problem = Problem::new(
            "role_not_allowed",
            "",
            format!("`{}` may not see this account; {} may", who.user.role, viewers.join(", ")),
        );
        problem.allowed = Some(viewers.into());
        Err(Failure::all(StatusCode::FORBIDDEN, vec![problem]))
    }
}

/// The user of the request's session, if there is one.
///
/// # Errors
/// The database fails.
pub async fn find(app: &App, headers: &HeaderMap) -> Result<Option<Who>, Failure> {
    let Some(hash) = token_hash(headers) else { return Ok(None) };
    let found = sessions::find(&mut *app.store.read().await?, &hash, app.clock.now()).await?;
    Ok(found.map(|(user, organization)| Who { user, organization }))
}

/// Hash of the token in the request's cookie, which is all that is stored of it.
pub fn token_hash(headers: &HeaderMap) -> Option<Vec<u8>> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        .map(hash)
}

/// Hash of a token.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Where a request comes from, as far as it can be told apart: an IPv6 customer has a whole /64.
pub struct Address(pub String);

impl FromRequestParts<Arc<App>> for Address {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let ConnectInfo(address): ConnectInfo<SocketAddr> = ConnectInfo::from_request_parts(parts, app)
            .await
            .map_err(|error| Failure::internal("address", error))?;
        Ok(Address(network(address.ip())))
    }
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
    fn the_session_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=1; quotient_session=abc; b=2".parse().expect("a header"));
        assert_eq!(token_hash(&headers), Some(hash("abc")));
        headers.insert(header::COOKIE, "quotient_sessions=abc".parse().expect("a header"));
        assert_eq!(token_hash(&headers), None);
    }
}
