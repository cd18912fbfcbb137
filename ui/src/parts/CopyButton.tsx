import { Button } from "@mantine/core";
import { useEffect, useState } from "react";

/** Puts `text` on the clipboard and says so for a moment. `what` names it for who cannot see the place. */
export function CopyButton({ text, what, label = "Copy" }: { text: string; what: string; label?: string }) {
  const [said, setSaid] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (said === "idle") return;
    const timer = setTimeout(() => setSaid("idle"), 1600);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () => {
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    written.then(
      () => setSaid("copied"),
      () => setSaid("refused"),
    );
  };
  return (
    <Button size="compact-xs" aria-label={`${label} ${what}`} onClick={copy}>
      <span aria-live="polite">
        {said === "copied" ? "Copied" : said === "refused" ? "Select and copy" : label}
      </span>
    </Button>
  );
}
