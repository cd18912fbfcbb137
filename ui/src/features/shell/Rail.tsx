import { useQuery } from "@tanstack/react-query";
import { read } from "../../queries";
import { type Route, toHash, useRoute } from "../../route";
import { plural } from "../../time/format";
import classes from "./Rail.module.css";

type Entry = { name: string; words: string; to: Route; places: Route["place"][] };

const work: Entry[] = [
  { name: "runs", words: "Runs", to: { place: "runs" }, places: ["runs", "run"] },
  {
    name: "runbooks",
    words: "Runbooks",
    to: { place: "runbooks", runbook: null, line: null },
    places: ["runbooks"],
  },
  {
    name: "restores",
    words: "Restores",
    to: { place: "restores" },
    places: ["restores", "restore", "restoreUnit", "restoreTable"],
  },
];

const setUp: Entry[] = [
  { name: "environments", words: "Environments", to: { place: "environments" }, places: ["environments"] },
  { name: "settings", words: "Settings", to: { place: "settings" }, places: ["settings"] },
];

export function Rail() {
  const runs = useQuery(read.runs()).data ?? [];
  const waiting = runs.filter(
    (run) => run.outcome === "open" && (run.attention ?? run.broken) !== null,
  ).length;
  return (
    <nav className={classes.rail} aria-label="Screens">
      {work.map((entry) => (
        <Place key={entry.name} entry={entry} waiting={entry.name === "runs" ? waiting : 0} />
      ))}
      <div className="grow" />
      {setUp.map((entry) => (
        <Place key={entry.name} entry={entry} waiting={0} />
      ))}
    </nav>
  );
}

function Place({ entry, waiting }: { entry: Entry; waiting: number }) {
  const here = entry.places.includes(useRoute().place);
  return (
    <a
      href={toHash(entry.to)}
      className={classes.place}
      aria-current={here ? "page" : undefined}
      data-testid={`rail-${entry.name}`}
    >
      {entry.words}
      {waiting > 0 && (
        <em title={`${plural(waiting, "run")} need attention`}>
          {waiting}
          <span className="hidden-text"> need attention</span>
        </em>
      )}
    </a>
  );
}
