import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { RunbookPage } from "../../ipc";
import { Skeleton } from "../../parts/Answered";
import { Failure } from "../../parts/Failure";
import { Empty } from "../../parts/Notice";
import { indexOfLine } from "./lines";
import classes from "./Procedure.module.css";
import { ProcedureLine } from "./ProcedureLine";
import { useProcedure } from "./useProcedure";

interface Props {
  page: RunbookPage;
  /** The line to bring to the top; a new object asks again for the same line. */
  goTo: { line: number } | null;
  /** The step that is explained. */
  step: string | null;
  onTop: (line: number) => void;
  onStep: (step: string) => void;
  onLine: (line: number) => void;
}

/** A runbook as it would be drawn on a whiteboard: what is done, in order, and what decides. */
export function Procedure({ page, goTo, step, onTop, onStep, onLine }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const { rows: all, total, error, again } = useProcedure(page);
  // The page is headed by the runbook's title already.
  const first = all[0]?.is;
  const rows = first?.kind === "section" && first.title === page.entry.title ? all.slice(1) : all;
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 26,
    overscan: 20,
    paddingStart: 8,
    paddingEnd: 24,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new wish scrolls, not new rows
  useEffect(() => {
    if (!goTo || rows.length === 0) return;
    const lines = rows.map((row) => row.line);
    list.scrollToIndex(indexOfLine(lines, goTo.line), { align: "start" });
  }, [goTo, rows.length > 0]);

  const offset = list.scrollOffset ?? 0;
  const items = list.getVirtualItems();
  const top = rows[items.find((item) => item.end > offset + 12)?.index ?? 0]?.line;
  useEffect(() => {
    if (top !== undefined) onTop(top);
  }, [top, onTop]);

  return (
    <section
      className={classes.procedure}
      ref={frame}
      data-testid="procedure"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and scrolling needs the keyboard
      tabIndex={0}
      aria-label={`Procedure of ${page.entry.title}`}
    >
      {error !== null && <Failure error={error} retry={again} />}
      {total === null && error === null && <Skeleton lines={10} />}
      {total === 0 && (
        <Empty title="Nothing to do is written here">
          The runbook has no task item, no shell code and no numbered instruction. The text shows what it has.
        </Empty>
      )}
      <div style={{ height: list.getTotalSize(), position: "relative" }}>
        <div style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map((item) => {
            const row = rows[item.index];
            return row ? (
              <div key={item.key} data-index={item.index} ref={list.measureElement}>
                <ProcedureLine row={row} explained={step} onStep={onStep} onLine={onLine} />
              </div>
            ) : null;
          })}
        </div>
      </div>
    </section>
  );
}
