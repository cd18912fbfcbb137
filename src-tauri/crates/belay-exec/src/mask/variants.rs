//! The forms in which a secret may be printed: as it is, quoted for a shell or
//! JSON, percent-encoded, base64.

/// Shorter secrets are masked as they are only: their other forms would hit
/// ordinary text.
const SHORTEST_FOR_FORMS: usize = 6;
/// The same for the single lines of a secret that has several.
const SHORTEST_LINE: usize = 8;

/// All forms of all secrets, without doubles, longest first.
pub(super) fn all(secrets: &[String]) -> Vec<Vec<u8>> {
    let mut out: Vec<Vec<u8>> = Vec::new();
    for secret in secrets {
        forms(secret, &mut out);
    }
    out.retain(|form| !form.is_empty());
    out.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    out.dedup();
    out
}

fn forms(secret: &str, out: &mut Vec<Vec<u8>>) {
    let secret = secret.trim_matches(['\n', '\r']);
    if secret.is_empty() {
        return;
    }
    add(secret, out);
    if secret.contains('\n') {
        // The terminal prints a carriage return before each newline.
        add(&secret.replace("\r\n", "\n").replace('\n', "\r\n"), out);
        for line in secret.lines().filter(|line| line.len() >= SHORTEST_LINE) {
            add(line.trim(), out);
        }
    }
    if secret.len() < SHORTEST_FOR_FORMS {
        return;
    }
    add(&secret.replace('\'', r"'\''"), out);
    add(&secret.replace('\'', r#"'"'"'"#), out);
    add(&backslashed(secret, |c| r#""\$`"#.contains(c)), out);
    add(&backslashed(secret, |c| r#""\"#.contains(c)), out);
    add(&json_slashed(secret), out);
    add(&backslashed(secret, |c| !shell_plain(c)), out);
    for upper in [true, false] {
        add(&percent(secret, upper), out);
    }
    for alphabet in [STANDARD, URL] {
        for shift in 0..3 {
            out.push(base64_middle(secret.as_bytes(), shift, alphabet));
        }
    }
}

fn add(form: &str, out: &mut Vec<Vec<u8>>) {
    out.push(form.as_bytes().to_vec());
}

fn backslashed(secret: &str, which: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(secret.len() * 2);
    for c in secret.chars() {
        if which(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// JSON as some encoders write it, with `\/`.
fn json_slashed(secret: &str) -> String {
    backslashed(secret, |c| r#""\/"#.contains(c)).replace('\n', "\\n")
}

fn shell_plain(c: char) -> bool {
    c.is_alphanumeric() || "_-./:=@%+,".contains(c)
}

/// RFC 3986: everything but unreserved characters.
fn percent(secret: &str, upper: bool) -> String {
    let mut out = String::with_capacity(secret.len() * 3);
    for byte in secret.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ if upper => out.push_str(&format!("%{byte:02X}")),
            _ => out.push_str(&format!("%{byte:02x}")),
        }
    }
    out
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The base64 digits that depend on the secret alone when `shift` bytes of a
/// group of three stand before it: those at the edges also depend on its
/// neighbours and are left out.
fn base64_middle(secret: &[u8], shift: usize, alphabet: &[u8; 64]) -> Vec<u8> {
    let bit = |index: usize| -> Option<u8> {
        let byte = secret.get(index / 8)?;
        Some(byte >> (7 - index % 8) & 1)
    };
    // The first digit that starts within the secret.
    let first = (shift * 8).div_ceil(6) * 6 - shift * 8;
    (0..)
        .map(|digit| first + digit * 6)
        .take_while(|start| start + 6 <= secret.len() * 8)
        .map(|start| {
            let value = (start..start + 6).fold(0, |value, at| value << 1 | bit(at).unwrap_or(0));
            alphabet[usize::from(value)]
        })
        .collect()
}
