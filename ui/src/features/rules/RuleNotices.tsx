import { Button } from "@mantine/core";
import type { RunPage } from "../../ipc";
import { Clock } from "../../parts/Moment";
import { Notice } from "../../parts/Notice";
import { toHash } from "../../route";
import { plural } from "../../time/format";
import type { RunActions } from "../runs/actions";
import type { Asking } from "../runs/ReasonDialog";
import { asShown } from "./figures";
import classes from "./Rules.module.css";
import { waitsForAWord, wasConfirmed } from "./rules";

interface Props {
  page: RunPage;
  actions: RunActions;
  onAsk: (asking: Asking) => void;
  onSelect: (unit: string) => void;
  onShow: (tab: string) => void;
}

/** What the rules say about the run as a whole: the way back, the window, what waits. */
export function RuleNotices(props: Props) {
  if (props.page.summary.outcome !== "open") return null;
  return (
    <>
      <WayBack {...props} />
      <Window {...props} />
      <Waiting {...props} />
    </>
  );
}

/** A reason to go back has come true: the section that goes back is one press away. */
function WayBack({ page, onSelect, onShow }: Props) {
  const { wayBack, rules } = page.rules;
  if (!wayBack) return null;
  const met = rules.filter((rule) => wayBack.rules.includes(rule.id));
  const { section } = wayBack;
  return (
    <div className={classes.wayBack}>
      <Notice
        tone="bad"
        role="alert"
        title={`A reason to go back has come true: ${met.map((rule) => rule.said).join("; ")}.`}
        actions={
          <>
            {section?.unit && (
              <Button size="compact-xs" onClick={() => onSelect(section.unit ?? "")} data-testid="way-back">
                Go to “{section.title}”
              </Button>
            )}
            {section && !section.unit && page.runbook && (
              <a
                href={toHash({ place: "runbooks", runbook: page.runbook, line: section.line })}
                data-testid="way-back"
              >
                Open “{section.title}”, line {section.line}
              </a>
            )}
            <Button size="compact-xs" variant="quiet" onClick={() => onShow("rules")}>
              Look at the rule
            </Button>
          </>
        }
      >
        {section
          ? "Nothing is run by itself. The section that goes back is not begun until you run its steps."
          : "The runbook has no section that goes back. Nothing is run by itself."}
      </Notice>
    </div>
  );
}

/** Whether changes may be made now. */
function Window({ page, onAsk }: Props) {
  const { window } = page.rules;
  if (!window) return null;
  if (window.open || window.wentOn) {
    return (
      <p className="small soft breaks" data-testid="change-window">
        {window.sentence}
        {window.wentOn && (
          <>
            {" "}
            {window.wentOn.by} goes on all the same, since <Clock at={window.wentOn.at} />:{" "}
            {window.wentOn.reason}
          </>
        )}
      </p>
    );
  }
  return (
    <div data-testid="change-window">
      <Notice
        tone="warn"
        title={window.sentence}
        actions={
          <Button
            size="compact-xs"
            onClick={() => onAsk({ kind: "goOn", rule: window.rule })}
            data-testid="window-go-on"
          >
            Go on, and say why…
          </Button>
        }
      >
        Steps that change something are refused until then. Those that only read are not.
      </Notice>
    </div>
  );
}

/** Rules that nobody has confirmed: offered once, at the top, and always in the panel. */
function Waiting({ page, actions, onShow }: Props) {
  const waiting = page.rules.rules.filter(waitsForAWord);
  const before = waiting.filter(wasConfirmed);
  if (waiting.length === 0) return null;
  return (
    <div data-testid="rules-waiting">
      <Notice
        title={`${plural(waiting.length, "rule", "rules")} of the runbook ${waiting.length === 1 ? "waits" : "wait"} for your word.`}
        actions={
          <>
            <Button
              size="compact-xs"
              onClick={() => onShow("rules")}
              aria-keyshortcuts="R"
              data-testid="rules-decide"
            >
              Decide
            </Button>
            {before.length > 0 && (
              <Button
                size="compact-xs"
                onClick={() => {
                  for (const rule of before) actions.confirmRule.mutate({ rule: rule.id, figures: asShown });
                }}
                loading={actions.confirmRule.isPending}
              >
                Confirm {before.length} as in an earlier run
              </Button>
            )}
          </>
        }
      >
        Until somebody confirms them they do nothing.
      </Notice>
    </div>
  );
}
