//! The engine as WebAssembly, in `npm/build`: for pages and for Node with its JavaScript glue, and without imports for
//! every host, that one also as plain JavaScript. Compiled, bound, made small or fast, and for pages inlined. The same
//! sources give the same bytes in every checkout.

mod javascript;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};

use crate::setup::{Tools, wasm};
use crate::stamp::Stamp;
use crate::{run, workspace};

/// What Node 20 and browsers of 2023 know. Naming all features makes modules that they refuse.
const FEATURES: [&str; 6] = [
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-simd",
];

/// The same for the linker, so that wasm-bindgen knows of no more: a function that gives two numbers gets a wrapper
/// that V8 compiles, optimizing, before anything else, which takes as long as the rest of opening the module; a
/// table of JavaScript's values is made for nothing. The standard library names both as features, and needs neither.
const LINKED: &str = r#""-Clink-arg=--no-check-features","-Clink-arg=--features=mutable-globals,sign-ext,bulk-memory,bulk-memory-opt,nontrapping-fptoint""#;

/// What differs in a number only is made one function. Control flow is built anew before code is made better.
const REBUILT: [&str; 4] = ["--merge-similar-functions", "--flatten", "--rereloop", "-O4"];

/// Functions of a module stand together, where brotli finds what they have in common: 1 % less.
const ORDERED: &str = "--reorder-functions-by-name";

/// Without names of functions and tools.
const NAMELESS: [&str; 3] = ["--strip-debug", "--strip-producers", "--strip-target-features"];

/// What code is made better for.
#[derive(Clone, Copy)]
enum For {
    Bytes,
    Time,
}

/// What is compiled: the engine with a door.
#[derive(Clone, Copy)]
pub struct Source {
    package: &'static str,
    features: &'static str,
    profile: &'static str,
    /// What Cargo calls the module.
    compiled: &'static str,
    /// What the compiler is told besides.
    flags: &'static [&'static str],
}

/// For SHA-256: a full answer takes a sixth less with instructions on vectors. Plain JavaScript has none.
const VECTORS: &str = "-Ctarget-feature=+simd128";

/// More than LLVM puts into other functions where code must be small: 0.6 % less after brotli.
const INLINING: &str = "-Cllvm-args=-inline-threshold=12";

/// The engine for pages and Node, which wasm-bindgen gives its glue.
pub const BOUND: Source = Source {
    package: "quotient",
    features: "js",
    profile: "module-fast",
    compiled: "quotient.wasm",
    flags: &[VECTORS],
};
/// The engine for every host: it has no imports.
pub const PORTABLE: Source = Source {
    package: "quotient-portable",
    features: "",
    profile: "module",
    compiled: "quotient_portable.wasm",
    flags: &[INLINING],
};
/// The same with an export that traps.
const TRAPPING: Source = Source { features: "trap", ..PORTABLE };
/// What joins a module that is inlined.
const JOIN: Source = Source {
    package: "quotient-inlined",
    features: "",
    profile: "module",
    compiled: "quotient_inlined.wasm",
    flags: &[],
};

/// Builds all modules, and the portable one as JavaScript, unless their sources and tools are unchanged.
pub fn build(tools: &Tools) -> Result<()> {
    let products = made(["join.wasm"]);
    stamp(tools, "join")?.path("inlined")?.unless_current(&products, || {
        let compiled = compile(&tools.target, JOIN, workspace::root(), workspace::target())?;
        optimize(&compiled, &folder().join("join.wasm"), For::Bytes, &NAMELESS)
    })?;
    let products = made(["quotient.js", "quotient.d.ts", "quotient.inlined", "quotient.wasm"]);
    stamp(tools, "module")?.path("inlined")?.unless_current(&products, || {
        let compiled = compile(&tools.target, BOUND, workspace::root(), workspace::target())?;
        let stamp = Stamp::new("module-bound").content(&compiled)?.path("inlined")?;
        stamp.text(&recipe(tools)).unless_current(&products, || {
            let bound = bind(tools, &compiled)?;
            publish(&bound)
        })
    })?;
    let products = made(["quote.wasm", "quote.inlined", "quote-js.js", "quote-js.d.ts"]);
    stamp(tools, "portable")?.path("portable")?.path("inlined")?.unless_current(&products, || {
        let compiled = compile(&tools.target, PORTABLE, workspace::root(), workspace::target())?;
        let stamp = Stamp::new("portable-shrunk").content(&compiled)?.path("inlined")?;
        stamp.text(&recipe(tools)).unless_current(&products, || {
            let module = folder().join("quote.wasm");
            optimize(&compiled, &module, For::Bytes, &NAMELESS)?;
            inline(&module, "quote.inlined")?;
            javascript::write(&module, &folder().join("quote-js.js"))
        })
    })
}

