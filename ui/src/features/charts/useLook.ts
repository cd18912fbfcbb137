import { useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { Look } from "../../ipc";

/** Charts are drawn for widths that are multiples of this, in pixels. */
export const LOOK_STEP = 20;

/** How wide and in which colours a chart has to be drawn; nothing until the place is measured. */
export function useLook(height: number): {
  ref: React.RefCallback<HTMLDivElement | null>;
  look: Look | null;
} {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const dark = useComputedColorScheme("light") === "dark";
  const snapped = Math.floor(width / LOOK_STEP) * LOOK_STEP;
  return { ref, look: snapped >= 200 ? { width: snapped, height, dark } : null };
}
