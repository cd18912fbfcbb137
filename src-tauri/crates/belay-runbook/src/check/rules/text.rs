//! Characters: what cannot be seen, what looks like something else, what is secret.

use super::told_secrets;
use crate::check::{Book, Finding, Severity, Spot};
use crate::model::{Step, StepKind};
use crate::stretches::Stretches;

pub(super) fn run(book: &mut Book<'_>) {
    hidden(book);
    for site in 0..book.sites.len() {
        lookalikes(book, site);
        secret_argument(book, site);
    }
    secrets(book);
}

/// Bidirectional and zero-width characters.
fn hidden(book: &mut Book<'_>) {
    let runbook = book.runbook;
    for character in &runbook.hidden {
        let step = character.step.as_deref().and_then(|id| runbook.step(id));
        let in_command = step.is_some_and(|step| step.kind == StepKind::Command);
        let width = book
            .line(character.line)
            .get(character.column.saturating_sub(1) as usize..)
            .and_then(|rest| rest.chars().next())
            .map_or(1, |c| c.len_utf8() as u32);
        let spot = Spot {
            line: character.line,
            column: character.column,
            end_line: character.line,
            end_column: character.column + width,
        };
        let severity = if in_command {
            Severity::Error
        } else {
            Severity::Warning
        };
        let finding = Finding::new(
            "hidden-unicode",
            severity,
            format!(
                "A character that cannot be seen stands here: {} ({}).",
                character.name, character.code_point
            ),
            if in_command {
                "The command is not what it looks like; Belay refuses to run it."
            } else {
                "The text is not what it looks like."
            },
        )
        .fix("Delete the character.");
        book.report_spot(spot, character.step.as_deref(), finding);
    }
}

/// Letters of another script, and typographic signs, inside a command.
fn lookalikes(book: &mut Book<'_>, site: usize) {
    let found: Vec<(Spot, char, Finding)> = book.sites[site]
        .command
        .words
        .iter()
        .filter_map(|word| {
            let (c, finding) = lookalike(&word.raw, word.quoted)?;
            let spot = book.word_spot(word);
            Some((spot, c, finding))
        })
        .collect();
    let step = book.sites[site].step.id.clone();
    for (spot, _, finding) in found {
        book.report_spot(spot, Some(&step), finding);
    }
}

fn lookalike(raw: &str, quoted: bool) -> Option<(char, Finding)> {
    let latin = raw.chars().any(|c| c.is_ascii_alphabetic());
    let foreign = raw.chars().find(|c| matches!(*c as u32, 0x0370..=0x03FF | 0x0400..=0x052F | 0x0530..=0x058F | 0xFF01..=0xFF5E | 0x1D400..=0x1D7FF));
    if let Some(c) = foreign.filter(|c| latin && looks_latin(*c)) {
        let finding = Finding::error(
            "lookalike-letter",
            format!(
                "`{c}` (U+{:04X}) looks like a Latin letter and is none.",
                c as u32
            ),
            "The command is not what it looks like; Belay refuses to run it.",
        )
        .fix("Type the word anew.");
        return Some((c, finding));
    }
    let dash = raw.starts_with(['\u{2013}', '\u{2014}', '\u{2212}'])
        && raw
            .chars()
            .nth(1)
            .is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
    let curly = !quoted && raw.starts_with(['\u{201C}', '\u{2018}']);
    let c = raw.chars().next().filter(|_| dash || curly)?;
    let finding = Finding::error(
        "typographic-sign",
        format!(
            "`{c}` (U+{:04X}) is a typographic sign, not the one on the keyboard.",
            c as u32
        ),
        if dash {
            "The shell passes it on as text, so the option is not recognised."
        } else {
            "The shell does not take it for a quote, so the words behind it fall apart."
        },
    )
    .fix(if dash {
        "Type `-` or `--`."
    } else {
        "Type `\"` or `'`."
    });
    Some((c, finding))
}

/// Letters that are drawn like Latin ones in most fonts.
fn looks_latin(c: char) -> bool {
    "АВЕКМНОРСТХаеорсухіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρυ".contains(c)
        || matches!(c as u32, 0xFF01..=0xFF5E | 0x1D400..=0x1D7FF)
}

