//! JSON text to a tree (RFC 8259), stricter than most: sizes, depth, duplicate keys.

use std::borrow::Cow;

use crate::limits;
use crate::order::repeated_names;
use crate::problem::{Code, Found, pointer, push_token};

/// What a JSON text says.
// Borrowed from the text: nearly no string has an escape, so that reading one makes nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(&'a str),
    /// A string, its escapes resolved.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object: its keys, each once, in the order of the text.
    Object(Vec<Field<'a>>),
}

impl<'a> Json<'a> {
    /// The value of a key; `None` also for what is no object.
    pub fn field(&self, key: &str) -> Option<&Json<'a>> {
        match self {
            Json::Object(fields) => fields.iter().find(|(known, _)| known == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// A whole number that JavaScript holds exactly: below 2^53, of either sign.
    pub fn whole(&self) -> Option<i64> {
        let Json::Number(number) = self else { return None };
        let digits = number.strip_prefix('-').unwrap_or(number);
        let mut whole = 0i64;
        for byte in digits.bytes() {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 || whole > 1 << 53 {
                return None;
            }
            whole = whole.wrapping_mul(10).wrapping_add(digit.into());
        }
        let signed = if digits.len() < number.len() { whole.wrapping_neg() } else { whole };
        (whole < 1 << 53).then_some(signed)
    }
}

/// A key and its value.
pub type Field<'a> = (Cow<'a, str>, Json<'a>);

/// Reads a text of at most `max_bytes` in linear time, but for the sorting of long objects' keys.
///
/// Keys that stand twice do not stop it: their problems join the list, `duplicate_key` for
/// each key that stands in its object before (the first value stays). Where their paths together
/// would be longer than the text only the first ones are listed, at least one. An object that is not
/// read to its end is not checked.
///
/// `None`: it stopped at the last problem,
///
/// - `too_large`: the text is longer;
/// - `json_malformed`: not JSON. A byte order mark or half a surrogate pair is not;
/// - `too_deep`: arrays and objects nest deeper than `limits::DEPTH`.
pub fn read<'a>(text: &'a str, max_bytes: usize, problems: &mut Found) -> Option<Json<'a>> {
    if text.len() > max_bytes {
        let message = format_args!("{} bytes are more than the {max_bytes} that are read", text.len());
        problems.tell(Code::TooLarge, format_args!(""), message);
        return None;
    }
    Reader { text, at: 0, around: Vec::new(), problems, listable: text.len() }.document()
}

/// What it reads is `None` where the problem is listed and nothing more can be read.
struct Reader<'a, 'p> {
    text: &'a str,
    /// Byte offset of what comes next; between two characters, but while a string is read.
    at: usize,
    /// The arrays and objects around what comes next, as far as they are read; the last field of an
    /// object is the one that is being read.
    around: Vec<Json<'a>>,
    problems: &'p mut Found,
    /// Bytes of paths that may still be listed.
    listable: usize,
}

