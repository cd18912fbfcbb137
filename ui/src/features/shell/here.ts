import { useQuery } from "@tanstack/react-query";
import type { EnvironmentCard, RunPage } from "../../ipc";
import { read } from "../../queries";
import { type Route, useRoute } from "../../route";

export interface Here {
  environment: EnvironmentCard;
  /** Who may change the environment now, where a run is open. */
  lock: { words: string; detail: string; mine: boolean } | null;
}

/**
 * Where the screen acts: in the environment of its run, else in the selected one.
 * Nothing is said (`undefined`) before it is known.
 */
export function useHere(): Here | null | undefined {
  const route = useRoute();
  const list = useQuery(read.environments()).data;
  const run = runOf(route);
  const { data: page, isError } = useQuery({ ...read.run(run ?? ""), enabled: run !== null });
  if (run !== null && !isError) return page && { environment: page.environment, lock: lockOf(page) };
  if (!list) return undefined;
  const name = route.place === "restoreTable" ? route.environment : list.selected;
  const environment = list.environments.find((entry) => entry.name === name);
  return environment ? { environment, lock: null } : null;
}

function lockOf(page: RunPage): Here["lock"] {
  if (page.summary.outcome !== "open") return null;
  if (page.holdsLock)
    return { words: "Lock held by you", detail: "This run holds the environment.", mine: true };
  if (page.heldBy === null) return { words: "No lock", detail: "Nobody holds the environment.", mine: true };
  return { words: "Locked by another run", detail: `Run ${page.heldBy} holds the environment.`, mine: false };
}

function runOf(route: Route): string | null {
  return route.place === "run" || route.place === "restore" || route.place === "restoreUnit"
    ? route.run
    : null;
}
