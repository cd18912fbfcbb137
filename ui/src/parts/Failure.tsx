import { Button } from "@mantine/core";
import { signInTo } from "../floating";
import { asFailure } from "../ipc";
import { CopyButton } from "./CopyButton";
import classes from "./Notice.module.css";
import { WithCode } from "./WithCode";

/** What went wrong, to what, and the way on. */
export function Failure(props: {
  error: unknown;
  retry?: () => void;
  retryLabel?: string;
  /** The environment whose login would help, should that be what is missing. */
  environment?: string;
}) {
  const { error, retry, retryLabel = "Try again", environment } = props;
  const failure = asFailure(error);
  const whole = [failure.message, failure.hint, failure.requestId && `Request ID ${failure.requestId}`]
    .filter(Boolean)
    .join("\n");
  return (
    <div className={classes.notice} data-tone="bad" role="alert" data-testid="failure">
      <p className={classes.fact}>
        <WithCode text={failure.message} />
      </p>
      {failure.hint && (
        <p className={classes.hint}>
          <WithCode text={failure.hint} />
        </p>
      )}
      {failure.requestId && (
        <p className={classes.hint}>
          Request ID <code className="breaks">{failure.requestId}</code>
        </p>
      )}
      <div className={classes.actions}>
        {environment && (failure.code === "signIn" || failure.code === "mfaNeeded") && (
          <Button size="compact-xs" onClick={() => signInTo(environment)}>
            Sign in to {environment}
          </Button>
        )}
        {retry && (
          <Button size="compact-xs" onClick={retry}>
            {retryLabel}
          </Button>
        )}
        <CopyButton text={whole} what="the error" label="Copy message" />
      </div>
    </div>
  );
}
