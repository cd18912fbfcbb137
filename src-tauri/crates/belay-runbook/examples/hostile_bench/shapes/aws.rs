//! AWS lines.

use super::{Shape, growing, shell, shell_of};

pub(super) const SHAPES: &[Shape] = &[
    ("aws: options", |n| {
        shell("aws ec2 describe-instances --filters a ", n)
    }),
    ("aws: lines", |n| {
        shell("aws ec2 describe-instances --no-such x\n", n)
    }),
    ("aws: one line of options", |n| {
        shell_of(&format!(
            "aws ec2 run-instances {}",
            "--no-such x ".repeat(n / 12)
        ))
    }),
    ("aws: values of an option", |n| {
        shell_of(&format!(
            "aws ec2 stop-instances --instance-ids {}",
            "i-1 ".repeat(n / 4)
        ))
    }),
    ("aws: json", |n| {
        shell_of(&format!(
            "aws ec2 run-instances --tag-specifications '{}'",
            "[".repeat(n)
        ))
    }),
    ("aws: json objects", |n| {
        shell_of(&format!(
            "aws ec2 run-instances --tag-specifications '{}'",
            "{\"a\":".repeat(n / 5)
        ))
    }),
    ("aws: shorthand", |n| {
        shell_of(&format!(
            "aws ec2 run-instances --tag-specifications {}",
            "a=[".repeat(n / 3)
        ))
    }),
    ("aws: shorthand braces", |n| {
        shell_of(&format!(
            "aws ec2 run-instances --tag-specifications {}",
            "a={".repeat(n / 3)
        ))
    }),
    ("aws: shorthand pairs", |n| {
        shell_of(&format!(
            "aws ec2 run-instances --tag-specifications {}",
            "a=b,".repeat(n / 4)
        ))
    }),
    ("aws: query", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}'",
            "a[".repeat(n / 2)
        ))
    }),
    ("aws: query of pipes", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}'",
            "a|".repeat(n / 2)
        ))
    }),
    ("aws: query of dots", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}a'",
            "a.".repeat(n / 2)
        ))
    }),
    ("aws: query of parentheses", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}'",
            "(".repeat(n)
        ))
    }),
    ("aws: long names", |n| {
        shell_of(&format!("aws ec2 {}", "a".repeat(n)))
    }),
    ("aws: a long option", |n| {
        shell_of(&format!("aws ec2 run-instances --{} x", "a".repeat(n)))
    }),
    ("aws: snapshots by date", |n| {
        shell(
            "aws rds create-db-snapshot --db-snapshot-identifier snap-$(date +%F) --db-instance-identifier a\n",
            n,
        )
    }),
    ("aws: restores", |n| {
        shell(
            "aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier s --db-instance-identifier a\n",
            n,
        )
    }),
    ("aws: alarms under a long note", |n| {
        let note = "# a\n".repeat(n / 8);
        let alarm = "aws cloudwatch put-metric-alarm --alarm-name a --metric-name Errors\n";
        shell_of(&format!("{note}{}", alarm.repeat(n / 2 / alarm.len())))
    }),
    ("aws: exports between", |n| {
        shell_of(&growing(n, |at| {
            format!("export P{at}=x\naws s3 ls --profile $P{at}\n")
        }))
    }),
    ("aws: lines in one another", |n| shell("aws s3 ls $(", n)),
    ("aws: one option again and again", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances {}",
            "--filters Name=a,Values=b ".repeat(n / 26)
        ))
    }),
    ("aws: filters", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --filters {}",
            "Name=a,Values=b ".repeat(n / 16)
        ))
    }),
    ("aws: a list of values", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --filters Name=a,Values={}",
            "b,".repeat(n / 2)
        ))
    }),
    ("aws: json of many keys", |n| {
        let keys = growing(n, |at| format!("\"k{at}\":1,"));
        shell_of(&format!("aws lambda invoke --payload '{{{keys}\"z\":1}}'"))
    }),
    ("aws: json of escapes", |n| {
        shell_of(&format!(
            "aws lambda invoke --payload '{{\"a\":\"{}\"}}'",
            "\\n".repeat(n / 2)
        ))
    }),
    ("aws: query of filters", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}'",
            "a[?b==".repeat(n / 6)
        ))
    }),
    ("aws: query of literals", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}'",
            "a[?b==`1`].".repeat(n / 11)
        ))
    }),
    ("aws: query of many members", |n| {
        let members = growing(n, |at| format!("m{at}: InstanceId, "));
        shell_of(&format!(
            "aws ec2 describe-instances --query 'Reservations[].Instances[].{{{members}z: a}}'"
        ))
    }),
    ("aws: query of functions", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}'",
            "length(".repeat(n / 7)
        ))
    }),
    ("aws: query of nots", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}'",
            "!".repeat(n)
        ))
    }),
    ("aws: alarms", |n| {
        shell_of(&growing(n, |at| {
            format!(
                "aws cloudwatch put-metric-alarm --alarm-name a{at} --metric-name Errors --period 60\n"
            )
        }))
    }),
    ("aws: deletions of what was made", |n| {
        shell_of(&growing(n, |at| {
            format!(
                "aws dynamodb create-table --table-name t{at}\naws dynamodb delete-table --table-name t{at}\n"
            )
        }))
    }),
    ("aws: operations that do not exist", |n| {
        shell_of(&growing(n, |at| {
            format!("aws ec2 descrbe-instances-{at}\n")
        }))
    }),
    ("aws: services that do not exist", |n| {
        shell_of(&growing(n, |at| format!("aws dynamo{at} list-tables\n")))
    }),
    ("aws: functions and their variables", |n| {
        shell_of(&growing(n, |at| {
            format!(
                "aws lambda update-function-configuration --function-name f{at} --environment Variables={{A=b}}\n"
            )
        }))
    }),
];
