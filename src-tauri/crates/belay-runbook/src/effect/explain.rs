//! A command in plain words, for somebody who sees it for the first time.

mod aws_words;
mod program_words;
mod undo;

use super::programs::subcommands;
use super::{Effect, EffectKind, effect};
use crate::awscli::table::Shape;
use crate::awscli::{self, AwsLine};
use crate::model::SimpleCommand;
use aws_words::AWS;
use program_words::PROGRAMS;
use serde::{Deserialize, Serialize};

/// Members of a reply that are named.
const MOST_MEMBERS: usize = 4;

/// A command explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What it does.
    pub what: String,
    /// What is different afterwards.
    pub changes: String,
    /// How much can go wrong.
    pub danger: Danger,
    /// What it prints, or when it comes back.
    pub returns: String,
    /// How the change is taken back, where that is known; nothing for what only
    /// looks.
    pub undo: Option<String>,
}

/// How much can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Danger {
    /// Nothing: run it as often as you like.
    None,
    /// This machine only.
    Low,
    /// Something that others use changes; [`Explanation::undo`] says whether and how
    /// it can be changed back.
    Medium,
    /// Something is lost or stopped.
    High,
    /// Nobody can tell from the text.
    Unknown,
}

/// Explains one command.
pub fn explain(command: &SimpleCommand) -> Explanation {
    let effect = effect(command);
    if let Some(line) = awscli::read(&command.words) {
        return explain_aws(&line, &effect);
    }
    let words: Vec<String> = awscli::command_word(&command.words)
        .map(|(program, _)| {
            command.words[program..]
                .iter()
                .map(awscli::text_of)
                .collect()
        })
        .unwrap_or_default();
    let (what, returns) = known_program(&words).unwrap_or_else(|| {
        let shown = words.first().map_or("a command", String::as_str);
        (
            format!("Runs `{shown}`."),
            "Whatever the program prints.".to_owned(),
        )
    });
    Explanation {
        what,
        changes: changes(&effect),
        danger: danger(effect.kind),
        returns,
        undo: undoing(
            &effect,
            of_program(undo::PROGRAMS, &words, |entry| (entry.0, entry.1)),
        )
        .map(|entry| entry.2.to_owned()),
    }
}

/// Nothing is to be taken back of what only looks.
fn undoing<T>(effect: &Effect, way: Option<T>) -> Option<T> {
    way.filter(|_| effect.kind != EffectKind::ReadsOnly)
}

fn danger(kind: EffectKind) -> Danger {
    match kind {
        EffectKind::ReadsOnly => Danger::None,
        EffectKind::ChangesLocal => Danger::Low,
        EffectKind::ChangesRemote | EffectKind::ChangesAws => Danger::Medium,
        EffectKind::Destructive => Danger::High,
        EffectKind::Unknown => Danger::Unknown,
    }
}

fn changes(effect: &Effect) -> String {
    match effect.kind {
        EffectKind::ReadsOnly => "Nothing.".to_owned(),
        _ => effect.reason.clone(),
    }
}

fn explain_aws(line: &AwsLine, effect: &Effect) -> Explanation {
    let entry = AWS
        .iter()
        .find(|(service, operation, ..)| *service == line.service && *operation == line.operation);
    let (what, returns) = match entry {
        Some((.., what, returns)) => ((*what).to_owned(), (*returns).to_owned()),
        None if line.service.is_empty() && !line.open_ended => (
            "Asks the AWS CLI about itself.".to_owned(),
            "Its version, or how it is used.".to_owned(),
        ),
        None => {
            let (what, returns) = from_verb(line);
            (what, reply(line).unwrap_or(returns))
        }
    };
    let way = undo::AWS
        .iter()
        .find(|(service, operation, _)| *service == line.service && *operation == line.operation);
    Explanation {
        what,
        changes: changes(effect),
        danger: danger(effect.kind),
        returns,
        undo: undoing(effect, way).map(|(.., way)| (*way).to_owned()),
    }
}

