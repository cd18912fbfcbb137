//! Masks secrets in a stream of output, however it is cut into pieces.
//!
//! Two passes: known values ([`values`]), then what looks like a credential
//! ([`shapes`]). Both hold back only what may still turn into a secret.

mod shapes;
mod triggers;
mod values;
mod variants;

use crate::flow::Flow;

pub(crate) use triggers::secret_name;

/// What stands in place of a secret.
pub const MASK: &str = "••••••";

/// Both passes in one.
pub(crate) struct Masker {
    values: values::Values,
    shapes: shapes::Shapes,
}

impl Masker {
    /// `secrets` are masked wherever they appear; empty ones are ignored.
    pub fn new(secrets: &[String]) -> Self {
        Self {
            values: values::Values::new(secrets),
            shapes: shapes::Shapes::new(),
        }
    }

    /// Masks what is certain by now.
    pub fn push(&mut self, flow: &Flow, out: &mut Flow) {
        let mut between = Flow::default();
        self.values.push(flow, &mut between, false);
        self.shapes.push(&between, out, false);
    }

    /// Masks what was held back: there is no more.
    pub fn finish(&mut self, out: &mut Flow) {
        let mut between = Flow::default();
        self.values.push(&Flow::default(), &mut between, true);
        self.shapes.push(&between, out, true);
    }

