//! Text that many hold.
//!
//! A runbook says most of its words several times: the code of a step is part of
//! the file, that of a part is part of the step's, and each word of a command is
//! part of that again. [`Shared`] is such a piece without a copy of it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::{SmolStr, SmolStrBuilder};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A string, or a piece of one, that costs little to clone and to cut. It cannot be
/// changed. In JSON it is a string.
#[derive(Clone)]
pub struct Shared(Kept);

#[derive(Clone)]
enum Kept {
    /// Short, or known when Belay was built: no memory of its own.
    Short(SmolStr),
    /// Bytes of a text that others hold too; it lives as long as one of them.
    Piece {
        whole: Arc<String>,
        start: u32,
        end: u32,
    },
}

/// Up to so many bytes are kept in place.
const SHORT: usize = 23;

impl Shared {
    /// Text that was there when Belay was built.
    pub const fn from_static(text: &'static str) -> Self {
        Self(Kept::Short(SmolStr::new_static(text)))
    }

    /// These pieces, one after the other.
    pub(crate) fn joined(pieces: &[&str]) -> Self {
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        if length > SHORT {
            let mut text = String::with_capacity(length);
            pieces.iter().for_each(|piece| text.push_str(piece));
            return Self::from(text);
        }
        let mut text = SmolStrBuilder::new();
        pieces.iter().for_each(|piece| text.push_str(piece));
        Self(Kept::Short(text.finish()))
    }

    /// A mark and a number, as ids have it: `L408`.
    pub(crate) fn numbered(mark: &str, number: u32) -> Self {
        Self::numbered_below("", mark, number)
    }

    /// The id of something within what has the first id: `L408.2`.
    pub(crate) fn numbered_below(id: &str, mark: &str, number: u32) -> Self {
        let mut text = SmolStrBuilder::new();
        text.push_str(id);
        text.push_str(mark);
        let mut unit = 10_u32.pow(number.checked_ilog10().unwrap_or(0));
        while unit > 0 {
            text.push(char::from(b'0' + (number / unit % 10) as u8));
            unit /= 10;
        }
        if text.len() > SHORT {
            return Self::from(text.as_str());
        }
        Self(Kept::Short(text.finish()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Kept::Short(text) => text,
            Kept::Piece { whole, start, end } => &whole[*start as usize..*end as usize],
        }
    }

    /// A piece, by its bytes. Panics as a slice of a `str` does.
    pub fn cut(&self, range: Range<usize>) -> Self {
        let Kept::Piece { whole, start, end } = &self.0 else {
            return Self::from(&self.as_str()[range]);
        };
        let (first, last) = (start + position(range.start), start + position(range.end));
        assert!(last <= *end, "a piece ends where the text does, or before");
        let text = &whole[first as usize..last as usize];
        if text.len() <= SHORT {
            return Self::from(text);
        }
        Self(Kept::Piece {
            whole: Arc::clone(whole),
            start: first,
            end: last,
        })
    }

    /// `text` as a piece of this one when it is a borrow of it, else a copy of its own.
    pub fn share(&self, text: &str) -> Self {
        if text.len() <= SHORT {
            return Self::from(text);
        }
        let whole = self.as_str();
        let start = text.as_ptr().addr().wrapping_sub(whole.as_ptr().addr());
        if start <= whole.len() && text.len() <= whole.len() - start {
            self.cut(start..start + text.len())
        } else {
            Self::from(text)
        }
    }
}

/// Texts are below four gigabytes; see [`crate::MAX_BYTES`].
fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Default for Shared {
    fn default() -> Self {
        Self::from_static("")
    }
}

impl From<String> for Shared {
    fn from(text: String) -> Self {
        if text.len() <= SHORT {
            return Self(Kept::Short(SmolStr::new(&text)));
        }
        let end = position(text.len());
        Self(Kept::Piece {
            whole: Arc::new(text),
            start: 0,
            end,
        })
    }
}

impl From<&str> for Shared {
    fn from(text: &str) -> Self {
        if text.len() <= SHORT {
            Self(Kept::Short(SmolStr::new(text)))
        } else {
            Self::from(text.to_owned())
        }
    }
}

impl From<&String> for Shared {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Shared> for String {
    fn from(text: Shared) -> Self {
        text.as_str().to_owned()
    }
}

impl From<&Shared> for String {
    fn from(text: &Shared) -> Self {
        text.as_str().to_owned()
    }
}

impl FromIterator<char> for Shared {
    fn from_iter<I: IntoIterator<Item = char>>(chars: I) -> Self {
        Self::from(String::from_iter(chars))
    }
}

impl Deref for Shared {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Shared {
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for Shared {
    fn as_ref(&self) -> &str {
        self
    }
}

impl AsRef<std::ffi::OsStr> for Shared {
    fn as_ref(&self) -> &std::ffi::OsStr {
        self.as_str().as_ref()
    }
}

impl AsRef<std::path::Path> for Shared {
    fn as_ref(&self) -> &std::path::Path {
        self.as_str().as_ref()
    }
}

impl Eq for Shared {}

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl PartialOrd for Shared {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Shared {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other)
    }
}

impl Hash for Shared {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// Comparison with what else is text, both ways round.
macro_rules! equal_to {
    ($($other:ty),*) => {$(
        impl PartialEq<$other> for Shared {
            fn eq(&self, other: &$other) -> bool {
                self.as_str() == AsRef::<str>::as_ref(other)
            }
        }

        impl PartialEq<Shared> for $other {
            fn eq(&self, other: &Shared) -> bool {
                AsRef::<str>::as_ref(self) == other.as_str()
            }
        }
    )*};
}

equal_to!(str, &str, String);

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Shared {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl specta::Type for Shared {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        String::definition(types)
    }
}

#[cfg(test)]
mod tests {
    use super::Shared;

    const LONG: &str = "aws dynamodb describe-table --table-name orders";

    #[test]
    fn a_piece_says_what_it_was_cut_from() {
        let whole = Shared::from(LONG);
        for (start, end) in [(0, LONG.len()), (4, 31), (4, 12), (5, 5)] {
            assert_eq!(whole.cut(start..end), LONG[start..end]);
        }
        assert_eq!(whole.cut(4..47).cut(9..37), LONG[13..41]);
    }

    #[test]
    fn a_borrow_is_shared_and_any_other_text_is_copied() {
        let whole = Shared::from(LONG);
        let piece = whole.share(&whole[4..40]);
        assert_eq!(piece, LONG[4..40]);
        assert_eq!(piece.as_str().as_ptr(), whole[4..].as_ptr());
        let strange = whole.share("text from somewhere else altogether");
        assert_eq!(strange, "text from somewhere else altogether");
        let behind = whole.cut(0..30);
        assert_eq!(behind.share(&whole[20..45]), LONG[20..45]);
    }

    #[test]
    fn pieces_and_numbers_are_joined_as_they_are_written() {
        for number in [0, 9, 10, 408, u32::MAX] {
            assert_eq!(Shared::numbered("L", number), format!("L{number}"));
        }
        assert_eq!(Shared::numbered_below("L408", ".", 12), "L408.12");
        assert_eq!(Shared::numbered_below(LONG, ".", 7), format!("{LONG}.7"));
        assert_eq!(Shared::joined(&["é", "", "x"]), "éx");
        assert_eq!(Shared::joined(&[LONG, ".", "2"]), format!("{LONG}.2"));
    }

    #[test]
    fn text_takes_no_more_room_than_a_string() {
        assert_eq!(size_of::<Option<Shared>>(), size_of::<String>());
    }
}
