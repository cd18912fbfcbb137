import { useEffect, useRef } from "react";

type Keys = Record<string, (event: KeyboardEvent) => void>;

/** Somebody is typing, or something floats above the screen and owns the keys. */
export function keysAreTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (target?.closest("input, textarea, select, [contenteditable='true'], .xterm")) return true;
  return document.querySelector("[role='dialog'], [role='menu'], [role='listbox']") !== null;
}

/** Enter and Space belong to the button or link that has the focus. */
function belongsToFocus(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" && event.key !== " ") return false;
  const target = event.target instanceof HTMLElement ? event.target : null;
  return target?.closest("button, a, [role='slider'], [role='tab'], summary") != null;
}

/** Single keys of a screen, such as `j` or `Enter`; they rest while somebody types. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (keysAreTaken(event) || belongsToFocus(event)) return;
      const act = latest.current[event.key];
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener("keydown", heard);
    return () => window.removeEventListener("keydown", heard);
  }, []);
}
