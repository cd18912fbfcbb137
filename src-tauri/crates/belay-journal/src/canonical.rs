//! One way to write a JSON value, so that equal values have equal bytes.
//!
//! - UTF-8, no white space between tokens.
//! - Members of an object in ascending order of their key's UTF-8 bytes.
//! - Numbers are integers between −2⁶³ and 2⁶⁴ − 1, in plain decimal digits. There are no
//!   floats: programs disagree about how to write them. JSON of other crates, which may hold
//!   floats, is embedded as a string: see [`embedded`].
//! - In strings `"` and `\` are escaped with a backslash, control characters below U+0020 as
//!   `\b \t \n \f \r` or `\u00xx` with lower-case digits; every other character stands as itself.

use serde_json::Value;

/// The value holds a number that has no canonical form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at} is {number}, which is not a whole number; the record keeps whole numbers only")]
pub struct NotCanonical {
    /// Where in the value, e.g. `body.exit.code`.
    pub at: String,
    /// The number as it was given.
    pub number: String,
}

/// Writes `value` in its one canonical form.
///
/// # Errors
/// [`NotCanonical`] when it holds a number that is not a whole number.
pub fn to_canonical(value: &Value) -> Result<String, NotCanonical> {
    let mut out = String::new();
    let mut path = Vec::new();
    write(value, &mut out, &mut path)?;
    Ok(out)
}

fn write<'v>(
    value: &'v Value,
    out: &mut String,
    path: &mut Vec<&'v str>,
) -> Result<(), NotCanonical> {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => out.push_str(&value.to_string()),
        Value::Number(number) if number.is_f64() => {
            return Err(NotCanonical {
                at: path.join("."),
                number: number.to_string(),
            });
        }
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out, path)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            // Sorted here, since the order inside a map depends on a feature
            // that any crate of a build may switch on.
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by_key(|(key, _)| key.as_bytes());
            out.push('{');
            for (index, (key, member)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                path.push(key);
                write(member, out, path)?;
                path.pop();
            }
            out.push('}');
        }
    }
    Ok(())
}

/// Keeps JSON of another crate as a string that holds its text. The record does
/// not have to understand it, and floats in it do no harm.
pub mod embedded {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
    use serde_json::Value;

    /// Writes the value's text as a string.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::to_string(value)
            .map_err(ser::Error::custom)?
            .serialize(serializer)
    }

    /// Reads the value out of the string.
    ///
    /// # Errors
    /// Those of the deserializer, and that the string is not JSON.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        let text = String::deserialize(deserializer)?;
        serde_json::from_str(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::to_canonical;

    #[test]
    fn sorts_members_and_leaves_no_space() {
        let value = json!({"b": [1, -2, u64::MAX], "a": {"z": null, "é": true, "B": "x"}});
        assert_eq!(
            to_canonical(&value).unwrap(),
            r#"{"a":{"B":"x","z":null,"é":true},"b":[1,-2,18446744073709551615]}"#
        );
    }

    #[test]
    fn escapes_only_what_must_be() {
        let value = json!("a\"\\/\u{8}\t\n\u{c}\r\u{1f}\u{7f}ü🪢");
        assert_eq!(
            to_canonical(&value).unwrap(),
            "\"a\\\"\\\\/\\b\\t\\n\\f\\r\\u001f\u{7f}ü🪢\""
        );
    }

    #[test]
    fn refuses_a_float_and_says_where() {
        let wrong = to_canonical(&json!({"body": {"load": 0.5}})).unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "body.load is 0.5, which is not a whole number; the record keeps whole numbers only"
        );
    }
}
