import { Button } from "@mantine/core";
import type { RuleView, RunPage } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Empty } from "../../parts/Notice";
import { Refusals } from "../../parts/Refusals";
import { plural } from "../../time/format";
import { type RunActions, refusalsOf } from "../runs/actions";
import type { Asking } from "../runs/ReasonDialog";
import { asShown } from "./figures";
import { RuleCard } from "./RuleCard";
import classes from "./Rules.module.css";
import { byUrgency, wasConfirmed } from "./rules";

interface Props {
  page: RunPage;
  actions: RunActions;
  onAsk: (asking: Asking) => void;
  onSelect: (unit: string) => void;
}

/** All rules of the run: those that wait for a word first, then what was decided. */
export default function RulesPane(props: Props) {
  const { page, actions } = props;
  const { rules } = page.rules;
  if (rules.length === 0) {
    return (
      <Empty title="The prose states no rule for this run">
        Durations, change windows, thresholds and reasons to roll back would stand here, each with its
        sentence. Those of sections that are not in the run stand with the runbook.
      </Empty>
    );
  }
  const open = page.summary.outcome === "open";
  const { open: waiting, decided, notes } = byUrgency(rules);
  const before = waiting.filter(wasConfirmed);
  const other = [actions.takeRuleBack, actions.startWait, actions.observeRule];
  const card = (rule: RuleView) => <RuleCard key={rule.id} rule={rule} {...props} />;
  return (
    <section className="stack" aria-label="Rules" data-testid="rules">
      <div className={classes.head}>
        <div className="grow">
          <p className="strong" role="status" data-testid="rules-sentence">
            {open && waiting.length > 0
              ? `${plural(waiting.length, "rule waits", "rules wait")} for your word`
              : "Nothing waits for your word"}
          </p>
          <p className="small soft">Nothing here stops a step before somebody has confirmed it.</p>
          {open && (
            <p className="tiny soft">
              On a rule: <kbd>Enter</kbd> confirm, <kbd>E</kbd> correct, <kbd>D</kbd> dismiss, <kbd>U</kbd>{" "}
              take back, <kbd>↑</kbd> <kbd>↓</kbd> move
            </p>
          )}
        </div>
        {open && before.length > 0 && (
          <Button
            size="compact-xs"
            variant="primary"
            onClick={() => {
              for (const rule of before) actions.confirmRule.mutate({ rule: rule.id, figures: asShown });
            }}
            loading={actions.confirmRule.isPending}
            data-testid="confirm-before"
          >
            Confirm {before.length} as before
          </Button>
        )}
      </div>
      <Refusals refusals={other.flatMap((act) => refusalsOf(act.data))} />
      {other.map((act) => act.isError && <Failure key={act.error.message} error={act.error} />)}
      {open && waiting.length > 0 && <ul className={classes.list}>{waiting.map(card)}</ul>}
      {decided.length > 0 && <ul className={classes.list}>{decided.map(card)}</ul>}
      {!open && waiting.length > 0 && (
        <Folded title={`${plural(waiting.length, "rule")} nobody decided on`}>{waiting.map(card)}</Folded>
      )}
      {notes.length > 0 && (
        <Folded title={`${plural(notes.length, "rule")} to read only`}>{notes.map(card)}</Folded>
      )}
    </section>
  );
}

function Folded({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <details className={classes.folded}>
      <summary>{title}</summary>
      <ul className={classes.list}>{children}</ul>
    </details>
  );
}
