import type { Block, Diagnostic, RunbookPage, Step } from "../../ipc";

/** One row of the drawn document; small enough that a list of them can be virtual. */
export type Row =
  | { kind: "heading"; key: string; line: number; level: number; text: string; section: string | null }
  | { kind: "text"; key: string; line: number; block: Block; section: string | null }
  | { kind: "instruction"; key: string; line: number; step: Step; section: string | null }
  | {
      kind: "code";
      key: string;
      line: number;
      lines: CodeLine[];
      first: boolean;
      last: boolean;
      language: string | null;
      section: string | null;
    }
  | { kind: "finding"; key: string; line: number; finding: Diagnostic; section: string | null };

export interface CodeLine {
  number: number;
  text: string;
  mark: Diagnostic["severity"] | null;
}

/** A block of code longer than this is drawn in pieces. */
export const CODE_CHUNK = 60;
/** A line longer than this is cut on the screen; the file has the rest. */
export const LINE_LIMIT = 2000;

/** The page as rows in file order, each finding under the lines it is about. */
export function toRows(page: RunbookPage): Row[] {
  const drawn = page.runbook.blocks.length > 0 ? fromBlocks(page) : fromSource(page.source);
  return withFindings(drawn, page.findings);
}

function fromBlocks(page: RunbookPage): Row[] {
  const steps = new Map(page.runbook.steps.map((step) => [step.id, step]));
  const levels = new Map(page.runbook.sections.map((section) => [section.line, section.level]));
  const marks = severityByLine(page.findings);
  return page.runbook.blocks.flatMap((block, index): Row[] => {
    const base = { key: `${block.line} ${index}`, line: block.line, section: block.section };
    const step = block.step === null ? undefined : steps.get(block.step);
    if (step) return stepRows(step, base, marks);
    if (block.kind === "heading") {
      const text = block.inline.map((inline) => inline.text).join("");
      return [{ ...base, kind: "heading", level: levels.get(block.line) ?? 2, text }];
    }
    return [{ ...base, kind: "text", block }];
  });
}

function stepRows(
  step: Step,
  base: { key: string; line: number; section: string | null },
  marks: Map<number, Diagnostic["severity"]>,
): Row[] {
  if (step.code === null) return [{ ...base, kind: "instruction", step }];
  // A fence has a line of its own; indented code begins at once.
  const first = step.line + (step.form === "fenced" ? 1 : 0);
  return codeRows(step.code.replace(/\n$/, "").split("\n"), first, step.language, base, marks);
}

function codeRows(
  lines: string[],
  first: number,
  language: string | null,
  base: { key: string; line: number; section: string | null },
  marks: Map<number, Diagnostic["severity"]>,
): Row[] {
  const rows: Row[] = [];
  for (let start = 0; start < lines.length; start += CODE_CHUNK) {
    const piece = lines.slice(start, start + CODE_CHUNK);
    rows.push({
      ...base,
      kind: "code",
      key: `${base.key} ${start}`,
      line: first + start,
      lines: piece.map((text, offset) => {
        const number = first + start + offset;
        return { number, text: cut(text), mark: marks.get(number) ?? null };
      }),
      first: start === 0,
      last: start + CODE_CHUNK >= lines.length,
      language,
    });
  }
  return rows;
}

/** A file without structure is shown as the text that it is. */
function fromSource(source: string[]): Row[] {
  return codeRows(source, 1, null, { key: "source", line: 1, section: null }, new Map());
}

function cut(text: string): string {
  return text.length > LINE_LIMIT
    ? `${text.slice(0, LINE_LIMIT)} … ${text.length - LINE_LIMIT} more characters`
    : text;
}

const rank = { error: 2, warning: 1, note: 0 };

function severityByLine(findings: Diagnostic[]): Map<number, Diagnostic["severity"]> {
  const marks = new Map<number, Diagnostic["severity"]>();
  for (const finding of findings) {
    for (let line = finding.line; line <= Math.min(finding.endLine, finding.line + 50); line += 1) {
      const known = marks.get(line);
      if (known === undefined || rank[finding.severity] > rank[known]) marks.set(line, finding.severity);
    }
  }
  return marks;
}

function withFindings(rows: Row[], findings: Diagnostic[]): Row[] {
  const sorted = [...findings].sort((a, b) => a.line - b.line);
  const out: Row[] = [];
  let next = 0;
  rows.forEach((row, index) => {
    out.push(row);
    const limit = rows[index + 1]?.line ?? Number.POSITIVE_INFINITY;
    while (next < sorted.length && (sorted[next] as Diagnostic).line < limit) {
      const finding = sorted[next] as Diagnostic;
      out.push({
        kind: "finding",
        key: `finding ${next}`,
        line: finding.line,
        finding,
        section: row.section,
      });
      next += 1;
    }
  });
  return out;
}

/** Index of the row that shows a line of the file. */
export function rowOfLine(rows: Row[], line: number): number {
  let found = 0;
  rows.forEach((row, index) => {
    if (row.kind !== "finding" && row.line <= line) found = index;
  });
  return found;
}