impl<'a> Reader<'a, '_> {
    fn document(&mut self) -> Option<Json<'a>> {
        loop {
            if let Some(Json::Object(_)) = self.around.last() {
                self.key()?;
            }
            let sign = self.next();
            // What ends here: a value that is read, or, with nothing in it, what it would have been in.
            let mut json = None;
            if matches!(sign, b'{' | b'[') {
                self.open(if sign == b'{' { Json::Object(Vec::new()) } else { Json::Array(Vec::new()) })?;
                if !self.next_is(if sign == b'{' { b'}' } else { b']' }) {
                    continue;
                }
            } else {
                json = Some(self.scalar(sign)?);
            }
            loop {
                if let Some(json) = json {
                    let (close, wanted) = match self.around.last_mut() {
                        None => {
                            self.next();
                            let ends = self.at == self.text.len();
                            return if ends { Some(json) } else { self.expected("the end") };
                        }
                        Some(Json::Object(fields)) => {
                            if let Some((_, value)) = fields.last_mut() {
                                *value = json;
                            }
                            (b'}', "`,` or `}`")
                        }
                        Some(around) => {
                            if let Json::Array(elements) = around {
                                elements.push(json);
                            }
                            (b']', "`,` or `]`")
                        }
                    };
                    if self.next_is(b',') {
                        break;
                    }
                    if !self.next_is(close) {
                        return self.expected(wanted);
                    }
                }
                json = Some(self.close()?);
            }
        }
    }

    /// What is neither an array nor an object, and starts with this sign.
    fn scalar(&mut self, sign: u8) -> Option<Json<'a>> {
        Some(match sign {
            b'"' => Json::String(self.string()?),
            b'-' | b'0'..=b'9' => Json::Number(self.number()?),
            _ if self.word("true") => Json::Bool(true),
            _ if self.word("false") => Json::Bool(false),
            _ if self.word("null") => Json::Null,
            _ => return self.expected("a value"),
        })
    }

    /// Takes a word.
    fn word(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word.as_bytes());
        if found {
            self.skip(word.len());
        }
        found
    }

    /// Enters an array or object.
    fn open(&mut self, json: Json<'a>) -> Option<()> {
        if self.around.len() >= limits::DEPTH {
            let message = format_args!("nested deeper than {} levels", limits::DEPTH);
            self.problems.tell(Code::TooDeep, format_args!("{}", self.path()), message);
            return None;
        }
        self.skip(1);
        self.around.push(json);
        Some(())
    }

    /// The array or object that ends here.
    fn close(&mut self) -> Option<Json<'a>> {
        let json = self.around.pop()?;
        Some(if let Json::Object(fields) = json { Json::Object(self.unique(fields)) } else { json })
    }

    /// Where what comes next stands.
    fn path(&self) -> String {
        let mut path = String::new();
        for json in &self.around {
            match json {
                Json::Object(fields) => {
                    if let Some((key, _)) = fields.last() {
                        push_token(&mut path, key);
                    }
                }
                Json::Array(elements) => push_token(&mut path, &elements.len().to_string()),
                _ => {}
            }
        }
        path
    }

    /// A key, its value to come.
    fn key(&mut self) -> Option<()> {
        if self.next() != b'"' {
            return self.expected("a key in `\"`");
        }
        let key = self.string()?;
        if let Some(Json::Object(fields)) = self.around.last_mut() {
            fields.push((key, Json::Null));
        }
        if self.next_is(b':') { Some(()) } else { self.expected("`:`") }
    }

    /// Lists repeated keys and leaves each with its first value.
    fn unique(&mut self, mut fields: Vec<Field<'a>>) -> Vec<Field<'a>> {
        let seen_before =
            |(index, (key, _)): (usize, &Field)| fields.iter().take(index).any(|(seen, _)| seen == key);
        // What nearly every object is.
        if fields.len() <= 8 && !fields.iter().enumerate().any(seen_before) {
            return fields;
        }
        let repeats = repeated_names(fields.len(), &|at| Some(&*fields.get(at)?.0));
        let mut repeats = repeats.iter();
        fields.retain(|(key, _)| {
            let unique = repeats.next() == Some(&None);
            if !unique {
                self.duplicate(key);
            }
            unique
        });
        fields
    }

    fn duplicate(&mut self, key: &str) {
        if self.listable == 0 {
            self.problems.count();
        } else if !self.problems.only_counts() {
            let path = pointer(&self.path(), key);
            self.listable = self.listable.saturating_sub(path.len());
            let message = format_args!("this key stands more than once in its object");
            self.problems.tell(Code::DuplicateKey, format_args!("{path}"), message);
        }
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
    fn number(&mut self) -> Option<&'a str> {
        let start = self.at;
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
        Some(self.since(start))
    }

    fn digits(&mut self) -> Option<()> {
        const DIGITS: &[u8] = b"0123456789";
        if !self.take(DIGITS) {
            return self.expected("a digit");
        }
        while self.take(DIGITS) {}
        Some(())
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.skip(1);
        let plain = self.plain();
        if self.take(b"\"") {
            return Some(Cow::Borrowed(plain));
        }
        let mut string = plain.to_owned();
        while self.peek() == b'\\' {
            string.push(self.escape()?);
            string.push_str(self.plain());
        }
        if self.take(b"\"") { Some(Cow::Owned(string)) } else { self.expected("a character or `\"`") }
    }

    /// Characters of a string that stand for themselves.
    fn plain(&mut self) -> &'a str {
        let start = self.at;
        while !matches!(self.peek(), b'"' | b'\\' | END..=0x1f) {
            self.skip(1);
        }
        self.since(start)
    }

    fn escape(&mut self) -> Option<char> {
        let simple = match self.rest().get(1) {
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(sign @ (b'"' | b'\\' | b'/')) => char::from(*sign),
            _ => {
                let (first, second) = (self.unit(0), self.unit(6));
                let mut code = first;
                if (first >> 10, second >> 10) == (0xd800 >> 10, 0xdc00 >> 10) {
                    code = 0x1_0000_u32.saturating_add((first & 0x3ff) << 10 | second & 0x3ff);
                }
                let Some(character) = char::from_u32(code) else {
                    return self.expected("an escape of one character");
                };
                self.skip(character.len_utf16().saturating_mul(6));
                return Some(character);
            }
        };
        self.skip(2);
        Some(simple)
    }

    /// The UTF-16 code unit that stands `ahead` as `\u` and four hexadecimal digits; beyond all
    /// characters if there is none.
    fn unit(&self, ahead: usize) -> u32 {
        let Some([b'\\', b'u', digits @ ..]) = self.rest().get(ahead..ahead.saturating_add(6)) else {
            return u32::MAX;
        };
        digits.iter().fold(0, |unit, digit| match char::from(*digit).to_digit(16) {
            Some(digit) => unit << 4 | digit,
            None => u32::MAX << 16,
        })
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// The next byte; [`END`] behind the last one.
    #[inline(always)]
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(END)
    }

    #[inline(always)]
    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// The next byte after white space.
    fn next(&mut self) -> u8 {
        loop {
            match self.peek() {
                b' ' | b'\n' | b'\r' | b'\t' => self.skip(1),
                other => return other,
            }
        }
    }

    /// Takes one byte if it is one of these.
    fn take(&mut self, bytes: &[u8]) -> bool {
        let found = bytes.contains(&self.peek());
        if found {
            self.skip(1);
        }
        found
    }

    /// Takes a sign and the white space before it.
    fn next_is(&mut self, sign: u8) -> bool {
        let found = self.next() == sign;
        if found {
            self.skip(1);
        }
        found
    }

    fn expected<T>(&mut self, what: &str) -> Option<T> {
        self.list_expected(what);
        None
    }

    fn list_expected(&mut self, what: &str) {
        let (line, column, found) = stop(self.text, self.at);
        let message = format_args!("expected {what} at line {line}, column {column}, found {found}");
        self.problems.tell(Code::JsonMalformed, format_args!(""), message);
    }
}

