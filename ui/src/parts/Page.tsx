import type { ReactNode } from "react";
import classes from "./Page.module.css";

/** A screen of one column, with its one primary action at the same place everywhere. */
export function Page(props: { title: ReactNode; lead?: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <header className={classes.head}>
        <div className="grow">
          <h1>{props.title}</h1>
          {props.lead && <p className={classes.lead}>{props.lead}</p>}
        </div>
        {props.action}
      </header>
      {props.children}
    </main>
  );
}
