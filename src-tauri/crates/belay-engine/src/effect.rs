//! What a command does to the world, as `belay-runbook` tells it by its words.

use belay_runbook::awscli;
use belay_runbook::effect::effect_of;
use belay_runbook::{SimpleCommand, Syntax};

pub use belay_runbook::effect::{Effect, EffectKind};

/// Judges a shell text by its commands: the gravest of them counts. Text that
/// cannot be read in full may do anything.
#[must_use]
pub fn judge(commands: &[SimpleCommand], syntax: Syntax) -> Effect {
    let effect = effect_of(commands);
    let reason = match syntax {
        Syntax::Whole => return effect,
        Syntax::Broken => "Not all of it can be read as shell code.",
        Syntax::TooLong => "It is too long to be read.",
    };
    if effect.kind > EffectKind::Unknown {
        return effect;
    }
    Effect {
        kind: EffectKind::Unknown,
        reason: reason.to_owned(),
    }
}

/// Whether AWS must be asked who we are first: for whatever may change
/// something outside this machine, and for changes on this machine that are
/// made of what AWS says.
#[must_use]
pub fn needs_identity(effect: &Effect, commands: &[SimpleCommand]) -> bool {
    effect.kind.may_change_environment()
        || effect.kind == EffectKind::ChangesLocal && speaks_to_aws(commands)
}

/// Whether the session matters to the commands at all.
#[must_use]
pub fn speaks_to_aws(commands: &[SimpleCommand]) -> bool {
    commands
        .iter()
        .any(|command| awscli::read(&command.words).is_some_and(|line| !line.help))
}

/// The word that the record keeps.
#[must_use]
pub fn word(kind: EffectKind) -> &'static str {
    match kind {
        EffectKind::ReadsOnly => "readsOnly",
        EffectKind::ChangesLocal => "changesLocal",
        EffectKind::Unknown => "unknown",
        EffectKind::ChangesRemote => "changesRemote",
        EffectKind::ChangesAws => "changesAws",
        EffectKind::Destructive => "destructive",
    }
}

#[cfg(test)]
mod tests {
    use belay_runbook::shell::parse;

    use super::{EffectKind, judge, needs_identity};

    fn check(code: &str, kind: EffectKind, identity: bool) {
        let script = parse(code);
        let effect = judge(&script.commands, script.syntax);
        assert_eq!(effect.kind, kind, "{code}");
        assert_eq!(
            needs_identity(&effect, &script.commands),
            identity,
            "{code}"
        );
    }

    #[test]
    fn what_may_change_the_environment_needs_an_identity() {
        check("aws sts get-caller-identity", EffectKind::ReadsOnly, false);
        check("export STAGE=prod", EffectKind::ChangesLocal, false);
        check("aws s3 cp s3://b/k .", EffectKind::ChangesLocal, true);
        check("npm run deploy", EffectKind::Unknown, true);
        check(
            "aws dynamodb delete-table --table-name t",
            EffectKind::Destructive,
            true,
        );
    }

    #[test]
    fn what_cannot_be_read_may_do_anything() {
        check("if true; then", EffectKind::Unknown, true);
        check("rm -rf /x; if true; then", EffectKind::Destructive, true);
    }
}
