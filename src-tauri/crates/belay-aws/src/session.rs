//! One session per environment: made when it is first needed, kept until
//! shortly before it expires, made once however many ask for it at the same time.

mod sign_in;
mod way;

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_sdk_cloudwatch::Client as CloudWatchClient;
use aws_sdk_dynamodb::Client as DynamoDbClient;
use aws_sdk_ecs::Client as EcsClient;
use aws_sdk_lambda::Client as LambdaClient;
use aws_sdk_rds::Client as RdsClient;
use aws_sdk_sts::Client as StsClient;
use aws_sdk_sts::operation::RequestId as _;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use belay_engine::environment::Environment;
use belay_engine::ports::{
    CallerIdentity, ChildCredentials, Clock, Identities, PortError, PortErrorKind, PortFuture,
};
use jiff::{SignedDuration, Timestamp};

use crate::failure::{Failure, FailureKind};
use crate::keys::Keys;
use crate::profile::Places;

/// A session that ends sooner is made anew before it is used.
const RENEW_BEFORE: SignedDuration = SignedDuration::from_mins(5);

/// The same for a session that took a code from a person: asking again while it
/// still works would be worse.
const RENEW_BEFORE_WITH_MFA: SignedDuration = SignedDuration::from_secs(10);

/// All sessions of the process. Clones share them.
#[derive(Clone)]
pub struct Sessions {
    inner: Arc<Inner>,
}

struct Inner {
    places: Places,
    keys: Arc<Keys>,
    clock: Arc<dyn Clock>,
    operator: String,
    http: SharedHttpClient,
    slots: Mutex<HashMap<SlotKey, Slot>>,
}

/// What makes a session another one. The environment's name does not: two names
/// for the same place share a session.
#[derive(PartialEq, Eq, Hash)]
struct SlotKey {
    profile: String,
    role_arn: Option<String>,
    region: String,
}

type Slot = Arc<tokio::sync::Mutex<Option<Arc<Session>>>>;

/// Signed in.
pub(crate) struct Session {
    config: SdkConfig,
    credentials: Credentials,
    endpoint_url: Option<String>,
    region: String,
    expires_at: Option<Timestamp>,
    with_mfa: bool,
    sts: OnceLock<StsClient>,
    cloudwatch: OnceLock<CloudWatchClient>,
    dynamodb: OnceLock<DynamoDbClient>,
    rds: OnceLock<RdsClient>,
    lambda: OnceLock<LambdaClient>,
    ecs: OnceLock<EcsClient>,
}

impl Session {
    pub(crate) fn sts(&self) -> &StsClient {
        self.sts.get_or_init(|| StsClient::new(&self.config))
    }

    pub(crate) fn cloudwatch(&self) -> &CloudWatchClient {
        self.cloudwatch
            .get_or_init(|| CloudWatchClient::new(&self.config))
    }

    pub(crate) fn dynamodb(&self) -> &DynamoDbClient {
        self.dynamodb
            .get_or_init(|| DynamoDbClient::new(&self.config))
    }

    pub(crate) fn rds(&self) -> &RdsClient {
        self.rds.get_or_init(|| RdsClient::new(&self.config))
    }

    pub(crate) fn lambda(&self) -> &LambdaClient {
        self.lambda.get_or_init(|| LambdaClient::new(&self.config))
    }

    pub(crate) fn ecs(&self) -> &EcsClient {
        self.ecs.get_or_init(|| EcsClient::new(&self.config))
    }

    /// Name of the Region that calls go to.
    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        let margin = if self.with_mfa {
            RENEW_BEFORE_WITH_MFA
        } else {
            RENEW_BEFORE
        };
        self.expires_at
            .is_none_or(|end| now.saturating_add(margin).is_ok_and(|soon| soon < end))
    }
}

impl Sessions {
    /// No call is made and no file read until a session is needed.
    ///
    /// `operator` is the person's name on this machine; it becomes the name of
    /// role sessions, so that CloudTrail tells people apart.
    #[must_use]
    pub fn new(places: Places, keys: Arc<Keys>, clock: Arc<dyn Clock>, operator: &str) -> Self {
        Self {
            inner: Arc::new(Inner {
                places,
                keys,
                clock,
                operator: sign_in::session_name(operator),
                http: crate::http::client(),
                slots: Mutex::new(HashMap::new()),
            }),
        }
    }

    /// Signs in with a code from the environment's MFA device and keeps the
    /// session, then asks AWS who that is.
    ///
    /// # Errors
    /// [`PortErrorKind::MfaNeeded`] if AWS does not take the code.
    pub async fn provide_mfa(
        &self,
        environment: &Environment,
        code: &str,
    ) -> Result<CallerIdentity, PortError> {
        let slot = self.slot(environment);
        let mut kept = slot.lock().await;
        *kept = Some(Arc::new(
            sign_in::sign_in(&self.inner, environment, Some(code.trim())).await?,
        ));
        drop(kept);
        self.who(environment).await
    }

    /// Drops the environment's session; the next use signs in anew.
    pub async fn forget(&self, environment: &Environment) {
        *self.slot(environment).lock().await = None;
    }

