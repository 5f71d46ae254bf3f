//! From a JSON tree to checked types, every problem collected.
//!
//! A value is read into a draft, something of its type with the defaults and, where there is none, a
//! placeholder. What cannot be read leaves a problem in the list and the placeholder where it is, so
//! that the others are read as well. [`document`] refuses a text that has a problem, whatever was read
//! of it: no placeholder ever leaves this module. A rule that concerns several values passes by those
//! that could not be read, and is asked of the others all the same.

mod catalog;
mod coupon;
mod options;
mod price;
mod request;
mod subscription;
mod value;

use std::fmt::Arguments;

use super::json::read;
use super::tree::{Field, Json, Span, Tree};
use crate::amount::Currency;
use crate::catalog::Catalog;
use crate::limits;
use crate::options::OptionsRequest;
use crate::order::{Names, are_few_and_differ, repeated_names};
use crate::prepared::Choice;
use crate::problem::{Code, Found, Problems, push_token};
use crate::request::Request;
use crate::word::listed;

pub(crate) fn catalog(text: &str) -> Result<Catalog, Problems> {
    let mut catalog = Catalog::DRAFT;
    document(text, limits::CATALOG_BYTES, &mut |decoder| {
        decoder.catalog(&mut catalog);
        // Where no more is told no more is looked for, so that refusing stays cheap.
        if !decoder.problems.is_full() {
            catalog.assemble(decoder.problems);
        }
    })?;
    Ok(catalog)
}

pub(crate) fn request(text: &str) -> Result<Request, Problems> {
    let mut request = Request::DRAFT;
    document(text, limits::REQUEST_BYTES, &mut |decoder| decoder.request(&mut request))?;
    Ok(request)
}

pub(crate) fn options(text: &str) -> Result<OptionsRequest, Problems> {
    let mut question = OptionsRequest::DRAFT;
    document(text, limits::REQUEST_BYTES, &mut |decoder| decoder.options(&mut question))?;
    Ok(question)
}

pub(crate) fn choice(text: &str) -> Result<Choice, Problems> {
    let mut choice = Choice::DRAFT;
    document(text, limits::REQUEST_BYTES, &mut |decoder| decoder.choice(&mut choice))?;
    Ok(choice)
}

/// Reads a text into a draft of the caller's, who gives it away only if nothing is refused.
fn document(text: &str, bytes: usize, decode: &mut dyn FnMut(&mut Decoder)) -> Result<(), Problems> {
    let mut problems = Found::default();
    // Duplicate keys do not stop the reading: their problems join those of the tree.
    if let Some(tree) = read(text, bytes, &mut problems) {
        decode(&mut Decoder {
            tree: &tree,
            hand: Some(tree.root()),
            around: Around::default(),
            outer: Vec::with_capacity(8),
            known: Vec::with_capacity(32),
            problems: &mut problems,
            flaws: 0,
            currency: Currency::UNKNOWN,
        });
    }
    Problems::from_found(problems).map_or(Ok(()), Err)
}

/// What can be read field by field.
trait Draft {
    /// What an absent field means, and a placeholder for one that must be there.
    const DRAFT: Self;
}

/// How the value at hand is read into a draft.
type Decode<'j, T> = fn(&mut Decoder<'j>, &mut T);

/// Takes values out of a tree, one after the other, and collects problems.
struct Decoder<'j> {
    tree: &'j Tree<'j>,
    /// The value at hand; `None` where there is none, so that nothing is read.
    hand: Option<&'j Json>,
    /// The object or array that it is of.
    around: Around<'j>,
    /// Those around that one.
    outer: Vec<Around<'j>>,
    /// The keys that were asked for, of all those objects.
    known: Vec<&'static str>,
    problems: &'j mut Found,
    /// How many values could not be read. An unknown field is a problem, but no flaw.
    flaws: usize,
    /// The currency of the subscription at hand.
    currency: Currency,
}

