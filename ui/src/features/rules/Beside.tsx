import { Button } from "@mantine/core";
import type { RuleView, RunPage } from "../../ipc";
import { Clock } from "../../parts/Moment";
import { useNow } from "../../time/now";
import classes from "./Rules.module.css";
import { kindWords, left, seenOf, toLength, waitsForAWord } from "./rules";
import { showRule } from "./show";

/** Rules beside the step or the section that they belong to: one line each. */
export function RulesBeside({
  rules,
  page,
  onShow,
}: {
  rules: RuleView[];
  page: RunPage;
  onShow: (tab: string) => void;
}) {
  if (rules.length === 0) return null;
  const open = page.summary.outcome === "open";
  return (
    <ul className={classes.beside} aria-label="Rules of the runbook here">
      {rules.map((rule) => (
        <li key={rule.id} data-testid={`beside-${rule.id}`} data-standing={rule.standing.kind}>
          <span className={classes.kind}>{kindWords(rule)}</span>
          <span className="grow breaks">
            {rule.said} <State rule={rule} />
          </span>
          {open && (
            <Button
              size="compact-xs"
              variant="quiet"
              onClick={() => showRule(onShow, rule.id)}
              aria-label={`${waitsForAWord(rule) ? "Decide on" : "Look at"} the rule of line ${rule.line}`}
            >
              {waitsForAWord(rule) ? "Decide" : "Rule"}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function State({ rule }: { rule: RuleView }) {
  const now = useNow();
  if (waitsForAWord(rule)) return <span className="soft">· not confirmed, does nothing</span>;
  const { wait, seen } = rule;
  if (wait?.state === "running" && wait.endsAt) {
    const over = new Date(wait.endsAt).getTime() <= now;
    if (over) return <span className="soft">· {toLength(wait.seconds)} are over</span>;
    return (
      <span className={classes.running}>
        · <b className={classes.left}>{left(wait.endsAt, now)}</b> left, until <Clock at={wait.endsAt} />
      </span>
    );
  }
  if (wait) {
    const words = {
      over: `${toLength(wait.seconds)} are over`,
      cutShort: `${wait.cutShort?.by} went on before its end`,
      notStarted: `its clock of ${toLength(wait.seconds)} has not started`,
      running: "",
    };
    return <span className="soft">· {words[wait.state]}</span>;
  }
  const told = seenOf(rule);
  if (seen && told) {
    return (
      <span className={told.bad ? classes.bad : "soft"}>
        · {told.words} <Clock at={seen.at} />
      </span>
    );
  }
  return rule.role === "trigger" || rule.role === "threshold" ? (
    <span className="soft">· nobody has looked yet</span>
  ) : null;
}
