//! What the reader of AWS lines promises, on lines of our own.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::shell;

fn line(code: &str) -> AwsLine {
    let script = shell::parse(code);
    read(&script.commands[0].words).unwrap()
}

fn errors(code: &str) -> Vec<Problem> {
    problems(&line(code))
        .into_iter()
        .filter(Problem::is_error)
        .collect()
}

/// Lines in every form that the reader knows, each of which the AWS CLI takes.
const RIGHT: &[&str] = &[
    "aws sts get-caller-identity",
    "aws --region eu-west-1 --profile ops sts get-caller-identity --output text --query Account",
    "aws dynamodb describe-table --table-name orders --query 'Table.[TableStatus,ItemCount]'",
    "aws dynamodb update-table --table-name=orders --billing-mode=PAY_PER_REQUEST",
    "aws dynamodb put-item --table-name orders --item '{\"id\": {\"S\": \"1\"}}'",
    "aws dynamodb put-item --table-name orders --item file://item.json --return-values NONE",
    "aws dynamodb create-table --table-name t --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH --billing-mode PAY_PER_REQUEST",
    "aws dynamodb restore-table-to-point-in-time --source-table-name a --target-table-name b --use-latest-restorable-time",
    "aws dynamodb wait table-exists --table-name b",
    "aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name Errors --dimensions Name=FunctionName,Value=f --start-time $(date -u -d '5 minutes ago' +%FT%TZ) --end-time $(date -u +%FT%TZ) --period 60 --statistics Sum Maximum",
    "aws cloudwatch get-metric-data --start-time 0 --end-time 60 --metric-data-queries '[{\"Id\":\"a\",\"MetricStat\":{\"Metric\":{\"Namespace\":\"AWS/SQS\",\"MetricName\":\"NumberOfMessagesSent\"},\"Period\":60,\"Stat\":\"Sum\"}}]'",
    "aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm --query 'MetricAlarms[?StateValue==`ALARM`].{name:AlarmName,since:StateUpdatedTimestamp}'",
    "aws lambda update-function-configuration --function-name f --environment 'Variables={A=1,B=two}'",
    "aws lambda invoke --function-name f --cli-binary-format raw-in-base64-out --payload '{}' /tmp/out.json",
    "aws lambda put-provisioned-concurrency-config --function-name f --qualifier live --provisioned-concurrent-executions 5",
    "aws lambda list-versions-by-function --function-name f --query 'Versions[-2].Version' --output text",
    "aws logs tail /aws/lambda/f --follow --since 5m --format short",
    "aws logs filter-log-events --log-group-name /g --start-time $(date -d '1 hour ago' +%s)000 --filter-pattern '{ $.level = \"error\" }'",
    "aws ecs update-service --cluster c --service s --desired-count 3 --disable-execute-command",
    "aws ecs wait services-stable --cluster c --services a b",
    "aws ecs run-task --cluster c --task-definition t:3 --network-configuration 'awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED}'",
    "aws ecr get-login-password --region eu-west-1",
    "aws ec2 describe-instances --filters Name=tag:Stage,Values=prod,staging Name=instance-state-name,Values=running --query 'Reservations[].Instances[].[InstanceId,State.Name]'",
    "aws ec2 run-instances --image-id ami-1 --count 1 --instance-type t3.micro --block-device-mappings DeviceName=/dev/sda1,Ebs={VolumeSize=20}",
    "aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier a --target-db-instance-identifier b --restore-time 2026-11-20T12:00:00Z --vpc-security-group-ids sg-1 sg-2 --no-multi-az",
    "aws s3 sync ./dist s3://b/p --delete --exclude '*.map' --cache-control max-age=60",
    "aws s3 cp - s3://b/k",
    "aws s3api put-bucket-versioning --bucket b --versioning-configuration Status=Enabled",
    "aws s3api get-object --bucket b --key k --version-id v out.pdf",
    "aws cloudformation deploy --template-file t.yaml --stack-name s --parameter-overrides A=1 B=2 --capabilities CAPABILITY_IAM",
    "aws configure set region eu-west-1",
    "aws configure sso",
    "aws sso login --profile ops",
    "aws eks update-kubeconfig --name c --alias c",
    "aws ssm get-parameter --name /p --with-decryption --query Parameter.Value --output text --no-cli-pager",
    "aws secretsmanager get-secret-value --secret-id s --query SecretString --output text",
    "aws iam simulate-principal-policy --policy-source-arn $(aws sts get-caller-identity --query Arn --output text) --action-names s3:GetObject",
    "aws stepfunctions start-execution --state-machine-arn $ARN --input \"{\\\"id\\\": \\\"$ID\\\"}\"",
    "aws sqs get-queue-attributes --queue-url $URL --attribute-names All",
    "aws wafv2 get-ip-set --scope REGIONAL --id i --name n",
    "aws dynamodb describe-table --table-name <table-name>",
    "aws ec2 describe-vpcs $EXTRA",
    "aws dynamodb create-backup --generate-cli-skeleton",
    "aws lambda create-function --cli-input-json file://function.json",
    "aws ecs help",
    "aws dynamodb update-item help",
    "sudo -E aws s3 ls",
    "aws route53 change-resource-record-sets --hosted-zone-id Z1 --change-batch '{\"Changes\":[{\"Action\":\"UPSERT\",\"ResourceRecordSet\":{\"Name\":\"a.example.com\",\"Type\":\"CNAME\",\"TTL\":60,\"ResourceRecords\":[{\"Value\":\"b.example.com\"}]}}]}'",
    "aws apigateway update-stage --rest-api-id a --stage-name prod --patch-operations op=replace,path=/variables/x,value=1",
    "aws elbv2 describe-target-health --target-group-arn arn:aws:elasticloadbalancing:x --query 'TargetHealthDescriptions[*].TargetHealth.State'",
];

