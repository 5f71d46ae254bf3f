use serde_json::{Value, json};

use crate::corpus;
use crate::run::{Folder, catalog, ndjson, refused, request, run};

#[test]
fn the_corpus_has_its_digests() {
    let cases = corpus::cases();
    let line = |case: &corpus::Case| {
        format!(r#"{{"name":"x","request":{},"catalog":{},"expect":{{}}}}"#, case.request, case.catalog)
    };
    let answered = run(&["quote"], ndjson(cases.iter().map(line)));
    assert_eq!((answered.code, answered.err.as_str()), (0, ""));
    let answers = answered.lines();
    assert_eq!(answers.len(), cases.len());
    let lines = cases.iter().zip(&answers).map(|(case, answer)| corpus::digest_line(case, answer));
    assert_eq!(ndjson(lines), corpus::DIGESTS);
}

#[test]
fn a_given_catalog_prices_bare_requests_in_order() {
    let folder = Folder::new();
    let catalog = folder.file("catalog.json", catalog());
    let requests = ndjson((1..=30).map(request));
    let answered = run(&["quote", "--catalog", &catalog], requests.clone());
    assert_eq!((answered.code, answered.err.as_str()), (0, ""));
    let due = |n: u64| format!("{}.00", 168 * n);
    let answers = answered.lines();
    assert_eq!(answers.len(), 30);
    for (n, answer) in (1..).zip(&answers) {
        assert_eq!(answer["amountDue"], due(n), "{answer}");
    }
    // The same from a file, by name and after `-`.
    let file = folder.file("requests.ndjson", &requests);
    assert_eq!(run(&["quote", "-c", &catalog, &file], "").out, answered.out);
    assert_eq!(run(&["quote", "-c", &catalog, "-"], requests).out, answered.out);
    let whole = run(&["quote", "-c", "-", &file], std::fs::read(&catalog).unwrap());
    assert_eq!(whole.out, answered.out);
}

/// Lines are answered on all cores: long ones, short ones and malformed ones end at different times.
#[test]
fn answers_keep_the_order_of_thousands_of_lines() {
    let folder = Folder::new();
    let file = folder.file("catalog.json", catalog());
    let long = " ".repeat(200_000);
    let line = |n: u64| match n % 100 {
        7 => format!("{long}{}", request(n % 97 + 1)),
        9 => "[".to_owned(),
        _ => request(n % 97 + 1).to_string(),
    };
    let answered = run(&["quote", "-q", "-c", &file], ndjson((1..=3_000).map(line)));
    assert_eq!(answered.code, 1);
    let answers = answered.lines();
    assert_eq!(answers.len(), 3_000);
    for (n, answer) in (1..).zip(&answers) {
        match n % 100 {
            9 => assert_eq!(answer["line"], n),
            _ => assert_eq!(answer["amountDue"], format!("{}.00", 168 * (n % 97 + 1)), "{n}"),
        }
    }
}

#[test]
fn lines_with_catalogs_give_the_bytes_of_a_given_one() {
    let folder = Folder::new();
    let file = folder.file("catalog.json", catalog());
    let given = run(&["quote", "-c", &file], ndjson([request(1), request(2)]));
    let other: Value = serde_json::from_str(&catalog().replace("acme", "other")).unwrap();
    let acme: Value = serde_json::from_str(&catalog()).unwrap();
    let line =
        |catalog: &Value, n| json!({"name": "x", "expect": [], "catalog": catalog, "request": request(n)});
    let brought = run(&["quote"], ndjson([line(&acme, 1), line(&other, 9), line(&acme, 2)]));
    let lines: Vec<_> = brought.out.lines().collect();
    assert_eq!([lines[0], lines[2]], given.out.lines().collect::<Vec<_>>()[..]);
    assert!(lines[1].contains(r#""catalog":"other""#));
}

#[test]
fn a_rejected_answer_is_an_answer() {
    let folder = Folder::new();
    let catalog = folder.file("catalog.json", catalog());
    let answered = run(&["quote", "-c", &catalog], ndjson([request(101)]));
    assert_eq!(answered.code, 0);
    assert_eq!(answered.lines()[0]["status"], "rejected");
    assert_eq!(answered.lines()[0]["problems"][0]["code"], "quantity_above_maximum");
}

#[test]
fn one_line_that_failed_is_told_as_one() {
    let folder = Folder::new();
    let answered = run(&["quote", "-c", &folder.file("catalog.json", catalog())], ndjson(["nope"]));
    assert_eq!((answered.code, answered.err.as_str()), (1, "quotient: 1 of 1 line failed\n"));
}

#[test]
fn malformed_lines_stand_in_their_places() {
    let folder = Folder::new();
    let catalog = folder.file("catalog.json", catalog());
    let mut wrong = request(1);
    wrong["at"] = json!("yesterday");
    wrong["surprise"] = json!(1);
    let lines =
        [request(1).to_string(), "nope".into(), wrong.to_string(), String::new(), request(2).to_string()];
    let answered = run(&["quote", "-c", &catalog], ndjson(lines));
    assert_eq!(answered.code, 1);
    assert_eq!(answered.err, "quotient: 3 of 5 lines failed\n");
    let answers = answered.lines();
    assert_eq!(answers.len(), 5);
    assert_eq!(answers[0]["amountDue"], "168.00");
    assert_eq!(refused(&answers[1], 2), [("json_malformed", "")]);
    let mut found = refused(&answers[2], 3);
    found.sort_unstable();
    assert_eq!(found, [("instant_malformed", "/at"), ("unknown_field", "/surprise")]);
    assert!(answers[2]["problems"][0].get("in").is_none());
    assert_eq!(refused(&answers[3], 4), [("json_malformed", "")]);
    assert_eq!(answers[4]["amountDue"], "336.00");
}

#[test]
fn lines_with_catalogs_tell_all_problems_and_in_which_field() {
    let line = r#"{"request": {"type": "purchase", "type": "x"}, "catalog": {"id": "a", "id": "b", "products": []}}"#;
    let answered = run(&["quote"], line);
    assert_eq!(answered.code, 1);
    let answers = answered.lines();
    let problems = answers[0]["problems"].as_array().unwrap();
    let within = |field: &str, code: &str, path: &str| {
        let found = problems.iter().any(|p| p["in"] == field && p["code"] == code && p["path"] == path);
        assert!(found, "{field} {code} {path}: {problems:?}");
    };
    // The text of each field reached the engine as it was written.
    within("catalog", "duplicate_key", "/id");
    within("request", "duplicate_key", "/type");
    within("request", "missing_field", "/at");
}

#[test]
fn lines_that_are_no_pair_are_told_so() {
    for (line, problems) in [
        ("[]", vec![("wrong_type", "")]),
        ("1", vec![("wrong_type", "")]),
        ("{}", vec![("missing_field", "/catalog"), ("missing_field", "/request")]),
        (r#"{"catalog": {"id": "a", "products": []}}"#, vec![("missing_field", "/request")]),
        (r#"{"request": {}, "request": {}}"#, vec![("duplicate_key", "/request")]),
        (r#"{"catalog": {}"#, vec![("json_malformed", "")]),
        (r#"{"catalog": {}, "request": {}} {}"#, vec![("json_malformed", "")]),
        (r#"{"catalog": null, "request": "x"}"#, vec![("wrong_type", ""), ("wrong_type", "")]),
    ] {
        let answered = run(&["quote"], line);
        assert_eq!(answered.code, 1, "{line}");
        assert_eq!(refused(&answered.lines()[0], 1), problems, "{line}");
    }
}

/// What the engine refuses from a text it refuses from a line, with the same codes and pointers.
#[test]
fn the_malformed_texts_are_refused_as_everywhere() {
    let folder = Folder::new();
    let given = folder.file("catalog.json", catalog());
    let cases: Vec<Value> =
        corpus::MALFORMED.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let expected = |case: &Value| -> Vec<(String, String)> {
        let told =
            |p: &Value| (p["code"].as_str().unwrap().to_owned(), p["path"].as_str().unwrap().to_owned());
        case["problems"].as_array().unwrap().iter().map(told).collect()
    };
    let (mut requests, mut catalogs) = (Vec::new(), Vec::new());
    for case in &cases {
        let field = if case.get("request").is_some() { "request" } else { "catalog" };
        let text = corpus::text(&case[field]);
        // A line feed would make two lines of it.
        match field {
            _ if text.contains('\n') => {}
            "request" => requests.push((expected(case), text)),
            _ => catalogs.push((expected(case), format!(r#"{{"catalog":{text},"request":{}}}"#, request(1)))),
        }
    }
    assert!(requests.len() > 40 && catalogs.len() > 40, "{} and {}", requests.len(), catalogs.len());
    let check = |arguments: &[&str], cases: Vec<(Vec<(String, String)>, String)>| {
        let answered = run(arguments, ndjson(cases.iter().map(|(_, text)| text)));
        let answers = answered.lines();
        assert_eq!(answers.len(), cases.len());
        for (n, ((expected, text), answer)) in (1..).zip(cases.iter().zip(&answers)) {
            let found = refused(answer, n);
            let found: Vec<_> = found.into_iter().map(|(c, p)| (c.to_owned(), p.to_owned())).collect();
            assert_eq!(&found, expected, "{}", text.get(..200).unwrap_or(text));
        }
    };
    check(&["quote", "-c", &given], requests);
    check(&["quote"], catalogs);
}

#[test]
fn a_catalog_that_cannot_be_used_ends_it_at_once() {
    let folder = Folder::new();
    let wrong = folder.file("wrong.json", r#"{"id": "a", "products": [], "x": 1}"#);
    let refused = run(&["quote", "-c", &wrong], ndjson([request(1)]));
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("wrong.json") && refused.err.contains("/x: "), "{}", refused.err);
    assert!(refused.err.contains("(unknown_field)"), "{}", refused.err);

    let long = folder.file("long.json", vec![b' '; (4 << 20) + 1]);
    let bytes = folder.file("bytes.json", b"{\"id\": \"\xff\"}");
    for (file, told) in [(&long, "longer than the 4194304 bytes"), (&bytes, "not UTF-8: byte 8")] {
        let refused = run(&["quote", "-c", file], "");
        assert_eq!((refused.code, refused.out.as_str()), (2, ""));
        assert!(refused.err.contains(told), "{}", refused.err);
    }
}

#[test]
fn wrong_usage_and_unreadable_input_are_told() {
    let folder = Folder::new();
    let (catalog, missing) = (folder.file("catalog.json", catalog()), folder.path("missing"));
    for arguments in [
        &[][..],
        &["bogus"],
        &["quote", "--bogus"],
        &["quote", "a", "b"],
        &["quote", "--catalog"],
        &["quote", "-c", "-"],
        &["quote", &missing],
        &["quote", "-c", &missing],
        &["quote", "-c", &catalog, &folder.path("")],
        &["compare", "-", "-"],
        &["check", &missing],
        &["lint", &missing],
    ] {
        let ended = run(arguments, "");
        assert_eq!(ended.code, 2, "{arguments:?}");
        assert!(!ended.err.is_empty(), "{arguments:?}");
        assert!(!ended.err.contains("panicked"), "{}", ended.err);
    }
    let quiet = run(&["quote", &missing, "--quiet"], "");
    assert!(quiet.err.contains("missing: No such file"), "{}", quiet.err);
}

#[test]
fn help_and_version_are_data() {
    for arguments in [&["--help"][..], &["--version"], &["help", "quote"]] {
        let told = run(arguments, "");
        assert_eq!((told.code, told.err.as_str()), (0, ""));
        assert!(!told.out.is_empty());
        assert!(!told.out.contains('\u{1b}'));
        assert!(told.out.lines().all(|line| line.chars().count() <= 110), "{}", told.out);
    }
    for command in ["quote", "options", "verify", "compare", "lint", "check", "explain"] {
        let told = run(&[command, "--help"], "").out;
        let parts = ["\nInput:\n", "\nOutput:\n", "\nExamples:\n"];
        assert!(parts.iter().all(|part| told.contains(part)), "{told}");
    }
}
