// What the window reads from the backend, each under one key. An answer stays until
// the backend says that it changed.
import { infiniteQueryOptions, type Query, QueryClient, queryOptions } from "@tanstack/react-query";
import {
  asking,
  type IdentityState,
  IpcFailure,
  ipc,
  type Look,
  onChanged,
  type PickFor,
  type RestoreDraft,
  type RestoreOrigin,
  type RunPart,
} from "./ipc";

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      networkMode: "always",
      retry: (failures, error) =>
        failures < 1 &&
        error instanceof IpcFailure &&
        (error.code === "throttled" || error.code === "unreachable"),
    },
    mutations: { networkMode: "always" },
  },
});

export const read = {
  environments: () => queryOptions({ queryKey: ["environments"], queryFn: () => ipc.environments() }),
  identity: (environment: string) =>
    queryOptions({ queryKey: ["identity", environment], queryFn: () => ipc.identity(environment) }),
  library: () => queryOptions({ queryKey: ["library"], queryFn: () => ipc.library() }),
  runbook: (id: string) =>
    queryOptions({ queryKey: ["library", "runbook", id], queryFn: () => ipc.runbook(id) }),
  rows: (id: string, version: string, chunk: number) =>
    queryOptions({
      queryKey: ["library", "rows", id, version, chunk],
      queryFn: () => ipc.runbookRows(id, chunk),
      // A long text is scrolled through, not kept.
      gcTime: 60_000,
    }),
  outline: (id: string, version: string, from: number) =>
    queryOptions({
      queryKey: ["library", "outline", id, version, from],
      queryFn: () => ipc.runbookOutline(id, from),
    }),
  procedure: (id: string, version: string) =>
    infiniteQueryOptions({
      queryKey: ["library", "procedure", id, version],
      queryFn: ({ pageParam }) => ipc.runbookProcedure(id, pageParam),
      initialPageParam: 0,
      getNextPageParam: (last, parts) => {
        const have = parts.reduce((sum, part) => sum + part.rows.length, 0);
        // A part of another text means that the page is about to be another one, too.
        return have < last.total && last.rows.length > 0 && last.version === version ? have : null;
      },
    }),
  find: (id: string, version: string, query: string) =>
    queryOptions({
      queryKey: ["library", "find", id, version, query],
      queryFn: () => ipc.findInRunbook(id, query),
    }),
  step: (id: string, version: string, step: string) =>
    queryOptions({
      queryKey: ["library", "step", id, version, step],
      queryFn: () => ipc.explainStep(id, step),
    }),
  search: (query: string) =>
    queryOptions({ queryKey: ["library", "search", query], queryFn: () => ipc.searchLibrary(query) }),
  rule: (rule: string) => queryOptions({ queryKey: ["rule", rule], queryFn: () => ipc.explainRule(rule) }),
  runs: () => queryOptions({ queryKey: ["run", "all"], queryFn: () => ipc.runs() }),
  run: (id: string) => queryOptions({ queryKey: ["run", "one", id], queryFn: () => ipc.run(id) }),
  prepared: (run: string, unit: string) =>
    queryOptions({ queryKey: ["run", "prepared", run, unit], queryFn: () => ipc.prepare(run, unit) }),
  preflight: (runbook: string, part: RunPart, environment: string) =>
    queryOptions({
      queryKey: ["preflight", runbook, part, environment],
      queryFn: () => ipc.preflight(runbook, part, environment),
      // It is of the moment: whoever opens it again sees it looked at again.
      gcTime: 0,
    }),
  asked: (runbook: string, part: RunPart, environment: string) =>
    queryOptions({
      queryKey: ["asked", runbook, part, environment],
      queryFn: () => ipc.asked(runbook, part, environment),
      gcTime: 0,
    }),
  /** `basis` are the values that the list may depend on. It is kept as long as it is looked at. */
  offers: (pick: PickFor, input: string, basis: string) =>
    queryOptions({
      queryKey: ["offers", place(pick), input, basis],
      queryFn: ({ signal }) => asking(signal, (question) => ipc.offers(question, pick, input)),
      gcTime: 0,
    }),
  /** What is told of one of them; kept for a minute, since it comes and goes as one types. */
  offerFacts: (pick: PickFor, input: string, value: string, basis: string) =>
    queryOptions({
      queryKey: ["offers", place(pick), input, basis, value],
      queryFn: ({ signal }) => asking(signal, (question) => ipc.offerFacts(question, pick, input, value)),
      gcTime: 60_000,
    }),
  runPreflight: (run: string) =>
    queryOptions({ queryKey: ["preflight", "run", run], queryFn: () => ipc.preflightOfRun(run) }),
  /** `filledIn` are the run's inputs: a line that was filled in since reads another chart. */
  runCharts: (run: string, look: Look, filledIn: string) =>
    queryOptions({
      queryKey: ["charts", "run", run, look, filledIn],
      queryFn: () => ipc.runCharts(run, look),
    }),
  unitChart: (run: string, unit: string, look: Look, filledIn: string) =>
    queryOptions({
      queryKey: ["charts", "unit", run, unit, look, filledIn],
      queryFn: () => ipc.unitChart(run, unit, look),
    }),
  restores: () => queryOptions({ queryKey: ["restore", "all"], queryFn: () => ipc.restores() }),
  desk: (origin: RestoreOrigin) =>
    queryOptions({ queryKey: ["restore", "desk", origin], queryFn: () => ipc.openRestore(origin) }),
  restoreCharts: (ask: {
    environment: string;
    table: string;
    run: string | null;
    from: string;
    to: string;
    look: Look;
  }) =>
    queryOptions({
      queryKey: ["charts", "restore", ask],
      // The restore point and the end of the window are drawn over the chart, so that
      // neither makes the metrics be read anew.
      queryFn: () => ipc.restoreCharts({ ...ask, latest: null }),
    }),
  plan: (draft: RestoreDraft) =>
    queryOptions({
      queryKey: ["plan", draft],
      queryFn: () => ipc.planRestore(draft),
      staleTime: 0,
      gcTime: 0,
    }),
  tables: (environment: string) =>
    queryOptions({ queryKey: ["tables", environment], queryFn: () => ipc.tables(environment) }),
  settings: () => queryOptions({ queryKey: ["settings"], queryFn: () => ipc.settings() }),
  appInfo: () => queryOptions({ queryKey: ["appInfo"], queryFn: () => ipc.appInfo() }),
};