#[test]
fn right_lines_have_no_error() {
    for code in RIGHT {
        assert_eq!(errors(code), [], "{code}");
    }
}

#[test]
fn a_misspelt_operation_or_option_is_an_error() {
    for code in RIGHT {
        let read = line(code);
        if read.help || !read.known || read.service == "configure" || read.operation.is_empty() {
            continue;
        }
        let operation = read.operation.split(' ').next_back().unwrap();
        let wrong = code.replacen(&format!(" {operation}"), &format!(" {operation}x"), 1);
        assert!(!errors(&wrong).is_empty(), "{wrong}");
        if let Some(param) = read.params.first() {
            let wrong = code.replacen(
                &format!("--{}", param.name),
                &format!("--{}x", param.name),
                1,
            );
            assert!(!errors(&wrong).is_empty(), "{wrong}");
        }
    }
}

#[track_caller]
fn check(code: &str, expected: &str) {
    let found: Vec<String> = errors(code)
        .iter()
        .map(|p| format!("{:?}", p.kind))
        .collect();
    assert!(
        found.iter().any(|kind| kind.contains(expected)),
        "{code}: {found:?}"
    );
}

#[test]
fn wrong_lines_say_what_is_wrong_and_what_is_near() {
    check(
        "aws dynamo list-tables",
        "UnknownService { name: \"dynamo\", nearest: Some(\"dynamodb\")",
    );
    check(
        "aws ecs wait service-stable --cluster c --services s",
        "nearest: Some(\"services-stable\")",
    );
    check("aws rds reboot-instance", "UnknownOperation");
    check(
        "aws ecs describe-services --services s --cluster",
        "MissingValue",
    );
    check(
        "aws rds modify-db-instance --db-instance-identifier a --apply-immediately true",
        "UnexpectedWord { word: \"true\", after: Some(\"apply-immediately\")",
    );
    check(
        "aws dynamodb update-table --table-name t --billing-mode ON_DEMAND",
        "NotInEnum",
    );
    check(
        "aws sts get-caller-identity --output jsn",
        "NotAChoice { option: \"--output\", value: \"jsn\"",
    );
    check(
        "aws ecs update-service --service s --desired-count two",
        "WrongType",
    );
    check(
        "aws dynamodb update-table --table-name t --stream-specification StreamEnable=true",
        "nearest: Some(\"StreamEnabled\")",
    );
    check(
        "aws dynamodb create-backup --table-name t",
        "MissingRequired { command: \"dynamodb create-backup\", options: [\"--backup-name\"]",
    );
    check(
        "aws sts get-caller-identity --query UserName",
        "QueryMember { member: \"UserName\"",
    );
    check(
        "aws ec2 describe-instances --query 'Reservations.Instances'",
        "nearest: Some(\"Reservations[].Instances\")",
    );
    check(
        "aws ec2 describe-vpcs --query 'Vpcs[?IsDefault=x]'",
        "BadQuery",
    );
    check(
        "aws dynamodb put-item --table-name t --item '{\"a\": {\"X\": \"1\"}}'",
        "UnknownMember",
    );
    check(
        "aws dynamodb put-item --table-name t --item '{a: 1}'",
        "Unreadable",
    );
    check("aws s3 cp", "MissingRequired");
}

