//! What lines may look like.

use crate::run::{Folder, Ran, catalog, ndjson, refused, request, run};

fn quote(input: impl Into<Vec<u8>>) -> Ran {
    let folder = Folder::new();
    let catalog = folder.file("catalog.json", catalog());
    run(&["quote", "-c", &catalog], input)
}

fn due(ran: &Ran) -> Vec<String> {
    ran.lines().iter().map(|line| line["amountDue"].as_str().unwrap_or("none").to_owned()).collect()
}

#[test]
fn nothing_gives_nothing() {
    let answered = quote("");
    assert_eq!((answered.code, answered.out.as_str(), answered.err.as_str()), (0, "", ""));
}

#[test]
fn the_last_line_needs_no_end() {
    let answered = quote(ndjson([request(1), request(2)]).trim_end());
    assert_eq!((answered.code, due(&answered)), (0, vec!["168.00".into(), "336.00".into()]));
    assert!(answered.out.ends_with("}\n"));
}

#[test]
fn windows_ends_and_spaces_are_fine() {
    let answered = quote(format!("{}\r\n \t{} \r\n", request(1), request(2)));
    assert_eq!((answered.code, due(&answered)), (0, vec!["168.00".into(), "336.00".into()]));
}

#[test]
fn empty_lines_keep_their_places() {
    let answered = quote(format!("\n{}\r\n\r\n   \n", request(1)));
    assert_eq!(answered.code, 1);
    let answers = answered.lines();
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[1]["amountDue"], "168.00");
    for line in [1, 3, 4] {
        assert_eq!(refused(&answers[line - 1], line), [("json_malformed", "")]);
    }
}

#[test]
fn bytes_that_are_not_utf8_are_refused_in_their_place() {
    let mut input = ndjson([request(1)]).into_bytes();
    input.extend_from_slice(b"{\"type\": \"\xc3\x28\"}\n\xff\n");
    input.extend_from_slice(ndjson([request(2)]).as_bytes());
    let answered = quote(input);
    assert_eq!((answered.code, due(&answered)[3].as_str()), (1, "336.00"));
    let answers = answered.lines();
    assert_eq!(refused(&answers[1], 2), [("json_malformed", "")]);
    assert!(answers[1]["problems"][0]["message"].as_str().unwrap().contains("byte 10 "), "{}", answers[1]);
    assert_eq!(refused(&answers[2], 3), [("json_malformed", "")]);
}

#[test]
fn overlong_lines_are_refused_in_their_place() {
    let spaces = |bytes: usize| " ".repeat(bytes);
    let limit = 12 << 20;
    let line = request(1).to_string();
    // As long as a line may be, which is more than a request may be; one more; ten times as long.
    let input = format!(
        "{line}{}\n{line}{}\n{}\n{line}\n{line}{}",
        spaces(limit - line.len()),
        spaces(limit + 1 - line.len()),
        spaces(10 * limit),
        spaces(limit + 1 - line.len()),
    );
    let answered = quote(input);
    assert_eq!(answered.code, 1);
    let answers = answered.lines();
    assert_eq!(answers.len(), 5);
    for n in [1, 2, 3, 5] {
        assert_eq!(refused(&answers[n - 1], n), [("too_large", "")]);
    }
    let message = |n: usize| answers[n]["problems"][0]["message"].as_str().unwrap();
    assert_eq!(message(0), "12582912 bytes are more than the 4194304 that are read");
    assert_eq!(message(1), "the line is longer than the 12582912 bytes that are read of one");
    assert_eq!(answers[3]["amountDue"], "168.00");
}

#[test]
fn a_byte_order_mark_is_refused() {
    let answered = quote(format!("\u{feff}{}", request(1)));
    assert_eq!(refused(&answered.lines()[0], 1), [("json_malformed", "")]);
}

#[test]
fn nesting_of_any_depth_is_refused() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let answered = quote(format!("{deep}\n"));
    assert_eq!(refused(&answered.lines()[0], 1)[0].0, "too_deep");
    let brought = run(&["quote"], format!(r#"{{"catalog": {deep}, "request": {deep}, "x": {deep}}}"#));
    let codes: Vec<_> =
        brought.lines()[0]["problems"].as_array().unwrap().iter().map(|p| p["code"].clone()).collect();
    assert_eq!(codes, ["too_deep", "too_deep"]);
    let checked = run(&["check"], format!(r#"{{"catalog": 1, "request": 1, "expect": {deep}}}"#));
    assert_eq!((checked.code, checked.out.ends_with("0 passed, 1 failed\n")), (1, true), "{}", checked.out);
}

#[test]
fn one_document_on_several_lines_is_one_line() {
    let pretty = serde_json::to_string_pretty(&request(3)).unwrap();
    let answered = quote(pretty.clone());
    assert_eq!((answered.code, due(&answered)), (0, vec!["504.00".to_owned()]));
    assert_eq!(quote(pretty.replace('\n', "\r\n")).out, answered.out);
    // Two are not one; neither is what ends too early: lines as they are.
    assert_eq!(quote(format!("{pretty}\n{pretty}")).lines().len(), 2 * pretty.lines().count());
    let broken = quote(format!("{{\n{}\n", request(1)));
    assert_eq!(broken.code, 1);
    assert_eq!(refused(&broken.lines()[0], 1), [("json_malformed", "")]);
    assert_eq!(broken.lines()[1]["amountDue"], "168.00");
}
