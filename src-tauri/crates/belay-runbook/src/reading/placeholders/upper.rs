//! Names in capitals, dates and identifiers that stand for a value.

use super::{Found, Piece};
use crate::model::{InputStyle, Shared};

/// Names that look like placeholders and are not.
const NOT_OPEN: [&str; 8] = [
    "AWS_ACCESS_KEY_ID",
    "LAST_MODIFIED_ID",
    "HTTP_VERSION",
    "TLS_VERSION",
    "PG_VERSION",
    "NODE_VERSION",
    "FUNCTION_NAME",
    "TABLE_NAME",
];

/// `ACCOUNT_ID`, `YOUR-BUCKET`, `PREVIOUS-VERSION` in a piece.
pub(super) fn uppers(piece: &Piece, raw: &Shared, found: &mut Vec<Found>) {
    if piece.open {
        return;
    }
    let text = &raw[piece.start..piece.end];
    let token = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-');
    let mut from = 0;
    while let Some(begin) = text.as_bytes()[from..]
        .iter()
        .position(u8::is_ascii_uppercase)
        .map(|at| at + from)
    {
        let rest = text.as_bytes()[begin..].iter();
        let end = begin + rest.take_while(|b| token(b)).count();
        from = end;
        let name = text[begin..end].trim_end_matches(['-', '_']);
        let end = begin + name.len();
        if let Some(length) = date_pattern(&text[begin..]).filter(|_| !quoted_inside(text, begin)) {
            from = begin + length;
            found.push(piece.open_at(raw, begin..from, &text[begin..from], InputStyle::UpperCase));
            continue;
        }
        let before = text[..begin].chars().next_back();
        let after = text[end..].chars().next();
        let apart = !before
            .is_some_and(|c| c.is_ascii_lowercase() || c == '$' || c == '{' || c == '_')
            && !after.is_some_and(|c| c.is_ascii_lowercase() || c == '=' || c == '_');
        let key = text[end..]
            .trim_start_matches(['"', '\\', ' '])
            .starts_with(':')
            && after != Some(':');
        let attribute = text[..begin].ends_with("AttributeName=");
        if apart && !key && !attribute && is_open_name(name, text, begin) {
            found.push(piece.open_at(raw, begin..end, name, InputStyle::UpperCase));
        }
    }
}

/// How long the pattern of a date is, such as `YYYY-MM-DDTHH:MM:SSZ`, that a person
/// replaces by one.
fn date_pattern(text: &str) -> Option<usize> {
    if !text.starts_with("YYYY") {
        return None;
    }
    let length = text
        .find(|c: char| !"YMDHSTZ-_:.".contains(c))
        .unwrap_or(text.len());
    let pattern = text[..length].trim_end_matches(['-', '_', ':', '.']);
    let rest = &text[pattern.len()..];
    let whole = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (whole && pattern.contains("MM")).then_some(pattern.len())
}

/// The text is an expression, and what begins here a literal in it.
fn quoted_inside(text: &str, begin: usize) -> bool {
    text[..begin].ends_with(['\'', '"', '%'])
}

/// `sg-xxxxxxxx`: the identifier of an AWS resource that is crossed out.
pub(super) fn crossed_out(piece: &Piece, raw: &Shared, found: &mut Vec<Found>) {
    let text = &raw[piece.start..piece.end];
    if memchr::memchr(b'x', text.as_bytes()).is_none() {
        return;
    }
    let mut from = 0;
    while let Some(at) = text[from..].find("-xxx").map(|at| at + from) {
        let begin = text[..at]
            .rfind(|c: char| !c.is_ascii_lowercase())
            .map_or(0, |before| before + 1);
        let crosses = text[at + 1..].bytes().take_while(|b| *b == b'x').count();
        from = at + 1 + crosses;
        let known = [
            "ami", "eni", "i", "igw", "nat", "rtb", "sg", "snap", "subnet", "vol", "vpc",
        ];
        let ends = !text[from..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if known.contains(&&text[begin..at]) && ends {
            found.push(piece.open_at(raw, begin..from, &text[begin..from], InputStyle::UpperCase));
        }
    }
}

/// The words of a name say that it stands for a value.
fn is_open_name(name: &str, text: &str, begin: usize) -> bool {
    if name == "ACCOUNT" {
        return text[..begin].contains("arn:aws");
    }
    let Some((head, last)) = name.rsplit_once(['_', '-']) else {
        return name.len() >= 4 && name.bytes().all(|b| b == b'X');
    };
    if NOT_OPEN.contains(&name) {
        return false;
    }
    let mut words = head.split(['_', '-']);
    if words.clone().next() == Some("YOUR") {
        return true;
    }
    let asks = ["ID", "ARN", "VERSION", "NAME", "IP", "HASH", "REVISION"];
    let relates = [
        "PREVIOUS",
        "NEW",
        "OLD",
        "TARGET",
        "RELEASE",
        "BACKUP",
        "SNAPSHOT",
        "ACCOUNT",
        "INSTANCE",
        "BUCKET",
        "TASK",
        "CLUSTER",
        "DISTRIBUTION",
        "COMMIT",
        "IMAGE",
        "STACK",
        "VPC",
        "SUBNET",
        "REGISTRY",
        "USER",
        "HOST",
        "DB",
        "API",
        "ZONE",
        "CERTIFICATE",
        "KEY",
    ];
    asks.contains(&last) && words.any(|word| relates.contains(&word))
}
