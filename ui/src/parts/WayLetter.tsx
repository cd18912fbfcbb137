import classes from "./WayLetter.module.css";

/** The letter of one of several ways, the same wherever the ways are drawn; the first is 1. */
export function WayLetter({ number }: { number: number }) {
  return <span className={classes.letter}>{String.fromCharCode(64 + Math.min(number, 26))}</span>;
}
