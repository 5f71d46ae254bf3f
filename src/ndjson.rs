//! Lines of NDJSON, the same on every host that takes them: the fields of a line as they were written, and
//! what a line gets that cannot be answered: `{"line": 17, "problems": [...]}` in its place.
//!
//! ```
//! use quotient::ndjson::{Fields, both};
//! use quotient::{Catalog, Request};
//!
//! let line = r#"{"request": {"type": "purchase", "type": "purchase"}, "catalog": [], "name": "ignored"}"#;
//! let fields = Fields::read(line, &["catalog", "request"]).unwrap();
//! let asked = both(fields.parse("catalog", Catalog::parse), fields.parse("request", Request::parse));
//! let answer = asked.unwrap_err().to_json(17);
//! assert!(answer.starts_with(r#"{"line":17,"problems":[{"code":"wrong_type","in":"catalog","message":"#));
//! ```

mod scanner;

use std::fmt;
use std::sync::Arc;

use self::scanner::{Scanner, says};
pub use crate::canonical::quoted;
use crate::compare::{Difference, compare};
use crate::digits::Digits;
use crate::limits;
use crate::problem::{Code, Found, Problem, Problems};
use crate::wire::encode::texts_json;
use crate::wire::json::{read, stop};

/// The text of a line, without its end.
///
/// # Errors
///
/// `too_large`: more than `limits::LINE_BYTES`; `json_malformed`: it is not UTF-8.
pub fn text(line: &[u8]) -> Result<&str, Refusal> {
    if line.len() > limits::LINE_BYTES {
        let message =
            format!("the line is longer than the {} bytes that are read of one", limits::LINE_BYTES);
        return Err(Refusal::line(Code::TooLarge, message));
    }
    std::str::from_utf8(line).map_err(|error| {
        let at = error.valid_up_to();
        let message = format!("the line is not UTF-8: byte {at} (counted from 0) is not part of a character");
        Refusal::line(Code::JsonMalformed, message)
    })
}

/// A line that is not empty: skipping one would shift all answers after it.
///
/// # Errors
///
/// `json_malformed`: there is nothing in it.
pub fn not_empty(line: &str) -> Result<&str, Refusal> {
    if line.bytes().all(|byte| byte.is_ascii_whitespace()) {
        return Err(Refusal::line(Code::JsonMalformed, "the line is empty; leave it out"));
    }
    Ok(line)
}

/// Some fields of one line, each as the text that it was written as: whatever stands twice in it or is too
/// deep is for its reader to see and to refuse. The line's other fields are nobody's business.
#[derive(Clone, Debug)]
pub struct Fields<'l>(Vec<(&'static str, &'l str)>);

impl<'l> Fields<'l> {
    /// Finds the fields that are asked for.
    ///
    /// # Errors
    ///
    /// `json_malformed`; `wrong_type`: it is no object; `duplicate_key`: one of these fields stands twice.
    pub fn read(line: &'l str, names: &[&'static str]) -> Result<Self, Refusal> {
        let mut fields = Fields(Vec::new());
        let mut twice = None;
        let mut scanner = Scanner { text: line, at: 0 };
        let is_json = scanner.document(&mut |key, value| {
            let Some(name) = names.iter().find(|name| says(key, name)) else { return };
            if fields.find(name).is_some() {
                twice.get_or_insert(*name);
            }
            fields.0.push((name, value));
        });
        if is_json.is_none() {
            let (_, column, found) = stop(line, scanner.at);
            let message = format!("the line is not JSON: unexpected {found} at column {column}");
            return Err(Refusal::line(Code::JsonMalformed, message));
        }
        if !line.trim_ascii_start().starts_with('{') {
            let mut message = "the line must be an object with".to_owned();
            for (n, name) in names.iter().enumerate() {
                message.push_str(if n == 0 { " `" } else { "`, `" });
                message.push_str(name);
            }
            message.push('`');
            return Err(Refusal::line(Code::WrongType, message));
        }
        match twice {
            None => Ok(fields),
            Some(name) => {
                let message = format_args!("`{name}` stands more than once in the line");
                Err(Refusal::field(name, Code::DuplicateKey, message))
            }
        }
    }

    /// A field as it was written, if it is there.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&'l str> {
        self.0.iter().find(|(found, _)| *found == name).map(|(_, text)| *text)
    }

    /// A field as it was written.
    ///
    /// # Errors
    ///
    /// `missing_field`
    pub fn get(&self, name: &str) -> Result<&'l str, Refusal> {
        self.find(name).ok_or_else(|| {
            Refusal::field(name, Code::MissingField, format_args!("the line needs a field `{name}`"))
        })
    }

    /// A field as the engine reads it.
    ///
    /// # Errors
    ///
    /// `missing_field`, or the reader's problems.
    pub fn parse<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Problems>,
    ) -> Result<T, Refusal> {
        parse(self.get(name)?).map_err(|problems| Refusal::of(Some(name), problems))
    }

    /// A field that is a text.
    ///
    /// # Errors
    ///
    /// `missing_field`; `wrong_type`: it is no text.
    pub fn string(&self, name: &str) -> Result<String, Refusal> {
        let read = read(self.get(name)?, limits::LINE_BYTES, &mut Found::default());
        read.as_ref()
            .and_then(|tree| tree.text(tree.root()))
            .map(str::to_owned)
            .ok_or_else(|| Refusal::field(name, Code::WrongType, format_args!("`{name}` must be a string")))
    }
}

