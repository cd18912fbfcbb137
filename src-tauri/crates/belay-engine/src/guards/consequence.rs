//! The guard before what hurts: destruction anywhere, change in production.

use super::{Case, Finding};
use crate::effect::Effect;
use crate::environment::Tier;

pub(super) fn consequence(case: &Case<'_>) -> Vec<Finding> {
    let production = case.environment.tier == Tier::Production;
    let reason = &case.judged.reason;
    let reason = reason.get(..1).map_or_else(String::new, |first| {
        first.to_uppercase() + reason.get(1..).unwrap_or_default()
    });
    let name = &case.environment.name;
    let sentence = match case.judged.effect {
        Effect::Destructive => format!("{reason}. It cannot be had back."),
        Effect::ChangesAws if production => format!("{reason}, and `{name}` is production."),
        Effect::Unknown if production => {
            format!("{reason}, so that it is taken for a change, and `{name}` is production.")
        }
        _ => return Vec::new(),
    };
    vec![Finding::confirm(sentence)]
}
