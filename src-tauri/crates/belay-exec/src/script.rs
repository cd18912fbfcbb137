//! How a shell text is run, and what is learned from its end.
//!
//! The text is in a file; the shell reads and evaluates it, so that nothing is
//! quoted into a command line. It runs with `-e` and `-o pipefail`: a part of a
//! runbook is a list of commands that build on each other, and the first one
//! that fails ends it, where a person who pastes the lines would stop and look.
//! What a text does about failures itself (`|| true`, `if`, `set +e`) holds.
//!
//! At the end the shell writes its directory and its exported variables to
//! another file. A text that replaces the shell (`exec`), or that sets its own
//! EXIT trap and then fails, ends without that.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::mask::{Masker, secret_name};

/// Evaluates the file `$1`, leaves directory and exports in the file `$2`, each
/// entry ended by a NUL byte. It is given to the shell on a single line: then
/// the line numbers in the shell's messages are those of the text.
const BASH: &str = r#"
__belay_state=$2;
__belay_end() (
  set +eux;
  IFS=$'\n';
  {
    printf '%s\0' "$PWD";
    for __belay_name in $(compgen -e); do
      printf '%s=%s\0' "$__belay_name" "${!__belay_name-}";
    done;
  } >|"$__belay_state";
);
trap '{ __belay_end; } 2>/dev/null || :' EXIT;
__belay_text=$(<"$1");
command rm -f -- "$1" || :;
set --;
eval "$__belay_text";
{ __belay_code=$?; __belay_end || :; set +x; } 2>/dev/null;
exit "$__belay_code"
"#;

/// The same for a POSIX shell, which has no `pipefail` and no way to list
/// exports that is safe to read; `env -0` is there on Linux.
const POSIX: &str = r#"
__belay_state=$2;
__belay_end() (
  set +eux;
  { printf '%s\0' "$PWD"; env -0; } >|"$__belay_state";
);
trap '{ __belay_end; } 2>/dev/null || :' EXIT;
__belay_text=$(cat -- "$1");
command rm -f -- "$1" || :;
set --;
eval "$__belay_text";
{ __belay_code=$?; __belay_end || :; set +x; } 2>/dev/null;
exit "$__belay_code"
"#;

/// A shell that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shell {
    pub path: PathBuf,
    pub bash: bool,
}

impl Shell {
    /// `bash`, or `sh` where there is none, from a search path.
    pub fn find(search: &str) -> Option<Self> {
        let usual = "/bin:/usr/bin:/usr/local/bin";
        let all = || search.split(':').chain(usual.split(':'));
        let find = |name: &str| {
            all()
                .filter(|folder| folder.starts_with('/'))
                .map(|folder| Path::new(folder).join(name))
                .find(|path| path.is_file())
        };
        let bash = find("bash").map(|path| Self { path, bash: true });
        bash.or_else(|| find("sh").map(|path| Self { path, bash: false }))
    }

    /// The arguments that run `text` and write `state`.
    pub fn arguments(&self, text: &Path, state: &Path) -> Vec<OsString> {
        let one_line = |script: &str| script.replace('\n', " ");
        let start: Vec<String> = if self.bash {
            let options = ["-e", "-o", "pipefail", "-c"].map(str::to_owned);
            options
                .into_iter()
                .chain([one_line(BASH), "bash".into()])
                .collect()
        } else {
            vec!["-e".into(), "-c".into(), one_line(POSIX), "sh".into()]
        };
        let files = [text, state].map(|path| path.as_os_str().to_owned());
        start.into_iter().map(OsString::from).chain(files).collect()
    }
}

/// How a shell ended: where, and with which exported variables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct EndState {
    pub directory: Option<PathBuf>,
    pub variables: BTreeMap<String, String>,
}

impl EndState {
    /// Reads the state file's content. What is not UTF-8 is left out.
    pub fn parse(bytes: &[u8]) -> Self {
        let mut entries = bytes
            .split(|byte| *byte == 0)
            .filter_map(|entry| std::str::from_utf8(entry).ok());
        let directory = entries
            .next()
            .filter(|text| text.starts_with('/'))
            .map(PathBuf::from);
        let variables = entries
            .filter_map(|entry| entry.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self {
            directory,
            variables,
        }
    }

    /// The variables that are new or different, without the shell's own and
    /// without secrets: those of secret names and those whose value would be
    /// masked in an output.
    pub fn exported(
        &self,
        before: &BTreeMap<String, String>,
        secrets: &[String],
    ) -> BTreeMap<String, String> {
        /// Longer values are data, not settings; a journal keeps what this gives.
        const LONGEST: usize = 32 * 1024;
        let own: HashSet<&str> = ["_", "PWD", "OLDPWD", "SHLVL", "IFS", crate::tree::MARKER].into();
        self.variables
            .iter()
            .filter(|(name, value)| before.get(*name) != Some(value))
            .filter(|(name, _)| !own.contains(name.as_str()) && !name.starts_with("__belay"))
            .filter(|(name, value)| value.len() <= LONGEST && !secret_name(name))
            .filter(|(_, value)| !Masker::finds(secrets, value))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_what_changed_without_secrets() {
        let state = b"/srv/app\0PATH=/bin\0VERSION=7\0TOKEN_FILE=/x\0API_KEY=k\0\
            COPY=hunter2\0ID=AKIAIOSFODNN7EXAMPLE\0SHLVL=2\0MULTI=a\nb\0BELAY_ATTEMPT=x\0\
            AWS_SESSION_TOKEN=t\0";
        let end = EndState::parse(state);
        assert_eq!(end.directory.as_deref(), Some(Path::new("/srv/app")));
        let before = BTreeMap::from([("PATH".to_owned(), "/bin".to_owned())]);
        let exported = end.exported(&before, &["hunter2".to_owned()]);
        let names: Vec<&str> = exported.keys().map(String::as_str).collect();
        assert_eq!(names, ["MULTI", "TOKEN_FILE", "VERSION"]);
        assert_eq!(exported["MULTI"], "a\nb");
    }

    #[test]
    fn no_state_is_no_directory_and_no_exports() {
        assert_eq!(EndState::parse(b""), EndState::default());
    }
}