    /// Whether a text holds something that would be masked.
    pub fn finds(secrets: &[String], text: &str) -> bool {
        let mut masker = Self::new(secrets);
        let mut out = Flow::default();
        masker.push(&Flow::plain(text), &mut out);
        masker.finish(&mut out);
        out.text != text.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitise::Sanitiser;
    use proptest::prelude::*;

    fn mask(secrets: &[&str], pieces: &[&[u8]]) -> String {
        let secrets: Vec<String> = secrets.iter().map(|s| (*s).to_owned()).collect();
        let (mut sanitiser, mut masker) = (Sanitiser::default(), Masker::new(&secrets));
        let mut out = Flow::default();
        for piece in pieces {
            let mut flow = Flow::default();
            sanitiser.push(piece, &mut flow);
            masker.push(&flow, &mut out);
        }
        masker.finish(&mut out);
        String::from_utf8_lossy(&out.bytes()).replace(MASK, "[M]")
    }

    /// The same result for every way of cutting the stream in two, and byte by
    /// byte.
    #[track_caller]
    fn check(secrets: &[&str], input: &str, expected: &str) {
        let bytes = input.as_bytes();
        assert_eq!(mask(secrets, &[bytes]), expected, "{input:?}");
        for cut in 0..bytes.len() {
            let (a, b) = bytes.split_at(cut);
            assert_eq!(mask(secrets, &[a, b]), expected, "{input:?} cut at {cut}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(mask(secrets, &single), expected, "{input:?} byte by byte");
    }

    #[test]
    fn a_known_value_is_masked_wherever_the_stream_is_cut() {
        check(&["hunter2"], "the word is hunter2.", "the word is [M].");
        check(&["hunter2"], "hunthunter2hunter", "hunt[M]hunter");
        check(&["aab"], "aaab aaaab", "a[M] aa[M]");
        check(
            &["pass", "pass-word"],
            "a pass-word, a pass-port",
            "a [M], a [M]-port",
        );
    }

    #[test]
    fn colours_inside_a_secret_do_not_save_it() {
        check(
            &["hunter2secret"],
            "x \x1b[31mhunter\x1b[0m2secret y",
            "x \x1b[31m[M]\x1b[0m y",
        );
        check(
            &[],
            "\x1b[01;31m\x1b[KAKIA\x1b[m\x1b[KIOSFODNN7EXAMPLE done",
            "\x1b[01;31m\x1b[K[M]\x1b[m\x1b[K done",
        );
    }

    #[test]
    fn other_forms_of_a_known_value_are_masked() {
        let secret = "p@ss/w\"rd$1'x";
        check(&[secret], "u=p%40ss%2Fw%22rd%241%27x;", "u=[M];");
        check(&[secret], r#"{"v":"p@ss/w\"rd$1'x"}"#, r#"{"v":"[M]"}"#);
        check(&[secret], r#"'p@ss/w"rd$1'\''x'"#, "'[M]'");
        check(&[secret], r#""p@ss/w\"rd\$1'x""#, "\"[M]\"");
        // base64 of `user:` + the secret, and of the secret alone.
        check(
            &[secret],
            "Basic dXNlcjpwQHNzL3cicmQkMSd4 end",
            "Basic dXNlcjp[M] end",
        );
        check(&[secret], "cEBzcy93InJkJDEneA==", "[M]A==");
    }

    #[test]
    fn the_lines_of_a_secret_are_masked_as_the_terminal_prints_them() {
        check(
            &["line-one-of-it\nline-two-of-it"],
            "line-one-of-it\r\nline-two-of-it\r\nx",
            "[M]\r\nx",
        );
        check(
            &["line-one-of-it\nline-two-of-it"],
            "> line-two-of-it",
            "> [M]",
        );
    }

    #[test]
    fn what_looks_like_a_credential_is_masked() {
        check(&[], "id AKIAIOSFODNN7EXAMPLE ok", "id [M] ok");
        check(&[], "ASIAY34FZKBOKMUTVV7A", "[M]");
        check(
            &[],
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG\nnext",
            "aws_secret_access_key = [M]\nnext",
        );
        check(
            &[],
            "export AWS_SESSION_TOKEN='abc def'; echo",
            "export AWS_SESSION_TOKEN='[M]'; echo",
        );
        check(
            &[],
            r#"  "SecretAccessKey": "wJal\"rXUtn","#,
            r#"  "SecretAccessKey": "[M]","#,
        );
        check(
            &[],
            r#""SecretString": "{\"password\":\"x\"}" }"#,
            r#""SecretString": "[M]" }"#,
        );
        check(
            &[],
            r#"{\"password\":\"x1\",\"a\":1}"#,
            r#"{\"password\":\"[M]\",\"a\":1}"#,
        );
        check(
            &[],
            "Authorization: Bearer abcdef0123456789.x-y\r\n",
            "Authorization: Bearer [M]\r\n",
        );
        check(
            &[],
            "t eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig_x!",
            "t [M]!",
        );
        check(&[], "DB_PASSWORD=hunter2 next", "DB_PASSWORD=[M] next");
        check(
            &[],
            "-----BEGIN RSA PRIVATE KEY-----\r\nMIIE\r\nabc\r\n-----END RSA PRIVATE KEY-----\r\nz",
            "-----BEGIN RSA PRIVATE KEY-----[M]-----END RSA PRIVATE KEY-----\r\nz",
        );
    }

    #[test]
    fn ordinary_words_stay() {
        for text in [
            "PasswordLastUsed: 2026-11-21",
            "password policy is strict",
            "Password: \n",
            "the bearer of this",
            "Bearer short",
            "xAKIAIOSFODNN7EXAMPLE",
            "AKIA is a prefix",
            "eyJ",
            "commit 5f0c91",
            "\"password\": \"\"",
            "api_keys: 3",
        ] {
            check(&[], text, text);
        }
    }

    #[test]
    fn nothing_ordinary_is_held_back() {
        let mut masker = Masker::new(&["hunter2".to_owned()]);
        let mut out = Flow::default();
        masker.push(&Flow::plain("Continue? [y/N] "), &mut out);
        assert_eq!(out.text, b"Continue? [y/N] ");
    }

    /// Pieces of output around and inside which a secret stands.
    fn noise() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ -~]{0,12}",
            "[a-c\"'\\\\=: ]{0,8}",
            Just("\x1b[1m".to_owned()),
            Just("password=".to_owned()),
            Just("AKIA".to_owned()),
            Just("\r\n".to_owned()),
        ]
    }

    proptest! {
        /// Whatever stands around a secret, however it is coloured and however
        /// the stream is cut: it never comes out, and the cuts change nothing.
        #[test]
        fn a_secret_never_comes_out(
            secret in "[a-cX-Z0-9/+]{4,16}",
            before in prop::collection::vec(noise(), 0..5),
            after in prop::collection::vec(noise(), 0..5),
            colour_at in 0usize..16,
            cuts in prop::collection::vec(0usize..200, 0..6),
        ) {
            let (head, rest) = secret.split_at(colour_at.min(secret.len()));
            let input = format!(
                "{}{head}\x1b[32m{rest}{}",
                before.concat(),
                after.concat()
            );
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(input.len())).collect();
            cuts.sort_unstable();
            let mut pieces: Vec<&[u8]> = Vec::new();
            let mut from = 0;
            for cut in cuts.into_iter().chain([input.len()]) {
                pieces.push(&input.as_bytes()[from..cut]);
                from = cut;
            }
            let whole = mask(&[&secret], &[input.as_bytes()]);
            prop_assert_eq!(&mask(&[&secret], &pieces), &whole);
            prop_assert!(!crate::plain::plain(whole.as_bytes()).contains(&secret), "{}", whole);
        }
    }
}
