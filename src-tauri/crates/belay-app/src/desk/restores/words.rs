//! What restores consist of, as the window shows it.

use belay_journal::RunId;
use belay_restore::settings::{kept, not_restored};
use belay_restore::{Progress, RestorePlan, TableFacts};

use crate::views::{RestorePlanView, RestoreView, SettingView, TableFactsView};

/// A table's settings: those that a restore brings back, then those it does not.
pub(super) fn facts(facts: &TableFacts, target: &str, region: &str) -> TableFactsView {
    let back = kept(facts).into_iter().map(|k| SettingView {
        name: k.setting,
        value: k.value,
        restored: true,
    });
    let left = not_restored(facts, target, region)
        .into_iter()
        .map(|n| SettingView {
            name: n.setting,
            value: n.value,
            restored: false,
        });
    TableFactsView {
        name: facts.name.clone(),
        arn: facts.arn.clone(),
        status: facts.status.clone(),
        items: facts.items.map(|n| n.to_string()),
        bytes: facts.bytes.map(|n| n.to_string()),
        created_at: facts.created_at,
        settings: back.chain(left).collect(),
    }
}

pub(super) fn plan(plan: &RestorePlan) -> RestorePlanView {
    RestorePlanView {
        plan_id: plan.id.clone(),
        environment: plan.scope.environment.clone(),
        account_id: plan.scope.account_id.clone(),
        region: plan.scope.region.clone(),
        source: plan.request.source.clone(),
        target: plan.request.target.clone(),
        at: plan.request.at.instant(),
        calls: plan.calls.clone(),
        not_restored: plan.not_restored.clone(),
        kept: plan.kept.clone(),
        warnings: plan.warnings.clone(),
        costs: plan.costs.clone(),
        lost: plan.lost.clone(),
    }
}

pub(super) fn restore(
    run: &RunId,
    id: &str,
    unit: Option<String>,
    planned: RestorePlan,
    progress: Progress,
) -> RestoreView {
    RestoreView {
        id: id.to_owned(),
        run: run.to_string(),
        unit,
        environment: planned.scope.environment.clone(),
        source: planned.request.source.clone(),
        target: planned.request.target.clone(),
        at: planned.request.at.instant(),
        progress,
        plan: plan(&planned),
    }
}