/// An object or an array that is being read.
#[derive(Clone, Copy, Default)]
struct Around<'j> {
    /// What an object is, for messages: "a price".
    what: &'static str,
    /// What stands in it.
    fields: &'j [Field],
    /// The key of the field that was asked for last.
    key: Option<&'j str>,
    /// How many of the fields or elements came to hand.
    found: usize,
    /// How many keys are those of the objects around it.
    known: usize,
}

impl<'j> Decoder<'j> {
    /// Lists a problem of the value at hand, which is not read.
    fn refuse(&mut self, code: Code, message: Arguments) {
        self.refuse_in("", code, message);
    }

    /// Lists a problem of what stands at `pointer` in the value at hand.
    fn refuse_in(&mut self, pointer: &str, code: Code, message: Arguments) {
        self.flaws = self.flaws.saturating_add(1);
        self.list_problem(pointer, code, message);
    }

    fn list_problem(&mut self, pointer: &str, code: Code, message: Arguments) {
        if !self.problems.only_counts() {
            let path = self.path() + pointer;
            self.problems.tell(code, format_args!("{path}"), message);
        }
    }

    /// Where the value at hand stands.
    #[cold]
    fn path(&self) -> String {
        let mut path = String::new();
        for around in self.outer.iter().chain([&self.around]) {
            match around.key {
                Some(key) => push_token(&mut path, key),
                None if around.found == 0 => {}
                None => push_token(&mut path, &around.found.saturating_sub(1).to_string()),
            }
        }
        path
    }

    /// Refuses a text that is something else than it should be.
    fn misread(&mut self, code: Code, found: Span, what: &str) {
        self.refuse(code, format_args!("`{}` is {what}", self.shown(found)));
    }

    /// Refuses a word that is none of those that may stand here.
    fn none_of(&mut self, found: Span, words: &str) {
        self.refuse(Code::UnknownValue, format_args!("`{}` is none of: {words}", self.shown(found)));
    }

    /// A text as a message shows it.
    fn shown(&self, found: Span) -> String {
        shorten(self.tree.str(found))
    }

    fn wrong_type(&mut self, found: &Json, wanted: &str) {
        let found = match found {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        };
        self.refuse(Code::WrongType, format_args!("{wanted} is needed here, not {found}"));
    }

    /// Whether there is an object to read: its fields come to hand by their keys, until `close`.
    fn open(&mut self, what: &'static str) -> bool {
        match self.hand {
            Some(Json::Object(fields)) => {
                self.enter(what, self.tree.fields(*fields));
                true
            }
            Some(other) => {
                self.wrong_type(other, &format!("{what}, a JSON object,"));
                false
            }
            None => false,
        }
    }

    /// Whether there is an array of at most so many elements: they come to hand by `next`.
    fn open_list(&mut self, most: usize) -> bool {
        match self.hand {
            Some(Json::Array(elements)) => {
                let elements = self.tree.fields(*elements);
                let count = elements.len();
                if count <= most {
                    self.enter("", elements);
                    return true;
                }
                let message = format_args!("{count} elements are more than the most, {most}");
                self.refuse(Code::TooLarge, message);
            }
            Some(other) => self.wrong_type(other, "an array"),
            None => {}
        }
        false
    }

    fn enter(&mut self, what: &'static str, fields: &'j [Field]) {
        self.outer.push(self.around);
        self.around = Around { what, fields, known: self.known.len(), ..Around::default() };
    }

    /// Goes back to the innermost object or array, which is read.
    fn leave(&mut self) {
        self.known.truncate(self.around.known);
        if let Some(around) = self.outer.pop() {
            self.around = around;
        }
    }

    /// Whether the object around has a field, which comes to hand.
    fn has(&mut self, key: &'j str) -> bool {
        self.around.key = Some(key);
        // Where all came to hand there is no other.
        let all = self.around.found == self.around.fields.len();
        self.hand = if all { None } else { self.tree.find(self.around.fields, key) };
        self.hand.is_some()
    }

    /// The keys that were asked for of the object around.
    fn asked(&self) -> &[&'static str] {
        self.known.get(self.around.known..).unwrap_or_default()
    }

