import { createContext, memo, useContext } from "react";
import type { Block, Inline } from "../../ipc";
import classes from "./Document.module.css";
import { Finding } from "./Finding";
import type { Row } from "./rows";

/** Brings the heading of an anchor into sight. */
export const ToAnchor = createContext<(anchor: string) => void>(() => {});

export const DocumentRow = memo(function DocumentRow({ row }: { row: Row }) {
  switch (row.kind) {
    case "heading":
      return (
        <div className={`${classes.line} ${classes.heading}`} data-level={row.level}>
          <LineNumber line={row.line} />
          <Heading level={row.level} text={row.text} />
        </div>
      );
    case "text":
      return (
        <div className={classes.line}>
          <LineNumber line={row.line} />
          <Prose block={row.block} />
        </div>
      );
    case "instruction":
      return (
        <div className={classes.line}>
          <LineNumber line={row.line} />
          <p
            className={`${classes.text} ${classes.instruction}`}
            style={{ paddingLeft: indent(row.step.parent === null ? 0 : 1) }}
          >
            {row.step.kind === "check" && (
              <i className={classes.box} data-checked={row.step.checked || undefined} aria-hidden="true" />
            )}
            <span className={row.step.kind === "manual" ? "strong" : undefined}>{row.step.title}</span>
          </p>
        </div>
      );
    case "code":
      return (
        <div className={classes.code} data-first={row.first || undefined} data-last={row.last || undefined}>
          {row.lines.map((line) => (
            <div key={line.number} className={classes.codeLine}>
              <LineNumber line={line.number} />
              <pre>{line.mark ? <Marked text={line.text} mark={line.mark} /> : line.text || " "}</pre>
            </div>
          ))}
        </div>
      );
    case "finding":
      return (
        <div className={classes.finding}>
          <Finding finding={row.finding} />
        </div>
      );
  }
});

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

function Marked({ text, mark }: { text: string; mark: string }) {
  const start = text.length - text.trimStart().length;
  return (
    <>
      {text.slice(0, start)}
      <mark data-mark={mark}>{text.slice(start)}</mark>
    </>
  );
}

function Prose({ block }: { block: Block }) {
  const style = { paddingLeft: indent(block.depth) };
  if (block.kind === "row") {
    return (
      <div className={classes.cells} style={style}>
        {cells(block.inline).map((cell, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: cells of a row have no name but their place
          <span key={index}>
            <Words inline={cell} />
          </span>
        ))}
      </div>
    );
  }
  const kind = block.kind === "bullet" ? classes.bullet : "";
  return (
    <p className={`${classes.text} ${kind}`} style={style}>
      {block.kind === "html" ? (
        <code className="soft">{block.inline.map((inline) => inline.text).join("")}</code>
      ) : (
        <span>
          <Words inline={block.inline} />
        </span>
      )}
    </p>
  );
}

function cells(inline: Inline[]): Inline[][] {
  const out: Inline[][] = [[]];
  for (const piece of inline) {
    if (piece.kind === "cell") out.push([]);
    else out[out.length - 1]?.push(piece);
  }
  return out.filter((cell, index) => cell.length > 0 || index < out.length - 1);
}

function Words({ inline }: { inline: Inline[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line have no name but their place
  return inline.map((piece, index) => <Word key={index} piece={piece} />);
}

function Word({ piece }: { piece: Inline }) {
  switch (piece.kind) {
    case "code":
      return <code className={classes.inlineCode}>{piece.text}</code>;
    case "emphasis":
      return <em>{piece.text}</em>;
    case "strong":
      return <strong>{piece.text}</strong>;
    case "link":
      return <Link piece={piece} />;
    case "image":
      return <span className="soft">[picture: {piece.text}]</span>;
    case "break":
      // Where a line of the file ends, the sentence goes on.
      return " ";
    default:
      return piece.text;
  }
}

/** A link into this file leads there; any other is shown with what it leads to. */
function Link({ piece }: { piece: Inline }) {
  const toAnchor = useContext(ToAnchor);
  const target = piece.target ?? "";
  if (target.startsWith("#")) {
    return (
      <button type="button" className={classes.anchor} onClick={() => toAnchor(target.slice(1))}>
        {piece.text}
      </button>
    );
  }
  return (
    <span className={classes.link} title={target}>
      {piece.text}
    </span>
  );
}
