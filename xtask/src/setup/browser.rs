//! A browser for the tests, with the driver that lets tests steer it.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::debian;

const SENTENCE: &str = "no browser for the tests was found: install Chromium and its driver \
    (Debian: `apt-get install chromium chromium-driver`), then run the command again";

/// Where Chrome lives when it is not on the PATH.
const PLACES: [&str; 2] =
    ["/opt/google/chrome/chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/// An installed browser.
pub struct Browser {
    /// The browser itself.
    pub executable: PathBuf,
    /// What steers it.
    pub driver: PathBuf,
    /// The variable by which wasm-bindgen's runner is told of the driver.
    pub driver_variable: &'static str,
}

impl Browser {
    /// The tests of the page steer Chromium by its own protocol, which Firefox does not speak.
    pub fn is_chromium(&self) -> bool {
        self.driver_variable == "CHROMEDRIVER"
    }
}

/// Finds or installs one.
pub fn find() -> Result<Browser> {
    if let Some(browser) = chromium() {
        return Ok(browser);
    }
    if debian::may_install() {
        debian::install(&["chromium", "chromium-driver"], "the tests open the page in a real browser")?;
    }
    match chromium().or_else(firefox) {
        Some(browser) => Ok(browser),
        None => bail!(SENTENCE),
    }
}

/// Firefox, which brings what steers it; found or installed.
pub fn find_firefox() -> Result<PathBuf> {
    let look = || ["firefox-esr", "firefox"].into_iter().find_map(on_path);
    if look().is_none() && debian::may_install() {
        debian::install(&["firefox-esr"], "the package and the page are tried in Firefox, too")?;
    }
    look().context("Firefox is needed and was not found: install it, then run the command again")
}

fn chromium() -> Option<Browser> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let executable = names
        .into_iter()
        .find_map(on_path)
        .or_else(|| PLACES.iter().map(PathBuf::from).find(|place| place.exists()))?;
    let driver = given("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?;
    Some(Browser { executable, driver, driver_variable: "CHROMEDRIVER" })
}

fn firefox() -> Option<Browser> {
    let executable = ["firefox", "firefox-esr"].into_iter().find_map(on_path)?;
    let driver = given("GECKODRIVER").or_else(|| on_path("geckodriver"))?;
    Some(Browser { executable, driver, driver_variable: "GECKODRIVER" })
}

fn given(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.exists())
}

fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(&file)).find(|path| Path::is_file(path))
}
