import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from "@mantine/spotlight";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import "@mantine/spotlight/styles.layer.css";
import "../../theme/floating.css";
import { signInTo } from "../../floating";
import { ipc } from "../../ipc";
import { useReturnedFocus } from "../../parts/Dialog";
import { read } from "../../queries";
import { go, type Route, useRoute } from "../../route";
import { accountGroups } from "../../time/format";
import classes from "./Palette.module.css";

const [store, palette] = createSpotlight();

const screens: [string, Route][] = [
  ["Runs", { place: "runs" }],
  ["Runbooks", { place: "runbooks", runbook: null, line: null }],
  ["Restores", { place: "restores" }],
  ["Environments", { place: "environments" }],
  ["Settings", { place: "settings" }],
];

/** Ctrl-K: everything that can be gone to or done, by name. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const groups = useGroups();
  useReturnedFocus();
  useEffect(() => palette.open(), []);
  return (
    <Spotlight
      store={store}
      actions={groups}
      shortcut={null}
      onSpotlightClose={onClose}
      searchProps={{ placeholder: "Runbook, step, environment or action", "aria-label": "Search or run" }}
      attributes={{ content: { "aria-label": "Search or run" } }}
      nothingFound="Nothing has this name."
      limit={40}
      scrollable
      maxHeight={420}
      radius="lg"
      transitionProps={{ duration: 120 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      classNames={{ content: classes.content, actionsGroup: classes.group, search: classes.search }}
    />
  );
}

function useGroups(): SpotlightActionGroupData[] {
  const queries = useQueryClient();
  const route = useRoute();
  const run = route.place === "run" ? route.run : null;
  const page = useQuery({ ...read.run(run ?? ""), enabled: run !== null }).data;
  const folders = useQuery(read.library()).data ?? [];
  const runs = useQuery(read.runs()).data ?? [];
  const list = useQuery(read.environments()).data;

  const steps = (page?.units ?? []).map((unit) =>
    action(`unit ${unit.id}`, unit.title, `Line ${unit.line} of this run`, () =>
      go({ place: "run", run: run ?? "", unit: unit.id }),
    ),
  );
  const shown = route.place === "runbooks" ? route.runbook : null;
  const book = useQuery({ ...read.runbook(shown ?? ""), enabled: shown !== null }).data;
  const symptoms = (book?.guides ?? []).flatMap((guide) =>
    guide.symptoms.map((symptom, at) =>
      action(`symptom ${guide.id} ${at}`, symptom.text, `Guide on line ${guide.line} of this runbook`, () =>
        go({ place: "runbooks", runbook: shown, line: symptom.line }),
      ),
    ),
  );
  const runbooks = folders.flatMap((folder) =>
    folder.runbooks.map((entry) =>
      action(`runbook ${entry.id}`, entry.title, `${folder.name} › ${entry.file}`, () =>
        go({ place: "runbooks", runbook: entry.id, line: null }),
      ),
    ),
  );
  const environments = (list?.environments ?? []).flatMap((environment) => [
    action(
      `use ${environment.name}`,
      `Use ${environment.name}`,
      `${environment.tier}, ${accountGroups(environment.accountId)}, ${environment.region}`,
      async () => {
        queries.setQueryData(read.environments().queryKey, await ipc.selectEnvironment(environment.name));
      },
    ),
    action(
      `sign in ${environment.name}`,
      `Sign in to ${environment.name}`,
      environment.roleName ?? environment.profile,
      () => signInTo(environment.name),
    ),
  ]);
  const open = runs.map((entry) =>
    action(
      `run ${entry.id}`,
      entry.title,
      `Run ${entry.short} in ${entry.environment}, ${entry.outcome}`,
      () => go({ place: "run", run: entry.id, unit: null }),
    ),
  );
  return [
    { group: "Steps of this run", actions: steps },
    { group: "Symptoms in this runbook", actions: symptoms },
    { group: "Runbooks", actions: runbooks },
    { group: "Runs", actions: open },
    { group: "Environments", actions: environments },
    {
      group: "Screens",
      actions: screens.map(([words, to]) => action(`go ${words}`, words, "Screen", () => go(to))),
    },
  ].filter((group) => group.actions.length > 0);
}

function action(id: string, label: string, description: string, act: () => void): SpotlightActionData {
  return { id, label, description, onClick: act };
}
