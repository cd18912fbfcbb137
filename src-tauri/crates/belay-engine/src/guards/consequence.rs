//! The guard before what hurts: destruction anywhere, change in production.

use super::{Case, Finding};
use crate::effect::EffectKind;
use crate::environment::Tier;

pub(super) fn consequence(case: &Case<'_>) -> Vec<Finding> {
    let production = case.environment.tier == Tier::Production;
    let (name, reason) = (&case.environment.name, &case.effect.reason);
    let sentence = match case.effect.kind {
        EffectKind::Destructive => format!("{reason} That is hard to undo, or cannot be undone."),
        EffectKind::ChangesAws | EffectKind::ChangesRemote if production => {
            format!("{reason} `{name}` is production.")
        }
        EffectKind::Unknown if production => {
            format!("{reason} It counts as a change, and `{name}` is production.")
        }
        _ => return Vec::new(),
    };
    vec![Finding::confirm(sentence)]
}
