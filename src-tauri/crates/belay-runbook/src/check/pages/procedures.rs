//! What is done in one order, at one place, for one part.

use super::ExampleForm::{Markdown, Shell};
use super::RulePage;

pub(super) const PAGES: &[RulePage] = &[
    RulePage {
        id: "another-folder",
        title: "A file is looked for in another folder",
        what: "A block makes a file, goes elsewhere with `cd`, and looks for it there; or it has gone into a folder and writes a path as if it had not.",
        why: "The command finds no such file, or an old one that lies there.",
        form: Shell,
        bad: "export AWS_REGION=eu-west-1\ncd build\nzip -r orders.zip app\ncd ../infra\naws lambda publish-layer-version --layer-name orders --zip-file fileb://orders.zip",
        good: "export AWS_REGION=eu-west-1\ncd build\nzip -r orders.zip app\naws lambda publish-layer-version --layer-name orders --zip-file fileb://orders.zip",
        source: "POSIX shell command language, `cd`: paths without `/` in front begin in the working directory",
    },
    RulePage {
        id: "doubled-v",
        title: "A `v` before a version that has one",
        what: "`v$VERSION`, where the version is written with a `v`, or comes from the last tag while the tags that are made begin with one.",
        why: "The tag or image becomes `vv1.2.3`: it is not found where it is looked for, and whatever starts by a tag starts or does not.",
        form: Shell,
        bad: "LAST=$(git describe --tags --abbrev=0)\ngit tag -a \"v$LAST-1\" -m release",
        good: "LAST=$(git describe --tags --abbrev=0)\ngit tag -a \"$LAST-1\" -m release",
        source: "git-describe(1): the output is the tag as it is called",
    },
    RulePage {
        id: "half-switched",
        title: "The environment is switched, the account is not",
        what: "The file gives each environment a variable such as `STAGE` and a profile of its own; a block sets the first and leaves `AWS_PROFILE` or `KUBECONFIG` as it was.",
        why: "In a shell that was set up for another environment, one environment's name meets the other one's account.",
        form: Markdown,
        bad: "## Environments\n\n### Staging\n\n```bash\nexport STAGE=staging\nexport AWS_PROFILE=orders-staging\n```\n\n### Production\n\n```bash\nexport STAGE=prod\nexport AWS_PROFILE=orders-prod\n```\n\n## Deploy\n\n```bash\nexport STAGE=prod\nnpm run deploy\n```\n",
        good: "## Environments\n\n### Staging\n\n```bash\nexport STAGE=staging\nexport AWS_PROFILE=orders-staging\n```\n\n### Production\n\n```bash\nexport STAGE=prod\nexport AWS_PROFILE=orders-prod\n```\n\n## Deploy\n\n```bash\nexport STAGE=prod AWS_PROFILE=orders-prod\nnpm run deploy\n```\n",
        source: "AWS CLI user guide, “Configuration and credential precedence”",
    },
    RulePage {
        id: "rollout-half-watched",
        title: "Only some of the rollouts are waited for",
        what: "A block changes several workloads, and `kubectl rollout status` names some of them.",
        why: "What does not come up is seen when the next step, or a user, needs it.",
        form: Shell,
        bad: "kubectl rollout undo deployment/orders -n shop\nkubectl rollout undo deployment/cart -n shop\nkubectl rollout status deployment/orders -n shop",
        good: "kubectl rollout undo deployment/orders -n shop\nkubectl rollout undo deployment/cart -n shop\nkubectl rollout status deployment/orders -n shop\nkubectl rollout status deployment/cart -n shop",
        source: "Kubernetes documentation, “Deployments: status”",
    },
    RulePage {
        id: "undone-at-once",
        title: "A figure that is taken back at once",
        what: "Two commands of one block, one right behind the other, set the same figure of the same thing to different values.",
        why: "The first change never comes to work; mostly the two are for two occasions, scaling up and scaling down.",
        form: Shell,
        bad: "export AWS_REGION=eu-west-1\naws ecs update-service --cluster shop --service orders --desired-count 6\naws ecs update-service --cluster shop --service orders --desired-count 2",
        good: "export AWS_REGION=eu-west-1\naws ecs update-service --cluster shop --service orders --desired-count 6\naws ecs wait services-stable --cluster shop --services orders",
        source: "Amazon ECS API reference, UpdateService: desiredCount",
    },
];
