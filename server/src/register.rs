//! New organizations and users: by registration, or by the operator's commands.

use axum::http::StatusCode;
use icu_normalizer::ComposingNormalizerBorrowed;
use uuid::Uuid;

use crate::facts::Who;
use crate::failure::{Failure, Problem};
use crate::plain::{AS_EMOJI, is_plain};
use crate::store::accounts::{self, Organization, User};
use crate::store::{Connection, registrations, sessions, tokens};

/// Who of an organization may see its account.
const VIEWERS: &str = r#"["owner","admin","billingManager","member"]"#;
/// Of every organization that registers there is one.
const OWNER: &str = "owner";
/// The seller's own people.
pub const STAFF: &str = "staff";
/// The roles that a user may have: those of a customer's, and staff of the seller's.
pub const ROLES: [&str; 5] = [OWNER, "admin", "billingManager", "member", STAFF];
/// Characters of a name.
const NAME: usize = 200;
/// Bytes of an e-mail address (RFC 5321).
const EMAIL: usize = 254;
/// So many organizations from one address within `WINDOW`.
const REGISTRATIONS: usize = 10;
/// Seconds.
const WINDOW: i64 = 3_600;

/// An organization with its owner, as they are typed.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Of the organization.
    pub name: String,
    /// Of its owner.
    pub user_name: String,
    /// Of its owner.
    pub email: String,
}

impl Registration {
    /// Everything that is wrong with what was typed.
    pub fn problems(&self) -> Vec<Problem> {
        let names = [("/name", &self.name), ("/userName", &self.user_name)];
        let names = names.into_iter().filter_map(|(path, name)| check_name(path, name));
        names.chain(check_email("/email", &self.email)).collect()
    }

    /// Adds the organization and its owner.
    ///
    /// # Errors
    /// 422 for what was typed, 409 `email_taken`; the database fails.
    pub async fn add(&self, db: &mut Connection, taxes: &str, now: i64) -> Result<Who, Failure> {
        refuse(self.problems())?;
        let organization = Organization {
            id: format!("org_{}", Uuid::now_v7().simple()),
            name: self.name.trim().to_owned(),
            taxes: taxes.to_owned(),
            viewer_roles: VIEWERS.to_owned(),
        };
        accounts::insert_organization(db, &organization, now).await?;
        let user = add_user(db, &organization.id, &self.user_name, &self.email, OWNER).await?;
        Ok(Who { user, organization })
    }
}

/// Adds a user to an organization.
///
/// # Errors
/// 422 for what was typed, 404 for the organization, 409 `email_taken`; the database fails.
pub async fn add_user(
    db: &mut Connection,
    organization: &str,
    name: &str,
    email: &str,
    role: &str,
) -> Result<User, Failure> {
    let problems = [check_name("/userName", name), check_email("/email", email), check_role(role)];
    refuse(problems.into_iter().flatten().collect())?;
    if accounts::organization(&mut *db, organization).await?.is_none() {
        return Err(Failure::not_found("/organization", "there is no such organization"));
    }
    let email = email.trim().to_lowercase();
    if registrations::is_taken(&mut *db, &email).await? {
        let message = "this e-mail address belongs to a user already";
        return Err(Failure::new(StatusCode::CONFLICT, "email_taken", "/email", message));
    }
    let user = User {
        id: format!("u_{}", Uuid::now_v7().simple()),
        organization: organization.to_owned(),
        name: name.trim().to_owned(),
        email,
        role: role.to_owned(),
    };
    accounts::insert_user(db, &user).await?;
    Ok(user)
}

/// Gives a user another role.
///
/// # Errors
/// 404 for the user, 422 for the role, 409 `last_owner`; the database fails.
pub async fn set_role(db: &mut Connection, user: &str, role: &str) -> Result<(), Failure> {
    refuse(check_role(role).into_iter().collect())?;
    let user = find(&mut *db, user).await?;
    if role != OWNER {
        check_other_owner(&mut *db, &user).await?;
    }
    Ok(accounts::set_role(db, &user.id, role).await?)
}

