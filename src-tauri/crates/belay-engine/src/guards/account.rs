//! The guard that asks AWS who we are.

use super::{ACCOUNT, Finding, Refusal, Resolve};
use crate::environment::Environment;
use crate::ports::{CallerIdentity, PortError, PortErrorKind};

/// Compares what AWS says with the account that the environment is pinned to.
/// No answer is a no: nothing is changed as somebody unknown.
pub(crate) fn account(
    environment: &Environment,
    caller: &Result<CallerIdentity, PortError>,
) -> Option<Refusal> {
    let finding = match caller {
        Ok(caller) if caller.account_id == environment.account_id => return None,
        Ok(caller) => Finding::new(
            format!(
                "AWS says that this is account {} (`{}`); environment `{}` is account {}. Nothing \
                 was run.",
                caller.account_id, caller.arn, environment.name, environment.account_id
            ),
            remedy(environment),
            None,
        ),
        Err(error) => {
            let sign_in = matches!(error.kind, PortErrorKind::SignIn | PortErrorKind::MfaNeeded);
            let remedy = match (&error.hint, sign_in) {
                (Some(hint), _) => hint.clone(),
                (None, true) => "Sign in, then run the step again.".to_owned(),
                (None, false) => "Try again once AWS answers.".to_owned(),
            };
            Finding::new(
                format!(
                    "AWS could not be asked who we are: {}. Nothing was run.",
                    error.message.trim_end_matches('.')
                ),
                remedy,
                sign_in.then_some(Resolve::SignIn),
            )
        }
    };
    Some(Refusal::of(ACCOUNT.0, Some(ACCOUNT.1), finding))
}

/// What to look at when AWS says another account than is pinned.
pub(crate) fn remedy(environment: &Environment) -> String {
    format!(
        "Check profile `{}` in `~/.aws/config`, or the environment's `account_id`.",
        environment.profile
    )
}
