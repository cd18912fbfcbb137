// Stands in for @tauri-apps/api/event.
type Heard = (event: { payload: unknown }) => void;
const ears = new Map<string, Set<Heard>>();

export async function listen(name: string, heard: Heard): Promise<() => void> {
  const set = ears.get(name) ?? new Set();
  ears.set(name, set.add(heard));
  return () => set.delete(heard);
}

export const once = listen;

export async function emit(name: string, payload: unknown): Promise<void> {
  for (const heard of ears.get(name) ?? []) heard({ payload });
}

/** Says that something changed, as the backend would. */
export const changed = (what: string, id: string | null = null) => void emit("notice", { what, id });
