//! The restore call. It has no client token, so the SDK must not repeat it: a
//! repetition of a call that did arrive comes back as "table already exists".

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Config;
use aws_sdk_dynamodb::operation::RequestId as _;
use aws_sdk_dynamodb::types::BillingMode;
use aws_smithy_types::retry::RetryConfig;
use belay_restore::At;
use belay_restore::plan::RestoreRequest;
use belay_restore::ports::{Accepted, NotAccepted, Sighting};

use super::describe::sighting;
use crate::failure::{Failure, FailureKind};
use crate::time;

pub(super) async fn submit(
    client: &Client,
    request: &RestoreRequest,
) -> Result<Accepted, NotAccepted> {
    let call = client
        .restore_table_to_point_in_time()
        .source_table_name(&request.source)
        .target_table_name(&request.target);
    let call = match request.at {
        At::Instant { at } => call.restore_date_time(time::to_aws(at)),
        At::Latest => call.use_latest_restorable_time(true),
    };
    let call = call
        .set_billing_mode_override(request.on_demand.then_some(BillingMode::PayPerRequest))
        .set_global_secondary_index_override(request.without_indexes.then(Vec::new));
    let once = Config::builder().retry_config(RetryConfig::disabled());
    let answer = call
        .customize()
        .config_override(once)
        .send()
        .await
        .map_err(|error| not_accepted(&Failure::of(error), request))?;
    let request_id = answer.request_id().map(str::to_owned);
    let table = answer.table_description().map_or_else(
        || unseen(request),
        |table| sighting(table, request_id.clone()),
    );
    Ok(Accepted { table, request_id })
}

fn not_accepted(failure: &Failure, request: &RestoreRequest) -> NotAccepted {
    let doing = format!(
        "The restore of `{}` as `{}` was not accepted",
        request.source, request.target
    );
    let mut trouble = failure.trouble(&doing);
    if let Some((sentence, hint)) = words(failure, request) {
        trouble.sentence = sentence;
        trouble.hint = Some(hint);
    }
    match failure.kind {
        // "A target table with the specified name is either being created or
        // deleted" (APIReference/API_RestoreTableToPointInTime).
        _ if failure.is("TableAlreadyExistsException") || failure.is("TableInUseException") => {
            NotAccepted::TargetExists(trouble)
        }
        FailureKind::Broken | FailureKind::Garbled | FailureKind::NoAnswer => {
            NotAccepted::Unclear(trouble)
        }
        _ => NotAccepted::Nothing(trouble),
    }
}

/// Sentences for the errors that this call documents.
fn words(failure: &Failure, request: &RestoreRequest) -> Option<(String, String)> {
    let RestoreRequest { source, target, .. } = request;
    let (sentence, hint) = match failure.code.as_deref()? {
        "TableAlreadyExistsException" => (
            format!("Table `{target}` exists already."),
            "Choose another name.",
        ),
        "TableInUseException" => (
            format!("Table `{target}` or `{source}` is being created, changed or deleted."),
            "Wait until that is done, then plan the restore again.",
        ),
        "InvalidRestoreTimeException" => (
            format!("AWS says that `{source}` cannot be restored to this second."),
            "Read the window again and choose a second inside of it.",
        ),
        "PointInTimeRecoveryUnavailableException" => (
            format!("Point-in-time recovery is off for `{source}`."),
            "Look for an on-demand backup of the table.",
        ),
        "SourceTableNotFoundException" | "TableNotFoundException" => (
            format!("Table `{source}` does not exist any more."),
            "Restore from the system backup that DynamoDB makes of a deleted table.",
        ),
        "LimitExceededException" => (
            format!(
                "The account's limit for tables or restores is reached, so `{target}` was not made."
            ),
            "Wait for other restores (50 at a time), delete tables that are not needed, or ask AWS for a higher limit.",
        ),
        _ => return None,
    };
    Some((sentence, hint.to_owned()))
}

fn unseen(request: &RestoreRequest) -> Sighting {
    Sighting {
        name: request.target.clone(),
        arn: String::new(),
        status: "CREATING".to_owned(),
        created_at: None,
        restored_from: None,
        restored_to: request.at.instant(),
        restoring: true,
        request_id: None,
    }
}
