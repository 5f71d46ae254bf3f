use crate::run::{Folder, catalog, run};

#[test]
fn a_catalog_without_doubts_gives_nothing() {
    let folder = Folder::new();
    let file = folder.file("catalog.json", catalog());
    for linted in [
        run(&["lint", &file], ""),
        run(&["lint", "--catalog", &file], ""),
        run(&["lint"], catalog()),
        run(&["lint", "-"], catalog()),
    ] {
        assert_eq!((linted.code, linted.out.as_str(), linted.err.as_str()), (0, "", ""));
    }
}

#[test]
fn one_warning_is_told_as_one() {
    let doubtful = catalog().replace(r#""id": "acme","#, r#""id": "acme", "policies": [{"id": "unused"}],"#);
    let linted = run(&["lint"], doubtful);
    assert_eq!((linted.code, linted.err.as_str()), (1, "quotient: 1 warning\n"));
}

#[test]
fn every_warning_is_a_line() {
    let doubtful = catalog().replace(
        r#""id": "acme","#,
        r#""id": "acme", "policies": [{"id": "nobody", "roles": []}, {"id": "unused"}],"#,
    );
    let linted = run(&["lint"], doubtful.clone());
    assert_eq!((linted.code, linted.err.as_str()), (1, "quotient: 3 warnings\n"));
    let lines = linted.lines();
    let found = lines.iter().map(|line| (line["code"].as_str().unwrap(), line["path"].as_str().unwrap()));
    let found: Vec<_> = found.collect();
    assert_eq!(
        found,
        [
            ("policy_allows_nobody", "/policies/0/roles"),
            ("policy_unused", "/policies/0"),
            ("policy_unused", "/policies/1"),
        ]
    );
    assert_eq!(run(&["lint", "-q"], doubtful).err, "");
}

#[test]
fn what_is_no_catalog_is_unreadable() {
    for text in ["", "{", "[]", r#"{"id": "a", "id": "a", "products": []}"#] {
        let linted = run(&["lint"], text);
        assert_eq!((linted.code, linted.out.as_str()), (2, ""), "{text}");
        assert!(linted.err.starts_with("quotient: standard input is not a catalog"), "{}", linted.err);
    }
}
