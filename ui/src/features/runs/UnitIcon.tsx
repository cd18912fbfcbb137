import type { UnitKind, UnitState } from "../../ipc";
import { Icon } from "../../parts/Icon";
import classes from "./UnitIcon.module.css";

/** The state of a step as a sign; the words stand beside it. */
export function UnitIcon({ state, kind }: { state: UnitState; kind: UnitKind }) {
  switch (state.kind) {
    case "done":
      return (
        <i className={classes.icon} data-tone="ok">
          <Icon name="check" size={13} />
        </i>
      );
    case "setAside":
      return (
        <i className={classes.icon}>
          <Icon name="dash" size={13} />
        </i>
      );
    case "skipped":
      return (
        <i className={classes.icon} data-tone="warn">
          <Icon name="dash" size={13} />
        </i>
      );
    case "failed":
    case "stopped":
      return (
        <i className={classes.icon} data-tone="bad">
          <Icon name="cross" size={13} />
        </i>
      );
    case "interrupted":
      return (
        <i className={classes.icon} data-tone="warn">
          <Icon name="bang" size={13} />
        </i>
      );
    case "running":
      return (
        <i className={classes.icon}>
          <span className={classes.running} />
        </i>
      );
    case "pending":
      return (
        <i className={classes.icon}>
          <span
            className={kind === "check" ? classes.square : kind === "reference" ? classes.dash : classes.dot}
          />
        </i>
      );
  }
}
