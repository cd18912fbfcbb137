import { Button } from "@mantine/core";
import type { Refusal } from "../ipc";
import { Notice } from "./Notice";

/** How a screen can help with a refusal; `null` when the words have to do. */
export type Remedy = (refusal: Refusal) => { label: string; act: () => void } | null;

/** Why it was not done, by which guard, and how to satisfy it. */
export function Refusals({ refusals, remedy }: { refusals: Refusal[]; remedy?: Remedy }) {
  if (refusals.length === 0) return null;
  return (
    <ul className="stack" data-testid="refusals" aria-label="Not possible yet">
      {refusals.map((refusal) => {
        const way = remedy?.(refusal) ?? null;
        return (
          <li key={`${refusal.guard} ${refusal.sentence}`}>
            <Notice
              tone="warn"
              title={refusal.sentence}
              actions={
                <>
                  {way && (
                    <Button size="compact-xs" onClick={way.act}>
                      {way.label}
                    </Button>
                  )}
                  <span className="tiny soft">
                    Guard: {refusal.guard}
                    {refusal.mistake && ` (${refusal.mistake})`}
                  </span>
                </>
              }
            >
              {refusal.remedy}
            </Notice>
          </li>
        );
      })}
    </ul>
  );
}
