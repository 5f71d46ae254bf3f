//! JSON text to a [`Tree`] (RFC 8259), stricter than most: sizes, depth, duplicate keys.

use std::mem;
use std::slice;

use super::scan::{self, END, next, peek};
use super::tree::{Field, Json, Span, Tree};
use crate::limits;
use crate::order::repeats;
use crate::problem::{Code, Found, pointer, push_token};

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
pub fn read<'a>(text: &'a str, max_bytes: usize, problems: &mut Found) -> Option<Tree<'a>> {
    if text.len() > max_bytes {
        let message = format_args!("{} bytes are more than the {max_bytes} that are read", text.len());
        problems.tell(Code::TooLarge, format_args!(""), message);
        return None;
    }
    // As many as short texts have.
    let mut tree = Tree { text, resolved: String::new(), fields: Vec::with_capacity(text.len() / 12) };
    let around = Vec::with_capacity(32);
    Reader { tree: &mut tree, around, depth: 0, problems, listable: text.len() }.document()?;
    Some(tree)
}

/// What it reads is `None` where the problem is listed and nothing more can be read.
struct Reader<'a, 'p> {
    tree: &'p mut Tree<'a>,
    /// The arrays and objects around what comes next, each followed by its values, as far as they are read. Until it
    /// is read to its end, it tells where in this list the values of the one around it begin.
    around: Vec<Field>,
    /// How many arrays and objects these are.
    depth: usize,
    problems: &'p mut Found,
    /// Bytes of paths that may still be listed.
    listable: usize,
}