/// A byte that stands for the end of the text; as a byte of it, it would be refused like the end.
const END: u8 = 0;

/// Line, column and character at which a text is not JSON any more.
pub fn stop(text: &str, at: usize) -> (usize, usize, String) {
    let (mut line, mut column) = (1_usize, 1_usize);
    for character in text.get(..at).unwrap_or_default().chars() {
        column = column.saturating_add(1);
        if character == '\n' {
            (line, column) = (line.saturating_add(1), 1);
        }
    }
    let found = match text.get(at..).and_then(|rest| rest.chars().next()) {
        None => "the end".to_owned(),
        Some('\t') => r"`\t`".to_owned(),
        Some('\r') => r"`\r`".to_owned(),
        Some('\n') => r"`\n`".to_owned(),
        Some(sign @ ('"' | '\'' | '\\')) => format!("`\\{sign}`"),
        Some(sign @ ' '..='~') => format!("`{sign}`"),
        Some(other) => format!("`\\u{{{:x}}}`", u32::from(other)),
    };
    (line, column, found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    fn ok(text: &str) -> Json<'_> {
        let mut problems = Found::default();
        let json = read(text, text.len(), &mut problems);
        assert!(problems.is_empty(), "{text}: {problems:?}");
        json.expect(text)
    }

    fn problems(text: &str) -> Vec<(Code, String)> {
        let mut problems = Found::default();
        read(text, text.len(), &mut problems);
        problems.kept().iter().map(|problem| (problem.code, problem.path.clone())).collect()
    }

    fn malformed(text: &str) -> String {
        let mut problems = Found::default();
        assert_eq!(read(text, text.len(), &mut problems), None);
        let [problem] = problems.kept() else {
            panic!("{text}: {problems:?}");
        };
        assert_eq!((problem.code, problem.path.as_str()), (Code::JsonMalformed, ""));
        problem.message.clone()
    }

    fn string(text: &str) -> Json<'_> {
        Json::String(text.into())
    }

    fn number(text: &str) -> Json<'_> {
        Json::Number(text)
    }

    #[test]
    fn whole_numbers_are_those_that_javascript_holds() {
        for (text, whole) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("-12", Some(-12)),
            ("9007199254740991", Some(9_007_199_254_740_991)),
            ("-9007199254740991", Some(-9_007_199_254_740_991)),
            ("9007199254740992", None),
            ("99999999999999999999999999999999", None),
            ("1.0", None),
            ("1e3", None),
        ] {
            assert_eq!(Json::Number(text).whole(), whole, "{text}");
        }
        assert_eq!(Json::Null.whole(), None);
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
        let json = read(r#"{"a":1,"b":2,"a":3}"#, 100, &mut Found::default()).unwrap();
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
                let order = fields.iter().map(|(key, _)| key.to_string()).collect::<Vec<_>>();
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

        let mut problems = Found::default();
        assert!(read("[1]", 3, &mut problems).is_some());
        assert_eq!(read("[1]x", 3, &mut problems), None);
        let expected = Problem::new(Code::TooLarge, "", "4 bytes are more than the 3 that are read");
        assert_eq!(problems.kept(), [expected]);
        assert_eq!(read("\"é\"", 3, &mut problems), None);
    }
}
