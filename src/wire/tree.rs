//! What a JSON text says, as [`read`](super::json::read) makes it.

use std::ops::Range;

use crate::limits;

/// What a JSON text says.
// All values in one list, and strings where they stand in the text, so that reading one makes nothing.
#[derive(Default, Debug)]
pub struct Tree<'a> {
    pub(super) text: &'a str,
    /// Strings with escapes, resolved, one behind the other; their places are counted on from the end of the text.
    pub(super) resolved: String,
    /// Those of an array or object side by side, behind those that are in them; the last one is the root.
    pub(super) fields: Vec<Field>,
}

/// A value of a [`Tree`], by places in it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(Span),
    /// A string, its escapes resolved.
    String(Span),
    /// An array.
    Array(Span),
    /// An object: its keys, each once, in the order of the text.
    Object(Span),
}

/// So much from a place on.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct Span {
    pub(super) start: u32,
    length: u32,
}

impl Span {
    #[inline(always)]
    pub(super) fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, length: end.wrapping_sub(start) as u32 }
    }

    #[inline(always)]
    fn range(self) -> Range<usize> {
        let start = self.start as usize;
        start..start.wrapping_add(self.length as usize)
    }
}

// In texts that are read, with strings with escapes behind them.
const _: () = assert!(2 * limits::LINE_BYTES < u32::MAX as usize);

/// A value of an array, or of an object behind its key.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Nothing in an array.
    pub key: Span,
    pub json: Json,
}

impl Tree<'_> {
    /// What the text as a whole is.
    pub fn root(&self) -> &Json {
        self.fields.last().map_or(&Json::Null, |root| &root.json)
    }

    /// What stands in an array or object; nothing in anything else.
    #[inline(never)]
    pub fn within(&self, json: &Json) -> &[Field] {
        match json {
            Json::Array(span) | Json::Object(span) => self.fields(*span),
            _ => &[],
        }
    }

    /// The value of a key; `None` also for what is no object.
    pub fn field(&self, json: &Json, key: &str) -> Option<&Json> {
        let Json::Object(fields) = json else { return None };
        self.find(self.fields(*fields), key)
    }

    /// A whole number that JavaScript holds exactly: below 2^53, of either sign.
    pub fn whole(&self, json: &Json) -> Option<i64> {
        let Json::Number(number) = json else { return None };
        let number = self.bytes(*number);
        let digits = number.strip_prefix(b"-").unwrap_or(number);
        let mut whole = 0i64;
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 || whole > 1 << 53 {
                return None;
            }
            whole = whole.wrapping_mul(10).wrapping_add(digit.into());
        }
        let signed = if digits.len() < number.len() { whole.wrapping_neg() } else { whole };
        (whole < 1 << 53).then_some(signed)
    }

    /// A string.
    #[inline(never)]
    pub fn text(&self, json: &Json) -> Option<&str> {
        match json {
            Json::String(span) => Some(self.str(*span)),
            _ => None,
        }
    }

    /// A string or number of the text.
    pub fn str(&self, span: Span) -> &str {
        let Range { start, end } = span.range();
        let ahead = self.text.len();
        let text = match start.checked_sub(ahead) {
            None => self.text.get(start..end),
            Some(start) => self.resolved.get(start..end.wrapping_sub(ahead)),
        };
        text.unwrap_or_default()
    }

    /// The same as bytes.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub fn bytes(&self, span: Span) -> &[u8] {
        match self.text.as_bytes().get(span.range()) {
            Some(bytes) => bytes,
            None => self.str(span).as_bytes(),
        }
    }

    /// The value of a key among these.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub fn find<'f>(&self, fields: &'f [Field], key: &str) -> Option<&'f Json> {
        fields.iter().find(|field| self.same(field.key, key)).map(|field| &field.json)
    }

    /// Whether a string of the text is this one.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub fn is(&self, span: Span, string: &str) -> bool {
        self.same(span, string)
    }

    #[inline(always)]
    fn same(&self, span: Span, string: &str) -> bool {
        span.length as usize == string.len()
            && match self.text.as_bytes().get(span.range()) {
                Some(bytes) => same(bytes, string.as_bytes()),
                None => self.str(span) == string,
            }
    }

    /// Whether a key may stand twice among these; of a few it is known.
    #[inline(always)]
    pub(super) fn may_repeat(&self, mut fields: &[Field]) -> bool {
        const FEW: usize = 16;
        if fields.len() > FEW {
            return true;
        }
        while let [first, others @ ..] = fields {
            let same = |other: &Field| {
                other.key.length == first.key.length && same(self.bytes(other.key), self.bytes(first.key))
            };
            if others.iter().any(same) {
                return true;
            }
            fields = others;
        }
        false
    }

    /// What stands in an array or object.
    pub fn fields(&self, span: Span) -> &[Field] {
        self.fields.get(span.range()).unwrap_or_default()
    }
}

/// Whether texts of one length are the same. Most of them are short, and WebAssembly has no faster way than this one.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.iter().zip(b).all(|(a, b)| a == b)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::problem::Found;
    use crate::wire::json::read;

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
            let tree = read(text, text.len(), &mut Found::default()).unwrap();
            assert_eq!(tree.whole(tree.root()), whole, "{text}");
        }
        let null = read("null", 4, &mut Found::default()).unwrap();
        assert_eq!(null.whole(null.root()), None);
    }
}
