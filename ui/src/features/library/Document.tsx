import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, memo, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { PageRow, RunbookPage } from "../../ipc";
import { read } from "../../queries";
import classes from "./Document.module.css";
import { DocumentRow, type Going, GoingContext } from "./DocumentRow";
import { indexOfLine } from "./lines";
import { rowAtTop, rowOfLine } from "./seen";

interface Props {
  page: RunbookPage;
  /** The line to bring to the top; a new object asks again for the same line. */
  goTo: { line: number } | null;
  /** A line that stands out, because a search found it. */
  found: number | null;
  /** The step that is explained. */
  step: string | null;
  /** Tells which line is at the top of what is seen. */
  onTop: (line: number) => void;
  going: Going;
}

/** A line of the file, in pixels, before anybody has measured it. */
const LINE = 20;
/** Above the line that was asked for. */
const AIR = 8;

/** Room for the longest line number, in pixels. */
const width = (lines: number) => Math.max(48, String(lines).length * 7 + 22);

/** The runbook as written, with line numbers; only what is seen is fetched and drawn. */
export function Document({ page, goTo, found, step, onTop, going }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const wish = useRef<number | null>(null);
  const lines = (chunk: number) => (page.chunks[chunk + 1] ?? page.lineCount + 1) - (page.chunks[chunk] ?? 0);
  const list = useVirtualizer({
    count: page.chunks.length,
    getScrollElement: () => frame.current,
    estimateSize: (chunk) => Math.max(1, lines(chunk)) * LINE,
    overscan: 1,
    paddingStart: AIR,
    paddingEnd: 24,
  });
  const items = list.getVirtualItems();

  // Brings the line to the top as soon as its chunk is drawn, and once more when what is
  // above has been measured.
  const settle = () => {
    const box = frame.current;
    if (!box || wish.current === null) return;
    const chunk = indexOfLine(page.chunks, wish.current);
    const row = rowOfLine(box, chunk, wish.current);
    if (!row) return;
    const off = row.getBoundingClientRect().top - box.getBoundingClientRect().top - AIR;
    const end = box.scrollHeight - box.clientHeight;
    if (Math.abs(off) > 1 && !(off > 0 && box.scrollTop >= end - 1)) box.scrollTop += off;
    else wish.current = null;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new wish scrolls, not a new measure
  useEffect(() => {
    if (!goTo) return;
    wish.current = goTo.line;
    list.scrollToIndex(indexOfLine(page.chunks, goTo.line), { align: "start" });
    settle();
  }, [goTo]);
  useLayoutEffect(settle);

  const offset = list.scrollOffset ?? 0;
  useEffect(() => {
    const box = frame.current;
    const chunk = items.find((item) => item.end > offset + 24)?.index;
    if (!box || chunk === undefined) return;
    onTop(rowAtTop(box, chunk) ?? page.chunks[chunk] ?? 1);
  }, [items, offset, onTop, page]);

  const forget = () => {
    wish.current = null;
  };
  const style = { height: list.getTotalSize(), "--numbers": `${width(page.lineCount)}px` } as CSSProperties;
  return (
    <section
      className={classes.document}
      ref={frame}
      data-testid="document"
      data-lines={page.lineCount}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the document scrolls, and scrolling needs the keyboard
      tabIndex={0}
      aria-label={`Text of ${page.entry.title}`}
      onWheel={forget}
      onPointerDown={forget}
      onKeyDown={forget}
    >
      <div className={classes.sheet} style={style}>
        <GoingContext value={going}>
          <div style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
            {items.map((item) => (
              <div key={item.key} data-index={item.index} ref={list.measureElement}>
                <Chunk
                  page={page}
                  chunk={item.index}
                  height={lines(item.index) * LINE}
                  found={found}
                  step={step}
                  onDrawn={settle}
                />
              </div>
            ))}
          </div>
        </GoingContext>
      </div>
    </section>
  );
}

interface ChunkProps {
  page: RunbookPage;
  chunk: number;
  height: number;
  found: number | null;
  step: string | null;
  onDrawn: () => void;
}

/** A chunk of the text. The old rows stay while those of a changed file are fetched. */
function Chunk({ page, chunk, height, found, step, onDrawn }: ChunkProps) {
  const own = page.rows[chunk];
  const asked = useQuery({
    ...read.rows(page.entry.id, page.version, chunk),
    enabled: own === undefined,
    placeholderData: (old) => old,
  });
  const rows = own ?? asked.data?.rows;
  const there = rows !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when there is something to see
  useEffect(() => {
    if (there) onDrawn();
  }, [there]);
  if (!rows) return <div style={{ height }} aria-busy="true" />;
  return <Rows rows={rows} found={found} step={step} />;
}

const Rows = memo(function Rows(props: { rows: PageRow[]; found: number | null; step: string | null }) {
  // Two rows may stand on one line, such as a finding under it.
  const keyed = useMemo(() => props.rows.map((row, at) => ({ row, key: `${row.line} ${at}` })), [props.rows]);
  return keyed.map(({ row, key }) => (
    <DocumentRow
      key={key}
      row={row}
      found={props.found}
      selected={"step" in row && row.step !== null && row.step === props.step}
    />
  ));
});
