//! `cargo xtask size`: what a page loads, and the budget for it.

use anyhow::{Result, bail};

use crate::{package, run, setup};

/// Bytes of the package's entry after brotli: less than the whole of the nearest alternative.
const BUDGET: usize = 65_000;

const FILES: [&str; 2] = ["npm/dist/index.js", "npm/build/quotient_bg.wasm"];

/// Node has both compressors, at the levels that a content network would use.
const MEASURE: &str = "
const { readFileSync } = require('node:fs');
const { brotliCompressSync, gzipSync } = require('node:zlib');
for (const file of process.argv.slice(1)) {
  const bytes = readFileSync(file);
  console.log(bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length);
}";

/// Builds the package, prints the table, and fails above the budget.
pub fn run() -> Result<()> {
    package::build(&setup::for_pages()?)?;
    let measured = run::look(run::command("node").args(["-e", MEASURE]).args(FILES));
    let measured = measured.unwrap_or_default();
    println!("{:<28} {:>9} {:>9} {:>9}", "bytes", "raw", "gzip", "brotli");
    let mut entry = None;
    for (file, line) in FILES.iter().zip(measured.lines()) {
        let sizes: Vec<usize> = line.split(' ').filter_map(|size| size.parse().ok()).collect();
        let [raw, gzip, brotli] = sizes[..] else { bail!("the sizes of {file} cannot be read: {line}") };
        println!("{file:<28} {raw:>9} {gzip:>9} {brotli:>9}");
        entry = entry.or(Some(brotli));
    }
    match entry {
        Some(size) if size <= BUDGET => {
            println!("the entry takes {}% of its {BUDGET} bytes after brotli", size * 100 / BUDGET);
            Ok(())
        }
        Some(size) => {
            bail!("the entry has {size} bytes after brotli, above its budget of {BUDGET}: find what grew")
        }
        None => bail!("the sizes could not be measured: is npm/dist there?"),
    }
}
