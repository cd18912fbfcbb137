//! The YAML block at the head of a file.
//!
//! Of YAML only what such blocks consist of is read: `key: value`, `[a, b]`, lists
//! with `-`, quotes and comments. A file that begins with a thematic break is not
//! taken for one with front matter.

use crate::model::{FrontMatter, Hint};

/// Front matter and how many bytes of the text it takes.
pub(super) struct Found {
    pub(super) matter: FrontMatter,
    pub(super) length: usize,
    /// Its `allow` entries, as the hints that they are short for.
    pub(super) allowed: Vec<Hint>,
}

/// Every key that means something.
pub(crate) const KEYS: [&str; 6] = ["title", "system", "owner", "environments", "tags", "allow"];

/// Longer blocks are not front matter.
const MAX_LINES: usize = 200;

pub(super) fn find(text: &str) -> Option<Found> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut offset = text.len() - body.len();
    let mut inner: Vec<&str> = Vec::new();
    for (index, line) in body.split_inclusive('\n').enumerate().take(MAX_LINES) {
        offset += line.len();
        let line = line.trim_end();
        match (index, line) {
            (0, "---") => {}
            (0, _) => return None,
            (_, "---" | "...") => {
                let (matter, allowed) = read(&inner)?;
                return Some(Found {
                    matter,
                    length: offset,
                    allowed,
                });
            }
            _ => inner.push(line),
        }
    }
    None
}

/// Nothing when the lines are not a mapping.
fn read(lines: &[&str]) -> Option<(FrontMatter, Vec<Hint>)> {
    let end_line = u32::try_from(lines.len() + 2).unwrap_or(u32::MAX);
    let mut matter = FrontMatter {
        line: 1,
        end_line,
        ..FrontMatter::default()
    };
    let mut entries: Vec<(String, Vec<Item>)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let at = u32::try_from(index + 2).unwrap_or(u32::MAX);
        let item = bare.strip_prefix("- ").or((bare == "-").then_some(""));
        let begun = !entries.is_empty();
        match (item, entries.last_mut()) {
            (Some(item), Some((_, values))) => values.push((scalar(item), at)),
            _ if bare.len() < line.len() && begun => {
                let problem = format!("line {at}: nested values are not read");
                matter.problem.get_or_insert(problem);
            }
            _ => {
                let (key, values) = entry(line)?;
                entries.push((key, values.into_iter().map(|value| (value, at)).collect()));
            }
        }
    }
    if entries.is_empty() {
        return None;
    }
    let mut allowed = Vec::new();
    for (key, values) in entries {
        if key == "allow" {
            allowed = values.into_iter().map(allowance).collect();
            continue;
        }
        let values: Vec<String> = values.into_iter().map(|(value, _)| value).collect();
        let first = values.first().cloned();
        match key.as_str() {
            "title" => matter.title = first,
            "system" => matter.system = first,
            "owner" => matter.owner = first,
            "environments" | "environment" => matter.environments = values,
            "tags" => matter.tags = values,
            _ => matter.unknown.push(key),
        }
    }
    Some((matter, allowed))
}

/// A value and its line.
type Item = (String, u32);

/// `RULE: reason` or `RULE reason`, for the whole file.
fn allowance((value, line): Item) -> Hint {
    Hint {
        name: "allow".into(),
        value: value.replacen(": ", " ", 1).into(),
        line,
        step: None,
        section: None,
    }
}

fn entry(line: &str) -> Option<(String, Vec<String>)> {
    let (key, value) = line.split_once(':')?;
    let fits = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || "_-. ".contains(c));
    let spaced = value.is_empty() || value.starts_with([' ', '\t']);
    if !fits || !spaced {
        return None;
    }
    let value = value.trim();
    let values = match value
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(list) => list
            .split(',')
            .map(scalar)
            .filter(|item| !item.is_empty())
            .collect(),
        None if value.is_empty() => Vec::new(),
        None => vec![scalar(value)],
    };
    Some((key.trim().to_owned(), values))
}

fn scalar(text: &str) -> String {
    let text = text.trim();
    for quote in ['"', '\''] {
        let inner = text
            .strip_prefix(quote)
            .and_then(|rest| rest.split_once(quote));
        if let Some((inner, _)) = inner {
            return inner.to_owned();
        }
    }
    text.split(" #").next().unwrap_or("").trim().to_owned()
}
