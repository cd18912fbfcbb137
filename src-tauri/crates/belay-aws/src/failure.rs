//! What went wrong with a call, in words and in a form to act on.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use belay_engine::ports::{PortError, PortErrorKind};
use belay_restore::{Trouble, TroubleKind};

/// A call that did not work out.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    /// What kind.
    pub(crate) kind: FailureKind,
    /// AWS's error code, e.g. `TableAlreadyExistsException`.
    pub(crate) code: Option<String>,
    /// AWS's words, or those of the network.
    pub(crate) detail: String,
    /// AWS's request id.
    pub(crate) request_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// The session is over or unknown to AWS.
    Expired,
    /// The signature was refused: a wrong secret, or a wrong clock.
    Signature,
    Forbidden,
    Throttled,
    NotFound,
    /// AWS said no, for a reason of its own.
    Refused,
    /// AWS failed (5xx).
    Broken,
    /// The answer was not one of AWS's.
    Garbled,
    /// Nothing was listening: the call never left.
    NotConnected,
    /// The connection broke, or no answer came in time.
    NoAnswer,
    /// The call could not be made up.
    Unmade,
}

impl Failure {
    /// Reads what the SDK says.
    pub(crate) fn of<E>(error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let request_id = request_id(&error);
        match &error {
            SdkError::ServiceError(service) => {
                let status = service.raw().status().as_u16();
                let code = service.err().code().map(str::to_owned);
                let detail = service.err().message().unwrap_or_default().to_owned();
                let Some(known) = code else {
                    let kind = if status >= 500 {
                        FailureKind::Broken
                    } else {
                        FailureKind::Garbled
                    };
                    return Self::new(kind, None, format!("HTTP status {status}"), request_id);
                };
                let kind = kind_of(&known, status);
                Self::new(kind, Some(known), detail, request_id)
            }
            SdkError::ResponseError(response) => {
                let status = response.raw().status().as_u16();
                let kind = if status >= 500 {
                    FailureKind::Broken
                } else {
                    FailureKind::Garbled
                };
                Self::new(kind, None, format!("HTTP status {status}"), request_id)
            }
            SdkError::TimeoutError(_) => Self::new(
                FailureKind::NoAnswer,
                None,
                "no answer came in time".to_owned(),
                request_id,
            ),
            SdkError::DispatchFailure(_) => {
                let kind = if never_connected(&error) {
                    FailureKind::NotConnected
                } else {
                    FailureKind::NoAnswer
                };
                Self::new(kind, None, innermost(&error), request_id)
            }
            _ => Self::new(FailureKind::Unmade, None, innermost(&error), request_id),
        }
    }

    fn new(
        kind: FailureKind,
        code: Option<String>,
        detail: String,
        request_id: Option<String>,
    ) -> Self {
        Self {
            kind,
            code,
            detail,
            request_id,
        }
    }

    /// Something broke on this side of the network.
    pub(crate) fn inside(error: &dyn Error) -> Self {
        Self::new(FailureKind::Unmade, None, error.to_string(), None)
    }