impl Reader<'_, '_> {
    #[allow(clippy::arithmetic_side_effects)] // of places in the text
    fn document(&mut self) -> Option<()> {
        let text = self.tree.text.as_bytes();
        let mut at = 0;
        // What would end the innermost array or object, and where its values begin.
        let (mut close, mut begin) = (END, 0);
        // In an object, a key comes before a value.
        let (mut wants_key, mut key) = (false, Span::default());
        let wanted = 'text: loop {
            let sign = next(text, &mut at);
            let json = if sign == b'"' {
                let start = at + 1;
                let end = scan::plain(text, start);
                let span = if peek(text, end) == b'"' {
                    at = end + 1;
                    Span::new(start, end)
                } else {
                    let (span, end) = self.resolved(start, end)?;
                    at = end;
                    span
                };
                if wants_key {
                    if next(text, &mut at) != b':' {
                        break 'text "`:`";
                    }
                    at += 1;
                    key = span;
                    wants_key = false;
                    continue;
                }
                Json::String(span)
            } else if wants_key {
                break 'text "a key in `\"`";
            } else if let b'{' | b'[' = sign {
                let outer = Span::new(begin, begin);
                if sign == b'{' { Json::Object(outer) } else { Json::Array(outer) }
            } else if let b'-' | b'0'..=b'9' = sign {
                let (start, mut end) = (at, at);
                let is_number = scan::number(text, &mut end);
                at = end;
                if !is_number {
                    break 'text "a digit";
                }
                Json::Number(Span::new(start, at))
            } else {
                let (word, json) = match sign {
                    b't' => ("true", Json::Bool(true)),
                    b'f' => ("false", Json::Bool(false)),
                    _ => ("null", Json::Null),
                };
                if !scan::word(text, at, word) {
                    break 'text "a value";
                }
                at += word.len();
                json
            };
            // What comes next may stand in an array.
            self.around.push(Field { key: mem::take(&mut key), json });
            if let b'{' | b'[' = sign {
                if self.depth == limits::DEPTH {
                    return self.too_deep(begin);
                }
                self.depth += 1;
                begin = self.around.len();
                at += 1;
                // In both kinds of brackets the second next sign.
                close = sign + 2;
                if next(text, &mut at) != close {
                    wants_key = sign == b'{';
                    continue;
                }
            }
            // What ends here.
            while next(text, &mut at) != b',' || close == END {
                if peek(text, at) != close || close == END && at < text.len() {
                    let wanted = match close {
                        END => "the end",
                        b'}' => "`,` or `}`",
                        _ => "`,` or `]`",
                    };
                    break 'text wanted;
                }
                if close == END {
                    self.tree.fields.extend_from_slice(&self.around);
                    return Some(());
                }
                at += 1;
                (begin, close) = self.close(begin, close == b'}');
            }
            at += 1;
            wants_key = close == b'}';
        };
        self.expected(wanted, at)
    }

    /// Leaves the array or object whose values begin at a place, and tells where those around it begin and what would
    /// end them.
    #[inline(always)]
    fn close(&mut self, begin: usize, is_object: bool) -> (usize, u8) {
        self.depth = self.depth.wrapping_sub(1);
        let start = self.tree.fields.len();
        let fields = self.around.get(begin..).unwrap_or_default();
        if is_object && self.tree.may_repeat(fields) {
            self.unique(begin);
        } else {
            self.tree.fields.extend_from_slice(fields);
        }
        self.around.truncate(begin);
        let span = Span::new(start, self.tree.fields.len());
        let outer = self.around(begin).map_or(0, |(outer, _)| outer);
        if let Some(field) = self.around.last_mut() {
            field.json = if is_object { Json::Object(span) } else { Json::Array(span) };
        }
        let close = match self.around(outer) {
            None => END,
            Some((_, is_object)) => {
                if is_object {
                    b'}'
                } else {
                    b']'
                }
            }
        };
        (outer, close)
    }

    /// Of the array or object whose values begin at a place: where those around it begin, and whether it is an object.
    fn around(&self, begin: usize) -> Option<(usize, bool)> {
        match self.around.get(begin.wrapping_sub(1))?.json {
            Json::Object(outer) => Some((outer.start as usize, true)),
            Json::Array(outer) => Some((outer.start as usize, false)),
            _ => None,
        }
    }

    /// Where a value stands, in an array or object whose values begin at a place.
    fn path(&self, begin: usize, place: usize) -> String {
        let Some((outer, is_object)) = self.around(begin) else { return String::new() };
        let mut path = self.path(outer, begin.wrapping_sub(1));
        match self.around.get(place) {
            Some(field) if is_object => push_token(&mut path, self.tree.str(field.key)),
            _ => push_token(&mut path, &place.wrapping_sub(begin).to_string()),
        }
        path
    }

    #[cold]
    fn too_deep(&mut self, begin: usize) -> Option<()> {
        let path = self.path(begin, self.around.len().saturating_sub(1));
        let message = format_args!("nested deeper than {} levels", limits::DEPTH);
        self.problems.tell(Code::TooDeep, format_args!("{path}"), message);
        None
    }

    /// Lists repeated keys of the object whose values begin at a place, and keeps each with its first value.
    #[cold]
    fn unique(&mut self, begin: usize) {
        let key = |n: usize| {
            let field = self.around.get(begin.saturating_add(n));
            field.map(|field| self.tree.str(field.key))
        };
        let repeats = repeats(self.around.len().saturating_sub(begin), &|a, b| key(a).cmp(&key(b)));
        for (place, repeat) in (begin..).zip(repeats) {
            match self.around.get(place) {
                Some(field) if repeat.is_none() => self.tree.fields.extend_from_slice(slice::from_ref(field)),
                Some(field) => self.duplicate(begin, field.key),
                None => {}
            }
        }
    }

    fn duplicate(&mut self, begin: usize, key: Span) {
        if self.listable == 0 {
            self.problems.count();
        } else if !self.problems.only_counts() {
            let outer = self.around(begin).map_or(0, |(outer, _)| outer);
            let path = pointer(&self.path(outer, begin.wrapping_sub(1)), self.tree.str(key));
            self.listable = self.listable.saturating_sub(path.len());
            let message = format_args!("this key stands more than once in its object");
            self.problems.tell(Code::DuplicateKey, format_args!("{path}"), message);
        }
    }

    /// A string from `start` on that is plain up to a place, and the place behind it.
    #[cold]
    fn resolved(&mut self, start: usize, mut at: usize) -> Option<(Span, usize)> {
        let (text, mut plain) = (self.tree.text, start);
        let start = text.len().wrapping_add(self.tree.resolved.len());
        loop {
            self.tree.resolved.push_str(text.get(plain..at).unwrap_or_default());
            match peek(text.as_bytes(), at) {
                b'"' => break,
                b'\\' => {}
                _ => return self.expected("a character or `\"`", at),
            }
            let Some((character, length)) = escape(text.get(at..).unwrap_or_default().as_bytes()) else {
                return self.expected("an escape of one character", at);
            };
            self.tree.resolved.push(character);
            plain = at.wrapping_add(length);
            at = scan::plain(text.as_bytes(), plain);
        }
        let end = text.len().wrapping_add(self.tree.resolved.len());
        Some((Span::new(start, end), at.wrapping_add(1)))
    }

    fn expected<T>(&mut self, what: &str, at: usize) -> Option<T> {
        self.list_expected(what, at);
        None
    }

    #[cold]
    fn list_expected(&mut self, what: &str, at: usize) {
        let (line, column, found) = stop(self.tree.text, at);
        let message = format_args!("expected {what} at line {line}, column {column}, found {found}");
        self.problems.tell(Code::JsonMalformed, format_args!(""), message);
    }
}

