//! The plan: exactly what will be called, what AWS will not bring back, what is
//! lost. A pure function of what was read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::facts::{Billing, TableFacts};
use crate::ports::Sighting;
use crate::refusal::{Refusal, refusals};
use crate::settings::{self, Kept, NotRestored};
use crate::window::{At, Window};
use crate::words;

/// What the person asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreRequest {
    /// The damaged table.
    pub source: String,
    /// Name for the new table.
    pub target: String,
    /// To which moment.
    pub at: At,
    /// Leave global secondary indexes out: faster and cheaper.
    pub without_indexes: bool,
    /// Make the new table on demand, whatever the source is.
    pub on_demand: bool,
}

/// Where the restore takes place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Scope {
    /// The environment's name.
    pub environment: String,
    /// Twelve digits.
    pub account_id: String,
    /// AWS Region.
    pub region: String,
}

/// A call that will be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlannedCall {
    /// E.g. `dynamodb`.
    pub service: String,
    /// E.g. `RestoreTableToPointInTime`.
    pub operation: String,
    /// Parameters in AWS's own names.
    pub parameters: Vec<(String, String)>,
    /// The AWS CLI command that does the same.
    pub cli: String,
}

/// Everything that a person must know before saying yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RestorePlan {
    /// Its id, given by the caller.
    pub id: String,
    /// Where.
    pub scope: Scope,
    /// What was asked for.
    pub request: RestoreRequest,
    /// ARN of the source.
    pub source_arn: String,
    /// Key attributes of the source, for the comparison.
    pub keys: Vec<String>,
    /// The calls, in order.
    pub calls: Vec<PlannedCall>,
    /// The window that was valid when the plan was made.
    pub window: Window,
    /// Digest of the source's settings when the plan was made.
    pub source_digest: String,
    /// Settings that the new table will have.
    pub kept: Vec<Kept>,
    /// Settings that it will lack.
    pub not_restored: Vec<NotRestored>,
    /// What to mind.
    pub warnings: Vec<String>,
    /// What it will cost, without figures that AWS has not given.
    pub costs: Vec<String>,
    /// What the restored data will not hold.
    pub lost: String,
    /// When the plan was made.
    #[specta(type = String)]
    pub made_at: Timestamp,
}

/// Makes the plan, or says everything that stands in its way.
///
/// * `window`: as just read; `None` means that point-in-time recovery is off.
/// * `taken`: the table that has the target's name already, if there is one.
///
/// # Errors
/// All refusals at once, so that the person resolves them in one go.
pub fn plan(
    id: &str,
    request: &RestoreRequest,
    scope: &Scope,
    facts: &TableFacts,
    window: Option<&Window>,
    taken: Option<&Sighting>,
    now: Timestamp,
) -> Result<RestorePlan, Vec<Refusal>> {
    let refused = refusals(request, facts, window, taken, now);
    let Some(window) = window.filter(|_| refused.is_empty()) else {
        return Err(refused);
    };
    Ok(RestorePlan {
        id: id.to_owned(),
        scope: scope.clone(),
        request: request.clone(),
        source_arn: facts.arn.clone(),
        keys: facts.keys.iter().map(|key| key.name.clone()).collect(),
        calls: vec![call(request, &scope.region)],
        window: window.clone(),
        source_digest: facts.digest(),
        kept: kept(request, facts),
        not_restored: settings::not_restored(facts, &request.target, &scope.region),
        warnings: warnings(request, facts, window, now),
        costs: costs(request, facts),
        lost: lost(request, now),
        made_at: now,
    })
}