/// The portable module for tests of what hosts do after a trap; nothing that is shipped comes from it.
pub fn build_trapping(tools: &Tools) -> Result<()> {
    let products = made(["quote-trap.wasm"]);
    stamp(tools, "portable-trap")?.path("portable")?.unless_current(&products, || {
        let compiled = compile(&tools.target, TRAPPING, workspace::root(), workspace::target())?;
        optimize(&compiled, &folder().join("quote-trap.wasm"), For::Bytes, &NAMELESS)
    })
}

/// The portable module as it is shipped, but with the names of its functions.
pub fn named(tools: &Tools) -> Result<PathBuf> {
    let compiled = compile(&tools.target, PORTABLE, workspace::root(), workspace::target())?;
    let named = workspace::state().join("quote-named.wasm");
    optimize(&compiled, &named, For::Bytes, &["-g"])?;
    Ok(named)
}

fn made<const N: usize>(names: [&str; N]) -> [PathBuf; N] {
    names.map(|name| folder().join(name))
}

/// The modules and what goes with them, as the npm package takes them.
pub fn folder() -> PathBuf {
    workspace::root().join("npm/build")
}

fn stamp(tools: &Tools, name: &'static str) -> Result<Stamp> {
    let sources = Stamp::new(name).path("src")?.path("Cargo.toml")?.path("Cargo.lock")?;
    Ok(sources.text(&tools.target.compiler()).text(&recipe(tools)))
}

/// What is done after compiling, and with which versions.
fn recipe(tools: &Tools) -> String {
    let binaryen = fs::read_to_string(workspace::root().join("node_modules/binaryen/package.json"));
    let steps = [include_str!("module.rs"), include_str!("module/javascript.rs")];
    format!("{} {} {}", tools.bindgen.version, binaryen.unwrap_or_default(), steps.concat())
}

/// Compiles the engine of `checkout` into `output`; the answer is the module before it is bound and made small.
pub fn compile(target: &wasm::Target, source: Source, checkout: &Path, output: &Path) -> Result<PathBuf> {
    run::say(&format!("Compiling the engine to WebAssembly: {}", source.package));
    let mut cargo = target.cargo("rustc");
    cargo.current_dir(checkout);
    // One crate type only: with a library beside it Cargo silently leaves out link-time optimization.
    cargo.args(["--package", source.package, "--lib", "--crate-type", "cdylib"]);
    cargo.args(["--profile", source.profile, "--features", source.features]).arg("--target-dir").arg(output);
    // By configuration, so that the flags touch no build for the machine itself.
    cargo.arg("--config").arg(format!(
        "target.{}.rustflags={}",
        wasm::TRIPLE,
        flags(target, source, checkout)
    ));
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    run::shown("compiling the engine", &mut cargo)?;
    Ok(output.join(wasm::TRIPLE).join(source.profile).join(source.compiled))
}

/// SHA-256 in a loop: unrolled it is 7 kB more and no faster in quotes.
const SMALL_HASH: &str = r#""--cfg=sha2_backend_soft=\"compact\"""#;

/// As a TOML list: the small hash, the features, and paths of this machine under names that are the same everywhere.
fn flags(target: &wasm::Target, source: Source, checkout: &Path) -> String {
    let mut flags = vec![SMALL_HASH.to_owned(), LINKED.to_owned(), remap(checkout, "quotient")];
    flags.extend(source.flags.iter().map(|flag| format!("\"{flag}\"")));
    if let Some(registry) = cargo_home().map(|home| home.join("registry/src")) {
        // One folder a registry, named after its address.
        let folders = fs::read_dir(&registry).into_iter().flatten().flatten();
        flags.extend(folders.map(|folder| remap(&folder.path(), "registry")));
    }
    if let Some(sysroot) = target.sysroot() {
        flags.push(remap(&sysroot.join("lib/rustlib/src/rust"), "rust"));
    }
    flags.sort();
    format!("[{}]", flags.join(","))
}

fn remap(path: &Path, name: &str) -> String {
    let flag = format!("--remap-path-prefix={}={name}", path.display());
    format!("\"{}\"", flag.replace('\\', "\\\\").replace('"', "\\\""))
}

fn cargo_home() -> Option<PathBuf> {
    let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os(home)?).join(".cargo")))
}

fn bind(tools: &Tools, compiled: &Path) -> Result<PathBuf> {
    let output = workspace::state().join("bound");
    let mut bindgen = tools.bindgen.command();
    bindgen.args(["--target", "web", "--out-name", "quotient"]);
    // The package hands the module over itself, and makes a new instance after a trap.
    bindgen.args(["--omit-default-module-path", "--experimental-reset-state-function"]);
    bindgen.arg("--out-dir").arg(&output).arg(compiled);
    run::quietly("wasm-bindgen", &mut bindgen)?;
    Ok(output)
}

