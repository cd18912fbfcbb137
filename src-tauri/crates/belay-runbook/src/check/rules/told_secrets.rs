//! Passwords, tokens and keys that a sentence tells: `the default password is hunter2`.
//!
//! Most sentences about passwords tell none: where it is kept, who has it, what it
//! must look like. So the value itself has to look like one.

/// Words that name a secret, longer ones first.
const SECRETS: [&str; 13] = [
    "passphrase",
    "password",
    "passwd",
    "passwort",
    "contraseña",
    "secret access key",
    "secret key",
    "access token",
    "auth token",
    "api token",
    "api key",
    "api-key",
    "token",
];

/// What looks like a value and is none.
const NO_VALUES: [&str; 36] = [
    "none",
    "null",
    "true",
    "false",
    "empty",
    "blank",
    "string",
    "required",
    "optional",
    "secret",
    "password",
    "token",
    "hidden",
    "masked",
    "prompt",
    "stdin",
    "stored",
    "rotated",
    "expired",
    "wrong",
    "invalid",
    "incorrect",
    "correct",
    "valid",
    "missing",
    "changed",
    "encrypted",
    "1password",
    "base64",
    "sha256",
    "sha512",
    "oauth2",
    "utf8",
    "md5",
    "auth0",
    "k8s",
];

/// Where the first told secret of a line of prose stands: its first byte, its length.
pub(super) fn told(line: &str) -> Option<(usize, usize)> {
    let lower = line.to_ascii_lowercase();
    SECRETS.iter().find_map(|name| {
        let ends =
            memchr::memmem::find_iter(lower.as_bytes(), name).map(|at| (at, at + name.len()));
        ends.filter(|(start, end)| apart(&lower, *start, *end))
            .find_map(|(start, end)| {
                let value = end + connector(&lower[end..])?;
                let default = lower[..start].trim_end().ends_with("default");
                told_at(line, value, default)
            })
    })
}

/// The name of the secret is a word of its own, not part of `DB_PASSWORD` or a path.
fn apart(lower: &str, start: usize, end: usize) -> bool {
    let joined = |c: char| c.is_alphanumeric() || "_-/.$<{".contains(c);
    !lower[..start].ends_with(joined) && !lower[end..].starts_with(|c| joined(c) && c != '.')
}

/// How far behind the name the value begins: behind ` is `, `:` or `=`, with a few
/// words in between at most (` for the admin user is `).
fn connector(rest: &str) -> Option<usize> {
    let window = &rest[..rest.floor_char_boundary(rest.len().min(48))];
    let (at, length) = [": ", ":** ", ":`", " is ", " = ", "=", ":"]
        .iter()
        .filter_map(|sign| Some((window.find(sign)?, sign.trim_end_matches('`').len())))
        .min()?;
    let between = &window[..at];
    let mut words = between
        .trim_matches(['*', '`', ' ', '_'])
        .split_whitespace();
    // `password for …`, `password (staging)`; a `password policy` is something else.
    let first = words.next().unwrap_or_default();
    let whose = first.is_empty() || ["for", "of", "für"].contains(&first) || first.starts_with('(');
    let plain = between
        .chars()
        .all(|c| c.is_alphanumeric() || " *`()'_-".contains(c));
    let clause = ["that", "which", "if", "where", "when", "and", "in"];
    let own = !between
        .split_whitespace()
        .any(|word| clause.contains(&word));
    (words.count() <= 4 && whose && plain && own).then_some(at + length)
}

fn told_at(line: &str, at: usize, default: bool) -> Option<(usize, usize)> {
    let rest = &line[at..];
    let inner = rest.trim_start_matches([' ', '*']);
    let start = line.len() - inner.len();
    let quote = inner.chars().next().filter(|c| "`\"'".contains(*c));
    let Some(quote) = quote else {
        let word = inner.split(char::is_whitespace).next()?;
        let behind = inner[word.len()..].trim_start();
        // A value without quotes ends its clause.
        let last = behind.is_empty()
            || behind.starts_with(['(', '|', '—', '–', '-'])
            || word.ends_with(['.', ',', ';']);
        let value = word.trim_end_matches(['.', ',', ';', ')', '*']);
        return (last && looks_secret(value, false, default)).then_some((start, value.len()));
    };
    let value = inner[1..].split(quote).next()?;
    let closed = inner.len() > value.len() + 1;
    (closed && looks_secret(value, true, default)).then_some((start + 1, value.len()))
}

fn looks_secret(value: &str, quoted: bool, default: bool) -> bool {
    let lower = value.to_ascii_lowercase();
    let shape = (4..=64).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_graphic())
        && !value.contains([
            '<', '>', '{', '}', '[', ']', '(', ')', '/', '\\', '|', ':', '`',
        ])
        && !value.starts_with(['$', '-', '#', '.', '~'])
        && !NO_VALUES.contains(&lower.as_str())
        && super::text::is_literal_secret(value);
    let (digits, letters) = (
        value.bytes().any(|b| b.is_ascii_digit()),
        value.bytes().any(|b| b.is_ascii_alphabetic()),
    );
    let signs = value.bytes().any(|b| b"!@#$%^&*+?~".contains(&b));
    // The name of a variable, of an entry in a store, of a file.
    let named = value.contains(['_', '.'])
        || (value.contains('-') && !signs)
        || value.bytes().all(|b| b.is_ascii_uppercase());
    if !shape || named || !letters {
        return false;
    }
    match quoted {
        true => digits || signs || default,
        false => (digits || signs) && !value.starts_with(|c: char| c.is_ascii_digit()),
    }
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn a_told_secret_is_found() {
        for (line, value) in [
            ("The default password is hunter2.", "hunter2"),
            ("- **Password:** `S3cr3t!pw`", "S3cr3t!pw"),
            (
                "Log in as `admin`, the default password is `admin`.",
                "admin",
            ),
            (
                "The password for the admin user is Tr0ub4dor (change it)",
                "Tr0ub4dor",
            ),
            ("API token: `tkn8f3k2m9q`", "tkn8f3k2m9q"),
            ("user: ops, password: Winter2024!", "Winter2024!"),
            ("| grafana | password: \"pa55word\" |", "pa55word"),
        ] {
            let found = told(line).and_then(|(at, length)| line.get(at..at + length));
            assert_eq!(found, Some(value), "{line}");
        }
    }

    #[test]
    fn a_sentence_about_secrets_tells_none() {
        for line in [
            "The password is stored in 1Password.",
            "The password is in `prod/db/password`.",
            "The password is kept in the vault under `db-password`",
            "Password: see 1Password",
            "Password: `<password>`",
            "Password: `$DB_PASSWORD`",
            "Password: `DB_PASSWORD`",
            "password: changeme",
            "The password is at least 12 characters long.",
            "The token is valid for 24h.",
            "The token expires after 90days.",
            "If the password is wrong, ask the DBA.",
            "API key: ask the platform team",
            "The access token is a JWT signed with RS256.",
            "Secret key: rotated every 90 days",
            "Password policy: NIST800",
            "`password` is required",
            "The API key is sent as `X-Api-Key`.",
            "Reset the password with `kubectl exec db-0 -- psql`",
            "The password is hashed with bcrypt10 and a salt.",
            "Token: `string`",
            "The idempotency token is `order-1234`.",
            "Pagination token: `NextToken`",
            "The default password is `admin-password` of the secret.",
            "passwords: 3 failed attempts",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }
}
