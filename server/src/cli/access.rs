//! Commands about who may come in: organizations, users, bearer tokens.

use clap::Subcommand;
use uuid::Uuid;

use super::configured::Configured;
use super::{counted, say};
use crate::config::{self, Config};
use crate::failure::Failure;
use crate::keys;
use crate::plain::is_plain;
use crate::register::{self, Registration};
use crate::serve::Stop;
use crate::settings::Settings;
use crate::store::tokens::{self, Token};
use crate::store::{Store, accounts};
use crate::views::instant;

const DAY: i64 = 86_400;
/// Characters of a token's label.
const LABEL: usize = 200;

#[derive(Subcommand)]
pub enum OrganizationCommand {
    /// Adds an organization with its owner
    Add {
        /// Name of the organization
        #[arg(long)]
        name: String,
        /// Name of its owner
        #[arg(long)]
        user_name: String,
        /// E-mail address of its owner
        #[arg(long)]
        email: String,
        #[command(flatten)]
        configured: Configured,
    },
    /// Lists the organizations, each with its users
    List(Configured),
    /// Gives an organization other taxes, for what is quoted from now on
    SetTaxes {
        /// Its id, `org_…`
        organization: String,
        /// `tax` of its requests, JSON
        taxes: String,
        #[command(flatten)]
        configured: Configured,
    },
}

#[derive(Subcommand)]
pub enum UserCommand {
    /// Adds a user to an organization
    Add {
        /// Id of the organization
        #[arg(long)]
        organization: String,
        /// Name of the user
        #[arg(long)]
        name: String,
        /// E-mail address of the user
        #[arg(long)]
        email: String,
        /// What the user may do
        #[arg(long, value_parser = register::ROLES)]
        role: String,
        #[command(flatten)]
        configured: Configured,
    },
    /// Gives a user another role, from the next request on
    SetRole {
        /// Id of the user
        user: String,
        /// What the user may do
        #[arg(value_parser = register::ROLES)]
        role: String,
        #[command(flatten)]
        configured: Configured,
    },
    /// Removes a user, who comes in no more
    Remove {
        /// Id of the user
        user: String,
        #[command(flatten)]
        configured: Configured,
    },
    /// Ends all sessions and tokens of a user
    SignOut {
        /// Id of the user
        #[arg(long)]
        user: String,
        #[command(flatten)]
        configured: Configured,
    },
}

#[derive(Subcommand)]
pub enum TokenCommand {
    /// Makes a bearer token and prints it: it is not shown again
    Add {
        /// Id of the user as whom a script acts
        #[arg(long)]
        user: String,
        /// What it is for
        #[arg(long, default_value = "")]
        label: String,
        /// Days until it ends; without, it ends when it is revoked
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=3650))]
        days: Option<u16>,
        #[command(flatten)]
        configured: Configured,
    },
    /// Lists the tokens, without what they are
    List(Configured),
    /// Ends a token at once
    Revoke {
        /// Its id, `tok_…`
        id: String,
        #[command(flatten)]
        configured: Configured,
    },
}

async fn open(configured: &Configured) -> Result<Store, Stop> {
    let config = configured.read()?;
    super::existing(&config)?;
    super::open(&config).await
}

pub async fn organization(command: OrganizationCommand) -> Result<(), Stop> {
    match command {
        OrganizationCommand::Add { name, user_name, email, configured } => {
            add(Registration { name, user_name, email }, &configured.read()?).await
        }
        OrganizationCommand::List(configured) => list(&configured).await,
        OrganizationCommand::SetTaxes { organization, taxes, configured } => {
            config::taxes(&taxes).map_err(|why| Stop(format!("nothing was changed: {why}")))?;
            let store = open(&configured).await?;
            let mut tx = store.write().await?;
            let is_set = accounts::set_taxes(&mut tx, &organization, &taxes).await?;
            tx.commit().await?;
            store.close().await;
            if !is_set {
                return Err(Stop(format!(
                    "there is no organization {organization}: `quotient-server organization list` lists all"
                )));
            }
            say(format_args!("{organization} has these taxes from now on"))
        }
    }
}

async fn add(registration: Registration, config: &Config) -> Result<(), Stop> {
    let store = super::open(config).await?;
    let mut tx = store.write().await?;
    let now = super::now(&mut tx).await?;
    let taxes = &config.settings.registration_taxes;
    let who = registration
        .add(&mut tx, taxes, now)
        .await
        .map_err(|failure| refused("the organization", &failure))?;
    tx.commit().await?;
    store.close().await;
    if *taxes == Settings::default().registration_taxes {
        eprintln!(
            "no taxes are set for {}: `quotient-server organization set-taxes` sets them, and registration.taxes those of the next",
            who.organization.id
        );
    }
    say(format_args!("{}\n{}", who.organization.id, who.user.id))
}

async fn list(configured: &Configured) -> Result<(), Stop> {
    let store = open(configured).await?;
    let mut db = store.read().await?;
    let (organizations, users) = (accounts::organizations(&mut db).await?, accounts::users(&mut db).await?);
    drop(db);
    store.close().await;
    for organization in organizations {
        say(format_args!("{}  {}", organization.id, organization.name))?;
        for user in users.iter().filter(|user| user.organization == organization.id) {
            say(format_args!("  {}  {}  {}  {}", user.id, user.role, user.email, user.name))?;
        }
    }
    Ok(())
}