/// Why a line cannot be answered, every reason: problems, and in which field of the line their pointers
/// start; `None`: they are pointers into the line itself.
#[derive(Clone, PartialEq, Eq, Debug)]
// Shared: the problems of a catalog that many lines bring are told for each of them.
#[expect(clippy::box_collection, reason = "results carry it through every stage")]
pub struct Refusal(Box<Vec<(Option<&'static str>, Arc<Problems>)>>);

impl Refusal {
    /// A problem with the line as a whole.
    pub fn line(code: Code, message: impl Into<String>) -> Self {
        Refusal::at("", code, message)
    }

    /// A problem with something in the line.
    pub fn at(path: &str, code: Code, message: impl Into<String>) -> Self {
        Refusal::of(None, Problem::new(code, path, message).into())
    }

    /// A problem with a field of the line.
    fn field(name: &str, code: Code, message: fmt::Arguments) -> Self {
        Refusal::of(None, Problem::told(code, format_args!("/{name}"), message).into())
    }

    /// The engine's problems with a field of the line, or with the line itself.
    #[must_use]
    pub fn of(within: Option<&'static str>, problems: Problems) -> Self {
        Refusal(Box::new(vec![(within, Arc::new(problems))]))
    }

    /// The same problems with a part of the line that is further in.
    #[must_use]
    pub fn under(mut self, path: &str) -> Self {
        for (_, problems) in &mut *self.0 {
            Arc::make_mut(problems).under(path);
        }
        self
    }

    /// The same problems with a line that is one side of two.
    #[must_use]
    pub fn within(mut self, side: &'static str) -> Self {
        for (within, _) in &mut *self.0 {
            *within = Some(side);
        }
        self
    }

    /// What takes the place of the answer to a line of this number, as canonical JSON.
    #[must_use]
    pub fn to_json(&self, line: u64) -> String {
        let line = Digits::new(line, 1);
        format!("{{\"line\":{},\"problems\":{}}}", line.as_str(), self.problems())
    }

    /// The problems alone, as canonical JSON: `[{"code", "in"?, "message", "path"}]`.
    #[must_use]
    pub fn problems(&self) -> String {
        let mut text = String::new();
        for (within, problems) in &*self.0 {
            for problem in problems.iter() {
                text.push_str(if text.is_empty() { "[{\"code\":\"" } else { ",{\"code\":\"" });
                text.push_str(problem.code.as_str());
                if let Some(within) = within {
                    text.push_str("\",\"in\":\"");
                    text.push_str(within);
                }
                text.push_str("\",\"message\":");
                text.push_str(&quoted(&problem.message));
                text.push_str(",\"path\":");
                text.push_str(&quoted(&problem.path));
                text.push('}');
            }
        }
        text.push(']');
        text
    }
}

/// Texts as a JSON array.
#[must_use]
pub fn texts(texts: &[String]) -> String {
    texts_json(texts)
}

/// Both, or what is wrong with either.
///
/// # Errors
///
/// All problems of `a`, then all of `b`.
pub fn both<A, B>(a: Result<A, Refusal>, b: Result<B, Refusal>) -> Result<(A, B), Refusal> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(mut a), Err(b)) => {
            a.0.extend(*b.0);
            Err(a)
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    }
}