/** Where something is picked, without what is in its fields. */
function place(pick: PickFor): unknown {
  return pick.kind === "run" ? pick.run : [pick.runbook, pick.part, pick.environment];
}

/** Keeps the window true to what the backend reports. Returns the way to stop. */
export function followChanges(queries: QueryClient): () => void {
  return onChanged((what, id) => {
    if (what !== "identity") {
      void queries.invalidateQueries({
        queryKey: [what],
        predicate: (query) => concerns(query.queryKey, what, id),
      });
    }
    // A restore stands in its run's step, too.
    if (what === "restore") void queries.invalidateQueries({ queryKey: ["run"] });
    // A step may have opened a session; asking who we are calls nobody.
    if (what === "run") void followSession(queries);
    if (what === "identity") {
      void queries.invalidateQueries({ queryKey: ["environments"] });
      void followSession(queries);
    }
  });
}

/**
 * Every look at AWS tells anew who we are, and preparing a step is such a look. What
 * depends on the session is therefore read again only when the session is another one.
 */
async function followSession(queries: QueryClient): Promise<void> {
  const before = sessions(queries);
  await queries.invalidateQueries({ queryKey: ["identity"] });
  if (sessions(queries) !== before) sessionRenewed(queries);
}

function sessions(queries: QueryClient): string {
  const known = queries.getQueriesData<IdentityState>({ queryKey: ["identity"] });
  return JSON.stringify(
    known.map(([key, state]) => [
      key,
      state?.kind,
      state?.kind === "confirmed" ? [state.accountId, state.role, state.expiresAt] : null,
    ]),
  );
}

/** Reads again what another session may answer otherwise. */
export function sessionRenewed(queries: QueryClient): void {
  void queries.invalidateQueries({ predicate: dependsOnSession });
}

function dependsOnSession(query: Query): boolean {
  const [first, second] = query.queryKey;
  return (
    query.state.status === "error" ||
    second === "prepared" ||
    second === "desk" ||
    first === "charts" ||
    first === "preflight" ||
    first === "offers" ||
    first === "tables"
  );
}

/**
 * A change that names its run leaves what is known of other runs alone. A change of the
 * library names a runbook whose text is another one; without a name it is the list and
 * what a search finds. What is kept of one version of a text stays true.
 */
function concerns(key: readonly unknown[], what: string, id: string | null): boolean {
  if (what === "library") {
    if (id !== null) return key[1] === "runbook" && key[2] === id;
    return key[1] === undefined || key[1] === "search";
  }
  if (what !== "run" || id === null || key[1] === "all") return true;
  return key[2] === id;
}
