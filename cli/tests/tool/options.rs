use serde_json::{Value, json};

use crate::run::{Folder, catalog, ndjson, refused, request, run};

fn question() -> Value {
    json!({"at": "2026-11-21T00:00:00Z", "currency": "USD"})
}

#[test]
fn what_may_be_done_is_told() {
    let folder = Folder::new();
    let file = folder.file("catalog.json", catalog());
    let given = run(&["options", "--catalog", &file], ndjson([question(), question()]));
    assert_eq!((given.code, given.err.as_str()), (0, ""));
    let answers = given.lines();
    assert_eq!(answers.len(), 2);
    let quantities = json!({"minimum": 1, "maximum": 100, "step": 1});
    assert_eq!(answers[0]["products"][0]["quantities"], quantities);

    let catalog: Value = serde_json::from_str(&catalog()).unwrap();
    let brought = run(
        &["options"],
        ndjson([
            json!({"catalog": catalog, "options": question(), "name": "x"}),
            json!({"catalog": catalog, "request": question()}),
            // Where both stand, the question is the one that is named so.
            json!({"catalog": catalog, "request": request(1), "options": question()}),
        ]),
    );
    assert_eq!(brought.code, 0);
    assert_eq!(brought.lines(), vec![answers[0].clone(); 3]);
}

#[test]
fn what_is_no_question_is_refused() {
    let folder = Folder::new();
    let file = folder.file("catalog.json", catalog());
    let given = run(&["options", "-c", &file], ndjson([json!({"at": "2026-11-21T00:00:00Z"}), question()]));
    assert_eq!(given.code, 1);
    assert_eq!(refused(&given.lines()[0], 1), [("missing_field", "/subscription")]);
    assert_eq!(given.lines()[1]["catalog"], "acme");
    let brought = run(&["options"], r#"{"catalog": {"id": "a", "products": []}}"#);
    assert_eq!(refused(&brought.lines()[0], 1), [("missing_field", "/options")]);
}
