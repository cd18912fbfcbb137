//! What a command does to the world: reads, changes, destroys.
//!
//! The answer decides whether a guard asks first, so it errs on the safe side:
//! a command that is not known counts as one that may change something.

mod aws;
mod explain;
mod programs;

use crate::awscli;
use crate::model::SimpleCommand;
use serde::{Deserialize, Serialize};

pub use explain::{Danger, Explanation, explain};

/// What a command does, with the reason in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Effect {
    /// How far it reaches.
    pub kind: EffectKind,
    /// Why that is so, as a sentence a person can read.
    pub reason: String,
}

/// How far a command reaches, from harmless to severe.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum EffectKind {
    /// Looks, and leaves everything as it is.
    ReadsOnly,
    /// Changes files or settings on this machine alone.
    ChangesLocal,
    /// Not known: it may change anything.
    Unknown,
    /// Changes something outside that is not AWS itself: a cluster, a registry, a
    /// repository, a service.
    ChangesRemote,
    /// Changes something in the AWS account.
    ChangesAws,
    /// Deletes, overwrites or stops something in a way that is hard to undo.
    Destructive,
}

impl EffectKind {
    /// It may change something outside this machine, as far as anybody can tell.
    pub fn may_change_environment(self) -> bool {
        self >= EffectKind::Unknown
    }
}

impl Effect {
    pub(crate) fn new(kind: EffectKind, reason: impl Into<String>) -> Self {
        Effect {
            kind,
            reason: reason.into(),
        }
    }
}

/// What one command does. Redirections into files count as local changes.
pub fn effect(command: &SimpleCommand) -> Effect {
    let found = of_words(command);
    if found.kind == EffectKind::ReadsOnly
        && let Some(file) = written_file(command)
    {
        return Effect::new(EffectKind::ChangesLocal, format!("Writes `{file}`."));
    }
    found
}

/// What several commands do together: the most severe of them.
pub fn effect_of<'a>(commands: impl IntoIterator<Item = &'a SimpleCommand>) -> Effect {
    commands
        .into_iter()
        .map(effect)
        .reduce(|worst, next| if next.kind > worst.kind { next } else { worst })
        .unwrap_or_else(|| Effect::new(EffectKind::ReadsOnly, "Runs nothing."))
}

/// What a script does: every command in it, those in substitutions included.
pub fn effect_of_script(code: &str) -> Effect {
    effect_of(&crate::shell::parse(code).commands)
}

fn of_words(command: &SimpleCommand) -> Effect {
    if command.words.is_empty() {
        return Effect::new(
            EffectKind::ChangesLocal,
            "Sets variables of this shell session.",
        );
    }
    if let Some(line) = awscli::read(&command.words) {
        return aws::effect(&line);
    }
    let Some((program, _)) = awscli::command_word(&command.words) else {
        return Effect::new(EffectKind::Unknown, "The program to run is not named.");
    };
    let texts: Vec<String> = command.words[program..]
        .iter()
        .map(awscli::text_of)
        .collect();
    programs::effect(&texts)
}

