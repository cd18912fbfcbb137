//! Signing in: from a profile (or saved keys) through as many roles as it takes.

use std::sync::OnceLock;
use std::time::Duration;

use aws_config::profile::{ProfileFileCredentialsProvider, ProfileSet};
use aws_config::provider_config::ProviderConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::Client as StsClient;
use belay_engine::environment::Environment;
use belay_engine::ports::{PortError, PortErrorKind};

use super::way::{Origin, way};
use super::{Inner, Session, misconfigured};
use crate::failure::{Failure, FailureKind};
use crate::keys::Keys;
use crate::profile::{Hop, ProfileFacts};
use crate::time;

/// Makes a session. `code` is what the person read from the MFA device.
pub(super) async fn sign_in(
    inner: &Inner,
    environment: &Environment,
    code: Option<&str>,
) -> Result<Session, PortError> {
    let profiles = inner.places.profiles().await?;
    let start = start(inner, &profiles, environment).await?;
    let base = base_config(inner, environment, &start).await;
    let mut credentials = start.credentials;
    let mut with_mfa = false;
    for hop in &start.hops {
        with_mfa |= hop.mfa_serial.is_some();
        credentials = assume(inner, &base, credentials, hop, code, environment).await?;
    }
    let config = base
        .to_builder()
        .credentials_provider(shared(credentials.clone()))
        .build();
    Ok(Session {
        expires_at: credentials.expiry().and_then(time::from_system),
        endpoint_url: config.endpoint_url().map(str::to_owned),
        region: environment.region.clone(),
        config,
        credentials,
        with_mfa,
        sts: OnceLock::new(),
        cloudwatch: OnceLock::new(),
        dynamodb: OnceLock::new(),
        rds: OnceLock::new(),
        lambda: OnceLock::new(),
        ecs: OnceLock::new(),
    })
}

/// Where the way begins, and which roles it goes through.
struct Start {
    facts: ProfileFacts,
    credentials: Credentials,
    hops: Vec<Hop>,
}

async fn start(
    inner: &Inner,
    profiles: &ProfileSet,
    environment: &Environment,
) -> Result<Start, PortError> {
    let Some(profile) = profiles.get_profile(&environment.profile) else {
        return saved_keys(inner, environment).await;
    };
    let facts = ProfileFacts::of(profile);
    let way = way(profiles, &environment.profile)?;
    let credentials = match way.origin {
        Origin::Profile { name, sso } => from_profile(inner, environment, &name, sso).await?,
        Origin::Keys(keys) => keys,
    };
    let mut hops = way.hops;
    hops.extend(own_hop(environment, &facts));
    Ok(Start {
        facts,
        credentials,
        hops,
    })
}

/// The environment's own role. The profile's MFA device counts for it, unless
/// the profile has used it for a role of its own.
fn own_hop(environment: &Environment, facts: &ProfileFacts) -> Option<Hop> {
    let role_arn = environment.role_arn.clone()?;
    Some(Hop {
        role_arn,
        mfa_serial: facts.mfa_serial.clone().filter(|_| facts.role.is_none()),
        ..Hop::default()
    })
}

async fn saved_keys(inner: &Inner, environment: &Environment) -> Result<Start, PortError> {
    let name = environment.profile.clone();
    let keys = std::sync::Arc::clone(&inner.keys);
    // The keyring speaks D-Bus, and may wait for its owner to unlock it.
    let found = tokio::task::spawn_blocking(move || Keys::load(&keys, &name))
        .await
        .map_err(|error| misconfigured(format!("The keyring failed: {error}"), "Try again."))?
        .map_err(|error| {
            misconfigured(
                format!(
                    "Profile `{}` of environment `{}` is not in the AWS configuration, and saved keys could not be read: {error}",
                    environment.profile, environment.name
                ),
                "Correct the profile in environments.toml, or unlock the keyring that holds its keys.",
            )
        })?;
    let Some(key) = found else {
        return Err(misconfigured(
            format!(
                "Profile `{}` of environment `{}` is not in the AWS configuration, and no keys are saved under that name.",
                environment.profile, environment.name
            ),
            "Correct the profile in environments.toml, add it to `~/.aws/config`, or enter keys for it.",
        ));
    };
    let facts = ProfileFacts::default();
    Ok(Start {
        hops: own_hop(environment, &facts).into_iter().collect(),
        facts,
        credentials: Credentials::new(key.id, key.secret, None, None, "keyring"),
    })
}

async fn from_profile(
    inner: &Inner,
    environment: &Environment,
    profile: &str,
    sso: bool,
) -> Result<Credentials, PortError> {
    let config = ProviderConfig::without_region()
        .with_region(Some(Region::new(environment.region.clone())))
        .with_http_client(inner.http.clone());
    let provider = ProfileFileCredentialsProvider::builder()
        .configure(&config)
        .profile_files(inner.places.files())
        .profile_name(profile)
        .build();
    provider
        .provide_credentials()
        .await
        .map_err(|error| no_credentials(profile, sso, &error))
}

