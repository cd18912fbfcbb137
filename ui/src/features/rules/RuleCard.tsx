import { Button } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import type { RuleView, RunPage } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Clock } from "../../parts/Moment";
import { Refusals } from "../../parts/Refusals";
import { toHash } from "../../route";
import { utcDate } from "../../time/format";
import { type RunActions, refusalsOf } from "../runs/actions";
import type { Asking } from "../runs/ReasonDialog";
import { CorrectForm } from "./CorrectForm";
import { asShown, fieldsOf } from "./figures";
import { RuleClock } from "./RuleClock";
import classes from "./Rules.module.css";
import { kindWords, seenOf, wasConfirmed } from "./rules";

interface Props {
  rule: RuleView;
  page: RunPage;
  actions: RunActions;
  onAsk: (asking: Asking) => void;
  onSelect: (unit: string) => void;
}

/** One rule: what the runbook says, what Belay understood, and a person's word on it. */
export function RuleCard(props: Props) {
  const { rule, page, actions, onAsk } = props;
  const [correcting, setCorrecting] = useState(false);
  const open = page.summary.outcome === "open";
  const proposed = rule.standing.kind === "proposed";
  const correctable = open && rule.standing.kind !== "dismissed" && fieldsOf(rule.value, []).length > 0;
  const confirm = () => actions.confirmRule.mutate({ rule: rule.id, figures: asShown });
  const takeBack = () => actions.takeRuleBack.mutate(rule.id);
  const dismiss = () => onAsk({ kind: "dismissRule", rule: rule.id });
  const keys: Record<string, (() => void) | false> = {
    Enter: open && proposed && confirm,
    e: correctable && (() => setCorrecting(true)),
    d: open && rule.standing.kind !== "dismissed" && dismiss,
    u: open && !proposed && takeBack,
  };
  const heard = (event: KeyboardEvent<HTMLElement>) => {
    // Keys of the card itself, not of what stands in it.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const list = [...document.querySelectorAll<HTMLElement>("[data-rule-card]")];
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const act = step ? () => list[list.indexOf(event.currentTarget) + step]?.focus() : keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <li>
      <article
        className={classes.rule}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the card takes the keys of its rule
        tabIndex={0}
        onKeyDown={heard}
        data-rule-card
        data-standing={rule.standing.kind}
        data-testid={`rule-${rule.id}`}
        aria-label={`Line ${rule.line}, ${kindWords(rule)}: ${rule.said}`}
      >
        <p className="row tiny soft">
          <span className={classes.kind}>{kindWords(rule)}</span>
          <Source {...props} />
        </p>
        <p className="breaks strong">{rule.said}</p>
        {rule.sentence !== rule.said && <blockquote className={classes.sentence}>{rule.sentence}</blockquote>}
        {rule.read && <p className="small soft">Read as: {rule.read}</p>}
        <Said rule={rule} />
        {rule.standing.kind === "confirmed" && <Acting {...props} open={open} />}
        {correcting && open ? (
          <CorrectForm
            rule={rule}
            zones={page.rules.zones}
            busy={actions.confirmRule.isPending}
            onConfirm={(figures) =>
              actions.confirmRule.mutate(
                { rule: rule.id, figures },
                { onSuccess: (changed) => changed.kind === "ok" && setCorrecting(false) },
              )
            }
            onClose={() => setCorrecting(false)}
          />
        ) : (
          open && (
            <div className="row">
              {proposed && (
                <Button
                  size="compact-xs"
                  variant={rule.role === "note" ? undefined : "primary"}
                  onClick={confirm}
                  loading={mine(actions.confirmRule, rule) && actions.confirmRule.isPending}
                  aria-label={`Confirm: ${rule.said}`}
                  data-testid={`confirm-${rule.id}`}
                >
                  Confirm
                </Button>
              )}
              {correctable && (
                <Button
                  size="compact-xs"
                  onClick={() => setCorrecting(true)}
                  aria-label={`Correct the figures: ${rule.said}`}
                  data-testid={`correct-${rule.id}`}
                >
                  Correct…
                </Button>
              )}
              {rule.standing.kind !== "dismissed" && (
                <Button
                  size="compact-xs"
                  variant="quiet"
                  onClick={dismiss}
                  aria-label={`Dismiss: ${rule.said}`}
                  data-testid={`dismiss-${rule.id}`}
                >
                  Dismiss…
                </Button>
              )}
              {!proposed && (
                <Button
                  size="compact-xs"
                  variant="quiet"
                  onClick={takeBack}
                  aria-label={`Take back: ${rule.said}`}
                  data-testid={`undo-${rule.id}`}
                >
                  Take back
                </Button>
              )}
            </div>
          )
        )}
        {mine(actions.confirmRule, rule) && <Refusals refusals={refusalsOf(actions.confirmRule.data)} />}
        {mine(actions.confirmRule, rule) && actions.confirmRule.isError && (
          <Failure error={actions.confirmRule.error} />
        )}
      </article>
    </li>
  );
}