/// A password written out as an argument.
fn secret_argument(book: &mut Book<'_>, site: usize) {
    let options = [
        "--password",
        "--master-user-password",
        "--secret-string",
        "--secret",
        "--token",
        "--auth-token",
        "--api-key",
        "--db-password",
        "--client-secret",
        "--new-password",
        "--secret-access-key",
    ];
    let here = &book.sites[site];
    let mut findings = Vec::new();
    for (at, text) in here.texts.iter().enumerate() {
        let (name, inline) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text.as_str(), None),
        };
        if !options.contains(&name) {
            continue;
        }
        let (word, value) = match inline {
            Some(value) => (at, value),
            None => match here.texts.get(at + 1) {
                Some(next) if !next.starts_with('-') => (at + 1, next.clone()),
                _ => continue,
            },
        };
        if is_literal_secret(&value) && !book.is_input(site, word) {
            findings.push((word, name.to_owned()));
        }
    }
    for (word, name) in findings {
        let spot = book.word_spot(&book.sites[site].command.words[word]);
        let step = book.sites[site].step.id.clone();
        book.report_spot(
            spot,
            Some(&step),
            shown_secret(&format!("The value of `{name}` is written out.")),
        );
    }
}

/// Long enough, not open, and not an obvious stand-in.
pub(super) fn is_literal_secret(value: &str) -> bool {
    let lower = value.to_lowercase();
    value.len() >= 4
        && !crate::awscli::is_open(value)
        && !value.starts_with("file://")
        && !value.contains("{{")
        && ![
            "your",
            "example",
            "changeme",
            "xxx",
            "***",
            "...",
            "…",
            "placeholder",
            "redacted",
        ]
        .iter()
        .any(|stand_in| lower.contains(stand_in))
}

fn shown_secret(message: &str) -> Finding {
    Finding::warning(
        "secret-in-text",
        message,
        "Everybody who can read the file, the shell history or the list of processes has it.",
    )
    .fix("Read it from a secret store when the step runs, and change it now if it is real.")
}

/// Things with the form of a secret, anywhere in the file.
fn secrets(book: &mut Book<'_>) {
    let mut findings = Vec::new();
    let runbook = book.runbook;
    let code = runbook.steps.iter().filter(|step| step.code.is_some());
    let code = Stretches::of(code.map(|step| (step.line, step.end_line)));
    for (index, content) in book.lines.iter().enumerate() {
        let line = index as u32 + 1;
        let told = || {
            let prose = content.len() <= LONGEST_LINE && !code.cover(line, line);
            let (start, length) = told_secrets::told(content).filter(|_| prose)?;
            Some(("a secret that the text tells", start, length))
        };
        if let Some((what, start, length)) = secret_in(content).or_else(told) {
            findings.push((line, what, start, length));
        }
    }
    let mut steps = runbook.steps.iter().peekable();
    // The steps that the line may stand in, each within the one below it.
    let mut open: Vec<&Step> = Vec::new();
    for (line, what, start, length) in findings {
        while let Some(step) = steps.next_if(|step| step.line <= line) {
            open.push(step);
        }
        while open.pop_if(|step| step.end_line < line).is_some() {}
        let spot = Spot {
            line,
            column: start as u32 + 1,
            end_line: line,
            end_column: (start + length) as u32 + 1,
        };
        book.report_spot(
            spot,
            open.last().map(|step| step.id.as_str()),
            shown_secret(&format!("This looks like {what}.")),
        );
    }
}

/// In bytes; a longer line is nothing that people read.
const LONGEST_LINE: usize = 20_000;

/// The first secret in a line: what it is, where it starts, how long it is.
fn secret_in(line: &str) -> Option<(&'static str, usize, usize)> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    for (prefix, what, least) in [
        ("AKIA", "an AWS access key id", 20),
        ("ghp_", "a GitHub token", 40),
        ("github_pat_", "a GitHub token", 50),
        ("xoxb-", "a Slack token", 24),
        ("xoxp-", "a Slack token", 24),
        ("glpat-", "a GitLab token", 26),
        ("sk_live_", "a Stripe key", 24),
        ("eyJhbGciOi", "a signed token", 60),
    ] {
        if let Some(start) = line.find(prefix) {
            let rest = &line[start..];
            let length = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c)))
                .unwrap_or(rest.len());
            let joined = line[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
            if length >= least && !joined && !rest[..length].to_uppercase().contains("EXAMPLE") {
                return Some((what, start, length));
            }
        }
    }
    if let Some(start) = line.find("-----BEGIN ")
        && line.contains("PRIVATE KEY-----")
    {
        return Some(("a private key", start, line.len() - start));
    }
    assigned_secret(line)
        .or_else(|| json_password(line))
        .or_else(|| url_password(line))
}