pub async fn user(command: UserCommand) -> Result<(), Stop> {
    match command {
        UserCommand::Add { organization, name, email, role, configured } => {
            let store = open(&configured).await?;
            let mut tx = store.write().await?;
            let user = register::add_user(&mut tx, &organization, &name, &email, &role)
                .await
                .map_err(|failure| refused("the user", &failure))?;
            tx.commit().await?;
            store.close().await;
            say(user.id)?;
        }
        UserCommand::SetRole { user, role, configured } => {
            let store = open(&configured).await?;
            let mut tx = store.write().await?;
            register::set_role(&mut tx, &user, &role).await.map_err(|failure| unchanged(&failure))?;
            tx.commit().await?;
            store.close().await;
            say(format_args!("{user} is {role} from now on"))?;
        }
        UserCommand::Remove { user, configured } => {
            let store = open(&configured).await?;
            let mut tx = store.write().await?;
            let now = super::now(&mut tx).await?;
            let removed = register::remove(&mut tx, &user, now).await;
            let (sessions, tokens) = removed.map_err(|failure| unchanged(&failure))?;
            tx.commit().await?;
            store.close().await;
            say(format_args!("{user} is removed; {}", ended(sessions, tokens)))?;
        }
        UserCommand::SignOut { user, configured } => {
            let store = open(&configured).await?;
            let mut tx = store.write().await?;
            known(&mut tx, &user).await?;
            let now = super::now(&mut tx).await?;
            let (sessions, tokens) = register::sign_out(&mut tx, &user, now).await?;
            tx.commit().await?;
            store.close().await;
            say(ended(sessions, tokens))?;
        }
    }
    Ok(())
}

pub async fn token(command: TokenCommand) -> Result<(), Stop> {
    match command {
        TokenCommand::Add { user, label, days, configured } => {
            check_label(&label)?;
            let store = open(&configured).await?;
            let mut tx = store.write().await?;
            known(&mut tx, &user).await?;
            let secret = keys::random().map_err(|failure| refused("the token", &failure))?;
            let token = format!("qt_{secret}");
            let now = super::now(&mut tx).await?;
            let new = Token {
                id: format!("tok_{}", Uuid::now_v7().simple()),
                user_id: user,
                label,
                created_at: now,
                expires_at: days.map(|days| now + i64::from(days) * DAY),
                revoked_at: None,
            };
            tokens::insert(&mut tx, &new, &keys::hash(&token)).await?;
            tx.commit().await?;
            store.close().await;
            eprintln!("{} is made; its token is printed now and never again", new.id);
            say(token).map_err(|Stop(why)| Stop(format!("{why}; revoke {} and make another", new.id)))?;
        }
        TokenCommand::List(configured) => {
            let store = open(&configured).await?;
            let mut db = store.read().await?;
            let (now, all) = (super::now(&mut db).await?, tokens::all(&mut db).await?);
            drop(db);
            store.close().await;
            for token in all {
                let state = state(&token, now);
                say(format_args!("{}  {}  {state}  {}", token.id, token.user_id, token.label))?;
            }
        }
        TokenCommand::Revoke { id, configured } => {
            let store = open(&configured).await?;
            let mut tx = store.write().await?;
            let now = super::now(&mut tx).await?;
            let revoked = tokens::revoke(&mut tx, &id, now).await?;
            tx.commit().await?;
            store.close().await;
            if !revoked {
                return Err(Stop(format!(
                    "there is no token {id} that has not ended: `quotient-server token list` lists all"
                )));
            }
            say(format_args!("{id} has ended"))?;
        }
    }
    Ok(())
}

fn ended(sessions: u64, tokens: u64) -> String {
    let sessions = counted(sessions, "session", "sessions");
    format!("{sessions} and {} have ended", counted(tokens, "token", "tokens"))
}

fn state(token: &Token, now: i64) -> String {
    match (token.revoked_at, token.expires_at) {
        (Some(at), _) => format!("revoked {}", instant(at)),
        (None, Some(at)) if at <= now => format!("ended {}", instant(at)),
        (None, Some(at)) => format!("until {}", instant(at)),
        (None, None) => "until revoked".to_owned(),
    }
}

/// A list has a line for each token.
fn check_label(label: &str) -> Result<(), Stop> {
    if label.chars().count() > LABEL || !is_plain(label) {
        return Err(Stop(format!(
            "the label is not one line of at most {LABEL} visible characters: shorten it"
        )));
    }
    Ok(())
}

async fn known(db: &mut crate::store::Connection, user: &str) -> Result<(), Stop> {
    match accounts::user(db, user).await? {
        Some(_) => Ok(()),
        None => Err(Stop(format!("there is no user {user}"))),
    }
}

fn refused(what: &str, failure: &Failure) -> Stop {
    Stop(format!("{what} was not made: {}", messages(failure)))
}

fn unchanged(failure: &Failure) -> Stop {
    Stop(format!("nothing was changed: {}", messages(failure)))
}

fn messages(failure: &Failure) -> String {
    failure.problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ")
}
