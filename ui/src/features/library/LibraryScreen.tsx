import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Answered, Skeleton } from "../../parts/Answered";
import { Empty } from "../../parts/Notice";
import { read } from "../../queries";
import classes from "./Library.module.css";
import { NothingOpen, Shelf } from "./Shelf";

const RunbookView = lazy(() => import("./RunbookView"));

/** The folders of runbooks, and the one that is open. */
export function LibraryScreen({ runbook, line }: { runbook: string | null; line: number | null }) {
  const library = useQuery(read.library());
  if (runbook !== null) {
    return (
      <Suspense fallback={<Waiting />}>
        <RunbookView key={runbook} id={runbook} line={line} />
      </Suspense>
    );
  }
  return (
    <div className={classes.plain}>
      <aside className={classes.shelf} aria-label="Runbooks">
        <Shelf open={null} />
      </aside>
      <main className={classes.work}>
        <Answered query={library} lines={3}>
          {(folders) =>
            folders.some((folder) => folder.runbooks.length > 0 || folder.progress) ? (
              <Empty title="Choose a runbook">
                It opens as it is written, with what Belay understood and found beside it. The file is never
                changed.
              </Empty>
            ) : (
              <NothingOpen title="No runbooks yet">
                Open the folder in which your team keeps its Markdown runbooks, or a single file. They stay
                where they are and are never written to.
              </NothingOpen>
            )
          }
        </Answered>
      </main>
    </div>
  );
}

function Waiting() {
  return (
    <div className={classes.work}>
      <Skeleton lines={8} />
    </div>
  );
}
