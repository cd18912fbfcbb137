import type { EffectKind } from "../../ipc";
import classes from "./Reach.module.css";

const reaches: Record<EffectKind, { words: string; tone: "plain" | "warn" | "bad" }> = {
  readsOnly: { words: "reads", tone: "plain" },
  changesLocal: { words: "this machine", tone: "plain" },
  unknown: { words: "effect not known", tone: "plain" },
  changesRemote: { words: "changes a service", tone: "warn" },
  changesAws: { words: "changes AWS", tone: "warn" },
  destructive: { words: "destructive", tone: "bad" },
};

/** How far what is run reaches; nothing is run by hand. */
export function Reach({ effect }: { effect: EffectKind | null }) {
  if (effect === null) {
    return (
      <span className={classes.reach} data-tone="plain">
        by hand
      </span>
    );
  }
  const { words, tone } = reaches[effect];
  return (
    <span className={classes.reach} data-tone={tone}>
      {words}
    </span>
  );
}
