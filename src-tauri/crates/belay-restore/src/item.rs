//! An item of a table, and the one way to write it down as bytes, so that equal
//! items have equal digests whatever order or notation they were read in.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::facts::hex;

/// An item: attribute name → value.
pub type Item = BTreeMap<String, Value>;

/// An attribute value (DDB APIReference/API_AttributeValue).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text.
    S(String),
    /// A number, as text.
    N(String),
    /// Bytes.
    B(Vec<u8>),
    /// Truth.
    Bool(bool),
    /// Nothing.
    Null,
    /// A set of texts.
    Ss(Vec<String>),
    /// A set of numbers.
    Ns(Vec<String>),
    /// A set of bytes.
    Bs(Vec<Vec<u8>>),
    /// A list.
    L(Vec<Value>),
    /// A map.
    M(BTreeMap<String, Value>),
}

/// First 16 bytes of the SHA-256 of an item's canonical form.
#[must_use]
pub fn digest(item: &Item) -> [u8; 16] {
    let mut bytes = Vec::with_capacity(256);
    encode_map(item, &mut bytes);
    short(&bytes)
}

/// The canonical form of an item's key attributes, in the order of `keys`; an
/// attribute that is missing counts as empty (it cannot be: AWS requires it).
#[must_use]
pub fn key_bytes(item: &Item, keys: &[String]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64);
    for name in keys {
        match item.get(name) {
            Some(value) => encode(value, &mut bytes),
            None => bytes.push(b'-'),
        }
    }
    bytes
}

