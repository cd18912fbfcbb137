//! Whether addresses without brackets can be made links in time that grows with the
//! text.
//!
//! For each address the parser reads on to the next blank, also where the address
//! ends before it, at a `<`. A word of many addresses without a blank between them
//! takes the square of its length; no text that a person reads has one.

/// Words shorter than this cannot cost much.
const LONG_WORD: usize = 1024;
/// Bytes that the parser may read again and again, for a megabyte of text a fraction
/// of what else is done.
const MOST_READ: usize = 32 << 20;

/// Whether the parser may look for addresses.
pub(super) fn may_be_linked(text: &str) -> bool {
    let bytes = text.as_bytes();
    // A word twice as long has a whole piece of this length in it.
    let mut pieces = bytes.chunks_exact(LONG_WORD);
    if !pieces.any(|piece| !piece.iter().any(u8::is_ascii_whitespace)) {
        return true;
    }
    let read = |word: &str| {
        let addresses = word.matches("://").count() + word.matches("www.").count();
        word.len().saturating_mul(addresses)
    };
    text.split_ascii_whitespace()
        .filter(|word| word.len() > LONG_WORD)
        .map(read)
        .fold(0, usize::saturating_add)
        <= MOST_READ
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_linked_but_where_a_word_has_thousands_of_them() {
        assert!(may_be_linked(
            "See https://example.com and www.example.com.\n"
        ));
        let picture = format!("![a](data:image/png;base64,{})\n", "iVBO".repeat(500_000));
        assert!(may_be_linked(&picture), "long, but one address at most");
        let list = "https://example.com/a\n".repeat(100_000);
        assert!(may_be_linked(&list), "many, but apart");
        assert!(!may_be_linked(&"<http://a".repeat(20_000)));
    }
}
