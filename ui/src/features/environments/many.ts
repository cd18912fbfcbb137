import type { EnvironmentCard } from "../../ipc";
import { accountGroups } from "../../time/format";

/** From here on a list of environments is searched rather than read. */
export const MANY = 12;

/** Whether an environment is meant by what was typed: a part of its name, account, Region or tier. */
export function isMeant(environment: EnvironmentCard, typed: string): boolean {
  const { name, accountId, region, tier } = environment;
  const all = [name, accountId, accountGroups(accountId), region, tier].join("\n").toLowerCase();
  return all.includes(typed.trim().toLowerCase());
}