    /// The keys that the user entered.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    /// The endpoint that the environment's profile sets, if it sets one.
    ///
    /// # Errors
    /// As for signing in.
    pub async fn endpoint_url(
        &self,
        environment: &Environment,
    ) -> Result<Option<String>, PortError> {
        Ok(self.session(environment).await?.endpoint_url.clone())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// The environment's session, signed in. Whoever asks while another signs
    /// in waits for that.
    pub(crate) async fn session(
        &self,
        environment: &Environment,
    ) -> Result<Arc<Session>, PortError> {
        let slot = self.slot(environment);
        let mut kept = slot.lock().await;
        if let Some(session) = kept.as_ref()
            && session.is_fresh(self.now())
        {
            return Ok(Arc::clone(session));
        }
        let session = Arc::new(sign_in::sign_in(&self.inner, environment, None).await?);
        *kept = Some(Arc::clone(&session));
        Ok(session)
    }

    /// Does something with the session. If AWS says that the session is over
    /// before its time, signs in once more and tries once more.
    pub(crate) async fn with<T, F, Fut>(
        &self,
        environment: &Environment,
        act: F,
    ) -> Result<Result<T, Failure>, PortError>
    where
        F: Fn(Arc<Session>) -> Fut,
        Fut: Future<Output = Result<T, Failure>>,
    {
        let session = self.session(environment).await?;
        let result = act(Arc::clone(&session)).await;
        match result {
            Err(failure) if failure.kind == FailureKind::Expired => {
                self.discard(environment, &session).await;
                if session.expires_at.is_none() {
                    // Long-lived keys do not become valid by being read again.
                    return Ok(Err(failure));
                }
                let session = self.session(environment).await?;
                Ok(act(session).await)
            }
            other => Ok(other),
        }
    }

    /// Drops `session`, unless another has taken its place meanwhile.
    async fn discard(&self, environment: &Environment, session: &Arc<Session>) {
        let slot = self.slot(environment);
        let mut kept = slot.lock().await;
        if kept.as_ref().is_some_and(|now| Arc::ptr_eq(now, session)) {
            *kept = None;
        }
    }

    fn slot(&self, environment: &Environment) -> Slot {
        let key = SlotKey {
            profile: environment.profile.clone(),
            role_arn: environment.role_arn.clone(),
            region: environment.region.clone(),
        };
        let mut slots = self
            .inner
            .slots
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(key).or_default())
    }

    async fn who(&self, environment: &Environment) -> Result<CallerIdentity, PortError> {
        let doing = format!("`{}` could not be asked who we are", environment.name);
        self.with(environment, |session| async move {
            let answer = session
                .sts()
                .get_caller_identity()
                .send()
                .await
                .map_err(Failure::of)?;
            Ok(CallerIdentity {
                account_id: answer.account().unwrap_or_default().to_owned(),
                arn: answer.arn().unwrap_or_default().to_owned(),
                checked_at: self.now(),
                expires_at: session.expires_at,
                request_id: answer.request_id().map(str::to_owned),
            })
        })
        .await?
        .map_err(|failure| failure.port(&doing))
    }

    async fn for_child(&self, environment: &Environment) -> Result<ChildCredentials, PortError> {
        let session = self.session(environment).await?;
        let keys = &session.credentials;
        let mut secret = BTreeMap::from([
            (
                "AWS_ACCESS_KEY_ID".to_owned(),
                keys.access_key_id().to_owned(),
            ),
            (
                "AWS_SECRET_ACCESS_KEY".to_owned(),
                keys.secret_access_key().to_owned(),
            ),
        ]);
        let mut public = BTreeMap::from([
            ("AWS_REGION".to_owned(), session.region.clone()),
            ("AWS_DEFAULT_REGION".to_owned(), session.region.clone()),
        ]);
        if let Some(token) = keys.session_token() {
            secret.insert("AWS_SESSION_TOKEN".to_owned(), token.to_owned());
        }
        if let Some(endpoint) = &session.endpoint_url {
            public.insert("AWS_ENDPOINT_URL".to_owned(), endpoint.clone());
        }
        if let Some(end) = session.expires_at {
            public.insert("AWS_CREDENTIAL_EXPIRATION".to_owned(), end.to_string());
        }
        let remove = OTHER_SOURCES
            .iter()
            .filter(|name| !secret.contains_key(**name) && !public.contains_key(**name))
            .map(|name| (*name).to_owned())
            .collect();
        Ok(ChildCredentials {
            secret,
            public,
            remove,
        })
    }
}

/// Variables that would lead a child to another identity or another place.
const OTHER_SOURCES: [&str; 14] = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_ENDPOINT_URL",
];

impl Identities for Sessions {
    fn caller<'a>(
        &'a self,
        environment: &'a Environment,
    ) -> PortFuture<'a, Result<CallerIdentity, PortError>> {
        Box::pin(self.who(environment))
    }

    fn child_credentials<'a>(
        &'a self,
        environment: &'a Environment,
    ) -> PortFuture<'a, Result<ChildCredentials, PortError>> {
        Box::pin(self.for_child(environment))
    }
}

/// A failure of the configuration on this machine.
pub(crate) fn misconfigured(message: String, hint: &str) -> PortError {
    PortError {
        message,
        hint: Some(hint.to_owned()),
        request_id: None,
        kind: PortErrorKind::Configuration,
    }
}
