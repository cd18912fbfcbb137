import { Anchor } from "@mantine/core";
import classes from "./Library.module.css";

/** The way to a line of the text. */
export function LineLink({ line, onLine }: { line: number; onLine: (line: number) => void }) {
  return (
    <Anchor component="button" type="button" className={classes.lineLink} onClick={() => onLine(line)}>
      line {line}
    </Anchor>
  );
}
