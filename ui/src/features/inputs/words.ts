// What is said of the things that can be picked.
import type { Offers, PickKind } from "../../ipc";
import { accountGroups, plural } from "../../time/format";

export type Listed = Extract<Offers, { kind: "listed" }>;

const nouns: Record<PickKind, [one: string, more: string]> = {
  table: ["table", "tables"],
  backup: ["backup", "backups"],
  dbInstance: ["database instance", "database instances"],
  dbCluster: ["database cluster", "database clusters"],
  dbSnapshot: ["database snapshot", "database snapshots"],
  dbClusterSnapshot: ["cluster snapshot", "cluster snapshots"],
  function: ["function", "functions"],
  functionVersion: ["function version", "function versions"],
  cluster: ["ECS cluster", "ECS clusters"],
  service: ["ECS service", "ECS services"],
  taskDefinition: ["task definition", "task definitions"],
  task: ["task", "tasks"],
  region: ["Region", "Regions"],
  accountId: ["account", "accounts"],
};

const sinceWords: Partial<Record<PickKind, string>> = {
  dbSnapshot: "taken",
  dbClusterSnapshot: "taken",
  function: "changed",
  functionVersion: "published",
  taskDefinition: "registered",
  task: "started",
};

/** Several of them. */
export const nounOf = (kind: PickKind): string => nouns[kind][1];

/** What happened at the instant that is told of one. */
export function sinceOf(kind: PickKind, value: string): string {
  // What Lambda calls the code that is not published.
  if (value === "$LATEST") return "changed";
  return sinceWords[kind] ?? "created";
}

/** Where the list is from: `account 2222 2222 2222, eu-west-1`. */
export const placeOf = (listed: Listed): string =>
  `account ${accountGroups(listed.accountId)}, ${listed.region}`;

/** How many there are, and where. */
export function countOf(listed: Listed): string {
  if (listed.what === "region" || listed.what === "accountId") return "As the environment says.";
  const [one, more] = nouns[listed.what];
  const of = listed.of ? ` of ${listed.of}` : "";
  const place = placeOf(listed);
  if (listed.offers.length === 0) return `There are no ${more}${of} in ${place}.`;
  if (listed.truncated)
    return `The first ${plural(listed.offers.length, one, more)}${of} in ${place}; type what is not among them.`;
  return `${plural(listed.offers.length, one, more)}${of} in ${place}.`;
}

/** A value that AWS was asked about and does not have. An ARN may name what the list calls by name. */
export function isMissing(value: string, listed: Listed): boolean {
  const wanted = value.trim();
  if (wanted === "" || !listed.exhaustive) return false;
  const byArn = listed.offers.some((offer) => offer.value.startsWith("arn:"));
  if (wanted.startsWith("arn:") !== byArn && listed.offers.length > 0) return false;
  // A family without a revision stands for its latest one.
  return !listed.offers.some((offer) => offer.value === wanted || offer.value.startsWith(`${wanted}:`));
}

/** The offers in which every typed word occurs. */
export function narrowed(listed: Listed, typed: string): Listed["offers"] {
  if (listed.offers.some((offer) => offer.value === typed)) return listed.offers;
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return listed.offers.filter((offer) => {
    const text = [offer.value, ...offer.facts].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
