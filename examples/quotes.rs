//! Prices lines of `{"catalog", "request"}` from standard input, an answer a line.

use std::io::{self, BufRead, Write};

use quotient::{Catalog, Problems, Request, quote};

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let answer = match price(&line?) {
            Ok(answer) => answer,
            Err(problems) => format!("{{\"problems\":{}}}", problems.to_json()),
        };
        writeln!(out, "{answer}")?;
    }
    out.flush()
}

fn price(line: &str) -> Result<String, Problems> {
    let case: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    let catalog = Catalog::parse(&case["catalog"].to_string())?;
    let request = Request::parse(&case["request"].to_string())?;
    Ok(quote(&catalog, &request)?.to_json())
}