/// What differs between two answers that are fields `a` and `b` of a line, or lines of two files.
///
/// # Errors
///
/// Those of [`compare`], each with its side.
pub fn differences(a: &str, b: &str) -> Result<Vec<Difference>, Refusal> {
    compare(a, b).map_err(|problems| {
        // Alone, each side tells its own.
        let alone = |side, text| compare(text, "null").map_err(|found| Refusal::of(Some(side), found));
        match both(alone("a", a), alone("b", b)) {
            Err(refusal) => refusal,
            Ok(_) => Refusal::of(None, problems),
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn code(line: &str) -> Option<Code> {
        Fields::read(line, &["a", "b"]).err().map(|refusal| refusal.0[0].1.iter().next().unwrap().code)
    }

    #[test]
    fn fields_are_found_as_they_were_written() {
        let line =
            " {\"x\": {\"a\": 1}, \"b\" :\t[1, {\"b\": \"}\\\"]\"}] ,\"\\u0061\": -1.5e+3 , \"c\": true} \r";
        let fields = Fields::read(line, &["a", "b", "d"]).unwrap();
        assert_eq!(fields.get("a"), Ok("-1.5e+3"));
        assert_eq!(fields.get("b"), Ok("[1, {\"b\": \"}\\\"]\"}]"));
        assert_eq!((fields.find("d"), fields.find("x")), (None, None));
        assert_eq!(Fields::read("{}", &["a"]).unwrap().find("a"), None);
        assert_eq!(Fields::read(r#"{"a": "\u00e9\n"}"#, &["a"]).unwrap().string("a").unwrap(), "é\n");
    }

    /// Whatever the engine's own reader takes for JSON, and nothing else.
    #[test]
    fn what_is_not_json_is_refused_at_any_place_in_the_line() {
        let values = [
            "1",
            "-0",
            "0.5",
            "1e5",
            "1E-05",
            "\"\"",
            "\"\\u00e9\\/\"",
            "\"é\"",
            "true",
            "false",
            "null",
            "[]",
            "{}",
            "[ ]",
            "{ }",
            "[1,[2,{\"x\":[]}],\"]\"]",
            "{\"x\":{\"y\":1},\"z\":2}",
            "",
            " ",
            "01",
            "+1",
            ".5",
            "5.",
            "1e",
            "-",
            "--1",
            "tru",
            "truex",
            "True",
            "nul",
            "NaN",
            "'x'",
            "\"",
            "\"\\x\"",
            "\"\\u00g0\"",
            "\"\u{1}\"",
            "[",
            "]",
            "[1",
            "[1,",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1}",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1,}",
            "{,}",
            "{a:1}",
            "{\"a\" 1}",
            "{\"a\"::1}",
            "{1:2}",
            "{\"a\"}",
            "{]",
            "[}",
            "1 2",
            "1,",
            "\u{feff}1",
            "\u{a0}1",
        ];
        for value in values {
            let is_json = read(value, 100, &mut Found::default()).is_some();
            for line in [
                format!("{{\"a\":{value}}}"),
                format!("{{\"x\": {value} , \"b\": 1}}"),
                format!("[ {value} ]"),
            ] {
                // An array of nothing is one, and an object's key may follow a value.
                let expected = read(&line, 100, &mut Found::default()).is_some();
                assert!(is_json == expected || value.trim().is_empty() || value.contains(','), "{line}");
                assert_eq!(code(&line) != Some(Code::JsonMalformed), expected, "{line}");
            }
        }
        let told = Fields::read("{\"é\": \"\t\"}", &["a"]).unwrap_err();
        assert_eq!(
            told.0[0].1.iter().next().unwrap().message,
            "the line is not JSON: unexpected U+0009 at column 8"
        );
        let told = Fields::read("{\"a\": ", &["a"]).unwrap_err();
        assert_eq!(
            told.0[0].1.iter().next().unwrap().message,
            "the line is not JSON: unexpected the end at column 7"
        );
    }

    #[test]
    fn what_is_no_object_or_says_a_field_twice_is_refused() {
        assert_eq!(code("[1]"), Some(Code::WrongType));
        assert_eq!(code("1"), Some(Code::WrongType));
        assert_eq!(code("{} {}"), Some(Code::JsonMalformed));
        assert_eq!(code(r#"{"a": 1, "\u0061": 2}"#), Some(Code::DuplicateKey));
        assert_eq!(code(r#"{"x": 1, "x": 2}"#), None);
        let deep = "[".repeat(200_000);
        assert_eq!(code(&format!(r#"{{"x": {deep}"#)), Some(Code::JsonMalformed));
        assert_eq!(code(&format!(r#"{{"x": {deep}{}}}"#, "]".repeat(200_000))), None);
    }

    #[test]
    fn refusals_are_canonical() {
        let refusal = both::<(), ()>(
            Err(Refusal::at("/\"", Code::MissingField, "a\nb").within("a")),
            Err(Refusal::line(Code::TooDeep, "c").under("/0")),
        );
        assert_eq!(
            refusal.unwrap_err().to_json(3),
            r#"{"line":3,"problems":[{"code":"missing_field","in":"a","message":"a\nb","path":"/\""},{"code":"too_deep","message":"c","path":"/0"}]}"#
        );
    }
}
