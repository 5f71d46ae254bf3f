//! The command line. Whatever is wrong is said in one sentence, with what to do.

mod access;
mod configured;
mod offline;
mod owed;
mod purchase_orders;

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use clap::{Parser, Subcommand};
use quotient::Catalog;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

use self::access::{OrganizationCommand, TokenCommand, UserCommand};
use self::configured::{Configured, ServeFlags};
use self::offline::OfflineCommand;
use self::owed::OwedCommand;
use self::purchase_orders::OrderCommand;
use crate::catalogs::{self, CatalogError};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, LogFormat};
use crate::failure::Failure;
use crate::renew::{self, Renewed};
use crate::serve;
use crate::store::{Connection, Store, catalogs as table, orders};
use crate::verify::verify_order;
use crate::{chores, seed, serve::Stop};

/// The reference quote server of Quotient
#[derive(Parser)]
#[command(name = "quotient-server", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeFlags,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the API and the page (the default)
    Serve(ServeFlags),
    /// Shows or changes the price list
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// Puts the demo's organization into an empty database
    Seed(Configured),
    /// Renews what is due and ends what was canceled, once; a server does so by itself, too
    Renew {
        #[command(flatten)]
        configured: Configured,
        /// Renews what ended months ago as well, period by period
        #[arg(long)]
        catch_up: bool,
    },
    /// Prices every order again and says whether it comes out as it was sold
    Verify(Configured),
    /// Orders that await the payment of a purchase order
    #[command(subcommand)]
    Order(OrderCommand),
    /// What subscriptions that have ended hold as balance, for the seller to pay out
    #[command(subcommand)]
    Owed(OwedCommand),
    /// Licenses for machines without a line
    #[command(subcommand)]
    OfflineLicense(OfflineCommand),
    /// Adds organizations, lists them, or gives them taxes
    #[command(subcommand)]
    Organization(OrganizationCommand),
    /// Adds users, gives them roles, signs them out, or removes them
    #[command(subcommand)]
    User(UserCommand),
    /// Bearer tokens of scripts
    #[command(subcommand)]
    Token(TokenCommand),
    /// The configuration
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Prints what is in force and where it comes from, without secrets
    Show(ServeFlags),
}

#[derive(Subcommand)]
enum CatalogCommand {
    /// Checks a catalog and makes it the current one; a running server prices with it at once
    Activate {
        /// The catalog, JSON
        file: PathBuf,
        /// Takes it although there are subscriptions that could not be renewed with it
        #[arg(long)]
        anyway: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// Prints the current catalog, coupons included
    Show(Configured),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return stop(&format!("no threads can be started: {error}")),
    };
    let ended = runtime.block_on(run(arguments));
    drop(LOG.lock().unwrap_or_else(PoisonError::into_inner).take());
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop(sentence)) => stop(&sentence),
    }
}

/// Prints a line, or several, of what was asked for or done.
fn say(text: impl Display) -> Result<(), Stop> {
    writeln!(std::io::stdout(), "{text}")
        .map_err(|error| Stop(format!("nothing went wrong but that it could not be printed: {error}")))
}

/// So many, of which there may be one.
fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn stop(sentence: &str) -> ExitCode {
    eprintln!("quotient-server: {sentence}");
    ExitCode::FAILURE
}

async fn run(arguments: Arguments) -> Result<(), Stop> {
    match arguments.command {
        None => serve(arguments.serve).await,
        Some(Command::Serve(serve_arguments)) => serve(serve_arguments).await,
        Some(Command::Catalog(CatalogCommand::Activate { file, anyway, configured })) => {
            activate(&file, anyway, &configured.read()?).await
        }
        Some(Command::Catalog(CatalogCommand::Show(configured))) => show(&configured.read()?).await,
        Some(Command::Seed(configured)) => seed_database(&configured.read()?).await,
        Some(Command::Renew { configured, catch_up }) => renew(configured.read()?, catch_up).await,
        Some(Command::Verify(configured)) => verify(&configured.read()?).await,
        Some(Command::Order(command)) => self::purchase_orders::order(command).await,
        Some(Command::Owed(command)) => self::owed::owed(command).await,
        Some(Command::OfflineLicense(command)) => self::offline::offline(command).await,
        Some(Command::Organization(command)) => access::organization(command).await,
        Some(Command::User(command)) => access::user(command).await,
        Some(Command::Token(command)) => access::token(command).await,
        Some(Command::Config(ConfigCommand::Show(flags))) => say(flags.read()?.show().trim_end()),
    }
}

/// Refuses a database that is not there, where a command would make an empty one and find nothing in it.
fn existing(config: &Config) -> Result<(), Stop> {
    if config.database.is_absent() {
        let database = &config.database;
        return Err(Stop(format!(
            "there is no database {database}: name another file with --database, or make this one by a server, \
             `seed`, `catalog activate` or `organization add`"
        )));
    }
    Ok(())
}

/// What time it is, by the demo's clock where the demo is.
async fn now(db: &mut Connection) -> Result<i64, Stop> {
    Ok(SystemClock.now().saturating_add(seed::ahead(db).await?))
}

/// What a failure says, in a line.
fn sentence(failure: Failure) -> Stop {
    Stop(failure.problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>().join("; "))
}

