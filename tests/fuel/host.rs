//! Runs the door in wasmtime, which takes one unit of fuel for nearly every instruction.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use wasmtime::{Config, Engine, Instance, Module, Store, TypedFunc};

/// The compiler that the door was compiled by, as the module itself says it.
pub fn compiler() -> String {
    const NAME: &[u8] = b"\x05rustc";
    let bytes = bytes();
    let at =
        bytes.windows(NAME.len()).rposition(|window| window == NAME).expect("modules name their compiler");
    let (length, rest) = bytes[at + NAME.len()..].split_first().expect("its version follows");
    format!("rustc {}", String::from_utf8_lossy(&rest[..usize::from(*length)]))
}

/// The door's bytes: those of the module that `QUOTIENT_FUEL_MODULE` names, else compiled here.
fn bytes() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let path = std::env::var_os("QUOTIENT_FUEL_MODULE").map_or_else(compile, PathBuf::from);
        fs::read(path).expect("the door was compiled")
    })
}

/// The door as a module.
fn module() -> &'static Module {
    static MODULE: OnceLock<Module> = OnceLock::new();
    MODULE.get_or_init(|| {
        let mut config = Config::new();
        config.consume_fuel(true);
        let engine = Engine::new(&config).expect("wasmtime runs on this machine");
        Module::new(&engine, bytes()).expect("the door is a module")
    })
}

/// As pages have the engine: the profile `module`, but without JavaScript.
fn compile() -> PathBuf {
    const TRIPLE: &str = "wasm32-unknown-unknown";
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuel");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", "quotient-fuel", "--lib", "--profile", "module"]);
    cargo.args(["--target", TRIPLE, "--target-dir"]).arg(&target).current_dir(env!("CARGO_MANIFEST_DIR"));
    let built = cargo.status().expect("cargo can be run");
    assert!(built.success(), "the door was not built; is the target {TRIPLE} installed?");
    target.join(TRIPLE).join("module/quotient_fuel.wasm")
}

/// What one call gave and what it cost.
#[derive(Clone, Copy)]
pub struct Spent {
    pub result: u32,
    pub fuel: u64,
    /// Bytes of memory that the module has afterwards.
    pub memory: u64,
}

/// One instance of the engine.
pub struct Host {
    store: Store<()>,
    instance: Instance,
}

impl Host {
    pub fn new() -> Host {
        let module = module();
        let mut store = Store::new(module.engine(), ());
        store.set_fuel(u64::MAX).expect("fuel is counted");
        let instance = Instance::new(&mut store, module, &[]).expect("the door has no imports");
        Host { store, instance }
    }

    /// Hands a text to one of the door's functions.
    pub fn call(&mut self, function: &str, text: &str) -> Spent {
        let length = u32::try_from(text.len()).expect("a text of this size");
        let room: TypedFunc<u32, u32> =
            self.instance.get_typed_func(&mut self.store, "room").expect("the door has room");
        let at = room.call(&mut self.store, length).expect("there is room");
        let memory = self.instance.get_memory(&mut self.store, "memory").expect("the door has a memory");
        memory.write(&mut self.store, at as usize, text.as_bytes()).expect("the text fits its room");
        let function: TypedFunc<(), u32> =
            self.instance.get_typed_func(&mut self.store, function).expect("the door has this function");
        self.store.set_fuel(u64::MAX).expect("fuel is counted");
        let result = function.call(&mut self.store, ()).expect("nothing panics");
        let left = self.store.get_fuel().expect("fuel is counted");
        Spent { result, fuel: u64::MAX - left, memory: memory.data_size(&self.store) as u64 }
    }

    /// Whether the last answer was a quote.
    pub fn priced(&mut self) -> bool {
        let priced: TypedFunc<(), u32> =
            self.instance.get_typed_func(&mut self.store, "priced").expect("the door has this function");
        self.store.set_fuel(u64::MAX).expect("fuel is counted");
        priced.call(&mut self.store, ()).expect("nothing panics") == 1
    }
}
