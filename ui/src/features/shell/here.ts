import { useQuery } from "@tanstack/react-query";
import type { EnvironmentCard } from "../../ipc";
import { read } from "../../queries";
import { type Route, useRoute } from "../../route";

/** The environment in which the screen acts: that of its run, else the selected one. */
export function useHere(): EnvironmentCard | null {
  const route = useRoute();
  const list = useQuery(read.environments()).data;
  const run = runOf(route);
  const page = useQuery({ ...read.run(run ?? ""), enabled: run !== null }).data;
  if (run !== null) return page?.environment ?? null;
  const name = route.place === "restoreTable" ? route.environment : list?.selected;
  return list?.environments.find((environment) => environment.name === name) ?? null;
}

function runOf(route: Route): string | null {
  return route.place === "run" || route.place === "restore" || route.place === "restoreUnit"
    ? route.run
    : null;
}