/// An item's key as people read it: `userId=alice, uploadId=42`.
#[must_use]
pub fn key_words(item: &Item, keys: &[String]) -> String {
    keys.iter()
        .map(|name| match item.get(name) {
            Some(Value::S(text) | Value::N(text)) => format!("{name}={text}"),
            Some(Value::B(bytes)) => format!("{name}=0x{}", hex(bytes)),
            _ => format!("{name}=?"),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

pub(crate) fn short(bytes: &[u8]) -> [u8; 16] {
    let full = Sha256::digest(bytes);
    let mut out = [0; 16];
    out.copy_from_slice(&full[..16]);
    out
}

fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::S(text) => tagged(b'S', text.as_bytes(), out),
        Value::N(number) => tagged(b'N', normal_number(number).as_bytes(), out),
        Value::B(bytes) => tagged(b'B', bytes, out),
        Value::Bool(truth) => out.extend([b'T', u8::from(*truth)]),
        Value::Null => out.push(b'0'),
        Value::Ss(set) => encode_set(b's', set.iter().map(|s| s.as_bytes().to_vec()), out),
        Value::Ns(set) => {
            encode_set(b'n', set.iter().map(|n| normal_number(n).into_bytes()), out);
        }
        Value::Bs(set) => encode_set(b'b', set.iter().cloned(), out),
        Value::L(list) => {
            out.push(b'L');
            length(list.len(), out);
            list.iter().for_each(|value| encode(value, out));
        }
        Value::M(map) => encode_map(map, out),
    }
}

fn encode_map(map: &Item, out: &mut Vec<u8>) {
    out.push(b'M');
    length(map.len(), out);
    for (name, value) in map {
        length(name.len(), out);
        out.extend(name.as_bytes());
        encode(value, out);
    }
}

/// Sets have no order; AWS returns them in any.
fn encode_set(tag: u8, members: impl Iterator<Item = Vec<u8>>, out: &mut Vec<u8>) {
    let mut members: Vec<_> = members.collect();
    members.sort_unstable();
    members.dedup();
    out.push(tag);
    length(members.len(), out);
    for member in members {
        length(member.len(), out);
        out.extend(member);
    }
}

fn tagged(tag: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    length(bytes.len(), out);
    out.extend(bytes);
}

fn length(n: usize, out: &mut Vec<u8>) {
    out.extend((n as u64).to_be_bytes());
}

/// One notation for each number: digits without zeros at either end, and an
/// exponent. `1.50`, `01.5` and `15e-1` all become `15e-1`; every zero is `0`.
/// What is not a number stays as it is.
#[must_use]
pub fn normal_number(text: &str) -> String {
    parse_number(text).unwrap_or_else(|| text.to_owned())
}

fn parse_number(text: &str) -> Option<String> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], rest[at + 1..].parse::<i64>().ok()?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    let trimmed = significant.trim_end_matches('0');
    if trimmed.is_empty() {
        return Some("0".to_owned());
    }
    let dropped = significant.len() - trimmed.len();
    let exponent = exponent
        .checked_sub(i64::try_from(fraction.len()).ok()?)?
        .checked_add(i64::try_from(dropped).ok()?)?;
    Some(format!("{sign}{trimmed}e{exponent}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_number_has_one_notation() {
        for same in ["1.5", "1.50", "01.5", "15e-1", "+1.5", "0.15E1", "150e-2"] {
            assert_eq!(normal_number(same), "15e-1", "{same}");
        }
        for zero in ["0", "-0", "0.000", "0e7"] {
            assert_eq!(normal_number(zero), "0", "{zero}");
        }
        assert_eq!(normal_number("-1200"), "-12e2");
        assert_ne!(normal_number("12"), normal_number("120"));
        assert_eq!(normal_number("not a number"), "not a number");
        assert_eq!(
            normal_number("1e99999999999999999999"),
            "1e99999999999999999999"
        );
    }

    #[test]
    fn a_set_has_no_order_and_a_list_has() {
        let set = |members: &[&str]| {
            digest(&Item::from([(
                "a".to_owned(),
                Value::Ns(members.iter().map(|s| (*s).to_owned()).collect()),
            )]))
        };
        assert_eq!(set(&["1", "2.0"]), set(&["2", "1"]));
        let list = |members: &[&str]| {
            digest(&Item::from([(
                "a".to_owned(),
                Value::L(members.iter().map(|s| Value::S((*s).to_owned())).collect()),
            )]))
        };
        assert_ne!(list(&["x", "y"]), list(&["y", "x"]));
    }

    #[test]
    fn types_are_told_apart() {
        let one = |value: Value| digest(&Item::from([("a".to_owned(), value)]));
        let values = [
            Value::S("1".to_owned()),
            Value::N("1".to_owned()),
            Value::B(b"1".to_vec()),
            Value::Bool(true),
            Value::Null,
            Value::Ss(vec!["1".to_owned()]),
            Value::L(vec![Value::S("1".to_owned())]),
            Value::M(Item::new()),
        ];
        for (i, a) in values.iter().enumerate() {
            for b in &values[i + 1..] {
                assert_ne!(one(a.clone()), one(b.clone()), "{a:?} {b:?}");
            }
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            ".{0,6}".prop_map(Value::S),
            (-999i32..999, 0u8..4).prop_map(|(n, e)| Value::N(format!("{n}e{e}"))),
            proptest::collection::vec(any::<u8>(), 0..6).prop_map(Value::B),
            any::<bool>().prop_map(Value::Bool),
            Just(Value::Null),
            proptest::collection::vec(".{0,3}", 0..4).prop_map(Value::Ss),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::L),
                proptest::collection::btree_map(".{0,3}", inner, 0..4).prop_map(Value::M),
            ]
        })
    }

    proptest! {
        #[test]
        fn different_items_have_different_digests(a in values(), b in values()) {
            let item = |v: &Value| Item::from([("k".to_owned(), v.clone())]);
            let mut left = Vec::new();
            let mut right = Vec::new();
            encode(&a, &mut left);
            encode(&b, &mut right);
            prop_assert_eq!(left == right, digest(&item(&a)) == digest(&item(&b)));
        }

        #[test]
        fn any_text_as_a_number_is_total(text in ".{0,24}") {
            let _ = normal_number(&text);
        }

        #[test]
        fn a_normal_number_stays_normal(n in -1_000_000i64..1_000_000, e in -30i32..30) {
            let once = normal_number(&format!("{n}e{e}"));
            prop_assert_eq!(normal_number(&once), once);
        }
    }
}
