import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { OutlineSection } from "../../ipc";
import { foundWords } from "./found";
import classes from "./Outline.module.css";

interface Props {
  sections: OutlineSection[];
  /** The section at the top of what is seen. */
  current: number | null;
  onLine: (line: number) => void;
}

/** The sections of the open runbook, with what is wrong under each. */
export function Outline({ sections, current, onLine }: Props) {
  const frame = useRef<HTMLElement>(null);
  const list = useVirtualizer({
    count: sections.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 26,
    overscan: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the text, not its own scrolling
  useEffect(() => {
    if (current !== null) list.scrollToIndex(current, { align: "auto" });
  }, [current]);
  return (
    <nav className={classes.outline} ref={frame} aria-label="Sections" data-testid="outline">
      <div style={{ height: list.getTotalSize(), position: "relative" }}>
        {list.getVirtualItems().map((item) => {
          const section = sections[item.index];
          return section ? (
            <button
              key={item.key}
              type="button"
              className={classes.section}
              style={{
                transform: `translateY(${item.start}px)`,
                paddingLeft: 6 + Math.min(section.level - 1, 4) * 12,
              }}
              aria-current={item.index === current ? "true" : undefined}
              title={section.title}
              onClick={() => onLine(section.line)}
            >
              <span className={classes.name}>{section.title}</span>
              <Marks section={section} />
            </button>
          ) : null;
        })}
      </div>
    </nav>
  );
}

/** How many findings stand under the heading, the worst kind first. */
function Marks({ section: { errors, warnings } }: { section: OutlineSection }) {
  if (errors + warnings === 0) return null;
  const words = foundWords({ errors, warnings });
  return (
    <span className={classes.mark} data-severity={errors > 0 ? "error" : "warning"} title={words}>
      <span aria-hidden="true">{errors + warnings}</span>
      <span className="hidden-text">{words}</span>
    </span>
  );
}
