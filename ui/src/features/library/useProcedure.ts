import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { ProcedureRow, RunbookPage } from "../../ipc";
import { read } from "../../queries";

interface Asked {
  rows: ProcedureRow[];
  /** How many there are in all; nothing until the first of them are here. */
  total: number | null;
  error: unknown;
  again: () => void;
}

/** The procedure of a runbook. A very long one comes in parts, one after the other. */
export function useProcedure(page: RunbookPage): Asked {
  const asked = useInfiniteQuery(read.procedure(page.entry.id, page.version));
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = asked;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return {
    rows: data?.pages.flatMap((part) => part.rows) ?? [],
    total: data?.pages[0]?.total ?? null,
    error: isError ? asked.error : null,
    again: () => asked.refetch(),
  };
}
