import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Figures, RuleView } from "../../ipc";
import { fieldsOf, figuresOf } from "./figures";
import classes from "./Rules.module.css";

/** The figures of a rule, to be put right before it is confirmed. */
export function CorrectForm(props: {
  rule: RuleView;
  zones: string[];
  busy: boolean;
  onConfirm: (figures: Figures) => void;
  onClose: () => void;
}) {
  const { rule } = props;
  const fields = fieldsOf(rule.value, props.zones);
  const [typed, setTyped] = useState(() =>
    Object.fromEntries(fields.map((field) => [field.id, field.value])),
  );
  const [unread, setUnread] = useState<string[]>([]);
  const set = (id: string, value: string) => {
    setTyped((old) => ({ ...old, [id]: value }));
    setUnread((old) => old.filter((field) => field !== id));
  };
  return (
    <form
      className="stack"
      aria-label={`Figures of the rule of line ${rule.line}`}
      onSubmit={(event) => {
        event.preventDefault();
        const figures = figuresOf(rule.value, typed);
        if ("unread" in figures) setUnread(figures.unread);
        else props.onConfirm(figures);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        props.onClose();
      }}
    >
      <div className={classes.fields}>
        {fields.map((field, at) => {
          const common = {
            label: field.label,
            value: typed[field.id] ?? "",
            autoFocus: at === 0,
            "data-testid": `figure-${field.id}`,
          };
          return field.options ? (
            <NativeSelect
              key={field.id}
              {...common}
              className={field.id === "zone" ? classes.wide : undefined}
              data={field.options}
              onChange={(event) => set(field.id, event.currentTarget.value)}
            />
          ) : (
            <TextInput
              key={field.id}
              {...common}
              error={unread.includes(field.id) ? "Write it as it stood." : undefined}
              onChange={(event) => set(field.id, event.currentTarget.value)}
            />
          );
        })}
      </div>
      <div className="row">
        <Button
          type="submit"
          variant="primary"
          size="compact-xs"
          loading={props.busy}
          data-testid={`correct-confirm-${rule.id}`}
        >
          Confirm these figures
        </Button>
        <Button size="compact-xs" onClick={props.onClose}>
          Leave as read
        </Button>
      </div>
    </form>
  );
}
