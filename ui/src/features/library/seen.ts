// What of the drawn text is seen, asked of the page itself: only it knows how high the
// rows became.

const rowsOf = (frame: HTMLElement, chunk: number) =>
  frame.querySelectorAll<HTMLElement>(`[data-index="${chunk}"] [data-line]`);

const lineOf = (row: HTMLElement) => Number(row.dataset.line);

/** The row of a drawn chunk that shows a line: the last that begins at or before it. */
export function rowOfLine(frame: HTMLElement, chunk: number, line: number): HTMLElement | null {
  let found: HTMLElement | null = null;
  for (const row of rowsOf(frame, chunk)) {
    if (found && lineOf(row) > line) break;
    found = row;
  }
  return found;
}

/** The line of the first row of a chunk that is not above what is seen. */
export function rowAtTop(frame: HTMLElement, chunk: number): number | null {
  const top = frame.getBoundingClientRect().top + 24;
  for (const row of rowsOf(frame, chunk)) {
    if (row.getBoundingClientRect().bottom > top) return lineOf(row);
  }
  return null;
}

/** The step after or before one, of those that are drawn; from what is seen if there is none. */
export function stepBeside(frame: HTMLElement, step: string | null, way: 1 | -1): HTMLElement | null {
  const steps = [...frame.querySelectorAll<HTMLElement>("[data-step]")].filter(
    (row, at, all) => at === 0 || all[at - 1]?.dataset.step !== row.dataset.step,
  );
  const at = steps.findIndex((row) => row.dataset.step === step);
  if (at >= 0) return steps[at + way] ?? null;
  const top = frame.getBoundingClientRect().top;
  const seen = steps.findIndex((row) => row.getBoundingClientRect().bottom > top + 8);
  return (way === 1 ? steps[seen] : steps[seen - 1]) ?? null;
}