fn call(request: &RestoreRequest, region: &str) -> PlannedCall {
    let mut parameters = vec![
        ("SourceTableName".to_owned(), request.source.clone()),
        ("TargetTableName".to_owned(), request.target.clone()),
    ];
    let mut cli = vec![
        "aws",
        "dynamodb",
        "restore-table-to-point-in-time",
        "--source-table-name",
        &request.source,
        "--target-table-name",
        &request.target,
    ];
    let moment = request.at.instant().map(words::iso);
    if let Some(moment) = &moment {
        parameters.push(("RestoreDateTime".to_owned(), moment.clone()));
        cli.extend(["--restore-date-time", moment]);
    } else {
        parameters.push(("UseLatestRestorableTime".to_owned(), "true".to_owned()));
        cli.push("--use-latest-restorable-time");
    }
    if request.on_demand {
        parameters.push((
            "BillingModeOverride".to_owned(),
            "PAY_PER_REQUEST".to_owned(),
        ));
        cli.extend(["--billing-mode-override", "PAY_PER_REQUEST"]);
    }
    if request.without_indexes {
        parameters.push(("GlobalSecondaryIndexOverride".to_owned(), "[]".to_owned()));
        cli.extend(["--global-secondary-index-override", "[]"]);
    }
    cli.extend(["--region", region]);
    PlannedCall {
        service: "dynamodb".to_owned(),
        operation: "RestoreTableToPointInTime".to_owned(),
        parameters,
        cli: words::command(&cli),
    }
}

fn kept(request: &RestoreRequest, facts: &TableFacts) -> Vec<Kept> {
    let mut list: Vec<Kept> = settings::kept(facts)
        .into_iter()
        .filter(|row| !(request.without_indexes && row.setting.starts_with("Global ")))
        .collect();
    let billing = if request.on_demand {
        Billing::OnDemand.sentence()
    } else {
        facts.billing.sentence()
    };
    list.push(Kept {
        setting: "Billing".to_owned(),
        value: billing,
    });
    list
}

fn warnings(
    request: &RestoreRequest,
    facts: &TableFacts,
    window: &Window,
    now: Timestamp,
) -> Vec<String> {
    let mut list = Vec::new();
    if !facts.replicas.is_empty() {
        list.push(format!(
            "`{}` is a global table ({}). The restored table is not part of it: it holds this Region's items and stands alone.",
            facts.name,
            facts.replicas.join(", ")
        ));
    }
    if request.without_indexes && facts.indexes.iter().any(|index| index.global) {
        list.push("The restored table has no global secondary indexes. Queries that use one fail until it is made.".to_owned());
    }
    if matches!(facts.billing, Billing::Provisioned { .. }) && !request.on_demand {
        list.push("AWS documents in two ways whether capacity is taken from the chosen moment or from now. Belay shows what the restored table really got.".to_owned());
    }
    if let Some(arn) = &facts.encryption.key_arn {
        list.push(format!(
            "The restored table needs the KMS key {arn}. If the key cannot be used, neither can the table."
        ));
    }
    if facts.status == "UPDATING" {
        list.push(format!("`{}` is being changed at the moment (UPDATING). If AWS refuses with TableInUse, wait until it is ACTIVE.", facts.name));
    }
    if let At::Instant { at } = request.at
        && at.as_second() - window.earliest.as_second() < 3_600
    {
        list.push(format!(
            "{} leaves the restorable window in {}.",
            words::instant(at),
            words::span(at.as_second() - window.earliest.as_second())
        ));
    }
    if request.at == At::Latest {
        list.push(format!(
            "The latest restorable second was {} ({}) when AWS was asked. It moves on: damage done before it is restored with the rest.",
            words::instant(window.latest),
            words::ago(window.latest, now)
        ));
    }
    list
}

fn costs(request: &RestoreRequest, facts: &TableFacts) -> Vec<String> {
    let mut list = vec![match facts.bytes {
        Some(bytes) => format!(
            "AWS charges the restore by the size of the restored data; the source has {} now.",
            words::bytes(bytes)
        ),
        None => "AWS charges the restore by the size of the restored data.".to_owned(),
    }];
    list.push(format!(
        "Until `{}` or `{}` is deleted, both are paid for.",
        request.source, request.target
    ));
    if let Some(items) = facts.items {
        list.push(format!(
            "The comparison reads both tables whole: about twice {} items.",
            words::count(items)
        ));
    }
    list
}

fn lost(request: &RestoreRequest, now: Timestamp) -> String {
    match request.at {
        At::Instant { at } => format!(
            "Everything written to `{}` after {} ({}) is not in the restored table. `{}` itself stays as it is.",
            request.source,
            words::instant(at),
            words::ago(at, now),
            request.source
        ),
        At::Latest => format!(
            "Writes of the last minutes to `{}` are not in the restored table. `{}` itself stays as it is.",
            request.source, request.source
        ),
    }
}
