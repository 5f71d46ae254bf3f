use serde_json::json;

use crate::corpus;
use crate::run::{Folder, catalog, ndjson, refused, request, run};

#[test]
fn answers_are_told_in_english() {
    let folder = Folder::new();
    let catalog = folder.file("catalog.json", catalog());
    let answers = run(&["quote", "-c", &catalog], ndjson([request(3), request(101)])).out;
    let explained = run(&["explain"], answers);
    assert_eq!((explained.code, explained.err.as_str()), (0, ""));
    let lines = explained.lines();
    assert_eq!(lines[0][0]["product"], "studio");
    assert_eq!(lines[0][0]["kind"], "charge");
    let sentences = lines[0][0]["sentences"].as_array().unwrap();
    assert!(sentences.contains(&json!("That is 504.00 USD, exactly.")), "{sentences:?}");
    // A rejected one has no lines.
    assert_eq!(lines[1], json!([]));
}

#[test]
fn every_line_of_the_corpus_is_told() {
    let answers = run(&["quote"], corpus::NAMED);
    let explained = run(&["explain"], answers.out.clone());
    assert_eq!(explained.code, 0, "{}", explained.err);
    for (answer, explained) in answers.lines().iter().zip(explained.lines()) {
        let lines = answer["lines"].as_array().map_or(0, Vec::len);
        assert_eq!(explained.as_array().unwrap().len(), lines);
        assert!(explained.as_array().unwrap().iter().all(|line| line["sentences"][0].is_string()));
    }
}

#[test]
fn what_is_no_answer_is_refused() {
    let lines = [
        json!({"line": 1, "problems": []}),
        json!({"status": "priced", "currency": "USD", "lines": 5}),
        json!({"status": "priced", "currency": "USD", "lines": [{"kind": "charge"}]}),
    ];
    let explained = run(&["explain"], ndjson(lines));
    assert_eq!(explained.code, 1);
    let answers = explained.lines();
    assert_eq!(refused(&answers[0], 1), [("missing_field", "/status")]);
    assert_eq!(refused(&answers[1], 2), [("wrong_type", "/lines")]);
    assert_eq!(refused(&answers[2], 3), [("missing_field", "/lines/0/product")]);
}
