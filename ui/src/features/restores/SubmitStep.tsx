import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { signInTo } from "../../floating";
import { type Answer, type Challenge, ipc, type RestorePlanView } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { Confirmation } from "../../parts/Confirmation";
import { Failure } from "../../parts/Failure";
import { Refusals } from "../../parts/Refusals";
import { read } from "../../queries";
import { go } from "../../route";
import { forget } from "./draft";
import type { StepProps } from "./PlanScreen";
import { PlanFacts } from "./PlanStep";
import { draftOf } from "./plan";
import classes from "./Restores.module.css";

/** The plan once more, and the confirmation that belongs to it alone. */
export function SubmitStep(props: StepProps) {
  const planned = useQuery(read.plan(draftOf(props)));
  return (
    <>
      <h1>Restore {props.desk.source.name}</h1>
      <Answered query={planned} lines={8} environment={props.desk.environment.name}>
        {(answer) =>
          answer.kind === "refused" ? (
            <Refusals refusals={answer.refusals} />
          ) : (
            <Submit
              {...props}
              plan={answer.plan}
              challenge={answer.challenge}
              replan={() => void planned.refetch()}
            />
          )
        }
      </Answered>
    </>
  );
}

function Submit(
  props: StepProps & { plan: RestorePlanView; challenge: Challenge | null; replan: () => void },
) {
  const { plan, desk } = props;
  const queries = useQueryClient();
  const submit = useMutation({
    mutationFn: (answer: Answer | null) => ipc.submitRestore(plan.planId, answer),
    onSuccess: async (reply) => {
      if (reply.kind !== "started") return;
      forget(desk.origin);
      await queries.invalidateQueries({ queryKey: ["restore", "all"] });
      void queries.invalidateQueries({ queryKey: ["run"] });
      go({ place: "restore", run: reply.run, restore: reply.restore }, "replace");
    },
  });
  const refused = submit.data?.kind === "refused" ? submit.data : null;
  const challenge = refused?.challenge ?? props.challenge;
  const production = desk.environment.tier === "production";
  return (
    <section className={`${classes.panel} ${classes.narrow} stack`}>
      <PlanFacts plan={plan} />
      <Refusals
        refusals={(refused?.refusals ?? []).filter(
          (refusal) => !(challenge && refusal.resolve === "confirm"),
        )}
        remedy={(refusal) =>
          refusal.resolve === "signIn"
            ? { label: "Sign in", act: () => signInTo(desk.environment.name) }
            : null
        }
      />
      {submit.isError && <Failure error={submit.error} environment={desk.environment.name} />}
      <div className={classes.confirm}>
        {challenge ? (
          <Confirmation
            key={challenge.phrase}
            challenge={challenge}
            action="Restore table"
            busy={submit.isPending}
            production={production}
            onConfirm={(answer) => submit.mutate(answer)}
            onRenew={() => {
              submit.reset();
              props.replan();
            }}
            testId="restore-typed"
            submitTestId="restore-submit"
          />
        ) : (
          <Button
            variant={production ? "danger" : "primary"}
            onClick={() => submit.mutate(null)}
            loading={submit.isPending}
            data-testid="restore-submit"
          >
            Restore table
          </Button>
        )}
      </div>
    </section>
  );
}
