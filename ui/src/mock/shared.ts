import type { EnvironmentCard } from "../ipc/types";

const iso = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

/** So many minutes ago. */
export const back = (minutes: number) => iso(Date.now() - minutes * 60_000);
/** In so many minutes. */
export const ahead = (minutes: number) => iso(Date.now() + minutes * 60_000);

const card = (name: string, tier: EnvironmentCard["tier"], accountId: string): EnvironmentCard => ({
  name,
  tier,
  accountId,
  region: "eu-west-1",
  roleArn: `arn:aws:iam::${accountId}:role/Operator`,
  roleName: "Operator",
  profile: "apexshare",
  source: "/home/jt/ops-runbooks/.belay/environments.toml",
  variables: [
    ["ENVIRONMENT", name.replace("apexshare-", "")],
    ["TABLE", `${name.replace("apexshare-", "apexshare-uploads-")}`],
  ],
});

export const environments: EnvironmentCard[] = [
  card("apexshare-prod", "production", "222222222222"),
  card("apexshare-staging", "staging", "333333333333"),
  card("apexshare-dev", "development", "444444444444"),
];

export const prod = environments[0] as EnvironmentCard;
