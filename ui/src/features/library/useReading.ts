import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { ipc, type Reading, type Settings } from "../../ipc";
import { read } from "../../queries";

interface Read {
  reading: Reading;
  /** The person's choice: it is remembered for the next runbook. */
  choose: (next: Reading) => void;
  /** Shows it for now, because what was asked for is there. */
  show: (next: Reading) => void;
}

/** How the runbook is read: as written, or as a procedure. */
export function useReading(): Read {
  const queries = useQueryClient();
  const { queryKey } = read.settings();
  const settings = useQuery(read.settings()).data;
  const [now, show] = useState<Reading | null>(null);
  const { mutate } = useMutation({
    mutationFn: (next: Settings) => ipc.saveSettings(next),
    onMutate: (next) => queries.setQueryData(queryKey, next),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  const choose = useCallback(
    (next: Reading) => {
      show(next);
      if (settings && settings.reading !== next) mutate({ ...settings, reading: next });
    },
    [settings, mutate],
  );
  return { reading: now ?? settings?.reading ?? "text", choose, show };
}
