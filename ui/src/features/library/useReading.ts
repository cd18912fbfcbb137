import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Reading } from "../../ipc";
import { read } from "../../queries";
import { useSaveSettings } from "../../settings";

interface Read {
  reading: Reading;
  /** The person's choice: it is remembered for the next runbook. */
  choose: (next: Reading) => void;
  /** Shows it for now, because what was asked for is there. */
  show: (next: Reading) => void;
}

/** How the runbook is read: as written, or as a procedure. */
export function useReading(): Read {
  const settings = useQuery(read.settings()).data;
  const [now, show] = useState<Reading | null>(null);
  const { mutate } = useSaveSettings();
  const choose = useCallback(
    (next: Reading) => {
      show(next);
      if (settings && settings.reading !== next) mutate({ ...settings, reading: next });
    },
    [settings, mutate],
  );
  return { reading: now ?? settings?.reading ?? "text", choose, show };
}