    /// Whether AWS answered with this code.
    pub(crate) fn is(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    /// The sentence: `doing` is what was tried, e.g. ``Table `orders` could not
    /// be read``.
    pub(crate) fn sentence(&self, doing: &str) -> String {
        let why = match self.kind {
            FailureKind::Expired => "the session is over".to_owned(),
            FailureKind::Signature => "AWS refused the signature".to_owned(),
            FailureKind::Throttled => "AWS asks to slow down".to_owned(),
            FailureKind::Broken => "AWS itself failed".to_owned(),
            FailureKind::Garbled => "the answer was not one of AWS's".to_owned(),
            FailureKind::NotConnected => "the endpoint cannot be reached".to_owned(),
            FailureKind::NoAnswer => "the connection broke before AWS answered".to_owned(),
            FailureKind::Forbidden => "AWS refused it".to_owned(),
            FailureKind::NotFound | FailureKind::Refused | FailureKind::Unmade => {
                return match (&self.code, self.detail.as_str()) {
                    (Some(code), "") => format!("{doing}: {code}."),
                    (_, detail) => format!("{doing}: {}", closed(detail)),
                };
            }
        };
        let detail = match (&self.code, self.detail.as_str()) {
            (Some(code), "") => format!(" ({code})"),
            (None, "") => String::new(),
            (_, detail) => format!(" ({})", detail.trim_end_matches('.')),
        };
        format!("{doing}: {why}{detail}.")
    }

    fn hint(&self) -> Option<&'static str> {
        match self.kind {
            FailureKind::Expired => Some("Sign in again."),
            FailureKind::Signature => Some("Check the secret key, and the clock of this machine."),
            FailureKind::Forbidden => Some(
                "Ask for the permission that AWS names, or use an environment with another role.",
            ),
            FailureKind::NotFound => {
                Some("Check its name, and that the environment is of its account and Region.")
            }
            FailureKind::Throttled => Some("Wait a little and try again."),
            FailureKind::Broken => Some("Try again in a minute."),
            FailureKind::Garbled => Some("Check the endpoint of the profile."),
            FailureKind::NotConnected | FailureKind::NoAnswer => {
                Some("Check the network, and the endpoint of the profile.")
            }
            _ => None,
        }
    }

    /// For the engine.
    pub(crate) fn port(&self, doing: &str) -> PortError {
        PortError {
            message: self.sentence(doing),
            hint: self.hint().map(str::to_owned),
            request_id: self.request_id.clone(),
            kind: match self.kind {
                FailureKind::Expired | FailureKind::Signature => PortErrorKind::SignIn,
                FailureKind::Forbidden => PortErrorKind::Forbidden,
                FailureKind::Throttled => PortErrorKind::Throttled,
                FailureKind::NotFound => PortErrorKind::NotFound,
                FailureKind::NotConnected | FailureKind::NoAnswer => PortErrorKind::Unreachable,
                _ => PortErrorKind::Other,
            },
        }
    }

    /// For a restore.
    pub(crate) fn trouble(&self, doing: &str) -> Trouble {
        Trouble {
            sentence: self.sentence(doing),
            hint: self.hint().map(str::to_owned),
            request_id: self.request_id.clone(),
            kind: match self.kind {
                FailureKind::Expired | FailureKind::Signature => TroubleKind::SignIn,
                FailureKind::Forbidden => TroubleKind::Forbidden,
                FailureKind::Throttled => TroubleKind::Throttled,
                FailureKind::NotFound => TroubleKind::NotFound,
                FailureKind::NotConnected
                | FailureKind::NoAnswer
                | FailureKind::Broken
                | FailureKind::Garbled => TroubleKind::Passing,
                FailureKind::Refused | FailureKind::Unmade => TroubleKind::Other,
            },
        }
    }
}

/// A failure to get a session, for a restore.
pub(crate) fn no_session(error: PortError) -> Trouble {
    Trouble {
        sentence: error.message,
        hint: error.hint,
        request_id: error.request_id,
        kind: match error.kind {
            PortErrorKind::SignIn | PortErrorKind::MfaNeeded => TroubleKind::SignIn,
            PortErrorKind::Forbidden => TroubleKind::Forbidden,
            PortErrorKind::Throttled => TroubleKind::Throttled,
            PortErrorKind::Unreachable => TroubleKind::Passing,
            PortErrorKind::NotFound => TroubleKind::NotFound,
            PortErrorKind::Configuration | PortErrorKind::Other => TroubleKind::Other,
        },
    }
}

