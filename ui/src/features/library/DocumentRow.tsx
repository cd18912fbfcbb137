import { createContext, memo, useContext } from "react";
import type { PageRow, PageWord } from "../../ipc";
import { CopyButton } from "../../parts/CopyButton";
import { WithCode } from "../../parts/WithCode";
import { toHash } from "../../route";
import classes from "./Document.module.css";
import { Finding } from "./Finding";
import { Reach } from "./Reach";

/** Where the rows of a text lead. */
export interface Going {
  /** Brings a line of this file into sight. */
  toLine: (line: number) => void;
  /** Explains a step. */
  toStep: (step: string) => void;
}

export const GoingContext = createContext<Going>({ toLine: () => {}, toStep: () => {} });

interface Props {
  row: PageRow;
  /** The line that stands out. */
  found: number | null;
  /** It is the step that is explained. */
  selected: boolean;
}

export const DocumentRow = memo(function DocumentRow({ row, found, selected }: Props) {
  switch (row.kind) {
    case "heading":
      return (
        <div
          className={`${classes.line} ${classes.heading}`}
          data-level={row.level}
          data-line={row.line}
          data-found={row.line === found || undefined}
        >
          <LineNumber line={row.line} />
          <Heading level={row.level} text={row.text} />
        </div>
      );
    case "text":
      return (
        <div className={classes.line} data-line={row.line} data-found={row.line === found || undefined}>
          <LineNumber line={row.line} />
          <Prose row={row} />
        </div>
      );
    case "instruction":
      return <Instruction row={row} found={found} selected={selected} />;
    case "part":
      return <PartHead row={row} found={found} selected={selected} />;
    case "code":
      return <Code row={row} found={found} selected={selected} />;
    case "finding":
      return (
        <div className={classes.finding}>
          <Finding finding={row.finding} />
        </div>
      );
  }
});

type Of<Kind extends PageRow["kind"]> = Extract<PageRow, { kind: Kind }>;

const indent = (depth: number) => Math.min(depth, 6) * 18;

function LineNumber({ line }: { line: number }) {
  return (
    <span className={classes.number} aria-hidden="true">
      {line}
    </span>
  );
}

function Heading({ level, text }: { level: number; text: string }) {
  if (level <= 2) return <h2>{text}</h2>;
  return level === 3 ? <h3>{text}</h3> : <h4>{text}</h4>;
}

function Instruction({
  row,
  found,
  selected,
}: {
  row: Of<"instruction">;
  found: number | null;
  selected: boolean;
}) {
  return (
    <div
      className={classes.line}
      data-line={row.line}
      data-step={row.step}
      data-selected={selected || undefined}
      data-found={row.line === found || undefined}
    >
      <LineNumber line={row.line} />
      <div
        className={`${classes.text} ${classes.instruction}`}
        style={{ paddingLeft: indent(row.nested ? 1 : 0) }}
      >
        {row.form === "check" ? (
          <i className={classes.box} data-checked={row.checked || undefined} aria-hidden="true" />
        ) : (
          row.marker && <span className={classes.marker}>{row.marker}</span>
        )}
        <div>
          <p className={row.form === "manual" ? "strong" : undefined}>{row.text}</p>
          {row.details.length > 0 && <p className={classes.details}>{row.details.join("\n")}</p>}
        </div>
      </div>
    </div>
  );
}

/** What the lines below are for, and how far they reach. */
function PartHead({ row, found, selected }: { row: Of<"part">; found: number | null; selected: boolean }) {
  return (
    <div
      className={`${classes.line} ${classes.part}`}
      data-line={row.line}
      data-step={row.step}
      data-first={row.first || undefined}
      data-selected={selected || undefined}
      data-found={row.line === found || undefined}
    >
      <LineNumber line={row.line} />
      <div className={classes.partHead}>
        <span className={classes.marker}>{row.number}</span>
        <b>
          <WithCode text={row.title} />
        </b>
        <Reach effect={row.effect} />
        {row.first && <Explain step={row.step} line={row.line} pressed={selected} />}
      </div>
    </div>
  );
}

