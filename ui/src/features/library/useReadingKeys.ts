import { useEffect, useState } from "react";
import { useKeys } from "../../keys";

/** The keys of a page that is read: from step to step, explaining one, finding words, turning it. */
export function useReadingKeys(keys: { move: (way: 1 | -1) => void; explain: () => void; turn: () => void }) {
  const [finding, setFinding] = useState(false);
  useKeys({
    j: () => keys.move(1),
    k: () => keys.move(-1),
    Enter: keys.explain,
    p: keys.turn,
  });
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "f" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setFinding(true);
    };
    window.addEventListener("keydown", heard);
    return () => window.removeEventListener("keydown", heard);
  }, []);
  return { finding, setFinding };
}