    /// The next field, which must be there if it is `needed`.
    fn field(&mut self, key: &'static str, needed: bool) -> &mut Self {
        debug_assert!(!self.asked().contains(&key), "a field is asked for once, or `found` counts it twice");
        self.known.push(key);
        if self.has(key) {
            self.around.found = self.around.found.wrapping_add(1);
        } else if needed {
            self.missing(key);
        }
        self
    }

    #[cold]
    fn missing(&mut self, key: &str) {
        let what = self.around.what;
        self.refuse(Code::MissingField, format_args!("{what} needs a field `{key}`"));
    }

    /// The next field, which must be there.
    fn required(&mut self, key: &'static str) -> &mut Self {
        self.field(key, true)
    }

    /// The next field; absent, it leaves the draft as it is.
    fn optional(&mut self, key: &'static str) -> &mut Self {
        self.field(key, false)
    }

    /// Refuses every field that was not asked for, and leaves the object.
    fn close(&mut self) {
        let Around { what, fields, found, .. } = self.around;
        // Most often all of them were asked for.
        if found != fields.len() {
            self.refuse_others(what, fields);
        }
        self.leave();
    }

    #[cold]
    #[inline(never)]
    fn refuse_others(&mut self, what: &str, fields: &'j [Field]) {
        for field in fields {
            let key = self.tree.str(field.key);
            if !self.asked().contains(&key) && !self.problems.only_counts() {
                let (found, known) = (shorten(key), listed(self.asked(), |known| known));
                self.has(key);
                let message = format_args!("{what} has no field `{found}`; it has: {known}");
                self.list_problem("", Code::UnknownField, message);
            }
        }
    }

    /// Whether one more element of the array around came to hand; if not, it is left.
    fn next(&mut self) -> bool {
        let around = &mut self.around;
        self.hand = around.fields.get(around.found).map(|element| &element.json);
        if self.hand.is_none() {
            self.leave();
            return false;
        }
        around.found = around.found.wrapping_add(1);
        true
    }

    /// An array of at most so many elements, all into `list`; whether there is one.
    fn list<T: Draft>(&mut self, most: usize, element: Decode<'j, T>, list: &mut Vec<T>) -> bool {
        let opened = self.open_list(most);
        while opened && self.next() {
            element(self, list.push_mut(T::DRAFT));
        }
        opened
    }

    /// Refuses what stands twice in a list, at `field` of its elements; what could not be read has no name.
    fn unique(&mut self, code: Code, field: &str, count: usize, names: Names) {
        if !are_few_and_differ(count, names) {
            self.refuse_repeated(code, field, count, names);
        }
    }

    #[inline(never)]
    fn refuse_repeated(&mut self, code: Code, field: &str, count: usize, names: Names) {
        for (n, repeat) in repeated_names(count, names).iter().enumerate() {
            let name = names(n).unwrap_or_default();
            if repeat.is_some() && !name.is_empty() {
                let message = format_args!("`{}` stands in this list already", shorten(name));
                self.refuse_in(&format!("/{n}{field}"), code, message);
            }
        }
    }

    /// What may be absent, which is `None`.
    fn some<T: Draft>(&mut self, decode: Decode<'j, T>, draft: &mut Option<T>) {
        if self.hand.is_some() {
            decode(self, draft.insert(T::DRAFT));
        }
    }

    /// What most inputs do not have. It is called only where it is there, because V8 compiles a function when it is
    /// called.
    fn given<T>(&mut self, decode: Decode<'j, T>, draft: &mut T) {
        if self.hand.is_some() {
            decode(self, draft);
        }
    }

    /// Takes `null` for nothing.
    fn unless_null(&mut self) -> &mut Self {
        self.hand = self.hand.filter(|hand| !matches!(hand, Json::Null));
        self
    }
}

/// A value as a message shows it.
#[cold]
fn shorten(text: &str) -> String {
    const SHOWN: usize = 60;
    let long = text.char_indices().nth(SHOWN).and_then(|(end, _)| text.get(..end));
    let mut short = long.unwrap_or(text).to_owned();
    if long.is_some() {
        short.push('…');
    }
    short
}