fn kind_of(code: &str, status: u16) -> FailureKind {
    match code {
        "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "InvalidAccessKeyId"
        | "TokenRefreshRequired" => FailureKind::Expired,
        "SignatureDoesNotMatch" | "InvalidSignatureException" | "IncompleteSignature" => {
            FailureKind::Signature
        }
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "AuthorizationError"
        | "NotAuthorized" => FailureKind::Forbidden,
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "ProvisionedThroughputExceededException"
        | "SlowDown" => FailureKind::Throttled,
        "ResourceNotFoundException"
        | "ResourceNotFound"
        | "TableNotFoundException"
        | "SourceTableNotFoundException"
        | "NoSuchEntity"
        | "DBInstanceNotFound"
        | "DBInstanceNotFoundFault" => FailureKind::NotFound,
        _ if status == 429 => FailureKind::Throttled,
        _ if status >= 500 => FailureKind::Broken,
        _ => FailureKind::Refused,
    }
}

/// The request id, from wherever the service puts it.
fn request_id<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Option<String> {
    let from_body = match error {
        SdkError::ServiceError(service) => service.err().meta().extra("aws_request_id"),
        _ => None,
    };
    from_body.map(str::to_owned).or_else(|| {
        let headers = error.raw_response()?.headers();
        ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"]
            .iter()
            .find_map(|name| headers.get(*name))
            .map(str::to_owned)
    })
}

/// Whether the connection was refused or the name unknown. Then, and only then,
/// it is certain that the call never left.
fn never_connected(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            let refused = matches!(
                io.kind(),
                std::io::ErrorKind::ConnectionRefused
                    | std::io::ErrorKind::HostUnreachable
                    | std::io::ErrorKind::NetworkUnreachable
            );
            if refused || io.to_string().contains("lookup address information") {
                return true;
            }
        }
        next = error.source();
    }
    false
}

fn innermost(error: &dyn Error) -> String {
    let mut last = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        last = error.to_string();
        next = error.source();
    }
    last
}

fn closed(sentence: &str) -> String {
    if sentence.ends_with('.') {
        sentence.to_owned()
    } else {
        format!("{sentence}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_aws_are_told_apart() {
        let cases = [
            ("ExpiredTokenException", 400, FailureKind::Expired),
            ("AccessDenied", 403, FailureKind::Forbidden),
            ("ThrottlingException", 400, FailureKind::Throttled),
            ("SomethingElse", 429, FailureKind::Throttled),
            ("SomethingElse", 503, FailureKind::Broken),
            ("ValidationException", 400, FailureKind::Refused),
            ("ResourceNotFoundException", 400, FailureKind::NotFound),
        ];
        for (code, status, expected) in cases {
            assert_eq!(kind_of(code, status), expected, "{code} {status}");
        }
    }

    #[test]
    fn a_sentence_names_the_thing_and_the_reason() {
        let failure = |kind, code: Option<&str>, detail: &str| {
            Failure::new(kind, code.map(str::to_owned), detail.to_owned(), None)
                .sentence("Table `orders` could not be read")
        };
        insta::assert_snapshot!(
            [
                failure(FailureKind::Expired, Some("ExpiredTokenException"), "The security token included in the request is expired"),
                failure(FailureKind::Forbidden, Some("AccessDeniedException"), "User: jt is not authorized to perform: dynamodb:DescribeTable"),
                failure(FailureKind::NotConnected, None, "Connection refused (os error 111)"),
                failure(FailureKind::Refused, Some("ValidationException"), "One or more parameter values were invalid"),
                failure(FailureKind::Broken, Some("InternalServerError"), ""),
            ]
            .join("\n"),
            @r"
        Table `orders` could not be read: the session is over (The security token included in the request is expired).
        Table `orders` could not be read: AWS refused it (User: jt is not authorized to perform: dynamodb:DescribeTable).
        Table `orders` could not be read: the endpoint cannot be reached (Connection refused (os error 111)).
        Table `orders` could not be read: One or more parameter values were invalid.
        Table `orders` could not be read: AWS itself failed (InternalServerError).
        "
        );
    }
}
