import { plural } from "../../time/format";

/** `1 error, 2 warnings`; empty when nothing is wrong. */
export function foundWords({ errors, warnings }: { errors: number; warnings: number }): string {
  const words = [errors > 0 && plural(errors, "error"), warnings > 0 && plural(warnings, "warning")];
  return words.filter(Boolean).join(", ");
}
