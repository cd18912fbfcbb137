//! Answers a guard's challenge: on the terminal, or with a phrase that was given
//! on the command line. The phrase is never filled in by itself.

use belay_engine::guards::{Answer, Challenge};

use crate::outcome::CliError;
use crate::print;

/// The answer to `challenge`.
///
/// # Errors
/// Nobody is there to answer.
pub fn answer(challenge: &Challenge, given: Option<&str>) -> Result<Answer, CliError> {
    let typed = match given {
        Some(given) => given.to_owned(),
        None => {
            for reason in &challenge.reasons {
                print::aside(reason);
            }
            print::ask(&format!(
                "{}\nType `{}` to go on:",
                challenge.prompt, challenge.phrase
            ))
            .ok_or_else(|| nobody(challenge))?
        }
    };
    Ok(Answer {
        token: challenge.token.clone(),
        typed,
    })
}

fn nobody(challenge: &Challenge) -> CliError {
    CliError::Refused(vec![belay_engine::guards::Refusal {
        guard: "confirmation".into(),
        mistake: None,
        sentence: challenge.prompt.clone(),
        remedy: format!(
            "Run it in a terminal, or give `--confirm '{}'`.",
            challenge.phrase
        ),
        resolve: Some(belay_engine::guards::Resolve::Confirm),
        inputs: Vec::new(),
        rule: None,
    }])
}
