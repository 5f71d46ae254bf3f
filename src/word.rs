//! Enumerations that travel as fixed words.

/// An enumeration with a wire name for each variant.
pub(crate) trait Word: Copy + 'static {
    /// Every wire name.
    const WORDS: &'static [&'static str];

    /// What each of them means.
    const MEANINGS: &'static [Self];
}

/// An enum whose variants have a wire name each, with `ALL` and `as_str`.
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident => $wire:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        $vis enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every variant with its wire name.
            pub const ALL: &'static [(&'static str, $name)] = &[$(($wire, $name::$variant),)*];

            /// The wire name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $wire,)* }
            }
        }

        impl crate::word::Word for $name {
            const WORDS: &'static [&'static str] = &[$($wire,)*];
            const MEANINGS: &'static [$name] = &[$($name::$variant,)*];
        }
    };
}

/// Words as a message lists them. The slice's own `join` is 580 bytes of the module for every type.
pub(crate) fn listed<T>(words: &[T], word: fn(&T) -> &str) -> String {
    let mut list = String::new();
    for each in words {
        if !list.is_empty() {
            list.push_str(", ");
        }
        list.push_str(word(each));
    }
    list
}

pub(crate) use words;
