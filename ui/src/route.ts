import { useSyncExternalStore } from "react";

/** Where the window is. Kept in the address's hash, so that going back works. */
export type Route =
  | { place: "runs" }
  | { place: "run"; run: string; unit: string | null }
  | { place: "runbooks"; runbook: string | null; line: number | null }
  | { place: "restores" }
  | { place: "restore"; run: string; restore: string }
  | { place: "restoreUnit"; run: string; unit: string }
  | { place: "restoreTable"; environment: string; table: string }
  | { place: "environments" }
  | { place: "settings" };

export function toHash(route: Route): string {
  return `#/${parts(route).map(encodeURIComponent).join("/")}`;
}

function parts(route: Route): string[] {
  switch (route.place) {
    case "run":
      return route.unit === null ? ["run", route.run] : ["run", route.run, route.unit];
    case "runbooks":
      if (route.runbook === null) return ["runbooks"];
      return ["runbooks", route.runbook, ...(route.line === null ? [] : [String(route.line)])];
    case "restore":
      return ["restore", route.run, route.restore];
    case "restoreUnit":
      return ["restore-unit", route.run, route.unit];
    case "restoreTable":
      return ["restore-table", route.environment, route.table];
    default:
      return [route.place];
  }
}

export function fromHash(hash: string): Route {
  const [place, first, second] = hash.replace(/^#\/?/, "").split("/").map(decoded);
  switch (place) {
    case "runs":
    case "restores":
    case "environments":
    case "settings":
      return { place };
    case "run":
      return first ? { place, run: first, unit: second ?? null } : { place: "runs" };
    case "restore":
      return first && second ? { place, run: first, restore: second } : { place: "restores" };
    case "restore-unit":
      return first && second ? { place: "restoreUnit", run: first, unit: second } : { place: "restores" };
    case "restore-table":
      return first && second
        ? { place: "restoreTable", environment: first, table: second }
        : { place: "restores" };
    default:
      return { place: "runbooks", runbook: first || null, line: Number(second) || null };
  }
}

/** A part that is no address leads to the list of its place. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

/** Goes there; what is there now can be reached with Back, unless it is replaced. */
export function go(route: Route, how: "push" | "replace" = "push"): void {
  const hash = toHash(route);
  if (hash === window.location.hash) return;
  if (how === "push") window.history.pushState(null, "", hash);
  else window.history.replaceState(null, "", hash);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

function subscribe(listener: () => void) {
  window.addEventListener("hashchange", listener);
  window.addEventListener("popstate", listener);
  return () => {
    window.removeEventListener("hashchange", listener);
    window.removeEventListener("popstate", listener);
  };
}

let lastHash = "";
let lastRoute: Route = { place: "runbooks", runbook: null, line: null };

function snapshot(): Route {
  if (window.location.hash !== lastHash) {
    lastHash = window.location.hash;
    lastRoute = fromHash(lastHash);
  }
  return lastRoute;
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, snapshot);
}