/// The character that an escape at the beginning of a text means, and how long the escape is.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    const SIGNS: [u8; 8] = *b"\"\\/bfnrt";
    const MEANINGS: [u8; 8] = *b"\"\\/\x08\x0c\n\r\t";
    let simple = SIGNS.iter().position(|sign| text.get(1) == Some(sign));
    if let Some(meaning) = simple.and_then(|place| MEANINGS.get(place)) {
        return Some((char::from(*meaning), 2));
    }
    let (first, second) = (unit(text, 0), unit(text, 6));
    let mut code = first;
    if (first >> 10, second >> 10) == (0xd800 >> 10, 0xdc00 >> 10) {
        code = 0x1_0000_u32.saturating_add((first & 0x3ff) << 10 | second & 0x3ff);
    }
    let character = char::from_u32(code)?;
    Some((character, character.len_utf16().wrapping_mul(6)))
}

/// The UTF-16 code unit that stands at a place as `\u` and four hexadecimal digits; beyond all characters if there
/// is none.
fn unit(text: &[u8], at: usize) -> u32 {
    let Some([b'\\', b'u', digits @ ..]) = text.get(at..at.saturating_add(6)) else {
        return u32::MAX;
    };
    digits.iter().fold(0, |unit, digit| match char::from(*digit).to_digit(16) {
        Some(digit) => unit << 4 | digit,
        None => u32::MAX << 16,
    })
}

