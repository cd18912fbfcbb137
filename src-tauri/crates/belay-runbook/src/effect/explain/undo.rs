//! How what a command changed is taken back, where that can be said of every such
//! command. Nothing is said of the others: that something can be undone is no guess.

/// Program, its subcommands, the way back.
pub(super) const PROGRAMS: &[(&str, &str, &str)] = &[
    (
        "kubectl",
        "apply",
        "Apply the files as they were before; what was removed from them stays in the cluster.",
    ),
    (
        "kubectl",
        "patch",
        "Patch the former value; note it before.",
    ),
    (
        "kubectl",
        "set",
        "`kubectl rollout undo`, for what has a rollout.",
    ),
    (
        "kubectl",
        "edit",
        "Set the former values; save them before with `kubectl get -o yaml`.",
    ),
    (
        "kubectl",
        "scale",
        "Scale to the former number; note it before.",
    ),
    (
        "kubectl",
        "rollout restart",
        "Nothing needs to be taken back; `kubectl rollout undo` only helps when the revision is at fault.",
    ),
    (
        "kubectl",
        "rollout undo",
        "`kubectl rollout undo` again, or to a revision by number.",
    ),
    (
        "kubectl",
        "drain",
        "`kubectl uncordon` lets pods start on the node again; those evicted stay where they are now.",
    ),
    ("kubectl", "cordon", "`kubectl uncordon`."),
    ("kubectl", "uncordon", "`kubectl cordon`."),
    (
        "kubectl",
        "delete pod",
        "Nothing needs to be taken back for a pod that a controller starts anew; any other is gone.",
    ),
    (
        "kubectl",
        "delete pods",
        "Nothing needs to be taken back for a pod that a controller starts anew; any other is gone.",
    ),
    (
        "kubectl",
        "delete po",
        "Nothing needs to be taken back for a pod that a controller starts anew; any other is gone.",
    ),
    (
        "kubectl",
        "delete",
        "None, but from the files they were made of; data in deleted volumes is gone.",
    ),
    ("kubectl", "create", "`kubectl delete` what was created."),
    (
        "helm",
        "upgrade",
        "`helm rollback` to the revision before; what hooks or migrations did stays.",
    ),
    (
        "helm",
        "rollback",
        "`helm rollback` to the revision that was left; `helm history` names it.",
    ),
    ("helm", "install", "`helm uninstall`."),
    (
        "helm",
        "uninstall",
        "Install the chart again with the same values; its history and deleted volumes are gone.",
    ),
    (
        "terraform",
        "apply",
        "Apply the configuration as it was before; what is replaced or destroyed comes back empty.",
    ),
    (
        "terraform",
        "destroy",
        "None: what is made again is new and empty.",
    ),
    (
        "terraform",
        "state rm",
        "`terraform import` each resource again.",
    ),
    (
        "terraform",
        "state push",
        "Push a copy of the former state; take one before with `terraform state pull`.",
    ),
    ("terraform", "import", "`terraform state rm`."),
    (
        "docker",
        "push",
        "Push the former image under the same tag; whoever pulled it meanwhile has it.",
    ),
    (
        "git",
        "push",
        "Push a commit that reverts it; what was overwritten is only in somebody's copy.",
    ),
    (
        "git",
        "reset",
        "`git reflog` finds commits; uncommitted work is gone.",
    ),
    ("git", "clean", "None."),
    (
        "npm",
        "publish",
        "Publish a newer version; the number stays taken.",
    ),
    ("rm", "", "None, but from a backup."),
    ("dd", "", "None."),
    ("dropdb", "", "None, but from a dump."),
    ("pg_restore", "", "None, but from a dump taken before."),
    ("scp", "", "None for files that were overwritten."),
    (
        "rsync",
        "",
        "None for files that were overwritten or deleted, unless `--backup` keeps them.",
    ),
    (
        "mv",
        "",
        "Move it back; a file that was overwritten is gone.",
    ),
    (
        "alembic",
        "",
        "`alembic downgrade` or `upgrade`, for the schema; data that was dropped does not come back.",
    ),
];

