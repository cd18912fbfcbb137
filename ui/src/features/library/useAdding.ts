import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ipc } from "../../ipc";
import { read } from "../../queries";
import { go } from "../../route";

/** Opening folders and files; the system's own dialog asks which. */
export function useAdding() {
  const queries = useQueryClient();
  const folder = useMutation({
    mutationFn: () => ipc.addFolder(),
    onSuccess: (folders) => folders && queries.setQueryData(read.library().queryKey, folders),
  });
  const file = useMutation({
    mutationFn: () => ipc.addFile(),
    onSuccess: async (entry) => {
      if (!entry) return;
      await queries.invalidateQueries({ queryKey: ["library"] });
      go({ place: "runbooks", runbook: entry.id, line: null });
    },
  });
  return { folder, file, error: folder.error ?? file.error };
}