/// `AWS_SECRET_ACCESS_KEY=…`, `DB_PASSWORD=…`
fn assigned_secret(line: &str) -> Option<(&'static str, usize, usize)> {
    let (name, value) = line.split_once('=')?;
    let name = name
        .trim_end()
        .rsplit(|c: char| c.is_whitespace())
        .next()?
        .trim_start_matches('-');
    let upper = name.to_uppercase();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let secret = [
        "PASSWORD",
        "SECRET_ACCESS_KEY",
        "SECRET_KEY",
        "API_KEY",
        "AUTH_TOKEN",
        "ACCESS_TOKEN",
    ]
    .iter()
    .any(|part| upper.ends_with(part));
    let value = value.split_whitespace().next().unwrap_or_default();
    let bare = value.trim_matches(['"', '\'']);
    let plain = bare.len() >= 8
        && bare.chars().all(|c| c.is_ascii_graphic())
        && !bare.contains(['$', '<', '`', '(', '{', '[']);
    (is_name && secret && plain && is_literal_secret(bare)).then(|| {
        let start = line.find('=').map_or(0, |at| at + 1);
        ("a secret", start, value.len().max(1))
    })
}

/// `"password":"…"` in a request body.
fn json_password(line: &str) -> Option<(&'static str, usize, usize)> {
    let lower = line.to_ascii_lowercase();
    let key = [
        "\"password\"",
        "\"secret\"",
        "\"client_secret\"",
        "\"apikey\"",
        "\"api_key\"",
    ]
    .iter()
    .find_map(|key| lower.find(key).map(|at| at + key.len()))?;
    let rest = line[key..]
        .trim_start()
        .strip_prefix(':')?
        .trim_start()
        .strip_prefix('"')?;
    let value = rest.split('"').next()?;
    let start = line.len() - rest.len();
    (is_literal_secret(value) && !value.contains(['$', '(', '<'])).then_some((
        "a password",
        start,
        value.len(),
    ))
}

/// `scheme://user:password@host`
fn url_password(line: &str) -> Option<(&'static str, usize, usize)> {
    let at = line.find("://")? + 3;
    let rest = &line[at..];
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\''))
        .unwrap_or(rest.len());
    let (user, _) = rest[..end].rsplit_once('@')?;
    let (name, password) = user.split_once(':')?;
    let plain = password.len() >= 4 && !password.contains(['$', '<', '{', '*']) && !name.is_empty();
    (plain && is_literal_secret(password) && password.to_lowercase() != "password").then(|| {
        (
            "a password in an address",
            at + name.len() + 1,
            password.len(),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_stand_ins() {
        assert!(secret_in("export AWS_ACCESS_KEY_ID=AKIAJ7Q2WERTZUIOPLKH").is_some());
        assert!(secret_in("export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE").is_none());
        assert!(secret_in("export DB_PASSWORD=hunter2hunter2").is_some());
        assert!(secret_in("export DB_PASSWORD=$(aws secretsmanager get-secret-value)").is_none());
        assert!(secret_in("export DB_PASSWORD=<your-password>").is_none());
        assert!(secret_in("psql postgresql://app:s3cr3tpw@db/x").is_some());
        assert!(secret_in("psql postgresql://app:$DB_PASSWORD@db/x").is_none());
        assert!(secret_in("-d '{\"email\":\"a@b.c\",\"password\":\"test123\"}'").is_some());
        assert!(secret_in("The password = the one in the vault").is_none());
        assert!(secret_in("https://example.com/a:b@c").is_none());
    }

    #[test]
    fn lookalikes_are_told_from_other_languages() {
        assert!(lookalike("kubeсtl", false).is_some());
        assert!(lookalike("--name", false).is_none());
        assert!(lookalike("–-name", false).is_some());
        assert!(lookalike("'Привет'", true).is_none());
        assert!(lookalike("\u{201C}x\u{201D}", false).is_some());
        assert!(lookalike("µ", false).is_none());
    }
}
