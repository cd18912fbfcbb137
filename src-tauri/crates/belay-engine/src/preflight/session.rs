//! The session: AWS can be reached, and says the account that is pinned.

use super::{Check, CheckState, NeedKind};
use crate::environment::Environment;
use crate::guards::{Resolve, account_remedy};
use crate::ports::{CallerIdentity, PortError, PortErrorKind};

/// What one question to STS says of the endpoint and of the identity.
pub(crate) fn of_session(
    environment: &Environment,
    caller: &Result<CallerIdentity, PortError>,
) -> Vec<Check> {
    vec![endpoint(environment, caller), identity(environment, caller)]
}

fn endpoint(environment: &Environment, caller: &Result<CallerIdentity, PortError>) -> Check {
    let region = &environment.region;
    let check = |state, sentence: String| {
        let mut check = Check::new(
            "endpoint".to_owned(),
            NeedKind::Endpoint,
            "AWS endpoint",
            state,
            sentence,
        );
        check.wanted = Some(region.clone());
        check
    };
    match caller {
        Ok(_) => check(
            CheckState::Ok,
            format!("AWS answers from Region `{region}`."),
        ),
        Err(error) => match error.kind {
            PortErrorKind::Unreachable => {
                let mut check = check(CheckState::Failed, sentence_of(error));
                check.remedy = error.hint.clone();
                check
            }
            PortErrorKind::Forbidden | PortErrorKind::Throttled => check(
                CheckState::Ok,
                format!("AWS answers from Region `{region}`, with a refusal."),
            ),
            _ => check(
                CheckState::Unknown,
                format!(
                    "Whether AWS can be reached in Region `{region}` shows once you are signed in."
                ),
            ),
        },
    }
}

fn identity(environment: &Environment, caller: &Result<CallerIdentity, PortError>) -> Check {
    let (name, pinned) = (&environment.name, &environment.account_id);
    let check = |state, sentence: String| {
        let mut check = Check::new(
            "identity".to_owned(),
            NeedKind::Identity,
            "Identity",
            state,
            sentence,
        );
        check.wanted = Some(pinned.clone());
        check
    };
    match caller {
        Ok(caller) if caller.account_id == *pinned => {
            let mut check = check(
                CheckState::Ok,
                format!(
                    "AWS says that this is `{}`, in the account that `{name}` pins.",
                    caller.arn
                ),
            );
            check.found = Some(caller.account_id.clone());
            check
        }
        Ok(caller) => {
            let mut check = check(
                CheckState::Failed,
                format!(
                    "AWS says that this is account {} (`{}`); `{name}` pins account {pinned}.",
                    caller.account_id, caller.arn
                ),
            )
            .remedy(account_remedy(environment));
            check.found = Some(caller.account_id.clone());
            check
        }
        Err(error) if error.kind == PortErrorKind::Unreachable => check(
            CheckState::Unknown,
            "AWS could not be asked who this is.".to_owned(),
        ),
        Err(error) => {
            let sign_in = matches!(error.kind, PortErrorKind::SignIn | PortErrorKind::MfaNeeded);
            let mut check = check(CheckState::Failed, sentence_of(error));
            check.remedy = error.hint.clone();
            check.resolve = sign_in.then_some(Resolve::SignIn);
            check
        }
    }
}

fn sentence_of(error: &PortError) -> String {
    format!("{}.", error.message.trim_end_matches('.'))
}
