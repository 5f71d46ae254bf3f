use serde_json::json;

use crate::run::{Folder, catalog, ndjson, refused, request, run};

#[test]
fn two_files_are_compared_line_by_line() {
    let folder = Folder::new();
    let old = folder.file("old.json", catalog());
    let new = folder.file("new.json", catalog().replace("168.00", "170.00").replace("acme", "acme-2"));
    let requests = folder.file("requests.ndjson", ndjson([request(1), request(101)]));
    let quote = |catalog: &str| run(&["quote", "-c", catalog, &requests], "").out;
    let (a, b) = (folder.file("a.ndjson", quote(&old)), folder.file("b.ndjson", quote(&new)));

    let same = run(&["compare", &a, &a], "");
    assert_eq!((same.code, same.out.as_str(), same.err.as_str()), (0, "[]\n[]\n", ""));

    let compared = run(&["compare", &a, &b], "");
    assert_eq!(compared.code, 1);
    let lines = compared.lines();
    assert_eq!(lines.len(), 2);
    let found = lines[0].as_array().unwrap();
    assert!(found.contains(&json!({"path": "/amountDue", "a": "168.00", "b": "170.00"})));
    assert_eq!(lines[1], json!([{"path": "/catalog", "a": "acme", "b": "acme-2"}]));
    // Either side may be standard input.
    assert_eq!(run(&["compare", "-", &b], quote(&old)).out, compared.out);
    assert_eq!(run(&["compare", &a, "-"], quote(&new)).out, compared.out);
}

#[test]
fn whole_documents_are_compared() {
    let folder = Folder::new();
    let a = folder.file("a.json", "{\n  \"x\": 1,\n  \"y\": \"a\\nb\"\n}\n");
    let b = folder.file("b.json", r#"{"y": "a\nb", "x": 2}"#);
    let compared = run(&["compare", &a, &b], "");
    assert_eq!((compared.code, compared.lines()), (1, vec![json!([{"path": "/x", "a": 1, "b": 2}])]));
}

#[test]
fn lines_may_hold_both_sides() {
    let lines = [
        json!({"a": {"x": "1"}, "b": {"x": "1"}, "name": "same"}),
        json!({"a": {"x": "1"}, "b": {"x": "2", "y": null}}),
        json!({"a": {"x": 1.5}, "b": 1.5}),
        json!({"a": {}}),
    ];
    let compared = run(&["compare"], ndjson(&lines));
    assert_eq!(compared.code, 1);
    let found = compared.lines();
    assert_eq!(found[0], json!([]));
    assert_eq!(found[1], json!([{"path": "/x", "a": "1", "b": "2"}, {"path": "/y", "b": null}]));
    assert_eq!(refused(&found[2], 3), [("integer_malformed", "/x"), ("integer_malformed", "")]);
    assert_eq!([&found[2]["problems"][0]["in"], &found[2]["problems"][1]["in"]], ["a", "b"]);
    assert_eq!(refused(&found[3], 4), [("missing_field", "/b")]);
    let folder = Folder::new();
    let file = folder.file("both.ndjson", ndjson(&lines));
    assert_eq!(run(&["compare", &file], "").out, compared.out);
}

#[test]
fn a_side_that_ends_early_is_told() {
    let folder = Folder::new();
    let (one, two) = (folder.file("one.ndjson", "{}\n"), folder.file("two.ndjson", "{}\n{}\n"));
    for (arguments, side) in [([&one, &two], "a"), ([&two, &one], "b")] {
        let compared = run(&["compare", arguments[0], arguments[1]], "");
        assert_eq!(compared.code, 1);
        let found = compared.lines();
        assert_eq!((found.len(), &found[0]), (2, &json!([])));
        assert_eq!(refused(&found[1], 2), [("missing_field", "")]);
        assert_eq!(found[1]["problems"][0]["in"], side);
    }
}
