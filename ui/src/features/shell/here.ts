import { useQuery } from "@tanstack/react-query";
import type { EnvironmentCard, RunPage } from "../../ipc";
import { read } from "../../queries";
import { type Route, useRoute } from "../../route";

export interface Here {
  environment: EnvironmentCard;
  /** Who may change the environment now, where a run is open. */
  lock: { words: string; mine: boolean } | null;
}

/** Where the screen acts: in the environment of its run, else in the selected one. */
export function useHere(): Here | null {
  const route = useRoute();
  const list = useQuery(read.environments()).data;
  const run = runOf(route);
  const page = useQuery({ ...read.run(run ?? ""), enabled: run !== null }).data;
  if (run !== null) return page ? { environment: page.environment, lock: lockOf(page) } : null;
  const name = route.place === "restoreTable" ? route.environment : list?.selected;
  const environment = list?.environments.find((entry) => entry.name === name);
  return environment ? { environment, lock: null } : null;
}

function lockOf(page: RunPage): Here["lock"] {
  if (page.summary.outcome !== "open") return null;
  if (page.holdsLock) return { words: "Lock held by this run", mine: true };
  return page.heldBy === null
    ? { words: "No lock", mine: true }
    : { words: `Lock held by ${page.heldBy}`, mine: false };
}

function runOf(route: Route): string | null {
  return route.place === "run" || route.place === "restore" || route.place === "restoreUnit"
    ? route.run
    : null;
}