/// Removes a user with all sessions and tokens. Says how many of these there were.
///
/// # Errors
/// 404 for the user, 409 `last_owner`; the database fails.
pub async fn remove(db: &mut Connection, user: &str, now: i64) -> Result<(u64, u64), Failure> {
    let user = find(&mut *db, user).await?;
    check_other_owner(&mut *db, &user).await?;
    let ended = sign_out(&mut *db, &user.id, now).await?;
    accounts::remove_user(db, &user.id, now).await?;
    Ok(ended)
}

/// Ends all sessions and tokens of a user. Says how many there were.
///
/// # Errors
/// The database fails.
pub async fn sign_out(db: &mut Connection, user: &str, now: i64) -> sqlx::Result<(u64, u64)> {
    Ok((sessions::delete_all(&mut *db, user).await?, tokens::revoke_all(db, user, now).await?))
}

async fn find(db: &mut Connection, user: &str) -> Result<User, Failure> {
    let message = || format!("there is no user {user}");
    accounts::user(db, user).await?.ok_or_else(|| Failure::not_found("/user", message()))
}

/// Without an owner nobody of an organization could buy what only owners may.
async fn check_other_owner(db: &mut Connection, user: &User) -> Result<(), Failure> {
    if user.role != OWNER || accounts::count_role(db, &user.organization, OWNER).await? > 1 {
        return Ok(());
    }
    let message = format!("{} is the last owner of {}: make another one first", user.id, user.organization);
    Err(Failure::new(StatusCode::CONFLICT, "last_owner", "/user", message))
}

/// Lets an address register so many organizations, and no more for a while.
///
/// # Errors
/// 429 `too_many_registrations`; the database fails.
pub async fn admit(db: &mut Connection, address: &str, now: i64) -> Result<(), Failure> {
    let lately = registrations::since(db, address, now - WINDOW).await?;
    let Some(oldest) = lately.get(REGISTRATIONS - 1) else { return Ok(()) };
    let wait = (oldest + WINDOW - now).max(1);
    let mut failure = Failure::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_registrations",
        "",
        format!(
            "{REGISTRATIONS} organizations were registered from this address within an hour; try again in {wait} seconds"
        ),
    );
    failure.retry_after = Some(wait);
    Err(failure)
}

fn refuse(problems: Vec<Problem>) -> Result<(), Failure> {
    if problems.is_empty() { Ok(()) } else { Err(Failure::all(StatusCode::UNPROCESSABLE_ENTITY, problems)) }
}

fn check_name(path: &str, name: &str) -> Option<Problem> {
    let name = name.trim();
    if name.is_empty() {
        return Some(Problem::new("text_empty", path, "the name is empty"));
    }
    let characters = name.chars().count();
    if characters > NAME {
        let message = format!("the name has {characters} characters; allowed are {NAME}");
        return Some(Problem::new("too_large", path, message));
    }
    (!is_plain(name)).then(|| {
        let message = "the name has control or invisible characters; allowed is one line of text";
        Problem::new("text_malformed", path, message)
    })
}

/// Whether mail arrives there only mail can tell; this keeps out what is no address at all.
fn check_email(path: &str, email: &str) -> Option<Problem> {
    let email = email.trim();
    let is_address = email.len() <= EMAIL
        && is_plain(email)
        && !email.contains(AS_EMOJI)
        && !email.chars().any(char::is_whitespace)
        // Composed and decomposed, a letter looks the same: one of the two is an address.
        && ComposingNormalizerBorrowed::new_nfc().is_normalized(email)
        && email.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty() && !host.contains('@') && host.split('.').all(|label| !label.is_empty())
        });
    (!is_address).then(|| {
        let message =
            format!("this is no e-mail address of at most {EMAIL} bytes, such as name@host.example");
        Problem::new("email_malformed", path, message)
    })
}

fn check_role(role: &str) -> Option<Problem> {
    (!ROLES.contains(&role)).then(|| {
        let mut problem = Problem::new(
            "unknown_value",
            "/role",
            format!("`{role}` is no role; allowed are {}", ROLES.join(", ")),
        );
        problem.allowed = Some(ROLES.to_vec().into());
        problem
    })
}
