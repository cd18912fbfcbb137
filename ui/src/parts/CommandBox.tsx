import classes from "./CommandBox.module.css";
import { CopyButton } from "./CopyButton";

/** A command as it will be given, with a way to take it along. */
export function CommandBox({
  text,
  what = "command",
  prompt = "$",
}: {
  text: string;
  what?: string;
  prompt?: string | null;
}) {
  return (
    <div className={classes.box}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long command scrolls, and scrolling needs the keyboard */}
      <pre className={classes.text} role="group" tabIndex={0} aria-label={what}>
        {prompt !== null && (
          <span className={classes.prompt} aria-hidden="true">
            {`${prompt} `}
          </span>
        )}
        {text}
      </pre>
      <div className={classes.copy}>
        <CopyButton text={text} what={what} />
      </div>
    </div>
  );
}