/// The file that an output redirection writes, unless it goes nowhere.
fn written_file(command: &SimpleCommand) -> Option<String> {
    command
        .redirects
        .iter()
        .filter(|redirect| redirect.operator.contains('>') && redirect.operator != ">&")
        .filter_map(|redirect| redirect.target.as_ref())
        .map(|target| target.raw.to_string())
        .find(|target| {
            !target.starts_with("/dev/") && !target.chars().all(|c| c.is_ascii_digit() || c == '-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, expected: EffectKind) {
        let found = effect_of_script(code);
        assert_eq!(found.kind, expected, "{code}: {}", found.reason);
    }

    #[test]
    fn aws_lines_are_told_by_verb_and_known_exceptions() {
        use EffectKind::*;
        check("aws dynamodb describe-table --table-name t", ReadsOnly);
        check("aws --version", ReadsOnly);
        check("aws $SERVICE $OPERATION", Unknown);
        check("aws logs tail /g --follow", ReadsOnly);
        check(
            "aws ecs wait services-stable --cluster c --services s",
            ReadsOnly,
        );
        check("aws lambda invoke --function-name f out.json", ChangesAws);
        check(
            "aws lambda update-alias --function-name f --name live --function-version 3",
            ChangesAws,
        );
        check("aws dynamodb delete-table --table-name t", Destructive);
        check("aws s3 ls s3://b", ReadsOnly);
        check("aws s3 cp s3://b/k .", ChangesLocal);
        check("aws s3 cp f s3://b/k", ChangesAws);
        check("aws s3 sync d s3://b --delete", Destructive);
        check("aws s3 sync d s3://b --delete --dryrun", ReadsOnly);
        check(
            "aws ec2 terminate-instances --instance-ids i-1 --dry-run",
            ReadsOnly,
        );
        check(
            "aws dynamodb update-continuous-backups --table-name t --point-in-time-recovery-specification PointInTimeRecoveryEnabled=false",
            Destructive,
        );
        check("aws nonsense frobnicate", Unknown);
        check("aws sqs receive-message --queue-url q", ChangesAws);
        check(
            "aws ecr get-login-password | docker login --password-stdin -u AWS r",
            ChangesLocal,
        );
    }

    #[test]
    fn other_programs_are_told_by_their_subcommand() {
        use EffectKind::*;
        check("terraform plan -out=p", ReadsOnly);
        check("terraform apply p", ChangesAws);
        check("terraform apply -auto-approve", Destructive);
        check("terraform state push s.json", Destructive);
        check("kubectl get pods -n production", ReadsOnly);
        check("kubectl -n production delete pod x", Destructive);
        check("kubectl rollout status deployment/x", ReadsOnly);
        check("kubectl rollout undo deployment/x", ChangesRemote);
        check("kubectl scale deployment --all --replicas=0", Destructive);
        check("helm upgrade --install a b", ChangesRemote);
        check("git push origin main", ChangesRemote);
        check("git push --force origin main", Destructive);
        check("git push origin +main", Destructive);
        check("git log --oneline -10", ReadsOnly);
        check("curl -f https://x.test/health", ReadsOnly);
        check("curl -X POST https://x.test -d @f", ChangesRemote);
        check("curl -XDELETE https://x.test/1", Destructive);
        check("psql -c \"SELECT 1;\"", ReadsOnly);
        check("psql -c 'drop table users'", Destructive);
        check("rm -rf build", Destructive);
        check("npm run deploy:prod", Unknown);
        check("npm --version", ReadsOnly);
        check("./scripts/deploy.sh", Unknown);
        check("sudo systemctl restart nginx", ChangesLocal);
        check("watch -n 30 'kubectl get pods'", ReadsOnly);
        check("bash -c 'rm -rf /x'", Destructive);
        check("FOO=1", ChangesLocal);
        check("echo hi > /dev/null", ReadsOnly);
        check("terraform output > out.txt", ChangesLocal);
        check("ls | xargs rm -f", Destructive);
        check("find . -name x -delete", Destructive);
        check("$TOOL do", Unknown);
        check("kubectl exec web-1 -- cat /etc/hosts", ReadsOnly);
        check("kubectl exec web-1 -- sh -c 'rm -rf /data'", Destructive);
        check("kubectl exec -it web-1 -- touch /ready", ChangesRemote);
        check("kubectl exec -it web-1 -- $SHELL", Unknown);
        check("docker exec -u root -e A=b app rm -rf /x", Destructive);
        check("docker exec -it app bash", Unknown);
        check("ssh -p 2222 web-1 rm -rf /srv/old", Destructive);
        check("ssh web-1", Unknown);
        check("ssh web-1 systemctl restart app", ChangesRemote);
        check("ssh web-1 \"rm $FILE\"", Unknown);
        check("curl -sX DELETE https://x.test/1", Destructive);
        check("curl -fsSXPOST https://x.test/1", ChangesRemote);
        check(
            "curl -s -o /dev/null -w '%{http_code}' https://x.test",
            ReadsOnly,
        );
        check("curl -Gs -d q=x https://x.test", ReadsOnly);
        check("curl -u admin:X https://x.test", ReadsOnly);
        check("psql -Uscott -tAc 'select 1'", ReadsOnly);
        check("psql -c 'with x as (select 1) select * from x'", ReadsOnly);
        check("psql -c 'select * into backup from orders'", ChangesRemote);
        check("psql -c '\\i fix.sql'", ChangesRemote);
        check("psql -l", ReadsOnly);
        check("mysql -u root -p -e 'delete from t'", Destructive);
        check("redis-cli --bigkeys", ReadsOnly);
        check("redis-cli config set maxmemory 1gb", ChangesRemote);
        check("rsync -av --delete a/ host:/b/", Destructive);
        check("rsync -avn --delete a/ host:/b/", ReadsOnly);
        check("rsync -av a/ b/", ChangesLocal);
        check("scp host:/x .", ChangesLocal);
        check("git clean -nfd", ReadsOnly);
        check("git checkout -- .", Destructive);
        check("git checkout main", ChangesLocal);
        check("fdisk -l", ReadsOnly);
        check("crontab -r", Destructive);
        check("pg_restore -l x.dump", ReadsOnly);
        check("docker service update --image a:2 web", ChangesRemote);
        check("", ReadsOnly);
    }
}
