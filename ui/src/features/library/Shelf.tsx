import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { useKeys } from "../../keys";
import { Answered } from "../../parts/Answered";
import { Failure } from "../../parts/Failure";
import { Empty } from "../../parts/Notice";
import { read } from "../../queries";
import { Folders } from "./Folders";
import { Hits } from "./Hits";
import classes from "./Library.module.css";
import { useAdding } from "./useAdding";

interface Props {
  open: string | null;
  /** What stands below the folders while nothing is searched for. */
  below?: ReactNode;
}

/** Folders with their runbooks, and the search over all of them. */
export function Shelf({ open, below }: Props) {
  const [typed, setTyped] = useState("");
  const [query] = useDebouncedValue(typed.trim(), 120);
  const field = useRef<HTMLInputElement>(null);
  const side = useRef<HTMLDivElement>(null);
  const library = useQuery(read.library());
  const searching = query.length > 1;
  const found = useQuery({ ...read.search(query), enabled: searching, placeholderData: (old) => old });
  const adding = useAdding();
  useKeys({
    "/": () => {
      field.current?.focus();
      field.current?.select();
    },
  });
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      // First what was typed goes, then the field is left.
      if (typed === "") field.current?.blur();
      setTyped("");
      if (event.target !== field.current) field.current?.focus();
    } else if (event.key === "Enter" && event.target === field.current) {
      hits(side.current)[0]?.click();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && searching) {
      event.preventDefault();
      moveFocus([field.current, ...hits(side.current)], event.key === "ArrowDown" ? 1 : -1);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the field and of the links in it
    <div className={classes.side} ref={side} onKeyDown={keys}>
      <TextInput
        ref={field}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        placeholder="Search runbooks"
        aria-label="Search runbooks"
        data-testid="library-search"
        rightSection={typed ? null : <kbd>/</kbd>}
      />
      <div className={classes.shelfPart} data-alone={searching || !below || undefined}>
        <Answered query={library} lines={8}>
          {(folders) =>
            searching ? (
              <Hits query={query} folders={folders} found={found.data} open={open} />
            ) : (
              <Folders folders={folders} open={open} />
            )
          }
        </Answered>
        {searching && found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
        {!searching && (library.data?.length ?? 0) > 0 && (
          <div className={classes.adding}>
            <Button
              data-testid="add-folder"
              onClick={() => adding.folder.mutate()}
              loading={adding.folder.isPending}
            >
              Open folder…
            </Button>
            <Button
              data-testid="add-file"
              onClick={() => adding.file.mutate()}
              loading={adding.file.isPending}
            >
              Open file…
            </Button>
          </div>
        )}
        {adding.error && <Failure error={adding.error} />}
      </div>
      {!searching && below}
    </div>
  );
}

const hits = (side: HTMLElement | null) => [
  ...(side?.querySelectorAll<HTMLAnchorElement>("a[data-hit]") ?? []),
];

function moveFocus(places: (HTMLElement | null)[], way: 1 | -1) {
  const at = places.indexOf(document.activeElement as HTMLElement);
  places[Math.min(Math.max(at + way, 0), places.length - 1)]?.focus();
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
