import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { signInTo } from "../../floating";
import type { RestoreDesk, RestoreOrigin } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { Failure } from "../../parts/Failure";
import { Refusals } from "../../parts/Refusals";
import { read } from "../../queries";
import { go } from "../../route";
import { utcStamp } from "../../time/format";
import { type Choices, firstChoices, nameProblem, recall, remember } from "./draft";
import { PlanStep } from "./PlanStep";
import classes from "./Restores.module.css";
import { SubmitStep } from "./SubmitStep";
import { WhatStep } from "./WhatStep";
import { WhenStep } from "./WhenStep";
import { WhereStep } from "./WhereStep";
import { type Step, steps, Wizard } from "./Wizard";

/** From what happened to the call that restores. Nothing is changed before its last step. */
export default function PlanScreen({ origin }: { origin: RestoreOrigin }) {
  // The latest restorable time moves on by itself.
  const desk = useQuery({ ...read.desk(origin), refetchInterval: 30_000 });
  const run = useQuery({
    ...read.run(origin.kind === "unit" ? origin.run : ""),
    enabled: origin.kind === "unit",
  });
  const environment = origin.kind === "table" ? origin.environment : run.data?.environment.name;
  if (desk.data)
    return (
      <Desk desk={desk.data} stale={desk.isError ? desk.error : null} again={() => void desk.refetch()} />
    );
  return (
    <Wizard crumb={["Restores", "DynamoDB"]} at="What happened">
      <Answered query={desk} lines={8} environment={environment}>
        {() => null}
      </Answered>
      <div className="row" style={{ marginTop: 12 }}>
        <Button onClick={() => leave(origin)}>Back</Button>
      </div>
    </Wizard>
  );
}

export interface StepProps {
  desk: RestoreDesk;
  choices: Choices;
  change: (next: Partial<Choices>) => void;
}

function Desk({ desk, stale, again }: { desk: RestoreDesk; stale: unknown; again: () => void }) {
  const { origin } = desk;
  const [choices, setChoices] = useState(() => recall(origin) ?? firstChoices(desk));
  const change = (next: Partial<Choices>) => {
    const all = { ...choices, ...next };
    remember(origin, all);
    setChoices(all);
  };
  const props: StepProps = { desk, choices, change };
  const to = (step: Step) => change({ step });
  return (
    <Wizard
      crumb={["Restores", "DynamoDB", desk.source.name]}
      at={choices.step}
      decided={decided(choices)}
      onStep={to}
      footer={<Footer {...props} />}
    >
      <div className={classes.before}>
        {stale !== null && (
          <>
            <Failure error={stale} retry={again} environment={desk.environment.name} />
            <p className="small soft">What is shown is from the last reading.</p>
          </>
        )}
        <Refusals
          refusals={desk.refusals}
          remedy={(refusal) =>
            refusal.resolve === "signIn"
              ? { label: "Sign in", act: () => signInTo(desk.environment.name) }
              : null
          }
        />
      </div>
      {choices.step === "What happened" && <WhatStep {...props} />}
      {choices.step === "When" && <WhenStep {...props} />}
      {choices.step === "Where to" && <WhereStep {...props} />}
      {choices.step === "Plan" && <PlanStep {...props} />}
      {choices.step === "Run" && <SubmitStep {...props} />}
    </Wizard>
  );
}

function decided(choices: Choices): Partial<Record<Step, string>> {
  const when =
    choices.mode === "latest" ? "latest restorable" : choices.at ? utcStamp(choices.at) : undefined;
  return {
    "What happened": choices.mode === "latest" ? "newest state wanted" : "damage since a moment",
    ...(when ? { When: when } : {}),
    "Where to": choices.target,
  };
}

/** What the way on is called, by the step that it leaves. */
const onward: Partial<Record<Step, string>> = {
  "What happened": "Choose when",
  When: "Choose where to",
  "Where to": "See the plan",
  Plan: "Go to the confirmation",
};

/** Back, what has been changed so far (nothing), and the one way on. */
function Footer({ desk, choices, change }: StepProps) {
  const index = steps.indexOf(choices.step);
  const next = steps[index + 1];
  const ready = canGoOn(desk, choices);
  return (
    <>
      <Button
        onClick={() =>
          index === 0 ? leave(desk.origin) : change({ step: steps[index - 1] ?? "What happened" })
        }
      >
        Back
      </Button>
      <div className="grow" />
      <span className={classes.calm}>Nothing is changed until “Restore table”</span>
      {choices.step !== "Run" && next && (
        <Button
          variant="primary"
          data-testid="restore-next"
          disabled={!ready}
          onClick={() => change({ step: next })}
        >
          {onward[choices.step]}
        </Button>
      )}
    </>
  );
}

function canGoOn(desk: RestoreDesk, choices: Choices): boolean {
  if (desk.refusals.length > 0) return false;
  switch (choices.step) {
    case "When":
      return choices.mode === "latest" || choices.at !== null;
    case "Where to":
      return nameProblem(choices.target, desk.source.name) === null;
    default:
      return true;
  }
}

function leave(origin: RestoreOrigin) {
  if (origin.kind === "unit") go({ place: "run", run: origin.run, unit: origin.unit });
  else go({ place: "restores" });
}