const mine = (act: RunActions["confirmRule"], rule: RuleView) => act.variables?.rule === rule.id;

/** The line that states it, and the step that it belongs to. */
function Source({ rule, page, onSelect }: Props) {
  const { unit } = rule;
  return (
    <>
      {page.runbook ? (
        <a href={toHash({ place: "runbooks", runbook: page.runbook, line: rule.line })}>line {rule.line}</a>
      ) : (
        <span>line {rule.line}</span>
      )}
      {unit && (
        <button type="button" className={classes.to} onClick={() => onSelect(unit)}>
          its step
        </button>
      )}
    </>
  );
}

/** Who said what about it, here or in an earlier run. */
function Said({ rule }: { rule: RuleView }) {
  const { standing } = rule;
  if (standing.kind === "confirmed") {
    return (
      <p className="small soft">
        Confirmed <Clock at={standing.at} /> · {standing.by}
        {standing.before && `, as ${standing.before.by} did on ${utcDate(standing.before.at)}`}
      </p>
    );
  }
  if (standing.kind === "dismissed") {
    return (
      <p className="small soft breaks">
        Dismissed <Clock at={standing.at} /> · {standing.by}: {standing.reason}
      </p>
    );
  }
  const { before } = standing;
  return (
    <>
      {before && (
        <p className="small breaks" data-testid={`before-${rule.id}`}>
          {wasConfirmed(rule) ? "Confirmed" : "Dismissed"} on {utcDate(before.word.at)} by {before.word.by},
          for <code>{before.environment}</code>
          {before.reason && `: ${before.reason}`}
        </p>
      )}
      <p className="small soft">{rule.does}</p>
    </>
  );
}

/** What a confirmed rule is doing, and what a person can do about it. */
function Acting({ rule, actions, onAsk, open }: Props & { open: boolean }) {
  const observed = (so: boolean | null) => actions.observeRule.mutate({ rule: rule.id, so });
  if (rule.wait) {
    return (
      <RuleClock
        rule={rule}
        wait={rule.wait}
        onStart={open ? () => actions.startWait.mutate(rule.id) : null}
        onGoOn={open ? () => onAsk({ kind: "goOn", rule: rule.id }) : null}
      />
    );
  }
  if (rule.role !== "trigger" && rule.role !== "threshold") return null;
  const told = seenOf(rule);
  return (
    <div className={classes.acting} data-tone={told?.bad ? "bad" : undefined}>
      {rule.seen && told ? (
        <p className="grow small">
          It {told.words} · <Clock at={rule.seen.at} /> · {rule.seen.by}
        </p>
      ) : (
        <p className="grow small">{rule.role === "trigger" ? "Has this happened?" : "Does it hold?"}</p>
      )}
      {open && (
        <>
          <Button
            size="compact-xs"
            onClick={() => observed(true)}
            aria-label={`Yes: ${rule.said}`}
            data-testid={`yes-${rule.id}`}
          >
            Yes
          </Button>
          <Button
            size="compact-xs"
            onClick={() => observed(false)}
            aria-label={`No: ${rule.said}`}
            data-testid={`no-${rule.id}`}
          >
            No
          </Button>
          {rule.seen && (
            <Button
              size="compact-xs"
              variant="quiet"
              onClick={() => observed(null)}
              aria-label={`Take the answer back: ${rule.said}`}
            >
              Take back
            </Button>
          )}
        </>
      )}
    </div>
  );
}
