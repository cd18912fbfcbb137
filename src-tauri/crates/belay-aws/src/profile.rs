//! What `~/.aws` says about a profile.

use std::path::PathBuf;

use aws_config::profile::{self, Profile, ProfileSet};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use belay_engine::ports::{PortError, PortErrorKind};

/// Where the AWS files are. The default is where every AWS tool looks:
/// `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// The config file, if not the default one.
    pub config: Option<PathBuf>,
    /// The credentials file, if not the default one.
    pub credentials: Option<PathBuf>,
}

impl Places {
    /// For the SDK.
    pub(crate) fn files(&self) -> EnvConfigFiles {
        let builder = EnvConfigFiles::builder();
        let builder = match &self.config {
            Some(path) => builder.with_file(EnvConfigFileKind::Config, path),
            None => builder.include_default_config_file(true),
        };
        match &self.credentials {
            Some(path) => builder.with_file(EnvConfigFileKind::Credentials, path),
            None => builder.include_default_credentials_file(true),
        }
        .build()
    }

    /// Reads all profiles.
    pub(crate) async fn profiles(&self) -> Result<ProfileSet, PortError> {
        profile::load(
            &Default::default(),
            &Default::default(),
            &self.files(),
            None,
        )
        .await
        .map_err(|error| PortError {
            message: format!("The AWS configuration files could not be read: {error}"),
            hint: Some("Correct the file that is named, then try again.".to_owned()),
            request_id: None,
            kind: PortErrorKind::Configuration,
        })
    }
}

/// What matters of one profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ProfileFacts {
    /// `endpoint_url`.
    pub(crate) endpoint_url: Option<String>,
    /// Whether a `services` section sets endpoints one by one.
    pub(crate) services: bool,
    /// The role that the profile assumes itself, from `source_profile`.
    pub(crate) role: Option<Hop>,
    /// `source_profile`, where `role` is set.
    pub(crate) source_profile: Option<String>,
    /// Static keys in the profile itself: id and secret, session token.
    pub(crate) keys: Option<(String, String, Option<String>)>,
    /// `mfa_serial`, also without a role in the profile.
    pub(crate) mfa_serial: Option<String>,
    /// Whether it signs in through IAM Identity Center.
    pub(crate) sso: bool,
}

/// A role to assume.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hop {
    pub(crate) role_arn: String,
    pub(crate) external_id: Option<String>,
    pub(crate) mfa_serial: Option<String>,
    pub(crate) duration_seconds: Option<i32>,
    pub(crate) session_name: Option<String>,
}

impl ProfileFacts {
    pub(crate) fn of(profile: &Profile) -> Self {
        let get = |name: &str| profile.get(name).map(str::to_owned);
        let mfa_serial = get("mfa_serial");
        let source_profile = get("source_profile");
        // With `credential_source` (instance or container roles) the SDK does
        // the whole chain; there is nobody to ask for a code anyway.
        let role = match (get("role_arn"), &source_profile) {
            (Some(role_arn), Some(_)) => Some(Hop {
                role_arn,
                external_id: get("external_id"),
                mfa_serial: mfa_serial.clone(),
                duration_seconds: get("duration_seconds").and_then(|s| s.parse().ok()),
                session_name: get("role_session_name"),
            }),
            _ => None,
        };
        let keys = get("aws_access_key_id").zip(get("aws_secret_access_key"));
        Self {
            endpoint_url: get("endpoint_url"),
            services: profile.get("services").is_some(),
            role,
            source_profile,
            keys: keys.map(|(id, secret)| (id, secret, get("aws_session_token"))),
            mfa_serial,
            sso: profile.get("sso_session").is_some() || profile.get("sso_start_url").is_some(),
        }
    }
}