#[test]
fn abbreviations_work_and_are_told() {
    let found = problems(&line("aws dynamodb describe-table --table orders"));
    assert!(
        matches!(&found[0].kind, ProblemKind::Abbreviated { full, .. } if full == "table-name")
    );
    assert_eq!(
        line("aws dynamodb describe-table --table orders")
            .value("table-name")
            .unwrap()
            .text,
        "orders"
    );
}

#[test]
fn other_programs_are_no_aws_lines() {
    for code in ["kubectl get pods", "echo aws", "./aws.sh", "$AWS s3 ls"] {
        assert_eq!(read(&shell::parse(code).commands[0].words), None, "{code}");
    }
}

#[test]
fn native_lines_carry_their_parameters() {
    let found = native(&line(
        "aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name Duration --dimensions Name=FunctionName,Value=f Name=Resource,Value=f:live --start-time $(date -u -d '1 hour ago' +%FT%TZ) --end-time $(date -u +%FT%TZ) --period 300 --extended-statistics p95 p99",
    ));
    let Some(Native::MetricStatistics(asked)) = found else {
        panic!("{found:?}");
    };
    assert_eq!(asked.dimensions.len(), 2);
    assert_eq!(
        asked.dimensions[1],
        ("Resource".to_owned(), "f:live".to_owned())
    );
    assert_eq!(asked.period_s, Some(300));
    assert_eq!(asked.extended, ["p95", "p99"]);
    let now: jiff::Timestamp = "2026-11-21T08:00:00Z".parse().unwrap();
    assert_eq!(
        asked.start.resolve(now).unwrap().to_string(),
        "2026-11-21T07:00:00Z"
    );

    let found = native(&line(
        "aws dynamodb restore-table-to-point-in-time --source-table-name a --target-table-name $TARGET --restore-date-time 2026-11-20T10:00:00Z",
    ));
    let Some(Native::RestoreTableToPointInTime(restore)) = found else {
        panic!("{found:?}");
    };
    assert_eq!(restore.source.as_deref(), Some("a"));
    assert_eq!(restore.target, "$TARGET");
    assert!(!restore.latest);

    let found = native(&line(
        "aws lambda update-function-configuration --function-name f --environment Variables='{MODE=read-only,LEVEL=debug}'",
    ));
    let Some(Native::UpdateFunctionEnvironment(update)) = found else {
        panic!("{found:?}");
    };
    assert_eq!(update.variables["MODE"], "read-only");
    assert_eq!(update.variables.len(), 2);

    let found = native(&line("aws logs tail /aws/lambda/f --follow --since 5m"));
    assert!(
        matches!(found, Some(Native::LogsTail(tail)) if tail.follow && tail.group == "/aws/lambda/f")
    );
    // An option that would be lost keeps the line in the shell.
    assert_eq!(
        native(&line(
            "aws lambda update-function-configuration --function-name f --timeout 9 --environment Variables={A=1}"
        )),
        None
    );
    assert_eq!(native(&line("aws s3 ls")), None);
}

/// Quotes a text so that a POSIX shell gives it back.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

proptest::proptest! {
    #[test]
    fn quoted_values_come_back(name in "[ -~é€]{1,40}", other in "[a-z]{1,8}") {
        proptest::prop_assume!(!name.starts_with('-'));
        let code = format!("aws dynamodb create-backup --table-name {} --backup-name={}", quote(&name), quote(&other));
        let read = line(&code);
        proptest::prop_assert_eq!(&read.value("table-name").unwrap().text, &name);
        proptest::prop_assert_eq!(&read.value("backup-name").unwrap().text, &other);
        proptest::prop_assert!(read.problems.is_empty());
    }

    #[test]
    fn no_words_stop_the_reader(tail in "(--[a-z-]{1,12}=?|[a-z0-9{}\\[\\],=:'\"$()<>@ -]{0,12} ?){0,12}") {
        for start in ["aws ", "aws dynamodb put-item --item ", "aws ec2 describe-instances --query ", "aws s3 cp "] {
            for command in shell::parse(&format!("{start}{tail}")).commands {
                if let Some(read) = read(&command.words) {
                    problems(&read);
                    native(&read);
                }
            }
        }
    }

    #[test]
    fn shorthand_of_plain_values_comes_back(pairs in proptest::collection::btree_map("[A-Za-z][A-Za-z0-9]{0,8}", "[A-Za-z0-9/._-]{1,12}", 1..5)) {
        let inner: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let code = format!("aws lambda update-function-configuration --function-name f --environment 'Variables={{{}}}'", inner.join(","));
        let Some(Native::UpdateFunctionEnvironment(update)) = native(&line(&code)) else {
            return Err(proptest::test_runner::TestCaseError::fail(code));
        };
        proptest::prop_assert_eq!(update.variables, pairs);
    }
}
