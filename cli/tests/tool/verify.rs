use serde_json::{Value, json};

use crate::corpus;
use crate::run::{Folder, catalog, ndjson, refused, request, run};

fn quoted() -> (Folder, String, Value) {
    let folder = Folder::new();
    let file = folder.file("catalog.json", catalog());
    let answer = run(&["quote", "-c", &file], request(3).to_string()).lines().remove(0);
    (folder, file, answer)
}

#[test]
fn a_digest_holds_or_not() {
    let (_folder, file, answer) = quoted();
    let line = |n, digest: &Value| json!({"request": request(n), "digest": digest});
    let held = run(&["verify", "--catalog", &file], ndjson([line(3, &answer["digest"])]));
    assert_eq!((held.code, held.err.as_str()), (0, ""));
    assert_eq!(held.lines(), [json!({"holds": true, "answer": answer})]);

    let lines = [line(4, &answer["digest"]), line(3, &json!("sha256:0")), line(3, &answer["digest"])];
    let verified = run(&["verify", "-c", &file], ndjson(lines));
    assert_eq!(verified.code, 1);
    assert_eq!(verified.err, "quotient: 2 of 3 lines failed\n");
    let holds: Vec<_> = verified.lines().iter().map(|line| line["holds"].clone()).collect();
    assert_eq!(holds, [false, false, true]);
    // A rejected request has no digest.
    let rejected = run(&["verify", "-c", &file], line(101, &json!("")).to_string());
    assert_eq!((rejected.code, &rejected.lines()[0]["holds"]), (1, &json!(false)));
}

#[test]
fn every_digest_of_the_corpus_holds() {
    let digests = corpus::DIGESTS.lines().map(|line| line.split_once('\t').expect("a digest").1);
    let cases = corpus::cases();
    let priced = cases.iter().zip(digests).filter(|(_, digest)| digest.starts_with("sha256:"));
    let lines = priced.map(|(case, digest)| {
        format!(r#"{{"catalog":{},"request":{},"digest":"{digest}"}}"#, case.catalog, case.request)
    });
    let lines: Vec<_> = lines.collect();
    assert!(lines.len() > 300);
    let verified = run(&["verify"], ndjson(&lines));
    assert_eq!((verified.code, verified.lines().len()), (0, lines.len()), "{}", verified.err);
}

#[test]
fn what_cannot_be_verified_is_refused() {
    let (_folder, file, _) = quoted();
    let lines = [json!({"request": {}}), json!({"request": request(1), "digest": 5})];
    let verified = run(&["verify", "-c", &file], ndjson(lines));
    assert_eq!(verified.code, 1);
    let answers = verified.lines();
    let found = refused(&answers[0], 1);
    assert!(found.contains(&("missing_field", "/digest")) && found.contains(&("missing_field", "/type")));
    assert_eq!(answers[0]["problems"][0]["in"], "request");
    assert_eq!(refused(&answers[1], 2), [("wrong_type", "/digest")]);
    let brought = run(&["verify"], json!({"request": request(1), "digest": "x"}).to_string());
    assert_eq!(refused(&brought.lines()[0], 1), [("missing_field", "/catalog")]);
}
