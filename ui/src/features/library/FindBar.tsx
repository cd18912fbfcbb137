import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { RunbookPage } from "../../ipc";
import { read } from "../../queries";
import { count } from "../../time/format";
import classes from "./Library.module.css";

interface Props {
  page: RunbookPage;
  onFound: (line: number | null) => void;
  onClose: () => void;
}

/** Looks for words on this page: Enter goes to the next line that has them. */
export function FindBar({ page, onFound, onClose }: Props) {
  const [typed, setTyped] = useState("");
  const [query] = useDebouncedValue(typed.trim(), 150);
  const [at, setAt] = useState(0);
  const asked = useQuery({ ...read.find(page.entry.id, page.version, query), enabled: query !== "" });
  const lines = query === "" ? undefined : asked.data?.lines;
  const line = lines?.[at] ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query begins at its first line
  useEffect(() => setAt(0), [query]);
  useEffect(() => onFound(line), [line, onFound]);
  useEffect(() => () => onFound(null), [onFound]);
  const step = (way: 1 | -1) => {
    if (lines && lines.length > 0) setAt((at + way + lines.length) % lines.length);
  };
  return (
    <search className={classes.find}>
      <TextInput
        autoFocus
        size="xs"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
          if (event.key === "Escape") onClose();
        }}
        placeholder="Find on this page"
        aria-label="Find on this page"
        data-testid="find"
      />
      <span className="small soft" role="status">
        {lines &&
          (lines.length === 0 ? "not on this page" : `${at + 1} of ${count(asked.data?.total ?? 0)} lines`)}
      </span>
      <Button size="compact-xs" variant="quiet" ml="auto" onClick={onClose}>
        Close
      </Button>
    </search>
  );
}
