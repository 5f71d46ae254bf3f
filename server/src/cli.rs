//! The command line. Whatever is wrong is said in one sentence, with what to do.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::catalogs::{self, CatalogError};
use crate::clock::{Clock, SystemClock};
use crate::pricing::verify_order;
use crate::serve::{self, Serve};
use crate::store::{Location, Store, accounts, catalogs as table, orders};
use crate::{seed, serve::Stop};

/// The reference quote server of Quotient
#[derive(Parser)]
#[command(name = "quotient-server", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArguments,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the API and the page (the default)
    Serve(ServeArguments),
    /// Shows or changes the price list
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// Puts the demo's organization into an empty database
    Seed(DatabaseArgument),
    /// Prices every order again and says whether it comes out as it was sold
    Verify(DatabaseArgument),
}

#[derive(Subcommand)]
enum CatalogCommand {
    /// Checks a catalog and makes it the current one; a running server prices with it at once
    Activate {
        /// The catalog, JSON
        file: PathBuf,
        #[command(flatten)]
        database: DatabaseArgument,
    },
    /// Prints the current catalog, coupons included
    Show(DatabaseArgument),
}

#[derive(Args)]
struct DatabaseArgument {
    /// A file of SQLite, made if it is not there, or the postgres:// address of a PostgreSQL database
    #[arg(
        long,
        default_value = "quotient.db",
        value_name = "FILE|URL",
        env = "DATABASE_URL",
        hide_env_values = true
    )]
    database: Location,
}

#[derive(Args)]
struct ServeArguments {
    /// Seeds an empty database, and lets anyone sign in as any user
    #[arg(long)]
    demo: bool,
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    #[command(flatten)]
    database: DatabaseArgument,
    /// Where the test provider keeps its log, if not beside the database
    #[arg(long, value_name = "FILE|URL", env = "TEST_PROVIDER_URL", hide_env_values = true)]
    test_provider: Option<Location>,
    /// The folder of the built page; without it only the API is served
    #[arg(long, value_name = "FOLDER")]
    pages: Option<PathBuf>,
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let colors = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colors).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return stop(&format!("no threads can be started: {error}")),
    };
    match runtime.block_on(run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop(sentence)) => stop(&sentence),
    }
}

fn stop(sentence: &str) -> ExitCode {
    eprintln!("quotient-server: {sentence}");
    ExitCode::FAILURE
}

async fn run(arguments: Arguments) -> Result<(), Stop> {
    match arguments.command {
        None => serve(arguments.serve).await,
        Some(Command::Serve(serve_arguments)) => serve(serve_arguments).await,
        Some(Command::Catalog(CatalogCommand::Activate { file, database })) => {
            activate(&file, &database.database).await
        }
        Some(Command::Catalog(CatalogCommand::Show(database))) => show(&database.database).await,
        Some(Command::Seed(database)) => seed_database(&database.database).await,
        Some(Command::Verify(database)) => verify(&database.database).await,
    }
}

async fn serve(arguments: ServeArguments) -> Result<(), Stop> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    serve::run(
        Serve {
            demo: arguments.demo,
            listen: arguments.listen,
            database: arguments.database.database,
            test_provider: arguments.test_provider,
            pages: arguments.pages,
        },
        clock,
    )
    .await
}

async fn activate(file: &Path, database: &Location) -> Result<(), Stop> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Stop(format!("the catalog {} cannot be read: {error}", file.display())))?;
    let store = Store::open(database).await?;
    let mut tx = store.write().await?;
    let digest =
        catalogs::activate(&mut tx, &text, SystemClock.now()).await.map_err(|error| match error {
            CatalogError::Failed(cause) => Stop(format!("the catalog could not be stored: {cause}")),
            refused => {
                Stop(format!("the catalog {} is refused and nothing was changed: {refused}", file.display()))
            }
        })?;
    tx.commit().await?;
    store.close().await;
    println!("{digest} is the current catalog");
    Ok(())
}

async fn show(database: &Location) -> Result<(), Stop> {
    let store = Store::open(database).await?;
    let text = catalogs::current(&mut *store.read().await?).await.map_err(|error| Stop(error.to_string()))?;
    println!("{}", text.ok_or_else(no_catalog)?);
    store.close().await;
    Ok(())
}

fn no_catalog() -> Stop {
    Stop("there is no catalog yet: activate one with `quotient-server catalog activate FILE`".to_owned())
}

async fn seed_database(database: &Location) -> Result<(), Stop> {
    let store = Store::open(database).await?;
    if !accounts::is_empty(&mut *store.read().await?).await? {
        return Err(Stop(format!("{database} is not empty: seed a new one")));
    }
    seed::demo(&store, SystemClock.now()).await.map_err(|error| Stop(error.to_string()))?;
    store.close().await;
    Ok(())
}

async fn verify(database: &Location) -> Result<(), Stop> {
    let store = Store::open(database).await?;
    let mut db = store.read().await?;
    let (mut same, mut different) = (0, 0);
    for id in orders::ids(&mut db).await? {
        let Some(order) = orders::find(&mut db, &id).await? else { continue };
        let catalog = table::text(&mut db, &order.catalog).await?.unwrap_or_default();
        match verify_order(&order, &catalog) {
            Ok(()) => same += 1,
            Err(error) => {
                different += 1;
                println!("{id}: {error}");
            }
        }
    }
    println!("{same} orders come out as they were sold, {different} do not");
    if different == 0 {
        Ok(())
    } else {
        Err(Stop("some orders cannot be priced again as they were sold".to_owned()))
    }
}