/// What the reply holds, as the service's model names it; none for what is not an
/// operation of a service, such as `s3 cp`.
fn reply(line: &AwsLine) -> Option<String> {
    let service = awscli::table::table().service(&line.service)?;
    let mut command = &service.command;
    for name in line.operation.split(' ') {
        command = command.child(name)?;
    }
    let Shape::Structure(members) = service.shape(command.output?)? else {
        return None;
    };
    // Where the next page begins says nothing about this one.
    let told = members
        .iter()
        .filter(|m| !m.name.ends_with("Token") && !m.name.ends_with("Marker"));
    let mut named: Vec<_> = told.map(|member| format!("`{}`", member.name)).collect();
    let more = named.len().saturating_sub(MOST_MEMBERS);
    named.truncate(MOST_MEMBERS);
    let named = named.join(", ");
    Some(match more {
        _ if named.is_empty() => "Nothing when it worked.".to_owned(),
        0 => format!("A reply with {named}."),
        _ => format!("A reply with {named} and {more} more."),
    })
}

/// `describe-log-groups` → "Reads log groups in CloudWatch Logs."
fn from_verb(line: &AwsLine) -> (String, String) {
    if line.operation.is_empty() || !line.known {
        return (
            format!("Calls `aws {}`.", line.title()),
            "Whatever AWS answers.".to_owned(),
        );
    }
    let words = line.operation.replace("batch-", "");
    let (verb, noun) = words.split_once(['-', ' ']).unwrap_or((&words, ""));
    let noun = noun.replace('-', " ");
    let service = &line.service;
    let (does, returns) = match verb {
        "describe" | "get" | "view" | "show" => ("Reads", "What was asked for."),
        "list" | "ls" => ("Lists", "A list, in pages."),
        "create" => ("Creates", "What was created."),
        "delete" | "remove" | "terminate" => ("Deletes", "Little or nothing when it worked."),
        "update" | "modify" | "set" => ("Changes", "The state after the change."),
        "put" => ("Creates or replaces", "Little or nothing when it worked."),
        "start" | "run" => ("Starts", "What was started."),
        "stop" | "cancel" => ("Stops", "What is being stopped."),
        "wait" => (
            "Waits for",
            "Nothing, when it has happened; an error when it takes too long.",
        ),
        "enable" => ("Switches on", "The state after the change."),
        "disable" => ("Switches off", "The state after the change."),
        "attach" | "associate" | "register" => ("Connects", "The state after the change."),
        "detach" | "disassociate" | "deregister" => ("Disconnects", "The state after the change."),
        "tag" => ("Tags", "Nothing when it worked."),
        "untag" => ("Takes tags off", "Nothing when it worked."),
        "restore" => ("Restores", "What is being restored."),
        _ => {
            return (
                format!("Calls `{}` of {service}.", line.operation),
                "Whatever AWS answers.".to_owned(),
            );
        }
    };
    let noun = if noun.is_empty() {
        "what is named".to_owned()
    } else {
        noun
    };
    (format!("{does} {noun} ({service})."), returns.to_owned())
}

fn known_program(words: &[String]) -> Option<(String, String)> {
    let entry = of_program(PROGRAMS, words, |entry| (entry.0, entry.1))?;
    Some((entry.2.to_owned(), entry.3.to_owned()))
}