/// AWS service, operation, the way back.
pub(super) const AWS: &[(&str, &str, &str)] = &[
    (
        "dynamodb",
        "restore-table-to-point-in-time",
        "Delete the new table; the source stays as it is.",
    ),
    (
        "dynamodb",
        "restore-table-from-backup",
        "Delete the new table; the backup stays as it is.",
    ),
    (
        "rds",
        "restore-db-instance-from-db-snapshot",
        "Delete the new database; the snapshot stays as it is.",
    ),
    (
        "rds",
        "restore-db-instance-to-point-in-time",
        "Delete the new database; the source stays as it is.",
    ),
    (
        "rds",
        "restore-db-cluster-from-snapshot",
        "Delete the new cluster; the snapshot stays as it is.",
    ),
    (
        "rds",
        "restore-db-cluster-to-point-in-time",
        "Delete the new cluster; the source stays as it is.",
    ),
    (
        "rds",
        "modify-db-instance",
        "Modify it back; storage cannot shrink, and an engine cannot be downgraded.",
    ),
    (
        "rds",
        "reboot-db-instance",
        "Nothing needs to be taken back; broken connections have to be made again.",
    ),
    (
        "rds",
        "failover-db-cluster",
        "Fail over again, to the former writer by name.",
    ),
    (
        "rds",
        "delete-db-instance",
        "Restore its final snapshot, if one was made; automated backups go unless they are retained.",
    ),
    ("rds", "delete-db-snapshot", "None."),
    (
        "dynamodb",
        "delete-table",
        "Restore a backup; with point-in-time recovery on, AWS keeps one for 35 days.",
    ),
    ("dynamodb", "delete-backup", "None."),
    (
        "dynamodb",
        "put-item",
        "None for an item that was replaced, but point-in-time recovery.",
    ),
    (
        "dynamodb",
        "delete-item",
        "None, but point-in-time recovery.",
    ),
    (
        "dynamodb",
        "update-table",
        "Update it back; capacity can be lowered a few times a day only.",
    ),
    (
        "ecs",
        "update-service",
        "Update the service to its former task definition or number of tasks; note them before.",
    ),
    (
        "ecs",
        "stop-task",
        "Nothing needs to be taken back: a service starts another task.",
    ),
    ("ecs", "run-task", "Stop the task; what it did stays."),
    (
        "lambda",
        "update-function-code",
        "Deploy the former package, or point the alias at the former version if one was published.",
    ),
    (
        "lambda",
        "update-function-configuration",
        "Set the former values; they are kept nowhere unless a version was published.",
    ),
    (
        "lambda",
        "update-alias",
        "Point the alias at the former version; note it before.",
    ),
    (
        "lambda",
        "publish-version",
        "Delete the version; an alias that points at it has to be moved first.",
    ),
    ("lambda", "invoke", "None: what the function did stays."),
    (
        "cloudwatch",
        "put-metric-alarm",
        "Put the former alarm; it is kept nowhere.",
    ),
    (
        "cloudwatch",
        "put-dashboard",
        "Put the former dashboard; take a copy before with `get-dashboard`.",
    ),
    (
        "cloudwatch",
        "delete-alarms",
        "Create the alarms again; their settings are kept nowhere.",
    ),
    (
        "cloudformation",
        "update-stack",
        "Update to the former template; what was replaced or deleted comes back empty.",
    ),
    (
        "cloudformation",
        "deploy",
        "Deploy the former template; what was replaced or deleted comes back empty.",
    ),
    (
        "cloudformation",
        "delete-stack",
        "None, but for what is retained or has a snapshot.",
    ),
    (
        "s3",
        "cp",
        "Only in a bucket that keeps versions: the former version of what was overwritten.",
    ),
    (
        "s3",
        "sync",
        "Only in a bucket that keeps versions: the former versions.",
    ),
    (
        "s3",
        "mv",
        "Move it back; what was overwritten only comes back in a bucket that keeps versions.",
    ),
    (
        "s3",
        "rm",
        "Only in a bucket that keeps versions: delete the delete marker.",
    ),
    ("s3", "rb", "None: the name may be taken by somebody else."),
    (
        "s3api",
        "delete-object",
        "Only in a bucket that keeps versions: delete the delete marker.",
    ),
    (
        "ec2",
        "stop-instances",
        "Start them; data of instance stores is gone, and a public address may be another.",
    ),
    ("ec2", "start-instances", "Stop them."),
    ("ec2", "reboot-instances", "Nothing needs to be taken back."),
    (
        "ec2",
        "terminate-instances",
        "None, but from images and snapshots.",
    ),
    (
        "ec2",
        "authorize-security-group-ingress",
        "Revoke the rule.",
    ),
    (
        "ec2",
        "revoke-security-group-ingress",
        "Authorize the rule again; note it before.",
    ),
    (
        "autoscaling",
        "set-desired-capacity",
        "Set the former number; machines that ended do not come back.",
    ),
    (
        "autoscaling",
        "update-auto-scaling-group",
        "Update to the former numbers; note them before.",
    ),
    (
        "elbv2",
        "modify-listener",
        "Modify it to the former action; note it before.",
    ),
    ("elbv2", "register-targets", "Deregister them."),
    ("elbv2", "deregister-targets", "Register them again."),
    (
        "route53",
        "change-resource-record-sets",
        "Send the former records; resolvers keep the new ones for their time to live.",
    ),
    (
        "cloudfront",
        "create-invalidation",
        "Nothing needs to be taken back: caches fill again, more slowly at first.",
    ),
    (
        "cloudfront",
        "update-distribution",
        "Update to the former configuration; take a copy before with `get-distribution-config`.",
    ),
    (
        "wafv2",
        "update-ip-set",
        "Update to the former addresses; read them before with `get-ip-set`.",
    ),
    ("sqs", "purge-queue", "None."),
    ("sqs", "delete-message", "None."),
    ("sns", "publish", "None: it has been sent."),
    (
        "secretsmanager",
        "put-secret-value",
        "The former value keeps the label `AWSPREVIOUS`; move `AWSCURRENT` back to it.",
    ),
    (
        "secretsmanager",
        "update-secret",
        "The former value keeps the label `AWSPREVIOUS`; move `AWSCURRENT` back to it.",
    ),
    (
        "secretsmanager",
        "delete-secret",
        "`restore-secret`, within the recovery window; not with `--force-delete-without-recovery`.",
    ),
    (
        "ssm",
        "put-parameter",
        "Put the former value; `get-parameter-history` has it.",
    ),
    ("ssm", "send-command", "None: what the command did stays."),
    ("iam", "create-access-key", "Delete the key."),
    (
        "iam",
        "update-access-key",
        "Set the key to its former state.",
    ),
    (
        "iam",
        "delete-access-key",
        "None: a key cannot be made again.",
    ),
    (
        "kms",
        "schedule-key-deletion",
        "`cancel-key-deletion`, until the waiting period ends.",
    ),
    ("kms", "disable-key", "`enable-key`."),
    (
        "eks",
        "update-cluster-version",
        "None: a control plane cannot go back to an older version.",
    ),
    (
        "elasticache",
        "modify-replication-group",
        "Modify it back; an engine cannot be downgraded.",
    ),
    (
        "application-autoscaling",
        "register-scalable-target",
        "Register the former limits; note them before.",
    ),
];
