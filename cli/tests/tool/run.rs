//! Runs the tool.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use serde_json::{Value, json};

/// How a run ended.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// What stands on standard output, a JSON value a line.
    pub fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}

/// The tool with these arguments, in a plain environment.
pub fn tool(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quotient"));
    command.args(arguments).env_remove("NO_COLOR").env("TERM", "xterm");
    command
}

/// Runs the tool to its end.
pub fn run(arguments: &[&str], input: impl Into<Vec<u8>>) -> Ran {
    let mut command = tool(arguments);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the tool starts");
    let (mut stdin, input) = (child.stdin.take().expect("a pipe"), input.into());
    // What is refused early is not read to its end: then nobody takes the rest.
    let feeding = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the tool ends");
    feeding.join().expect("fed");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let code = output.status.code().expect("not a signal");
    Ran { code, out: text(output.stdout), err: text(output.stderr) }
}

/// A folder of this test alone.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).expect("a folder");
        Folder(folder)
    }

    /// Writes a file; the answer is its path.
    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).expect("written");
        path.to_str().expect("a path in UTF-8").to_owned()
    }

    /// The path of what may not be there.
    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a path in UTF-8").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A catalog of one product, on several lines as a person writes it.
pub fn catalog() -> String {
    let catalog = json!({"id": "acme", "products": [{"id": "studio", "name": "Studio", "unitName": "license",
        "prices": [{"id": "studio-month", "currency": "USD", "cycle": {"unit": "month"},
            "scheme": {"type": "perUnit", "amount": "168.00"}, "maxQuantity": 100}]}]});
    serde_json::to_string_pretty(&catalog).expect("JSON")
}

/// A purchase of so many licenses.
pub fn request(quantity: u64) -> Value {
    json!({"type": "purchase", "at": "2026-11-21T09:30:00Z", "currency": "USD",
        "cycle": {"unit": "month"}, "items": [{"product": "studio", "quantity": quantity}]})
}

/// Lines with an end each.
pub fn ndjson<T: ToString>(lines: impl IntoIterator<Item = T>) -> String {
    lines.into_iter().map(|line| line.to_string() + "\n").collect()
}

/// The codes and pointers of a refusal's problems, after a look at its line number.
pub fn refused(answer: &Value, line: usize) -> Vec<(&str, &str)> {
    assert_eq!(answer["line"], line, "{answer}");
    let problems = answer["problems"].as_array().expect("problems");
    problems
        .iter()
        .map(|problem| {
            assert!(!problem["message"].as_str().expect("a message").is_empty());
            (problem["code"].as_str().expect("a code"), problem["path"].as_str().expect("a path"))
        })
        .collect()
}
