import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { InputView, PickFor, RunPart } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { read } from "../../queries";
import { plural } from "../../time/format";
import { PickField } from "../inputs/PickField";
import classes from "./Library.module.css";

/** So many stand open; more of them would push the rest of the dialog out of sight. */
const OPEN = 3;

/** The values that the run's steps will ask for; they can be given now or then. */
export function StartInputs(props: {
  runbook: string;
  part: RunPart;
  environment: string;
  values: Record<string, string>;
  onChange: (input: string, value: string) => void;
}) {
  const { values } = props;
  const asked = useQuery(read.asked(props.runbook, props.part, props.environment));
  if (asked.isError) return <Failure error={asked.error} retry={() => void asked.refetch()} />;
  // A secret is asked for where it is needed: here it would lie around.
  const inputs = asked.data?.inputs.filter((input) => input.required && !input.secret) ?? [];
  if (inputs.length === 0) return null;
  const given = inputs.filter((input) => values[input.id]?.trim()).length;
  return (
    <details className={classes.values} open={inputs.length <= OPEN} data-testid="start-run-values">
      <summary>
        {given} of {plural(inputs.length, "value")} given; a step asks for what is still open
      </summary>
      <div className={classes.fields}>
        {inputs.map((input) => (
          <Field key={input.id} {...props} input={input} />
        ))}
      </div>
    </details>
  );
}

function Field({ input, ...props }: Parameters<typeof StartInputs>[0] & { input: InputView }) {
  const { values, onChange } = props;
  const value = values[input.id] ?? "";
  const given = Object.entries(values).map(([id, given]) => ({ input: id, value: given.trim() }));
  const others = given.filter((one) => one.input !== input.id && one.value !== "");
  const pick: PickFor = {
    kind: "runbook",
    runbook: props.runbook,
    part: props.part,
    environment: props.environment,
    given: others,
  };
  // Only the run cannot do without it; the dialog can.
  const optional = { ...input, required: false };
  const change = (next: string) => onChange(input.id, next);
  if (input.pick !== null)
    return (
      <PickField
        input={{ ...optional, pick: input.pick }}
        pick={pick}
        basis={JSON.stringify(others)}
        environment={props.environment}
        value={value}
        onChange={change}
        description={input.hint}
      />
    );
  return (
    <TextInput
      id={`input-${input.id}`}
      label={input.label}
      description={input.hint}
      placeholder={input.placeholder}
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
      styles={{ input: { fontFamily: "var(--mono)" } }}
      data-testid={`input-${input.id}`}
    />
  );
}
