import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ipc, type Settings } from "./ipc";
import { read } from "./queries";

/** Saves what a person chose; the window shows it at once. */
export function useSaveSettings() {
  const queries = useQueryClient();
  const { queryKey } = read.settings();
  return useMutation({
    mutationFn: (next: Settings) => ipc.saveSettings(next),
    onMutate: (next) => queries.setQueryData(queryKey, next),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}