/** The way to the explanation of a step. */
function Explain({ step, line, pressed }: { step: string; line: number; pressed: boolean }) {
  const { toStep } = useContext(GoingContext);
  return (
    <button
      type="button"
      className={classes.explain}
      aria-label={`Explain the step of line ${line}`}
      aria-pressed={pressed}
      data-testid={`explain-${step}`}
      onClick={() => toStep(step)}
    >
      Explain
    </button>
  );
}

function Code({ row, found, selected }: { row: Of<"code">; found: number | null; selected: boolean }) {
  const { step } = row;
  return (
    <div
      className={classes.code}
      data-first={row.first || undefined}
      data-last={row.last || undefined}
      data-step={step ?? undefined}
      data-selected={selected || undefined}
    >
      {row.command && row.first && step !== null && (
        <Explain step={step} line={row.line} pressed={selected} />
      )}
      {row.lines.map((line, at) => {
        const number = row.line + at;
        return (
          <div
            key={number}
            className={classes.codeLine}
            data-line={number}
            data-found={number === found || undefined}
          >
            <LineNumber line={number} />
            <pre>{line.mark ? <Marked text={line.text} mark={line.mark} /> : line.text || " "}</pre>
          </div>
        );
      })}
    </div>
  );
}

function Marked({ text, mark }: { text: string; mark: string }) {
  const start = text.length - text.trimStart().length;
  return (
    <>
      {text.slice(0, start)}
      <mark data-mark={mark}>{text.slice(start)}</mark>
    </>
  );
}

function Prose({ row }: { row: Of<"text"> }) {
  const style = { paddingLeft: indent(row.depth) };
  if (row.block === "row") {
    return (
      <div className={classes.cells} style={style}>
        {cells(row.words).map((cell, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: cells of a row have no name but their place
          <span key={index}>
            <Words words={cell} />
          </span>
        ))}
      </div>
    );
  }
  const kind = row.block === "bullet" ? classes.bullet : "";
  return (
    <div className={`${classes.text} ${kind}`} style={style}>
      {row.block === "html" ? (
        <code className="soft">{row.words.map((word) => word.text).join("")}</code>
      ) : (
        <span>
          <Words words={row.words} />
        </span>
      )}
    </div>
  );
}

function cells(words: PageWord[]): PageWord[][] {
  const out: PageWord[][] = [[]];
  for (const piece of words) {
    if (piece.kind === "cell") out.push([]);
    else out[out.length - 1]?.push(piece);
  }
  return out.filter((cell, index) => cell.length > 0 || index < out.length - 1);
}

function Words({ words }: { words: PageWord[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line have no name but their place
  return words.map((word, index) => <Word key={index} word={word} />);
}

function Word({ word }: { word: PageWord }) {
  switch (word.kind) {
    case "code":
      return <code className={classes.inlineCode}>{word.text}</code>;
    case "emphasis":
      return <em>{word.text}</em>;
    case "strong":
      return <strong>{word.text}</strong>;
    case "link":
      return <Link word={word} />;
    case "image":
      return <span className="soft">[picture: {word.text}]</span>;
    case "break":
      // Where a line of the file ends, the sentence goes on.
      return " ";
    default:
      return word.text;
  }
}

/** A link leads into this file or to another runbook; an address is copied. */
function Link({ word }: { word: PageWord }) {
  const { toLine } = useContext(GoingContext);
  const { leads } = word;
  switch (leads?.kind) {
    case "here":
      return (
        <button type="button" className={classes.anchor} onClick={() => toLine(leads.line)}>
          {word.text}
        </button>
      );
    case "runbook":
      return (
        <a
          className={classes.anchor}
          href={toHash({ place: "runbooks", runbook: leads.runbook, line: leads.line })}
        >
          {word.text}
        </a>
      );
    case "address":
      return (
        <span className={classes.address}>
          <span className={classes.link} title={leads.address}>
            {word.text}
          </span>
          <CopyButton text={leads.address.replace(/^mailto:/i, "")} what={leads.address} />
        </span>
      );
    default:
      return (
        <span
          className={classes.link}
          data-nowhere
          title={leads ? `${leads.written}: ${leads.why}` : undefined}
        >
          {word.text}
        </span>
      );
  }
}
