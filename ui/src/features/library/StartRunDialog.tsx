import { Button, Select } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { signInTo } from "../../floating";
import { ipc, type OutlineSection, type Refusal, type RunbookPage, type RunPart } from "../../ipc";
import { Dialog } from "../../parts/Dialog";
import { Failure } from "../../parts/Failure";
import { Notice } from "../../parts/Notice";
import { Refusals } from "../../parts/Refusals";
import { TierBadge } from "../../parts/TierBadge";
import { read } from "../../queries";
import { go } from "../../route";
import { accountGroups } from "../../time/format";
import { type Chosen, symptomOf } from "../guides/Symptoms";
import { PreflightPanel } from "../preflight/Preflight";
import classes from "./Library.module.css";
import { StartInputs } from "./StartInputs";

const WHOLE = "";

/** Asks where and what, then starts. Nothing is run by it. */
export default function StartRunDialog(props: {
  page: RunbookPage;
  sections: OutlineSection[];
  section: string | null;
  /** The guide to run alone, and what was seen. */
  guide: Chosen | null;
  onClose: () => void;
}) {
  const { page } = props;
  const list = useQuery(read.environments()).data;
  const [section, setSection] = useState(() => sectionToRun(props.sections, props.section));
  const [chosen, setChosen] = useState<string | null>(null);
  const name = chosen ?? list?.selected ?? null;
  const environment = list?.environments.find((entry) => entry.name === name);
  const [refusals, setRefusals] = useState<Refusal[]>([]);
  const [values, setValues] = useState<Record<string, string>>({});
  const part = partOf(section, props.guide);
  const start = useMutation({
    mutationFn: (where: string) => ipc.startRun(page.entry.id, part, where, given(values)),
    onSuccess: (started) => {
      if (started.kind === "refused") return setRefusals(started.refusals);
      props.onClose();
      go({ place: "run", run: started.run, unit: null });
    },
  });
  return (
    <Dialog
      onClose={props.onClose}
      title={`Start ${page.entry.title}`}
      size={520}
      closeLabel="Close without starting"
    >
      <form
        className={classes.fields}
        onSubmit={(event) => {
          event.preventDefault();
          if (name) start.mutate(name);
        }}
      >
        <Select
          label="Environment"
          value={name}
          onChange={setChosen}
          allowDeselect={false}
          data={
            list?.environments.map((entry) => ({
              value: entry.name,
              label: `${entry.name} (${entry.tier})`,
            })) ?? []
          }
          data-testid="start-run-environment"
          comboboxProps={{ transitionProps: { duration: 0 } }}
        />
        {environment && (
          <p className="row small">
            <TierBadge tier={environment.tier} />
            <span className="mono">
              {accountGroups(environment.accountId)} · {environment.region}
            </span>
          </p>
        )}
        {list?.environments.length === 0 && (
          <Notice tone="warn" title="No environment is set up, so a run has nowhere to act.">
            Add one to an environments.toml; the Environments screen says where it may stand.
          </Notice>
        )}
        {props.guide ? (
          <p data-testid="start-run-guide">
            <span className="label">Guide</span>
            <br />
            <b className="breaks">{symptomOf(props.guide)}</b>
            <br />
            <span className="small soft">
              Its steps are to be done. The rest of the runbook stays within reach, and does not count.
            </span>
          </p>
        ) : (
          <Select
            label="Section"
            description="Only its steps are in the run."
            value={section}
            onChange={(next) => setSection(next ?? WHOLE)}
            searchable
            limit={200}
            allowDeselect={false}
            data={[{ value: WHOLE, label: "The whole runbook" }, ...runnableSections(props.sections)]}
            data-testid="start-run-section"
            comboboxProps={{ transitionProps: { duration: 0 } }}
          />
        )}
        <Ruled page={page} />
        {name && (
          <StartInputs
            runbook={page.entry.id}
            part={part}
            environment={name}
            values={values}
            onChange={(input, value) => setValues((all) => ({ ...all, [input]: value }))}
          />
        )}
        {name && <Needs runbook={page.entry.id} part={part} environment={name} values={values} />}
        <Refusals
          refusals={refusals}
          remedy={(refusal) =>
            refusal.resolve === "signIn" && name ? { label: "Sign in", act: () => signInTo(name) } : null
          }
        />
        {start.isError && <Failure error={start.error} />}
        <div className="row">
          <span className="soft small grow">Nothing is run until you run a step.</span>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={!name}
            loading={start.isPending}
            data-testid="start-run-confirm"
          >
            Start run
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Headings of what was understood that a person confirms before it does anything. */
const RULES = new Set(["Roll back when", "Thresholds", "Change window", "Validation"]);

/** That the prose states rules, and when they are decided on. */
function Ruled({ page }: { page: RunbookPage }) {
  const stated = page.understood.filter((group) => RULES.has(group.heading));
  if (stated.length === 0) return null;
  const words = stated.map((group) => `${group.heading.toLowerCase()} (${group.total})`);
  return (
    <p className="small soft" data-testid="start-run-rules">
      The prose states rules: {words.join(", ")}. They are offered for your word once the run has started, and
      do nothing before.
    </p>
  );
}

function partOf(section: string, guide: Chosen | null): RunPart {
  if (guide) return { section: null, guide: guide.guide.id, symptom: guide.symptom };
  return { section: section === WHOLE ? null : section, guide: null, symptom: 0 };
}

/** Values that were filled in. */
function given(values: Record<string, string>) {
  const filled = Object.entries(values).filter(([, value]) => value.trim() !== "");
  return filled.map(([input, value]) => ({ input, value: value.trim() }));
}

/** What is needed there, looked at before anything is started; a value that was given since is there. */
function Needs(props: {
  runbook: string;
  part: RunPart;
  environment: string;
  values: Record<string, string>;
}) {
  const { environment } = props;
  const looked = useQuery(read.preflight(props.runbook, props.part, environment));
  const filled = new Set(given(props.values).map((one) => `input-${one.input}`));
  const data = looked.data && {
    ...looked.data,
    checks: looked.data.checks.map((check) =>
      filled.has(check.id)
        ? { ...check, state: "ok" as const, sentence: `${check.name} is given.`, resolve: null }
        : check,
    ),
  };
  const query = { ...looked, data } as typeof looked;
  return (
    <div className={classes.needs}>
      <PreflightPanel query={query} environment={environment} />
    </div>
  );
}

/** The section at hand, or the one around it that has something to do; else the whole runbook. */
export function sectionToRun(sections: OutlineSection[], id: string | null): string {
  let at = sections.findIndex((section) => section.id === id);
  for (let level = Number.POSITIVE_INFINITY; at >= 0; at -= 1) {
    const section = sections[at];
    if (!section || section.level >= level) continue;
    level = section.level;
    if (section.runnable) return section.id;
  }
  return WHOLE;
}

/** Sections with at least one step in them or below them, named with those they stand in. */
export function runnableSections(sections: OutlineSection[]): { value: string; label: string }[] {
  const above: OutlineSection[] = [];
  return sections.flatMap((section) => {
    while ((above.at(-1)?.level ?? 0) >= section.level) above.pop();
    above.push(section);
    // The title of the file would stand before every one of them.
    const path = above.filter((one) => one.level > 1).slice(-3);
    const label = path.map((one) => one.title).join(" › ") || section.title;
    return section.runnable ? [{ value: section.id, label }] : [];
  });
}
