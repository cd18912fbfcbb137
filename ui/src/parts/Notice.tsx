import type { ReactNode } from "react";
import classes from "./Notice.module.css";
import { WithCode } from "./WithCode";

type Tone = "plain" | "ok" | "warn" | "bad";

/** A fact on the screen with its consequence and the way on. */
export function Notice(props: {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  role?: "status" | "alert";
}) {
  return (
    <div className={classes.notice} data-tone={props.tone ?? "plain"} role={props.role}>
      {props.title && <p className={classes.fact}>{coded(props.title)}</p>}
      {props.children && <div className={classes.hint}>{coded(props.children)}</div>}
      {props.actions && <div className={classes.actions}>{props.actions}</div>}
    </div>
  );
}

/** Sentences from the backend name commands between backticks. */
const coded = (content: ReactNode) => (typeof content === "string" ? <WithCode text={content} /> : content);

/** Nothing is here yet: what would be, and the way to get it. */
export function Empty({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      <p className={classes.emptyTitle}>{title}</p>
      {children && <div className={classes.emptyText}>{children}</div>}
      {actions && <div className="row">{actions}</div>}
    </div>
  );
}
