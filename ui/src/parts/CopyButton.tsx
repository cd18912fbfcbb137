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
    toClipboard(text).then(
      () => setSaid("copied"),
      () => setSaid("refused"),
    );
  };
  return (
    <Button size="compact-xs" aria-label={`${label}: ${what}`} onClick={copy}>
      <span aria-live="polite">
        {said === "copied" ? "Copied" : said === "refused" ? "Not copied" : label}
      </span>
    </Button>
  );
}

/** Not every web view offers the newer way; the older one asks for a selection. */
async function toClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (!copied) throw new Error("The clipboard refused the text.");
  }
}