fn publish(bound: &Path) -> Result<()> {
    fs::write(folder().join("quotient.js"), glue(bound)?)?;
    fs::copy(bound.join("quotient.d.ts"), folder().join("quotient.d.ts"))?;
    let module = folder().join("quotient.wasm");
    optimize(&bound.join("quotient_bg.wasm"), &module, For::Time, &NAMELESS)?;
    inline(&module, "quotient.inlined")
}

/// A module as the text that `npm/src/doors/inlined.ts` reads.
fn inline(module: &Path, name: &str) -> Result<()> {
    let text = quotient_inlined::split(&fs::read(module)?)
        .map_err(|problem| anyhow!("{}: {problem}", module.display()))?;
    Ok(fs::write(folder().join(name), text)?)
}

/// What calls the module, less what a module without imports has no use for: nothing starts it (the glue knows where
/// it makes the first instance, and not where it makes the next), and nothing asks for another instance but the
/// package. The glue makes bytes of a text one by one as long as they are ASCII, with room that grows for the rest: the
/// host's own encoder needs a third of the time, and it takes that where there is nothing to grow with. It makes a view
/// to copy into, asks twice whether the memory moved, and makes numbers of numbers.
fn glue(bound: &Path) -> Result<String> {
    let mut text = fs::read_to_string(bound.join("quotient.js"))?;
    for (glue, better) in [
        ("\n    wasm.__wbindgen_start();", ""),
        ("__wbg_call_guard();", ""),
        ("wasm.__wbindgen_malloc, wasm.__wbindgen_realloc)", "wasm.__wbindgen_malloc)"),
        ("(arg, malloc, realloc) {\n    if (realloc === undefined) {", "(arg, malloc) {\n    {"),
        (".subarray(ptr, ptr + buf.length).set(buf)", ".set(buf, ptr)"),
        (
            "cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)",
            "cachedDataViewMemory0.buffer !== wasm.memory.buffer",
        ),
        ("    __wbg_instance_id++;\n", ""),
        (
            "    cachedDataViewMemory0 = null;\n    cachedUint8ArrayMemory0 = null;\n    return wasm;",
            "    return wasm;",
        ),
        ("    if (typeof numBytesDecoded !== 'undefined') numBytesDecoded = 0;\n", ""),
        ("    if (typeof WASM_VECTOR_LEN !== 'undefined') WASM_VECTOR_LEN = 0;\n", ""),
        ("    __wbg_reinit_scheduled = false;\n", ""),
        ("\ncachedTextDecoder.decode();", ""),
        ("(wasmModule, __wbg_get_imports())", "(wasmModule)"),
        ("    const imports = __wbg_get_imports();\n    if (!(", "    if (!("),
        ("(module, imports);\n    return __wbg_finalize_init", "(module);\n    return __wbg_finalize_init"),
        (" = +", " = "),
    ] {
        ensure!(text.contains(glue), unlike(glue));
        text = text.replace(glue, better);
    }
    for (from, to) in [
        // What makes bytes one by one.
        ("\n    let len = arg.length;", "\n}\n"),
        // `npm/src/doors/encoding.ts` is asked for nothing else than `encode`.
        ("\nif (!('encodeInto' in cachedTextEncoder)) {", "\nlet WASM_VECTOR_LEN"),
        // Another decoder after two gigabytes: the same file keeps one.
        ("\nconst MAX_SAFARI_DECODE_BYTES", "\nfunction decodeText"),
        ("\n    numBytesDecoded += ", "\n    return cachedTextDecoder"),
        // What takes a module in an object, too.
        ("\n    if (module !== undefined) {", "\n    if (!(module instanceof"),
    ] {
        let start = text.find(from).with_context(|| unlike(from))?;
        let length = text.get(start..).and_then(|rest| rest.find(to)).with_context(|| unlike(to))?;
        text.replace_range(start..start + length, "");
    }
    ensure!(!text.contains("__wbg_reinit_scheduled = true"), "the module asks for another instance itself");
    Ok(text)
}

fn unlike(glue: &str) -> String {
    format!("wasm-bindgen writes its glue in another way now: no `{glue}`")
}

fn optimize(module: &Path, better: &Path, what: For, names: &[&str]) -> Result<()> {
    fs::create_dir_all(folder())?;
    let last: &[&str] = match what {
        For::Bytes => &["-Oz", "-Oz"],
        // What Rust leaves apart, because few quotes need it, stays apart.
        For::Time => {
            &["-O3", "--one-caller-inline-max-function-size=80", "--flexible-inline-max-function-size=5"]
        }
    };
    let mut optimizer = run::node("binaryen/bin/wasm-opt");
    optimizer.args(FEATURES).args(REBUILT).args(last).arg(ORDERED).args(names);
    run::quietly("optimizing the module", optimizer.arg(module).arg("-o").arg(better))
}
