//! JSON text to a tree (RFC 8259), stricter than most: sizes, depth, duplicate keys.

use std::borrow::Cow;

use crate::limits;
use crate::order::repeated_names;
use crate::problem::{Code, Found, Problem, pointer};

/// What a JSON text says.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string, its escapes resolved.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object: its keys, each once, in the order of the text.
    Object(Vec<Field>),
}

/// A key and its value. Shapes name their keys, texts bring theirs.
pub type Field = (Cow<'static, str>, Json);

/// Reads a text of at most `max_bytes` in linear time, but for the sorting of long objects' keys.
///
/// Keys that stand twice do not stop it: beside the tree come their problems, `duplicate_key` for
/// each key that stands in its object before (the first value stays). Where their paths together
/// would be longer than the text only the first ones are listed, at least one. An object that is not
/// read to its end is not checked.
///
/// # Errors
///
/// All problems so far, the last one
///
/// - `too_large`: the text is longer;
/// - `json_malformed`: not JSON. A byte order mark or half a surrogate pair is not;
/// - `too_deep`: arrays and objects nest deeper than `limits::DEPTH`.
pub fn read(text: &str, max_bytes: usize) -> Result<(Json, Found), Found> {
    if text.len() > max_bytes {
        let message = format!("{} bytes are more than the {max_bytes} that are read", text.len());
        let mut problems = Found::default();
        problems.push(Problem::new(Code::TooLarge, "", message));
        return Err(problems);
    }
    let mut reader = Reader { text, at: 0, problems: Found::default(), listable: text.len() };
    match reader.document() {
        Ok(json) => Ok((json, reader.problems)),
        Err(Stop) => Err(reader.problems),
    }
}

/// The problem is listed and nothing more can be read.
struct Stop;

struct Reader<'a> {
    text: &'a str,
    /// Byte offset of what comes next; always between two characters.
    at: usize,
    problems: Found,
    /// Bytes of paths that may still be listed.
    listable: usize,
}

/// Where a value stands: a list of keys and indices that lives on the stack.
struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
    depth: usize,
}

enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    fn inner(&'a self, step: Step<'a>) -> Place<'a> {
        Place { parent: Some(self), step, depth: self.depth.saturating_add(1) }
    }

    fn path(&self) -> String {
        let parent = self.parent.map_or_else(String::new, Place::path);
        match self.step {
            Step::Root => parent,
            Step::Key(key) => pointer(&parent, key),
            Step::Index(index) => pointer(&parent, &index.to_string()),
        }
    }
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Json, Stop> {
        let root = Place { parent: None, step: Step::Root, depth: 0 };
        let json = self.value(&root)?;
        self.space();
        match self.peek() {
            None => Ok(json),
            Some(_) => Err(self.expected("the end")),
        }
    }

    fn value(&mut self, place: &Place) -> Result<Json, Stop> {
        self.space();
        match self.peek() {
            Some(b'{') => self.object(place),
            Some(b'[') => self.array(place),
            Some(b'"') => Ok(Json::String(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            _ => Err(self.expected("a value")),
        }
    }

    fn word(&mut self, word: &str, json: Json) -> Result<Json, Stop> {
        if self.rest().starts_with(word) {
            self.skip(word.len());
            Ok(json)
        } else {
            Err(self.expected("a value"))
        }
    }

    fn object(&mut self, place: &Place) -> Result<Json, Stop> {
        self.open(place)?;
        let mut fields = Vec::new();
        if self.next_is(b'}') {
            return Ok(Json::Object(fields));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.expected("a key in `\"`"));
            }
            let key = self.string()?;
            if !self.next_is(b':') {
                return Err(self.expected("`:`"));
            }
            let value = self.value(&place.inner(Step::Key(&key)))?;
            fields.push((key.into(), value));
            if self.next_is(b'}') {
                return Ok(Json::Object(self.unique(fields, place)));
            }
            if !self.next_is(b',') {
                return Err(self.expected("`,` or `}`"));
            }
        }
    }

    fn array(&mut self, place: &Place) -> Result<Json, Stop> {
        self.open(place)?;
        let mut elements = Vec::new();
        if self.next_is(b']') {
            return Ok(Json::Array(elements));
        }
        loop {
            let index = Step::Index(elements.len());
            elements.push(self.value(&place.inner(index))?);
            if self.next_is(b']') {
                return Ok(Json::Array(elements));
            }
            if !self.next_is(b',') {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    /// Enters an array or object.
    fn open(&mut self, place: &Place) -> Result<(), Stop> {
        if place.depth >= limits::DEPTH {
            let message = format!("nested deeper than {} levels", limits::DEPTH);
            let problem = Problem::new(Code::TooDeep, place.path(), message);
            self.problems.push(problem);
            return Err(Stop);
        }
        self.skip(1);
        Ok(())
    }

    /// Lists repeated keys and leaves each with its first value.
    fn unique(&mut self, fields: Vec<Field>, place: &Place) -> Vec<Field> {
        let seen_before =
            |(index, (key, _)): (usize, &Field)| fields.iter().take(index).any(|(seen, _)| seen == key);
        // What nearly every object is.
        if fields.len() <= 8 && !fields.iter().enumerate().any(seen_before) {
            return fields;
        }
        let repeats = repeated_names(fields.len(), &|at| Some(&*fields.get(at)?.0));
        let mut unique = Vec::with_capacity(fields.len());
        for (field, repeat) in fields.into_iter().zip(repeats) {
            if repeat.is_some() {
                self.duplicate(&field.0, place);
            } else {
                unique.push(field);
            }
        }
        unique
    }

    fn duplicate(&mut self, key: &str, place: &Place) {
        if self.listable == 0 {
            self.problems.count();
        } else if !self.problems.only_counts() {
            let path = place.inner(Step::Key(key)).path();
            self.listable = self.listable.saturating_sub(path.len());
            let message = "this key stands more than once in its object";
            let problem = Problem::new(Code::DuplicateKey, path, message);
            self.problems.push(problem);
        }
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
    fn number(&mut self) -> Result<Json, Stop> {
        let rest = self.rest();
        self.take(b"-");
        if !self.take(b"0") {
            self.digits()?;
        }
        if self.take(b".") {
            self.digits()?;
        }
        if self.take(b"eE") {
            self.take(b"+-");
            self.digits()?;
        }
        let length = rest.len().saturating_sub(self.rest().len());
        Ok(Json::Number(rest.get(..length).unwrap_or(rest).to_owned()))
    }

    fn digits(&mut self) -> Result<(), Stop> {
        if !self.take(b"0123456789") {
            return Err(self.expected("a digit"));
        }
        while self.take(b"0123456789") {}
        Ok(())
    }

    fn string(&mut self) -> Result<String, Stop> {
        self.skip(1);
        let mut string = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(|c| matches!(c, '"' | '\\' | '\0'..='\x1f')).unwrap_or(rest.len());
            string.push_str(rest.get(..plain).unwrap_or(rest));
            self.skip(plain);
            if self.take(b"\"") {
                return Ok(string);
            }
            if self.peek() != Some(b'\\') {
                return Err(self.expected("a character or `\"`"));
            }
            string.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Result<char, Stop> {
        const EXPECTED: &str = "an escape of one character";
        let simple = match self.rest().as_bytes().get(1) {
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(sign @ (b'"' | b'\\' | b'/')) => char::from(*sign),
            _ => {
                let units = [self.unit(0), self.unit(6)];
                let mut units = units.into_iter().map_while(|unit| unit);
                let Some(Ok(character)) = char::decode_utf16(&mut units).next() else {
                    return Err(self.expected(EXPECTED));
                };
                self.skip(character.len_utf16().saturating_mul(6));
                return Ok(character);
            }
        };
        self.skip(2);
        Ok(simple)
    }

    /// The UTF-16 code unit that stands `ahead` as `\u` and four hexadecimal digits.
    fn unit(&self, ahead: usize) -> Option<u16> {
        let end = ahead.checked_add(6)?;
        let hex = self.rest().get(ahead..end)?.strip_prefix("\\u")?;
        // `from_str_radix` takes a sign.
        let digits = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        u16::from_str_radix(hex, 16).ok().filter(|_| digits)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    fn space(&mut self) {
        while self.take(b" \n\r\t") {}
    }

    /// Takes one byte if it is one of these.
    fn take(&mut self, bytes: &[u8]) -> bool {
        let found = self.peek().is_some_and(|next| bytes.contains(&next));
        if found {
            self.skip(1);
        }
        found
    }

    /// Takes a sign and the white space before it.
    fn next_is(&mut self, sign: u8) -> bool {
        self.space();
        self.take(&[sign])
    }

    fn expected(&mut self, what: &str) -> Stop {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line = before.split('\n').count();
        let column = before.chars().rev().take_while(|c| *c != '\n').count();
        let column = column.saturating_add(1);
        let found = match self.rest().chars().next() {
            Some(c) => format!("`{}`", c.escape_default()),
            None => "the end".to_owned(),
        };
        let message = format!("expected {what} at line {line}, column {column}, found {found}");
        self.problems.push(Problem::new(Code::JsonMalformed, "", message));
        Stop
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    fn ok(text: &str) -> Json {
        match read(text, text.len()) {
            Ok((json, problems)) if problems.is_empty() => json,
            Ok((_, problems)) | Err(problems) => panic!("{text}: {problems:?}"),
        }
    }

    fn problems(text: &str) -> Vec<(Code, String)> {
        let problems = match read(text, text.len()) {
            Ok((_, problems)) | Err(problems) => problems,
        };
        problems.kept().iter().map(|problem| (problem.code, problem.path.clone())).collect()
    }

    fn malformed(text: &str) -> String {
        let problems = read(text, text.len()).expect_err(text);
        let [problem] = problems.kept() else {
            panic!("{text}: {problems:?}");
        };
        assert_eq!((problem.code, problem.path.as_str()), (Code::JsonMalformed, ""));
        problem.message.clone()
    }

    fn string(text: &str) -> Json {
        Json::String(text.into())
    }

    fn number(text: &str) -> Json {
        Json::Number(text.into())
    }

    #[test]
    fn reads_every_shape() {
        let text =
            " {\"a\" : [ 1 , -2.50e+3 , \"x\" ] ,\r\n\t\"\" : { } , \"b\":[],\"c\":[true,false,null]} ";
        let expected = Json::Object(vec![
            ("a".into(), Json::Array(vec![number("1"), number("-2.50e+3"), string("x")])),
            ("".into(), Json::Object(vec![])),
            ("b".into(), Json::Array(vec![])),
            ("c".into(), Json::Array(vec![Json::Bool(true), Json::Bool(false), Json::Null])),
        ]);
        assert_eq!(ok(text), expected);
        for text in ["0", "-0", "0.0", "10", "1e5", "1E-05", "0e0", "123456789012345678901234567890.5"] {
            assert_eq!(ok(text), number(text));
        }
    }

    #[test]
    fn resolves_escapes() {
        assert_eq!(ok(r#""\"\\\/\b\f\n\r\t""#), string("\"\\/\x08\x0c\n\r\t"));
        assert_eq!(ok(r#""\u0041\u00e9\u20AC\ud83d\uDE00\u0000""#), string("Aé€\u{1f600}\0"));
        assert_eq!(ok(r#""\u00e9\\u0041""#), string("é\\u0041"));
        assert_eq!(ok(r#"{"\u0061":1}"#), Json::Object(vec![("a".into(), number("1"))]));
        assert_eq!(ok("\"\u{7f}\u{2028}é\u{1f600}\""), string("\u{7f}\u{2028}é\u{1f600}"));
    }

    #[test]
    fn refuses_what_is_not_json() {
        for text in [
            "",
            " ",
            "\u{feff}1",
            "\u{a0}1",
            "\x0c1",
            "1 2",
            "1,",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1}",
            "]",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{,}",
            "{a:1}",
            "{'a':1}",
            "{\"a\" 1}",
            "{\"a\":1 \"b\":2}",
            "{\"a\"::1}",
            "{1:2}",
            "{\"a\"}",
            "{\"a\",\"b\"}",
            "{null:1}",
            "tru",
            "True",
            "truex",
            "nul",
            "nan",
            "NaN",
            "Infinity",
            "undefined",
            "// x",
            "/**/1",
            "1//",
            "01",
            "-01",
            "00",
            "+1",
            ".5",
            "5.",
            "-",
            "--1",
            "-.5",
            "1.e5",
            "1e",
            "1e+",
            "1e5.5",
            "0x10",
            "1_000",
            "1,000",
            "١",
            "\"",
            "\"a",
            "\"a\n\"",
            "\"\t\"",
            "\"\0\"",
            "'a'",
            "\"\\\"",
            "\"\\",
            "\"a\"b",
            r#""\x41""#,
            r#""\a""#,
            r#""\'""#,
            r#""\U0041""#,
            r#""\u""#,
            r#""\u004""#,
            r#""\u004g""#,
            r#""\u+041""#,
            r#""\u-041""#,
            r#""\u 041""#,
            r#""\u00é1""#,
            r#""\ud800""#,
            r#""\udc00""#,
            r#""\ud83dx""#,
            r#""\ud83d\n""#,
            r#""\ud83d\u0041""#,
            r#""\ud83d\ud83d""#,
            r#""\ude00\ud83d""#,
            r#""\ud83d\ude0""#,
            r#"{"\ud800":1}"#,
        ] {
            malformed(text);
        }
    }

    #[test]
    fn says_where_and_what_was_expected() {
        assert_eq!(malformed("[1,]"), "expected a value at line 1, column 4, found `]`");
        assert_eq!(
            malformed("{\n  \"é\": 1\n  \"b\": 2}"),
            "expected `,` or `}` at line 3, column 3, found `\\\"`"
        );
        assert_eq!(malformed("{\"é€\u{1f600}\": x"), "expected a value at line 1, column 9, found `x`");
        assert_eq!(malformed("[1"), "expected `,` or `]` at line 1, column 3, found the end");
        assert_eq!(malformed("{\"a\" 1}"), "expected `:` at line 1, column 6, found `1`");
        assert_eq!(malformed("{a"), "expected a key in `\"` at line 1, column 2, found `a`");
        assert_eq!(malformed("1.x"), "expected a digit at line 1, column 3, found `x`");
        assert_eq!(malformed("\"a\n"), "expected a character or `\"` at line 1, column 3, found `\\n`");
        assert_eq!(
            malformed("\"\\ud800\""),
            "expected an escape of one character at line 1, column 2, found `\\\\`"
        );
        assert_eq!(malformed("{}\n\n}"), "expected the end at line 3, column 1, found `}`");
        assert_eq!(malformed("\u{feff}{}"), "expected a value at line 1, column 1, found `\\u{feff}`");
    }

    #[test]
    fn lists_duplicate_keys_and_goes_on() {
        let text = r#"{"a":1,"b":[{"x/y":1,"z":2,"x/y":3}],"\u0061":2,"b":{"c":1,"c":1},"a":3}"#;
        let paths = ["/b/0/x~1y", "/b/c", "/a", "/b", "/a"];
        assert_eq!(problems(text), paths.map(|path| (Code::DuplicateKey, path.to_owned())));
        let (json, _) = read(r#"{"a":1,"b":2,"a":3}"#, 100).unwrap();
        let first = [("a", "1"), ("b", "2")].map(|(key, text)| (key.into(), number(text)));
        assert_eq!(json, Json::Object(first.into()));
        let text = r#"[{"a":1,"a":2},"#;
        assert_eq!(
            problems(text),
            [(Code::DuplicateKey, "/0/a".into()), (Code::JsonMalformed, String::new())]
        );
        assert!(matches!(ok(r#"[{"a":{"a":1}},{"a":1}]"#), Json::Array(_)));
    }

    #[test]
    fn checks_keys_of_long_objects() {
        for n in [8, 9, 10, 100] {
            let keys: Vec<String> = (0..n).map(|key| format!("\"k{}\":{key}", (key * 7) % n)).collect();
            let text = format!("{{{}}}", keys.join(","));
            if n % 7 != 0 {
                let Json::Object(fields) = ok(&text) else { panic!("{text}") };
                let order = fields.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
                assert_eq!(order, (0..n).map(|key| format!("k{}", (key * 7) % n)).collect::<Vec<_>>());
            }
            let text = format!("{{{},\"k3\":1,\"k1\":1}}", keys.join(","));
            assert_eq!(
                problems(&text),
                [(Code::DuplicateKey, "/k3".into()), (Code::DuplicateKey, "/k1".into())]
            );
        }
    }

    #[test]
    fn stays_linear_in_hostile_texts() {
        // Long paths, each of which is a duplicate.
        let long = "k".repeat(100_000);
        let text = format!("{{\"{long}\":{{{}\"a\":1}}}}", "\"a\":1,".repeat(100_000));
        assert_eq!(problems(&text).len(), 7);
        let same = format!("{{{}\"a\":1}}", "\"a\":1,".repeat(200_000));
        assert_eq!(problems(&same).len(), limits::PROBLEMS);
        let keys: Vec<String> = (0..200_000).map(|n| format!("\"{n}\":0")).collect();
        assert!(
            matches!(ok(&format!("{{{}}}", keys.join(","))), Json::Object(fields) if fields.len() == 200_000)
        );
        malformed(&"\"\\ud800".repeat(100_000));
        malformed(&"-".repeat(1_000_000));
    }

    #[test]
    fn limits_depth_and_size() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        ok(&nested(limits::DEPTH));
        let path = "/0".repeat(limits::DEPTH);
        assert_eq!(problems(&nested(limits::DEPTH + 1)), [(Code::TooDeep, path)]);
        let deep = format!("{{\"a\":1,\"b\":{}", "[".repeat(1_000_000));
        assert_eq!(problems(&deep), [(Code::TooDeep, format!("/b{}", "/0".repeat(63)))]);
        let object = format!("[0,{}", "{\"~\":".repeat(1_000));
        assert_eq!(problems(&object), [(Code::TooDeep, format!("/1{}", "/~0".repeat(63)))]);

        assert!(read("[1]", 3).is_ok());
        let problems = read("[1]x", 3).unwrap_err();
        let expected = Problem::new(Code::TooLarge, "", "4 bytes are more than the 3 that are read");
        assert_eq!(problems.kept(), [expected]);
        assert!(read("\"é\"", 3).is_err());
    }
}
