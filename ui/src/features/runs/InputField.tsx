import { PasswordInput, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import type { InputView, RunPage } from "../../ipc";
import { asFailure } from "../../ipc";
import { PickField } from "../inputs/PickField";
import { type RunActions, refusalsOf } from "./actions";

/** One value that the runbook leaves open. It is kept when the field is left, or on Enter. */
export function InputField({
  input,
  page,
  actions,
  disabled,
}: {
  input: InputView;
  page: RunPage;
  actions: RunActions;
  disabled: boolean;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const kept = useRef<string | null>(null);
  const value = typed ?? (input.secret ? "" : (input.value ?? ""));
  const mine = actions.setInput.variables?.input === input.id;
  const refused = mine ? refusalsOf(actions.setInput.data)[0] : undefined;
  const error =
    refused?.sentence ??
    (mine && actions.setInput.isError ? asFailure(actions.setInput.error).message : undefined);

  const keep = (entered = typed) => {
    if (entered === null || entered === kept.current || entered === (input.value ?? "")) return;
    if (input.secret && entered === "") return;
    kept.current = entered;
    actions.setInput.mutate(
      { input: input.id, value: entered },
      {
        // What was typed meanwhile stays.
        onSuccess: (changed) =>
          changed.kind === "ok" && setTyped((now) => (now !== entered ? now : input.secret ? "" : null)),
        onError: () => (kept.current = null),
      },
    );
  };
  if (input.pick !== null)
    return (
      <PickField
        input={{ ...input, pick: input.pick }}
        pick={{ kind: "run", run: page.summary.id }}
        basis={valuesOf(page, input.id)}
        environment={page.environment.name}
        value={value}
        onChange={setTyped}
        onDone={keep}
        description={describe(input)}
        error={error}
        disabled={disabled}
      />
    );
  const field = {
    id: `input-${input.id}`,
    label: input.label,
    description: describe(input),
    placeholder: input.placeholder,
    required: input.required,
    withAsterisk: false,
    value,
    error,
    disabled,
    autoComplete: "off",
    spellCheck: false,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setTyped(event.currentTarget.value),
    onBlur: () => keep(),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === "Enter") keep();
    },
    "data-testid": `input-${input.id}`,
  };
  return input.secret ? (
    <PasswordInput {...field} />
  ) : (
    <TextInput {...field} styles={{ input: { fontFamily: "var(--mono)" } }} />
  );
}

/** The run's other values, as one text. */
function valuesOf(page: RunPage, but: string): string {
  return JSON.stringify(page.inputs.filter((input) => input.id !== but).map((input) => input.value));
}

function describe(input: InputView): string | undefined {
  const words = [
    input.hint,
    input.secret &&
      (input.given
        ? "given; kept in memory, never in the record"
        : "secret; kept in memory, never in the record"),
    !input.required && "optional",
  ].filter(Boolean);
  return words.length > 0 ? words.join(" · ") : undefined;
}
