//! Confirmations: a token for exactly one act, good for ten minutes, used once.
//! A boolean from outside never stands for one.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use belay_journal::Digest;
use belay_journal::body::ConfirmationGiven;
use jiff::{SignedDuration, Timestamp};

use super::{Answer, Challenge};
use crate::ports::Entropy;

/// How long a challenge is good: long enough to read it aloud to a colleague.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// The one act that a challenge is issued for. Whatever changes about the act
/// makes another subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The run, or the environment for an act outside a run.
    pub within: String,
    /// The unit, or the id of a plan.
    pub what: String,
    /// Which attempt.
    pub attempt: u32,
    /// Digest of everything that will be done: the resolved text or the plan.
    pub digest: Digest,
    /// Ids of the guards that the answer is to satisfy.
    pub guards: Vec<String>,
}

/// Why an answer does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// No such challenge: it was used, or the program was started anew.
    Unknown,
    /// More than ten minutes old.
    Expired,
    /// Issued for another act, or for this one before it changed.
    OtherAct,
    /// Something else was typed.
    OtherPhrase,
}

impl Invalid {
    /// In words.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => "The confirmation was used already, or Belay was started anew since.",
            Self::Expired => "The confirmation is more than ten minutes old.",
            Self::OtherAct => {
                "The confirmation was given for something else: what would be done has changed since."
            }
            Self::OtherPhrase => "What was typed is not the phrase that was asked for.",
        }
    }
}

struct Issued {
    subject: Subject,
    prompt: String,
    phrase: String,
    expires_at: Timestamp,
}

/// Challenges that were issued and not yet used. Kept in memory only: a restart
/// asks again.
#[derive(Default)]
pub struct Confirmations {
    issued: Mutex<HashMap<String, Issued>>,
}

impl Confirmations {
    fn issued(&self) -> MutexGuard<'_, HashMap<String, Issued>> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Issues a challenge for `subject`.
    pub fn issue(
        &self,
        subject: Subject,
        prompt: String,
        phrase: String,
        reasons: Vec<String>,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Challenge {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        let token = hex(&bytes);
        let expires_at = now.checked_add(LIFETIME).unwrap_or(now);
        let challenge = Challenge {
            token: token.clone(),
            prompt: prompt.clone(),
            phrase: phrase.clone(),
            expires_at,
            reasons,
        };
        let mut issued = self.issued();
        issued.retain(|_, old| old.expires_at > now);
        issued.insert(
            token,
            Issued {
                subject,
                prompt,
                phrase,
                expires_at,
            },
        );
        challenge
    }

    /// Redeems an answer for `subject`. Whatever comes out, the token is used.
    ///
    /// # Errors
    /// [`Invalid`] says why the answer does not count.
    pub fn redeem(
        &self,
        answer: &Answer,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<ConfirmationGiven, Invalid> {
        let issued = self
            .issued()
            .remove(&answer.token)
            .ok_or(Invalid::Unknown)?;
        if issued.expires_at <= now {
            return Err(Invalid::Expired);
        }
        if issued.subject != *subject {
            return Err(Invalid::OtherAct);
        }
        if issued.phrase != answer.typed.trim() {
            return Err(Invalid::OtherPhrase);
        }
        Ok(ConfirmationGiven {
            prompt: issued.prompt,
            typed: Some(answer.typed.trim().to_owned()),
            guards: issued.subject.guards,
        })
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}
