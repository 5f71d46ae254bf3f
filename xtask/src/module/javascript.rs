//! The portable module as plain JavaScript, for pages whose policy forbids WebAssembly.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::FEATURES;
use crate::{run, workspace};

/// Where wasm2js begins to make its one instance, after all that an instance is made of.
const INSTANCE: &str = "\nvar retasmFunc = asmFunc({";

const BEFORE: &str = "// Made of quote.wasm by wasm2js.

/** A fresh instance, with a memory of its own. */
export function open() {
";

const TYPES: &str = "import type { Exports } from \"../src/portable.js\";

/** A fresh instance, with a memory of its own. */
export function open(): Exports;
";

/// Writes the module as a script, and its declaration beside it.
pub fn write(module: &Path, script: &Path) -> Result<()> {
    let whole = workspace::state().join("wasm2js.js");
    let mut wasm2js = run::node("binaryen/bin/wasm2js");
    wasm2js.arg("-O2").args(FEATURES).arg(module).arg("-o").arg(&whole);
    run::quietly("making JavaScript of the module", &mut wasm2js)?;
    let text = fs::read_to_string(&whole)?;
    // As it comes it makes its instance when it is loaded, and only one.
    let (parts, _) = text.split_once(INSTANCE).context("wasm2js writes its instance in another way now")?;
    fs::write(script, format!("{BEFORE}{parts}\nreturn asmFunc({{}});\n}}\n"))?;
    fs::write(script.with_extension("d.ts"), TYPES)?;
    Ok(())
}
