import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ipc, type LibraryFolder, type RunbookEntry } from "../../ipc";
import { Capped } from "../../parts/Capped";
import { WithCode } from "../../parts/WithCode";
import { read } from "../../queries";
import { toHash } from "../../route";
import { slug } from "../../testids";
import { count, plural } from "../../time/format";
import { foundWords } from "./found";
import classes from "./Library.module.css";

/** The open folders and their runbooks. */
export function Folders({ folders, open }: { folders: LibraryFolder[]; open: string | null }) {
  if (folders.length === 0) return <p className={classes.summary}>No folder is open yet.</p>;
  return folders.map((folder) => <Folder key={folder.id} folder={folder} open={open} />);
}

function Folder({ folder, open }: { folder: LibraryFolder; open: string | null }) {
  const queries = useQueryClient();
  const close = useMutation({
    mutationFn: () => ipc.removeFolder(folder.id),
    onSuccess: (next) => queries.setQueryData(read.library().queryKey, next),
  });
  const { problem, notice, progress } = folder;
  return (
    <section className={classes.folder}>
      <div className={classes.folderName}>
        <h2 className="label" title={folder.path}>
          {folder.name} <span>{folder.bundled ? "bundled" : folder.branch}</span>
        </h2>
        {!folder.bundled && (
          <Button
            variant="quiet"
            size="compact-xs"
            data-shown={progress !== null || problem !== null || undefined}
            onClick={() => close.mutate()}
            aria-label={`Close ${folder.name}`}
          >
            Close
          </Button>
        )}
      </div>
      {progress && (
        <p className={classes.summary} role="status">
          {progressWords(progress)}
        </p>
      )}
      {/* A file that was opened by itself has the id of its folder; its page says what is wrong. */}
      {problem && folder.id !== open && (
        <p className={classes.problem} data-testid="folder-problem">
          <WithCode text={problem} /> It is read again as soon as it can be
          {folder.bundled ? "." : "; Close takes it off the list."}
        </p>
      )}
      {notice && (
        <p className={classes.notice} data-testid="folder-notice">
          <WithCode text={notice} />
        </p>
      )}
      {folder.runbooks.length === 0 && !problem && !progress && (
        <p className={classes.summary}>No Markdown file is in this folder.</p>
      )}
      <ul>
        <Capped items={folder.runbooks}>
          {(entry) => (
            <li key={entry.id}>
              <Entry entry={entry} open={entry.id === open} />
            </li>
          )}
        </Capped>
      </ul>
    </section>
  );
}

function progressWords({ found, toRead, read: done }: NonNullable<LibraryFolder["progress"]>): string {
  if (toRead !== null) return `Reading ${count(done)} of ${plural(toRead, "new or changed runbook")}…`;
  return found > 0 ? `Looking through it: ${plural(found, "runbook")} so far…` : "Looking through it…";
}

export function Entry({ entry, open, hit }: { entry: RunbookEntry; open: boolean; hit?: boolean }) {
  return (
    <a
      className={classes.entry}
      href={toHash({ place: "runbooks", runbook: entry.id, line: null })}
      aria-current={open ? "page" : undefined}
      data-testid={`runbook-${slug(entry.title)}`}
      data-hit={hit || undefined}
      title={entry.file}
    >
      <b>{entry.title}</b>
      <span data-problem={entry.problem !== null || undefined}>{entry.problem ?? counts(entry)}</span>
    </a>
  );
}

/** `71 sections · 41 blocks · 6 errors, 9 warnings`. */
export function counts(entry: RunbookEntry): string {
  return (
    [
      plural(entry.sections, "section"),
      entry.blocks > 0 && plural(entry.blocks, "block"),
      entry.tasks > 0 && plural(entry.tasks, "task"),
      foundWords(entry) || "nothing wrong",
    ]
      .filter((words) => words !== false)
      // A line breaks between the figures, never within one.
      .map((words) => words.replaceAll(" ", "\u00a0"))
      .join(" · ")
  );
}
