import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useEffect, useMemo, useRef } from "react";
import type { RunbookPage } from "../../ipc";
import classes from "./Document.module.css";
import { DocumentRow, ToAnchor } from "./DocumentRow";
import { rowOfLine, toRows } from "./rows";

interface Props {
  page: RunbookPage;
  /** The line to bring to the top; a new object asks again for the same line. */
  goTo: { line: number } | null;
  /** Tells which section is at the top of what is seen. */
  onSection: (section: string | null) => void;
}

/** Room for the longest line number, in pixels. */
const width = (lines: number) => Math.max(48, String(lines).length * 7 + 22);

/** The runbook as written, with line numbers; only what is seen is drawn. */
export function Document({ page, goTo, onSection }: Props) {
  const rows = useMemo(() => toRows(page), [page]);
  const frame = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => {
      const row = rows[index];
      return row?.kind === "code" ? row.lines.length * 19 + 12 : row?.kind === "finding" ? 84 : 26;
    },
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
    paddingStart: 8,
    paddingEnd: 24,
  });
  const items = list.getVirtualItems();

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new wish scrolls, not a new measure
  useEffect(() => {
    if (goTo) list.scrollToIndex(rowOfLine(rows, goTo.line), { align: "start" });
  }, [goTo, rows]);

  const toAnchor = (anchor: string) => {
    const section = page.runbook.sections.find((entry) => entry.anchor === anchor);
    if (section) list.scrollToIndex(rowOfLine(rows, section.line), { align: "start" });
  };
  const offset = list.scrollOffset ?? 0;
  const top = items.find((item) => item.end > offset + 24);
  const section = top ? (rows[top.index]?.section ?? null) : null;
  useEffect(() => onSection(section), [section, onSection]);

  return (
    <section
      className={classes.document}
      ref={frame}
      data-testid="document"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the document scrolls, and scrolling needs the keyboard
      tabIndex={0}
      aria-label={`Text of ${page.entry.title}`}
    >
      <div
        className={classes.sheet}
        style={
          { height: list.getTotalSize(), "--numbers": `${width(page.source.length)}px` } as CSSProperties
        }
      >
        <ToAnchor value={toAnchor}>
          <div style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
            {items.map((item) => {
              const row = rows[item.index];
              return row ? (
                <div key={item.key} data-index={item.index} ref={list.measureElement}>
                  <DocumentRow row={row} />
                </div>
              ) : null;
            })}
          </div>
        </ToAnchor>
      </div>
    </section>
  );
}
