import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { ipc, type LibraryFolder, type RunbookEntry, type SearchHit } from "../../ipc";
import { useKeys } from "../../keys";
import { Answered } from "../../parts/Answered";
import { Failure } from "../../parts/Failure";
import { Empty } from "../../parts/Notice";
import { read } from "../../queries";
import { toHash } from "../../route";
import { slug } from "../../testids";
import { plural } from "../../time/format";
import classes from "./Library.module.css";
import { useAdding } from "./useAdding";

/** Folders with their runbooks, and the search over all of them. */
export function Shelf({ open }: { open: string | null }) {
  const [typed, setTyped] = useState("");
  const [query] = useDebouncedValue(typed.trim(), 150);
  const field = useRef<HTMLInputElement>(null);
  const library = useQuery(read.library());
  const hits = useQuery({ ...read.search(query), enabled: query.length > 1, placeholderData: (old) => old });
  const adding = useAdding();
  useKeys({ "/": () => field.current?.focus() });
  return (
    <>
      <TextInput
        ref={field}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && field.current?.blur()}
        placeholder="Search runbooks"
        aria-label="Search runbooks"
        data-testid="library-search"
        rightSection={typed ? null : <kbd>/</kbd>}
      />
      <Answered query={library} lines={8}>
        {(folders) =>
          query.length > 1 ? (
            <Found query={query} folders={folders} hits={hits.data} open={open} />
          ) : (
            <Folders folders={folders} open={open} />
          )
        }
      </Answered>
      {hits.isError && <Failure error={hits.error} retry={() => void hits.refetch()} />}
      {(library.data?.length ?? 0) > 0 && (
        <div className={classes.adding}>
          <Button
            data-testid="add-folder"
            onClick={() => adding.folder.mutate()}
            loading={adding.folder.isPending}
          >
            Open folder…
          </Button>
          <Button data-testid="add-file" onClick={() => adding.file.mutate()} loading={adding.file.isPending}>
            Open file…
          </Button>
        </div>
      )}
      {adding.error && <Failure error={adding.error} />}
    </>
  );
}

function Folders({ folders, open }: { folders: LibraryFolder[]; open: string | null }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: string) => ipc.removeFolder(id),
    onSuccess: (next) => queries.setQueryData(read.library().queryKey, next),
  });
  if (folders.length === 0) return <p className={classes.summary}>No folder is open yet.</p>;
  return folders.map((folder) => (
    <section key={folder.id} className={classes.folder}>
      <div className={classes.folderName}>
        <h2 className="label" title={folder.path}>
          {folder.name} <span>{folder.bundled ? "bundled" : folder.branch}</span>
        </h2>
        {!folder.bundled && (
          <Button
            variant="quiet"
            size="compact-xs"
            onClick={() => remove.mutate(folder.id)}
            aria-label={`Close ${folder.name}`}
          >
            Close
          </Button>
        )}
      </div>
      {folder.problem && <p className={classes.problem}>{folder.problem}</p>}
      {folder.runbooks.length === 0 && !folder.problem && (
        <p className={classes.summary}>No Markdown file is in this folder.</p>
      )}
      <ul>
        {folder.runbooks.map((entry) => (
          <li key={entry.id}>
            <Entry entry={entry} open={entry.id === open} />
          </li>
        ))}
      </ul>
    </section>
  ));
}

function Entry({ entry, open }: { entry: RunbookEntry; open: boolean }) {
  return (
    <a
      className={classes.entry}
      href={toHash({ place: "runbooks", runbook: entry.id, line: null })}
      aria-current={open ? "page" : undefined}
      data-testid={`runbook-${slug(entry.title)}`}
      title={entry.file}
    >
      <b>{entry.title}</b>
      <span data-problem={entry.problem !== null || undefined}>{entry.problem ?? counts(entry)}</span>
    </a>
  );
}

/** `71 sections · 41 blocks · 6 errors, 9 warnings`. */
export function counts(entry: RunbookEntry): string {
  const found = [
    entry.errors > 0 && plural(entry.errors, "error"),
    entry.warnings > 0 && plural(entry.warnings, "warning"),
  ].filter(Boolean);
  return (
    [
      plural(entry.sections, "section"),
      entry.blocks > 0 && plural(entry.blocks, "block"),
      entry.tasks > 0 && plural(entry.tasks, "task"),
      found.length > 0 ? found.join(", ") : "nothing wrong",
    ]
      .filter((words) => words !== false)
      // A line breaks between the figures, never within one.
      .map((words) => words.replaceAll(" ", "\u00a0"))
      .join(" · ")
  );
}

function Found(props: {
  query: string;
  folders: LibraryFolder[];
  hits: SearchHit[] | undefined;
  open: string | null;
}) {
  const all = props.folders.flatMap((folder) => folder.runbooks);
  const hits = props.hits ?? [];
  const named = all.filter((entry) => entry.title.toLowerCase().includes(props.query.toLowerCase()));
  const ids = new Set([...named.map((entry) => entry.id), ...hits.map((hit) => hit.runbook)]);
  const matched = all.filter((entry) => ids.has(entry.id));
  if (props.hits && matched.length === 0) {
    return <p className={classes.summary}>No runbook says “{props.query}”. Search for fewer words.</p>;
  }
  return (
    <>
      <p className={classes.summary} role="status">
        {plural(hits.length, "match", "matches")} in {matched.length} of {plural(all.length, "runbook")}
      </p>
      <ul className={classes.folder}>
        {matched.map((entry) => (
          <li key={entry.id}>
            <Entry entry={entry} open={entry.id === props.open} />
            {hits
              .filter((hit) => hit.runbook === entry.id)
              .slice(0, 6)
              .map((hit) => (
                <a
                  key={`${hit.line} ${hit.text}`}
                  className={classes.hit}
                  href={toHash({ place: "runbooks", runbook: entry.id, line: hit.line })}
                >
                  <i>{hit.line}</i>
                  <span>{hit.text}</span>
                </a>
              ))}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What the screen says while no runbook is open. */
export function NothingOpen({ title, children }: { title: string; children: ReactNode }) {
  const adding = useAdding();
  return (
    <Empty
      title={title}
      actions={
        <>
          <Button variant="primary" onClick={() => adding.folder.mutate()} loading={adding.folder.isPending}>
            Open folder…
          </Button>
          <Button onClick={() => adding.file.mutate()} loading={adding.file.isPending}>
            Open file…
          </Button>
        </>
      }
    >
      {children}
      {adding.error && <Failure error={adding.error} />}
    </Empty>
  );
}
