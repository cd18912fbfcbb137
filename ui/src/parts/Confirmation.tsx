import { Button, TextInput } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import type { Answer, Challenge } from "../ipc";
import { useNow } from "../time/now";
import classes from "./Confirmation.module.css";
import { WithCode } from "./WithCode";

interface Props {
  challenge: Challenge;
  /** What the button will do, such as "Restore table". */
  action: string;
  busy: boolean;
  production: boolean;
  onConfirm: (answer: Answer) => void;
  /** Asks for a new challenge once this one has run out. */
  onRenew: () => void;
  testId: string;
  submitTestId: string;
  children?: ReactNode;
}

/** The typed confirmation of one plan. The button opens when the words are the words. */
export function Confirmation(props: Props) {
  const { challenge } = props;
  const [typed, setTyped] = useState("");
  const label = useId();
  const left = new Date(challenge.expiresAt).getTime() - useNow();
  const expired = left <= 0;
  const matches = typed === challenge.phrase;
  const confirm = () => {
    if (matches && !expired && !props.busy) props.onConfirm({ token: challenge.token, typed });
  };
  return (
    <form
      className={classes.confirm}
      data-production={props.production || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        confirm();
      }}
    >
      {challenge.reasons.length > 0 && (
        <ul className={classes.reasons}>
          {challenge.reasons.map((reason) => (
            <li key={reason}>
              <WithCode text={reason} />
            </li>
          ))}
        </ul>
      )}
      <label htmlFor={label} className={classes.prompt}>
        <WithCode text={challenge.prompt} />
        {!challenge.prompt.includes(challenge.phrase) && (
          <>
            {" "}
            Type <code>{challenge.phrase}</code> to confirm.
          </>
        )}
      </label>
      <div className="row">
        <TextInput
          id={label}
          className={classes.field}
          // A long name is seen whole while it is compared with what is asked for.
          style={{ maxWidth: `max(360px, ${challenge.phrase.length + 4}ch)` }}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder={challenge.phrase}
          autoComplete="off"
          spellCheck={false}
          data-testid={props.testId}
          disabled={expired}
        />
        <Button
          type="submit"
          variant={props.production ? "danger" : "primary"}
          disabled={!matches || expired}
          loading={props.busy}
          data-testid={props.submitTestId}
        >
          {props.action}
        </Button>
        {props.children}
      </div>
      {expired && (
        <p className="small" role="status">
          This confirmation has run out, so nothing was done.{" "}
          <Button size="compact-xs" onClick={props.onRenew}>
            Ask again
          </Button>
        </p>
      )}
    </form>
  );
}