/// Opens the configured database.
async fn open(config: &Config) -> Result<Store, Stop> {
    log(config);
    Ok(Store::open(&config.database).await?)
}

async fn serve(flags: ServeFlags) -> Result<(), Stop> {
    let config = flags.read()?;
    log(&config);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    serve::run(config, clock).await
}

/// Writes what is still to be told when the program ends.
static LOG: Mutex<Option<WorkerGuard>> = Mutex::new(None);

/// Everything that is told while it runs goes to stderr. Who reads that too slowly loses lines, and does not stop the
/// server.
fn log(config: &Config) {
    let mut kept = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.is_some() {
        return;
    }
    let (writer, guard) = tracing_appender::non_blocking(std::io::stderr());
    *kept = Some(guard);
    let filter = EnvFilter::new(&config.log_filter);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    // It fails only where something else in the program has set a log up.
    let _ = match config.log_format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => {
            log.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
        }
    };
}

async fn activate(file: &Path, anyway: bool, config: &Config) -> Result<(), Stop> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Stop(format!("the catalog {} cannot be read: {error}", file.display())))?;
    let store = open(config).await?;
    let mut tx = store.write().await?;
    let now = now(&mut tx).await?;
    let digest = catalogs::activate(&mut tx, &text, now).await.map_err(|error| match error {
        CatalogError::Failed(cause) => Stop(format!("the catalog could not be stored: {cause}")),
        refused => {
            Stop(format!("the catalog {} is refused and nothing was changed: {refused}", file.display()))
        }
    })?;
    if !anyway {
        renewable(&text, &mut tx).await?;
    }
    tx.commit().await?;
    store.close().await;
    say(format_args!("{digest} is the current catalog"))
}

/// What nobody could renew would go on unpaid.
async fn renewable(catalog: &str, db: &mut Connection) -> Result<(), Stop> {
    let unreadable = |_| Stop("the subscriptions cannot be read; the log says why".to_owned());
    let catalog = Catalog::parse(catalog).map_err(|problems| Stop(problems.to_string()))?;
    let refused = renew::not_renewable(&catalog, db).await.map_err(unreadable)?;
    let Some((id, reasons)) = refused.first() else { return Ok(()) };
    Err(Stop(format!(
        "nothing was changed: {} could not be renewed with this catalog, as {id} ({}); --anyway takes it",
        counted(refused.len() as u64, "subscription", "subscriptions"),
        reasons.join(", ")
    )))
}

async fn show(config: &Config) -> Result<(), Stop> {
    existing(config)?;
    let store = open(config).await?;
    let text = catalogs::current(&mut *store.read().await?).await.map_err(|error| Stop(error.to_string()))?;
    store.close().await;
    say(text.ok_or_else(no_catalog)?)
}

fn no_catalog() -> Stop {
    Stop("there is no catalog yet: activate one with `quotient-server catalog activate FILE`".to_owned())
}

async fn seed_database(config: &Config) -> Result<(), Stop> {
    let store = open(config).await?;
    let seeded = seed::demo(&store, SystemClock.now()).await.map_err(|error| Stop(error.to_string()))?;
    store.close().await;
    if seeded { Ok(()) } else { Err(Stop(format!("{} is not empty: seed a new one", config.database))) }
}

/// What a server does from time to time, once: for a schedule of one's own, beside servers or without.
async fn renew(mut config: Config, catch_up: bool) -> Result<(), Stop> {
    config.settings.catch_up = catch_up;
    log(&config);
    existing(&config)?;
    let app = serve::open(&config, Arc::new(SystemClock)).await?;
    chores::check_clock(&app).await.map_err(|_| {
        Stop("nothing was renewed: this machine's clock and the database's do not agree, or the database fails; the log says which".to_owned())
    })?;
    let failed = || Stop("the renewals could not be looked at; the log says why".to_owned());
    app.keep_time_of_demo().await.map_err(|_| failed())?;
    let done = chores::run(&app).await.map_err(|_| failed())?;
    app.store.close().await;
    let Renewed { renewed, declined, pending, ended, failed } = done;
    say(format_args!(
        "{renewed} renewed, {declined} declined, {pending} wait for the provider, {ended} ended"
    ))?;
    if failed > 0 {
        return Err(Stop(format!("{failed} could not be renewed; the log says why")));
    }
    Ok(())
}

async fn verify(config: &Config) -> Result<(), Stop> {
    existing(config)?;
    let store = open(config).await?;
    let mut db = store.read().await?;
    let (mut same, mut different) = (0_u64, 0_u64);
    for id in orders::ids(&mut db).await? {
        let Some(order) = orders::find(&mut db, &id).await? else { continue };
        let catalog = table::text(&mut db, &order.catalog).await?.unwrap_or_default();
        match verify_order(&order, &catalog) {
            Ok(()) => same += 1,
            Err(error) => {
                different += 1;
                say(format_args!("{id}: {error}"))?;
            }
        }
    }
    say(format_args!(
        "{}, {}",
        counted(same, "order comes out as it was sold", "orders come out as they were sold"),
        counted(different, "does not", "do not")
    ))?;
    if different == 0 {
        Ok(())
    } else {
        Err(Stop("some orders cannot be priced again as they were sold".to_owned()))
    }
}
