import type {
  Answer,
  Changed,
  Planned,
  RestoreDesk,
  RestoreDraft,
  RestoreOrigin,
  RestorePlanView,
  RestoreState,
  RestoreView,
  Submitted,
  TableSummary,
} from "../ipc/types";
import { changed } from "./event";
import { RUN } from "./runs";
import { ahead, back, prod } from "./shared";

export const tables: TableSummary[] = [
  { name: "apexshare-uploads-prod" },
  { name: "apexshare-users-prod" },
  { name: "apexshare-scratch" },
];

export function desk(origin: RestoreOrigin): RestoreDesk {
  const name = origin.kind === "table" ? origin.table : "apexshare-uploads-prod";
  return {
    origin,
    environment: prod,
    identity: {
      kind: "confirmed",
      accountId: prod.accountId,
      arn: "arn:aws:sts::222222222222:assumed-role/Operator/jt",
      role: "Operator",
      checkedAt: back(0),
      expiresAt: ahead(47),
      requestId: null,
    },
    source: {
      name,
      arn: `arn:aws:dynamodb:eu-west-1:222222222222:table/${name}`,
      status: "ACTIVE",
      items: "12480",
      bytes: "18200000",
      createdAt: back(400_000),
      settings: [
        { name: "indexes", value: "by-owner, by-day", restored: true },
        { name: "billing", value: "on demand", restored: true },
        { name: "time to live", value: "expiresAt", restored: false },
        { name: "tags", value: "2", restored: false },
        { name: "alarms", value: "2", restored: false },
      ],
    },
    window: { earliest: back(50_400), latest: back(5), readAt: back(0.05), recoveryDays: 35 },
    suggested: { target: `${name}-20261121-0721`, at: back(31.2), latest: false },
    refusals: [],
  };
}

function planOf(draft: RestoreDraft): RestorePlanView {
  const cli = `aws dynamodb restore-table-to-point-in-time --source-table-name ${draft.source} --target-table-name ${draft.target} ${draft.at ? `--restore-date-time ${draft.at}` : "--use-latest-restorable-time"} --region eu-west-1`;
  return {
    planId: "plan-1",
    environment: prod.name,
    accountId: prod.accountId,
    region: prod.region,
    source: draft.source,
    target: draft.target,
    at: draft.at ?? null,
    calls: [{ service: "DynamoDB", operation: "RestoreTableToPointInTime", parameters: [], cli }],
    notRestored: [
      {
        setting: "Time to live",
        value: "attribute expiresAt",
        reapply: "Switch it on with the same attribute.",
        cli: `aws dynamodb update-time-to-live --table-name ${draft.target} --time-to-live-specification Enabled=true,AttributeName=expiresAt`,
      },
      {
        setting: "Tags",
        value: "team=uploads, cost-centre=4711",
        reapply: "Set the same 2 tags.",
        cli: null,
      },
      {
        setting: "Point-in-time recovery",
        value: "on, 35 days",
        reapply: "Switch it on; its window begins then.",
        cli: null,
      },
      {
        setting: "Stream",
        value: "new and old images",
        reapply: "Switch it on and point the triggers to it.",
        cli: null,
      },
      {
        setting: "Alarms",
        value: "apexshare-prod-throttles, apexshare-prod-latency",
        reapply: "Make them for the new name.",
        cli: null,
      },
    ],
    kept: [
      { setting: "indexes", value: "by-owner, by-day" },
      { setting: "billing", value: "on demand" },
      { setting: "encryption", value: "AWS owned key" },
    ],
    warnings: [
      "The source is still written to: 78 units per second in the last minute. What is written after the restore point is not in the new table.",
    ],
    costs: ["The new table is billed for its storage from the first minute."],
    lost: "writes from the restore point to now, about 248 000 units; they stay in the source table",
  };
}

export function plan(draft: RestoreDraft): Planned {
  if (draft.target === "apexshare-users-prod")
    return {
      kind: "refused",
      refusals: [
        {
          guard: "restore target",
          mistake: "M28",
          sentence: "Table `apexshare-users-prod` exists already.",
          remedy: "Choose another name.",
          resolve: null,
          inputs: [],
        },
      ],
    };
  return {
    kind: "planned",
    plan: planOf(draft),
    challenge: {
      token: "token",
      prompt: `Restore \`${draft.source}\` to the new table \`${draft.target}\` in \`apexshare-prod\`, production: account 222222222222, Region \`eu-west-1\`. Type \`${draft.target}\` to start it.`,
      phrase: draft.target,
      expiresAt: ahead(5),
      reasons: [],
    },
  };
}

let current: RestoreView | null = null;
const example = planOf({
  origin: { kind: "unit", run: RUN, unit: "L28" },
  source: "apexshare-uploads-prod",
  target: "apexshare-uploads-prod-20261119-1402",
  at: back(3000),
  withoutIndexes: false,
});
const view = (id: string, state: RestoreState, from: RestorePlanView): RestoreView => ({
  id,
  run: RUN,
  unit: "L28",
  environment: from.environment,
  source: from.source,
  target: from.target,
  at: from.at,
  state,
  since: back(2),
  lastLookedAt: back(0.06),
  trouble: null,
  requestId: "b7ab1de0-8682-4f77-a1c5-52fa9e0d6f21",
  resource: null,
  submissions: 1,
  comparison: null,
  ended: false,
  plan: from,
});
const finished: RestoreView = {
  ...view("r-0", { kind: "compared" }, example),
  comparison: {
    same: 12_211,
    onlyInSource: 38,
    onlyInRestored: 214,
    differing: 17,
    comparedAt: back(1),
    settings: [{ setting: "Time to live", source: "expiresAt", restored: "off" }],
    samples: [
      { keys: "uploadId=8f21c0", what: "differs" },
      { keys: "uploadId=91aa07", what: "onlyInRestored" },
      { keys: "uploadId=0be441", what: "onlyInSource" },
    ],
  },
};
const stuck: RestoreView = {
  ...view(
    "r-1",
    {
      kind: "unknown",
      sentence: "The call was recorded, but its answer was not. The table does not exist in AWS.",
    },
    { ...example, target: "apexshare-uploads-prod-20261118-0900" },
  ),
  trouble: "AWS throttled the look; looking again in 10 s",
};

export const restores = (): RestoreView[] => [...(current ? [current] : []), finished, stuck];

export function submit(answer: Answer | null): Submitted {
  if (!answer) return { kind: "refused", refusals: [], challenge: null };
  current = view("r-2", { kind: "creating", status: "CREATING" }, { ...example, target: answer.typed });
  setTimeout(() => {
    if (current) current = { ...current, state: { kind: "active" }, since: back(0) };
    changed("restore", "r-2");
  }, 6000);
  return { kind: "started", run: RUN, unit: "L28", restore: "r-2" };
}

export function compare(): Changed {
  if (current) current = { ...current, state: { kind: "compared" }, comparison: finished.comparison };
  changed("restore", "r-2");
  return { kind: "ok" };
}
