//! Environments: which there are, which was chosen, who we are in them.

use belay_aws::keys::AccessKey;
use belay_engine::Identity;
use belay_engine::environment::Environment;
use belay_engine::ports::{CallerIdentity, Identities as _};
use serde::{Deserialize, Serialize};

use super::{Desk, blocking};
use crate::changes::What;
use crate::environments::{self, Environments};
use crate::error::AppError;
use crate::views::{EnvironmentList, IdentityState, KeptIn};

/// Access keys that a person typed. They go into the keyring or stay in memory,
/// and never come back out to the window.
#[derive(Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AccessKeys {
    /// E.g. `AKIA…`.
    pub access_key_id: String,
    /// The secret.
    pub secret_access_key: String,
}

impl Desk {
    /// All environments, with what could not be read.
    pub async fn environments(&self) -> Result<EnvironmentList, AppError> {
        let all = self.read_environments();
        let selected = self
            .kept()
            .environment
            .filter(|name| all.get(name).is_some())
            .or_else(|| all.entries.first().map(|(e, _)| e.name.clone()));
        Ok(EnvironmentList {
            environments: all
                .entries
                .iter()
                .map(|(e, file)| environments::card(e, file))
                .collect(),
            problems: all.problems,
            selected,
            files: self
                .environment_files()
                .iter()
                .map(|f| f.display().to_string())
                .collect(),
        })
    }

    /// Remembers the environment that the window works in.
    ///
    /// # Errors
    /// There is no such environment, or the choice cannot be kept.
    pub async fn select_environment(&self, name: &str) -> Result<EnvironmentList, AppError> {
        self.environment(name)?;
        self.change_kept(|kept| kept.environment = Some(name.to_owned()))?;
        self.inner.changes.tell(What::Identity, Some(name));
        self.sign_in_beside(name);
        self.environments().await
    }

    /// Signs in and asks AWS who we are. A failure is a state, not an error: the
    /// top bar shows it.
    ///
    /// # Errors
    /// There is no such environment.
    pub async fn sign_in(
        &self,
        environment: &str,
        mfa_code: Option<String>,
    ) -> Result<IdentityState, AppError> {
        let environment = self.environment(environment)?;
        Ok(self.sign_in_to(&environment, mfa_code).await)
    }

    /// Signs in without being waited for; the outcome is told as a change.
    pub(super) fn sign_in_beside(&self, environment: &str) {
        let (desk, name) = (self.clone(), environment.to_owned());
        tokio::spawn(async move {
            // An environment that is gone meanwhile needs no session.
            let _ = desk.sign_in(&name, None).await;
        });
    }

    pub(super) async fn sign_in_to(
        &self,
        environment: &Environment,
        mfa_code: Option<String>,
    ) -> IdentityState {
        let sessions = &self.inner.sessions;
        let asked = match mfa_code {
            Some(code) => sessions.provide_mfa(environment, &code).await,
            None => sessions.caller(environment).await,
        };
        let identity = asked.map_or_else(Identity::Failed, Identity::Told);
        self.identity_seen(environment, identity)
    }

    /// Who we were when AWS was last asked; calls nobody.
    ///
    /// # Errors
    /// There is no such environment.
    pub async fn identity(&self, environment: &str) -> Result<IdentityState, AppError> {
        let environment = self.environment(environment)?;
        Ok(self
            .lock(&self.inner.identities)
            .get(&environment.name)
            .cloned()
            .unwrap_or(IdentityState::SignedOut))
    }

    /// Keeps access keys for the profile of an environment.
    ///
    /// # Errors
    /// There is no such environment, or the keyring is locked.
    pub async fn save_keys(&self, environment: &str, keys: AccessKeys) -> Result<KeptIn, AppError> {
        let environment = self.environment(environment)?;
        let key = AccessKey {
            id: keys.access_key_id.trim().to_owned(),
            secret: keys.secret_access_key.trim().to_owned(),
        };
        let desk = self.clone();
        let profile = environment.profile.clone();
        // The keyring may ask its owner to unlock it, which takes a while.
        let kept = blocking(move || Ok(desk.inner.sessions.keys().save(&profile, &key)?)).await?;
        self.inner.sessions.forget(&environment).await;
        self.remember_identity(&environment.name, IdentityState::SignedOut);
        Ok(super::kept_in(kept))
    }

    /// Removes access keys that were kept.
    ///
    /// # Errors
    /// There is no such environment, or the keyring is locked.
    pub async fn forget_keys(&self, environment: &str) -> Result<(), AppError> {
        let environment = self.environment(environment)?;
        let desk = self.clone();
        let profile = environment.profile.clone();
        blocking(move || Ok(desk.inner.sessions.keys().forget(&profile)?)).await?;
        self.inner.sessions.forget(&environment).await;
        self.remember_identity(&environment.name, IdentityState::SignedOut);
        Ok(())
    }

    /// The environment of a name, read from the files as they are now.
    pub(super) fn environment(&self, name: &str) -> Result<Environment, AppError> {
        Ok(self.read_environments().find(name)?.clone())
    }

    pub(super) fn read_environments(&self) -> Environments {
        Environments::read(&self.environment_files())
    }

    pub(super) fn remember_identity(&self, environment: &str, state: IdentityState) {
        self.lock(&self.inner.identities)
            .insert(environment.to_owned(), state);
        self.inner.changes.tell(What::Identity, Some(environment));
    }

    fn environment_files(&self) -> Vec<std::path::PathBuf> {
        let beside = self.kept().opened.into_iter().filter_map(|opened| {
            let folder = if opened.is_file() {
                opened.parent()?.to_owned()
            } else {
                opened
            };
            Some(folder.join(".belay").join("environments.toml"))
        });
        std::iter::once(self.inner.home.environments())
            .chain(beside)
            .collect()
    }
}

/// What an identity means in an environment that pins an account.
pub(super) fn state_of(environment: &Environment, who: CallerIdentity) -> IdentityState {
    if who.account_id != environment.account_id {
        return IdentityState::Mismatch {
            account_id: who.account_id,
            expected: environment.account_id.clone(),
            arn: who.arn,
            checked_at: who.checked_at,
        };
    }
    IdentityState::Confirmed {
        account_id: who.account_id,
        role: role_of(&who.arn),
        arn: who.arn,
        checked_at: who.checked_at,
        expires_at: who.expires_at,
        request_id: who.request_id,
    }
}

/// `Operator` out of `arn:aws:sts::…:assumed-role/Operator/session`, or the last
/// part of any other ARN.
fn role_of(arn: &str) -> String {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or(arn);
    let mut parts = resource.split('/');
    match (parts.next(), parts.next()) {
        (Some("assumed-role"), Some(role)) => role.to_owned(),
        _ => resource.rsplit('/').next().unwrap_or(resource).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::role_of;

    #[test]
    fn the_role_is_read_out_of_the_arn() {
        let role = "arn:aws:sts::222222222222:assumed-role/Operator/jt";
        assert_eq!(role_of(role), "Operator");
        assert_eq!(role_of("arn:aws:iam::222222222222:user/ops/jt"), "jt");
        assert_eq!(role_of("arn:aws:iam::222222222222:root"), "root");
    }
}