/// Line, column and character at which a text is not JSON any more.
#[cold]
pub fn stop(text: &str, at: usize) -> (usize, usize, String) {
    let (mut line, mut column) = (1_usize, 1_usize);
    for character in text.get(..at).unwrap_or_default().chars() {
        column = column.saturating_add(1);
        if character == '\n' {
            (line, column) = (line.saturating_add(1), 1);
        }
    }
    let character = text.get(at..).and_then(|rest| rest.chars().next());
    let mut found = String::new();
    match character {
        None => found.push_str("the end"),
        Some(sign @ ' '..='~') => {
            found.push('`');
            found.push(sign);
            found.push('`');
        }
        Some(other) => {
            // Which may not be seen, or be seen as nothing but a blank.
            found.push_str("U+");
            for shift in [20, 16, 12, 8, 4, 0] {
                let rest = u32::from(other) >> shift;
                if shift < 16 || rest > 0 {
                    found.extend(char::from_digit(rest & 0xf, 16));
                }
            }
        }
    }
    (line, column, found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    fn tree<'a>(text: &'a str) -> Tree<'a> {
        let mut problems = Found::default();
        let tree = read(text, text.len(), &mut problems);
        assert!(problems.is_empty(), "{text}: {problems:?}");
        tree.expect(text)
    }

    fn ok(text: &str) -> String {
        shown(&tree(text))
    }

    /// What a tree says, strings as Rust has them.
    fn shown(tree: &Tree) -> String {
        shown_of(tree, tree.root())
    }

    fn shown_of(tree: &Tree, json: &Json) -> String {
        let all = |with_keys| {
            let one = |field: &Field| {
                let key = if with_keys { format!("{:?}:", tree.str(field.key)) } else { String::new() };
                key + &shown_of(tree, &field.json)
            };
            tree.within(json).iter().map(one).collect::<Vec<_>>().join(",")
        };
        match json {
            Json::Null => "null".into(),
            Json::Bool(bool) => bool.to_string(),
            Json::Number(number) => tree.str(*number).into(),
            Json::String(string) => format!("{:?}", tree.str(*string)),
            Json::Array(_) => format!("[{}]", all(false)),
            Json::Object(_) => format!("{{{}}}", all(true)),
        }
    }

    fn problems(text: &str) -> Vec<(Code, String)> {
        let mut problems = Found::default();
        read(text, text.len(), &mut problems);
        problems.kept().iter().map(|problem| (problem.code, problem.path.clone())).collect()
    }

    fn malformed(text: &str) -> String {
        let mut problems = Found::default();
        assert!(read(text, text.len(), &mut problems).is_none());
        let [problem] = problems.kept() else {
            panic!("{text}: {problems:?}");
        };
        assert_eq!((problem.code, problem.path.as_str()), (Code::JsonMalformed, ""));
        problem.message.clone()
    }

    #[test]
    fn reads_every_shape() {
        let text =
            " {\"a\" : [ 1 , -2.50e+3 , \"x\" ] ,\r\n\t\"\" : { } , \"b\":[],\"c\":[true,false,null]} ";
        assert_eq!(ok(text), r#"{"a":[1,-2.50e+3,"x"],"":{},"b":[],"c":[true,false,null]}"#);
        let text = r#"[[[1],{"a":[2,{}],"b":3}],[[]],{"c":{"d":{"e":[4]}},"f":5},6]"#;
        assert_eq!(ok(text), text);
        let array = tree(r#"[{"b":{"c":1}},2,{"a":3},[4]]"#);
        assert!(array.within(array.root()).iter().all(|element| element.key == Span::default()));
        for text in ["0", "-0", "0.0", "10", "1e5", "1E-05", "0e0", "123456789012345678901234567890.5"] {
            assert_eq!(ok(text), text);
        }
    }

    #[test]
    fn resolves_escapes() {
        assert_eq!(ok(r#""\"\\\/\b\f\n\r\t""#), format!("{:?}", "\"\\/\x08\x0c\n\r\t"));
        assert_eq!(ok(r#""\u0041\u00e9\u20AC\ud83d\uDE00\u0000""#), format!("{:?}", "Aé€\u{1f600}\0"));
        assert_eq!(ok(r#""\u00e9\\u0041""#), format!("{:?}", "é\\u0041"));
        assert_eq!(ok(r#"{"\u0061":1}"#), r#"{"a":1}"#);
        assert_eq!(ok(r#"["\u0061","b","c\u0064","e\u0066"]"#), r#"["a","b","cd","ef"]"#);
        let plain = "\"\u{7f}\u{2028}é\u{1f600}\"";
        let read = tree(plain);
        assert_eq!(read.text(read.root()), Some(plain.trim_matches('"')));
    }

    #[test]
    fn finds_where_strings_end() {
        // At each place of the four bytes that are looked at together, and of the last ones; with neighbours of
        // what is looked for, before it and behind it.
        for before in
            ["", "a", "éé", "!#", "[]\u{7f}", "!!#]", "\u{80}[ ]", "12345", "€€", "1234567", "12345678"]
        {
            for behind in ["", "!", "]#[", "\u{1f600}", "!!!!!!!!!!!!"] {
                let string = format!("{before}{behind}");
                let text = format!("[\"{string}\",\"{behind}\"]");
                assert_eq!(ok(&text), format!("[{string:?},{behind:?}]"));
                let escaped = format!("\"{before}\\n{behind}\"");
                assert_eq!(ok(&escaped), format!("{:?}", format!("{before}\n{behind}")));
                for sign in ['\0', '\t', '\n', '\u{1f}'] {
                    let column = before.chars().count() + 2;
                    let told = malformed(&format!("\"{before}{sign}{behind}\""));
                    let expected = format!("expected a character or `\"` at line 1, column {column}, found ");
                    assert!(told.starts_with(&expected), "{told}");
                }
            }
        }
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
            "expected `,` or `}` at line 3, column 3, found `\"`"
        );
        assert_eq!(malformed("{\"é€\u{1f600}\": x"), "expected a value at line 1, column 9, found `x`");
        assert_eq!(malformed("[1"), "expected `,` or `]` at line 1, column 3, found the end");
        assert_eq!(malformed("{\"a\" 1}"), "expected `:` at line 1, column 6, found `1`");
        assert_eq!(malformed("{a"), "expected a key in `\"` at line 1, column 2, found `a`");
        assert_eq!(malformed("1.x"), "expected a digit at line 1, column 3, found `x`");
        assert_eq!(malformed("\"a\n"), "expected a character or `\"` at line 1, column 3, found U+000a");
        assert_eq!(
            malformed("\"\\ud800\""),
            "expected an escape of one character at line 1, column 2, found `\\`"
        );
        assert_eq!(malformed("{}\n\n}"), "expected the end at line 3, column 1, found `}`");
        assert_eq!(malformed("\u{feff}{}"), "expected a value at line 1, column 1, found U+feff");
    }

    #[test]
    fn lists_duplicate_keys_and_goes_on() {
        let text = r#"{"a":1,"b":[{"x/y":1,"z":2,"x/y":3}],"\u0061":2,"b":{"c":1,"c":1},"a":3}"#;
        let paths = ["/b/0/x~1y", "/b/c", "/a", "/b", "/a"];
        assert_eq!(problems(text), paths.map(|path| (Code::DuplicateKey, path.to_owned())));
        let read = read(r#"[{"a":1,"b":2,"a":3},4]"#, 100, &mut Found::default()).unwrap();
        assert_eq!(shown(&read), r#"[{"a":1,"b":2},4]"#);
        let text = r#"[{"a":1,"a":2},"#;
        assert_eq!(
            problems(text),
            [(Code::DuplicateKey, "/0/a".into()), (Code::JsonMalformed, String::new())]
        );
        let text = r#"[{"a":{"a":1}},{"a":1}]"#;
        assert_eq!(ok(text), text);
    }

    #[test]
    fn checks_keys_of_long_objects() {
        for n in [8, 9, 10, 15, 16, 17, 18, 100] {
            let keys: Vec<String> = (0..n).map(|key| format!("\"k{}\":{key}", (key * 7) % n)).collect();
            let text = format!("{{{}}}", keys.join(","));
            if n % 7 != 0 {
                assert_eq!(ok(&text), text);
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
        let text = format!("{{{}}}", keys.join(","));
        let tree = tree(&text);
        assert_eq!(tree.within(tree.root()).len(), 200_000);
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
        assert!(read("[1]x", 3, &mut problems).is_none());
        let expected = Problem::new(Code::TooLarge, "", "4 bytes are more than the 3 that are read");
        assert_eq!(problems.kept(), [expected]);
        assert!(read("\"é\"", 3, &mut problems).is_none());
    }
}