fn no_credentials(profile: &str, sso: bool, error: &CredentialsError) -> PortError {
    let detail = innermost(error);
    let (message, hint, kind) = match error {
        CredentialsError::CredentialsNotLoaded(_) => (
            format!("Profile `{profile}` holds no credentials."),
            "Add keys, a role with a source profile, or an SSO session to it.".to_owned(),
            PortErrorKind::Configuration,
        ),
        CredentialsError::InvalidConfiguration(_) => (
            format!("Profile `{profile}` cannot be used: {detail}."),
            "Correct the profile in the AWS configuration.".to_owned(),
            PortErrorKind::Configuration,
        ),
        CredentialsError::ProviderTimedOut(_) => (
            format!("Signing in with profile `{profile}` took too long."),
            "Check the network and try again.".to_owned(),
            PortErrorKind::Unreachable,
        ),
        _ if sso => (
            format!("The sign-in of profile `{profile}` is over: {detail}."),
            format!("Run `aws sso login --profile {profile}`, then try again."),
            PortErrorKind::SignIn,
        ),
        _ => (
            format!("Profile `{profile}` gave no session: {detail}."),
            "Check what the profile names (process, role, network), then try again.".to_owned(),
            PortErrorKind::SignIn,
        ),
    };
    PortError {
        message,
        hint: Some(hint),
        request_id: None,
        kind,
    }
}

async fn base_config(inner: &Inner, environment: &Environment, start: &Start) -> SdkConfig {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .profile_files(inner.places.files())
        .profile_name(&environment.profile)
        .region(Region::new(environment.region.clone()))
        .http_client(inner.http.clone())
        .credentials_provider(shared(start.credentials.clone()))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(4))
                .operation_attempt_timeout(Duration::from_secs(30))
                .build(),
        );
    // The profile's endpoint wins over an AWS_ENDPOINT_URL left in the shell:
    // an environment must not go to another place because of where it was
    // started. A `services` section is finer still; the SDK reads it itself.
    if let Some(endpoint) = &start.facts.endpoint_url
        && !start.facts.services
    {
        loader = loader.endpoint_url(endpoint);
    }
    loader.load().await
}

fn shared(credentials: Credentials) -> aws_credential_types::provider::SharedCredentialsProvider {
    aws_credential_types::provider::SharedCredentialsProvider::new(credentials)
}

async fn assume(
    inner: &Inner,
    base: &SdkConfig,
    from: Credentials,
    hop: &Hop,
    code: Option<&str>,
    environment: &Environment,
) -> Result<Credentials, PortError> {
    if let (Some(serial), None) = (&hop.mfa_serial, code) {
        return Err(mfa_needed(hop, serial, None));
    }
    let config = base.to_builder().credentials_provider(shared(from)).build();
    let session_name = hop.session_name.as_deref().unwrap_or(&inner.operator);
    let answer = StsClient::new(&config)
        .assume_role()
        .role_arn(&hop.role_arn)
        .role_session_name(session_name)
        .set_external_id(hop.external_id.clone())
        .set_duration_seconds(hop.duration_seconds)
        .set_serial_number(hop.mfa_serial.clone())
        .set_token_code(hop.mfa_serial.as_ref().and(code).map(str::to_owned))
        .send()
        .await
        .map_err(|error| not_assumed(Failure::of(error), hop, environment))?;
    let keys = answer.credentials().ok_or_else(|| {
        misconfigured(
            format!("AWS gave no credentials for role `{}`.", hop.role_arn),
            "Try again.",
        )
    })?;
    Ok(Credentials::new(
        keys.access_key_id(),
        keys.secret_access_key(),
        Some(keys.session_token().to_owned()),
        std::time::SystemTime::try_from(*keys.expiration()).ok(),
        "assume-role",
    ))
}

fn not_assumed(failure: Failure, hop: &Hop, environment: &Environment) -> PortError {
    if let Some(serial) = &hop.mfa_serial
        && failure.kind == FailureKind::Forbidden
        && failure.detail.contains("MultiFactorAuthentication")
    {
        return mfa_needed(hop, serial, failure.request_id);
    }
    let doing = format!(
        "Role `{}` of environment `{}` could not be assumed",
        hop.role_arn, environment.name
    );
    let mut error = failure.port(&doing);
    if error.kind == PortErrorKind::Forbidden {
        error.hint = Some(
            "Check that the role trusts this identity, and that the account is the right one."
                .to_owned(),
        );
    }
    error
}

/// `refused` is the request id of the call in which AWS did not take a code.
fn mfa_needed(hop: &Hop, serial: &str, refused: Option<String>) -> PortError {
    let message = if refused.is_some() {
        format!("AWS did not take the code from MFA device `{serial}`.")
    } else {
        format!(
            "Role `{}` needs a code from MFA device `{serial}`.",
            hop.role_arn
        )
    };
    PortError {
        message,
        hint: Some("Enter the six digits that the device shows now.".to_owned()),
        request_id: refused,
        kind: PortErrorKind::MfaNeeded,
    }
}

/// What AWS allows in a role session's name: `[\w+=,.@-]{2,64}`
/// (STS APIReference/API_AssumeRole).
pub(super) fn session_name(operator: &str) -> String {
    let mut name: String = operator
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(*c))
        .take(64)
        .collect();
    if name.len() < 2 {
        name = format!("belay-{name}");
    }
    name
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        last = error.to_string();
        next = error.source();
    }
    last.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_name_is_one_that_aws_takes() {
        assert_eq!(session_name("jt"), "jt");
        assert_eq!(session_name("Jörg Tester"), "JrgTester");
        assert_eq!(session_name("j"), "belay-j");
        assert_eq!(session_name(""), "belay-");
        assert_eq!(session_name(&"x".repeat(80)).len(), 64);
    }
}
