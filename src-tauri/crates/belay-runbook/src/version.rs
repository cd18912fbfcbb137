//! Versions of tools, compared as versions and not as text.

use std::cmp::Ordering;
use std::fmt;

/// A version such as `v18.0.0`, `1.28` or `2.13.4-beta.1`.
///
/// Parts that are not written count as 0, so `1.28` and `1.28.0` are the same. A
/// pre-release comes before its release, as Semantic Versioning 2.0.0 has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    numbers: Vec<u64>,
    pre: Option<String>,
}

impl Version {
    /// Reads the first version in a text, such as a tool's answer to `--version`.
    ///
    /// A lone number counts only behind a `v` or when it is all there is.
    pub fn find(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let begins = bytes[at].is_ascii_digit()
                && !at.checked_sub(1).is_some_and(|before| {
                    let before = bytes[before];
                    before == b'.'
                        || (before.is_ascii_alphanumeric() && !matches!(before, b'v' | b'V'))
                });
            let length = bytes[at..]
                .iter()
                .take_while(|b| b.is_ascii_digit() || **b == b'.')
                .count();
            if begins {
                let named = at > 0 && matches!(bytes[at - 1], b'v' | b'V');
                let number = text[at..at + length].trim_end_matches('.');
                if number.contains('.') || named || number.len() == text.trim().len() {
                    return Self::parse(&text[at..]);
                }
            }
            at += length.max(1);
        }
        None
    }

    /// Reads a version at the start of a text; a leading `v` is stepped over.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let end = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let (numbers, rest) = text.split_at(end);
        let numbers: Option<Vec<u64>> = numbers
            .trim_end_matches('.')
            .split('.')
            .take(8)
            .map(|part| part.parse().ok())
            .collect();
        let mut numbers = numbers?;
        while numbers.len() > 1 && numbers.last() == Some(&0) {
            numbers.pop();
        }
        let pre = rest.strip_prefix('-').map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-');
            rest[..end.unwrap_or(rest.len())].to_owned()
        });
        Some(Self {
            numbers,
            pre: pre.filter(|pre| !pre.is_empty()),
        })
    }

    /// Whether this version will do where `minimum` is asked for.
    pub fn satisfies(&self, minimum: &Self) -> bool {
        self >= minimum
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let length = self.numbers.len().max(other.numbers.len());
        let part = |version: &Self, at: usize| version.numbers.get(at).copied().unwrap_or(0);
        let numbers = (0..length).map(|at| part(self, at).cmp(&part(other, at)));
        let first = numbers.into_iter().find(|order| order.is_ne());
        first.unwrap_or_else(|| match (&self.pre, &other.pre) {
            (None, None) => Ordering::Equal,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(own), Some(other)) => compare_pre(own, other),
        })
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Section 11 of Semantic Versioning: numbers as numbers, below words; fewer fields first.
fn compare_pre(one: &str, other: &str) -> Ordering {
    let (mut ones, mut others) = (one.split('.'), other.split('.'));
    loop {
        let order = match (ones.next(), others.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => a.cmp(b),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.numbers.iter().map(u64::to_string).collect();
        write!(f, "{}", numbers.join("."))?;
        self.pre.as_ref().map_or(Ok(()), |pre| write!(f, "-{pre}"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Version;

    #[test]
    fn versions_are_compared_number_by_number() {
        let ordered = [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0",
            "1.9.0",
            "1.10",
            "v1.28",
            "2.0.0",
            "18.0.0",
        ];
        for pair in ordered.windows(2) {
            let (lower, higher) = (
                Version::parse(pair[0]).unwrap(),
                Version::parse(pair[1]).unwrap(),
            );
            assert!(
                higher.satisfies(&lower) && !lower.satisfies(&higher),
                "{pair:?}"
            );
        }
        assert_eq!(Version::parse("v1.28"), Version::parse("1.28.0"));
    }

    #[test]
    fn a_version_is_found_in_what_a_tool_prints() {
        let found = |text: &str| Version::find(text).map(|version| version.to_string());
        assert_eq!(
            found("aws-cli/2.13.5 Python/3.11.4 Linux/5.15").as_deref(),
            Some("2.13.5")
        );
        assert_eq!(
            found("Docker version 24.0.7, build afdd53b").as_deref(),
            Some("24.0.7")
        );
        assert_eq!(
            found("git version 2.43.0.windows.1").as_deref(),
            Some("2.43")
        );
        assert_eq!(found("v20.11.0").as_deref(), Some("20.11"));
        assert_eq!(found("AWS CLI v2").as_deref(), Some("2"));
        assert_eq!(found("k6 (for load testing)"), None);
        assert_eq!(found("sha256 of 3 files"), None);
    }

    #[test]
    fn odd_text_is_no_version() {
        for text in ["", "v", ".", "1..2", "99999999999999999999999.1"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }
}
