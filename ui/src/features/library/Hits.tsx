import type { LibraryFolder, SearchFound, SearchHit } from "../../ipc";
import { toHash } from "../../route";
import { plural } from "../../time/format";
import { Entry } from "./Folders";
import classes from "./Library.module.css";

interface Props {
  query: string;
  folders: LibraryFolder[];
  found: SearchFound | undefined;
  open: string | null;
}

/** Hits of one runbook that are listed; its own page has the rest. */
const EACH = 6;

/** What the search found, by runbook, the best first. */
export function Hits({ query, folders, found, open }: Props) {
  if (!found) return <p className={classes.summary}>Searching…</p>;
  const entries = new Map(
    folders.flatMap((folder) => folder.runbooks).map((entry) => [entry.id, entry] as const),
  );
  const groups = byRunbook(found.hits).filter(([id]) => entries.has(id));
  const lines = found.hits.filter((hit) => hit.line !== null).length;
  const unsure = found.incomplete && (
    <p className={classes.summary}>Some folders are still being read; more may be found.</p>
  );
  if (groups.length === 0) {
    return (
      <>
        <p className={classes.summary} role="status" data-testid="no-hits">
          No runbook has all of “{query}” in one place. Search for fewer words, or their beginnings.
        </p>
        {unsure}
      </>
    );
  }
  return (
    <>
      <p className={classes.summary} role="status">
        {found.more ? `The best ${plural(lines, "place")}` : plural(lines, "place")} in{" "}
        {plural(groups.length, "runbook")} of {entries.size}
      </p>
      {unsure}
      <ul className={classes.folder}>
        {groups.map(([id, hits]) => {
          const entry = entries.get(id);
          return entry ? (
            <li key={id}>
              <Entry entry={entry} open={id === open} hit />
              {hits.slice(0, EACH).map((hit) => (
                <Hit key={`${hit.line} ${hit.heading}`} hit={hit} />
              ))}
              {hits.length > EACH && (
                <p className={classes.summary}>{plural(hits.length - EACH, "more place")}</p>
              )}
            </li>
          ) : null;
        })}
      </ul>
    </>
  );
}

function byRunbook(hits: SearchHit[]): [string, SearchHit[]][] {
  const groups = new Map<string, SearchHit[]>();
  for (const hit of hits) {
    const known = groups.get(hit.runbook) ?? [];
    // That the title has the words is seen in the title.
    groups.set(hit.runbook, hit.line === null ? known : [...known, hit]);
  }
  return [...groups];
}

function Hit({ hit }: { hit: SearchHit }) {
  return (
    <a
      className={classes.hit}
      href={toHash({ place: "runbooks", runbook: hit.runbook, line: hit.line })}
      data-hit
      data-testid={`hit-${hit.line}`}
      title={hit.heading}
    >
      <i>{hit.line}</i>
      <span>
        <small>{hit.heading}</small>
        <span className={classes.hitText}>
          {hit.pieces.map((piece, at) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name but their place
            piece.marked ? <mark key={at}>{piece.text}</mark> : piece.text,
          )}
        </span>
      </span>
    </a>
  );
}