/// What a table says of a program with its subcommands: of `rollout restart`, else
/// of `rollout`, else of the program.
fn of_program<'t, T>(
    table: &'t [T],
    words: &[String],
    named: impl Fn(&T) -> (&str, &str),
) -> Option<&'t T> {
    let (first, arguments) = words.split_first()?;
    let program = match first.rsplit('/').next()? {
        "oc" => "kubectl",
        "tofu" => "terraform",
        "podman" => "docker",
        "mariadb" => "mysql",
        program => program,
    };
    let plain: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let names = subcommands(program, &plain);
    let two = names.get(..2).map(|two| two.join(" "));
    let one = names.first().map(|one| (*one).to_owned());
    let wanted = [two, one, Some(String::new())];
    wanted
        .iter()
        .flatten()
        .find_map(|sub| table.iter().find(|entry| named(entry) == (program, sub)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(code: &str) -> Explanation {
        explain(&crate::shell::parse(code).commands[0])
    }

    #[test]
    fn a_known_operation_says_what_it_does_and_what_comes_back() {
        let found = of("aws dynamodb delete-table --table-name t");
        assert_eq!(found.what, "Deletes a table with everything in it.");
        assert_eq!(found.danger, Danger::High);
        let found = of("aws ec2 describe-vpcs");
        assert_eq!(found.what, "Reads vpcs (ec2).");
        assert_eq!(found.changes, "Nothing.");
        assert_eq!(found.returns, "A reply with `Vpcs`.");
        assert_eq!(of("terraform plan").danger, Danger::None);
        assert_eq!(of("./deploy.sh").danger, Danger::Unknown);
    }

    /// What a newcomer reads of the commands that runbooks have most.
    #[test]
    fn the_common_commands_of_runbooks_are_told_plainly() {
        let told: Vec<String> = COMMON
            .lines()
            .map(|code| {
                let found = of(code);
                let way = found.undo.unwrap_or_else(|| "-".to_owned());
                format!(
                    "{code}\n  does     {}\n  changes  {}\n  danger   {:?}\n  returns  {}\n  undo     {way}",
                    found.what, found.changes, found.danger, found.returns
                )
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    }

    const COMMON: &str = "\
kubectl -n shop get pods
kubectl logs -f web-1
kubectl apply -f web.yaml
kubectl -n shop delete pod web-1
kubectl delete namespace old
kubectl drain node-1 --ignore-daemonsets
kubectl drain node-1 --ignore-daemonsets --delete-emptydir-data
kubectl uncordon node-1
kubectl -n shop rollout restart deployment/web
kubectl rollout undo deployment/web
kubectl scale deployment web --replicas=4
kubectl scale deployment web --replicas=0
kubectl exec -it web-1 -- env
kubectl exec db-0 -- psql -c 'drop table orders'
helm upgrade web ./chart -n shop
helm rollback web 3
helm uninstall web
terraform plan
terraform apply
terraform apply plan.out
terraform apply -auto-approve
terraform apply -destroy
terraform state rm aws_db_instance.main
docker compose up -d
docker exec app cat /etc/hosts
docker system prune -a --volumes
systemctl restart nginx
systemctl stop nginx
psql -h db -tAc 'select count(*) from orders'
psql -c 'select pg_terminate_backend(42)'
psql -f fix.sql
pg_dump -Fc shop -f shop.dump
pg_restore --clean -d shop shop.dump
mysql -Nse 'show processlist'
redis-cli -h cache flushall
redis-cli info memory
git push origin main
git push --force origin main
npm ci
curl -s https://shop.test/health
curl -sX DELETE https://shop.test/orders/1
curl -fsS -d @order.json https://shop.test/orders
rsync -av build/ web-1:/srv/app/
rsync -an --delete build/ web-1:/srv/app/
rm -rf build
mv a b
dd if=image of=/dev/sdb
scp app.tar web-1:/srv/
ssh web-1 'sudo systemctl restart app'
ssh -i key ops@web-1 uptime
aws s3 sync dist s3://site --delete
aws s3 rm s3://site/old --recursive
aws ecs update-service --cluster c --service s --force-new-deployment
aws ecs update-service --cluster c --service s --task-definition web:41
aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier a --target-db-instance-identifier b --use-latest-restorable-time
aws ec2 terminate-instances --instance-ids i-1
aws lambda update-alias --function-name f --name live --function-version 3
aws route53 change-resource-record-sets --hosted-zone-id Z --change-batch file://c.json";

    #[test]
    fn every_operation_of_the_table_exists() {
        let told = AWS.iter().map(|entry| (entry.0, entry.1));
        for (service, operation) in told.chain(undo::AWS.iter().map(|entry| (entry.0, entry.1))) {
            let service_table = awscli::table::table().service(service).unwrap();
            let mut command = &service_table.command;
            for name in operation.split(' ') {
                command = command
                    .child(name)
                    .unwrap_or_else(|| panic!("{service} {operation}"));
            }
        }
    }
}
