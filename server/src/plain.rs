//! Names, numbers and addresses that hide nothing: what nobody can see in them makes two different ones look the same.

use icu_properties::props::{
    CanonicalCombiningClass, DefaultIgnorableCodePoint, ExtendedPictographic, GeneralCategory, JoiningType,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// A pattern of Braille without a dot: as blank as a space, but none.
const BLANK: char = '\u{2800}';
/// Shows what is before it as an emoji.
pub const AS_EMOJI: char = '\u{fe0f}';

/// Is everything in a name to be seen? Refused are controls, line and paragraph separators, and what is not shown unless
/// something knows it, among them what turns the direction of writing. The two joiners are let through where they change
/// how letters look, and what makes an emoji of a pictogram after one.
pub fn is_plain(name: &str) -> bool {
    let characters: Vec<char> = name.chars().collect();
    characters.iter().enumerate().all(|(place, &character)| {
        let (before, after) = characters.split_at(place);
        match character {
            '\u{200c}' | '\u{200d}' => joins(before, after.get(1..).unwrap_or_default()),
            AS_EMOJI => before
                .last()
                .is_some_and(|&last| CodePointSetData::new::<ExtendedPictographic>().contains(last)),
            _ => character != BLANK && !is_hidden(character),
        }
    })
}

fn is_hidden(character: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
        || matches!(
            CodePointMapData::<GeneralCategory>::new().get(character),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
        )
}

/// After a virama, as in scripts of India, or between two letters of a script that joins them, as Persian's (after RFC
/// 5892, appendix A).
fn joins(before: &[char], after: &[char]) -> bool {
    let class = CodePointMapData::<CanonicalCombiningClass>::new();
    let virama = before.last().is_some_and(|&last| class.get(last) == CanonicalCombiningClass::Virama);
    virama
        || (before.iter().rev().find(is_no_mark).is_some_and(is_joining)
            && after.iter().find(is_no_mark).is_some_and(is_joining))
}

fn is_no_mark(character: &&char) -> bool {
    CodePointMapData::<JoiningType>::new().get(**character) != JoiningType::Transparent
}

fn is_joining(character: &char) -> bool {
    matches!(
        CodePointMapData::<JoiningType>::new().get(*character),
        JoiningType::DualJoining | JoiningType::LeftJoining | JoiningType::RightJoining
    )
}
