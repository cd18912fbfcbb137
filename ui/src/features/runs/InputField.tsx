import { PasswordInput, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import type { InputView } from "../../ipc";
import { asFailure } from "../../ipc";
import { type RunActions, refusalsOf } from "./actions";

/** One value that the runbook leaves open. It is kept when the field is left, or on Enter. */
export function InputField({
  input,
  actions,
  disabled,
}: {
  input: InputView;
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

  const keep = () => {
    if (typed === null || typed === kept.current || typed === input.value) return;
    if (input.secret && typed === "") return;
    kept.current = typed;
    actions.setInput.mutate(
      { input: input.id, value: typed },
      {
        onSuccess: (changed) => changed.kind === "ok" && setTyped(input.secret ? "" : null),
        onError: () => (kept.current = null),
      },
    );
  };
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
    onBlur: keep,
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
