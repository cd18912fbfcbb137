import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import type { RunPage, UnitView } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Clock } from "../../parts/Moment";
import { Refusals } from "../../parts/Refusals";
import { type RunActions, refusalsOf } from "./actions";
import classes from "./Panes.module.css";
import { StepLink } from "./TimelinePane";

interface Props {
  page: RunPage;
  unit: UnitView | undefined;
  actions: RunActions;
  onSelect: (unit: string) => void;
}

// What was typed outlives the pane: closing a drawer must not lose it.
const drafts = new Map<string, string>();

/** Notes for whoever takes over. */
export function NotesPane({ page, unit, actions, onSelect }: Props) {
  const run = page.summary.id;
  const [text, setText] = useState(drafts.get(run) ?? "");
  const type = (next: string) => {
    drafts.set(run, next);
    setText(next);
  };
  const save = (about: string | null) =>
    actions.note.mutate(
      { unit: about, text: text.trim() },
      { onSuccess: (changed) => changed.kind === "ok" && type("") },
    );
  const empty = text.trim().length === 0;
  return (
    <div className="stack">
      {page.summary.outcome === "open" && (
        <>
          <Textarea
            aria-label="Note"
            placeholder="What the next person should know"
            autosize
            minRows={3}
            autoFocus
            value={text}
            onChange={(event) => type(event.currentTarget.value)}
            onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
            data-testid="note-text"
          />
          <div className="row">
            {unit && (
              <Button
                disabled={empty}
                loading={actions.note.isPending}
                onClick={() => save(unit.id)}
                data-testid="note-save"
              >
                Note on this step
              </Button>
            )}
            <Button variant="quiet" disabled={empty} onClick={() => save(null)}>
              On the whole run
            </Button>
          </div>
          <Refusals refusals={refusalsOf(actions.note.data)} />
          {actions.note.isError && <Failure error={actions.note.error} />}
        </>
      )}
      {page.notes.length === 0 && <p className="soft small">No note yet.</p>}
      <ol className={classes.notes}>
        {[...page.notes].reverse().map((note) => (
          <li key={`${note.at} ${note.text}`}>
            <p className={classes.note}>{note.text}</p>
            <p className="tiny soft">
              <Clock at={note.at} /> · {note.by}
              {note.unit !== null && <StepLink page={page} unit={note.unit} onSelect={onSelect} />}
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}
