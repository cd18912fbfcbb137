import { useQuery } from "@tanstack/react-query";
import type { CommandExplained, PartExplained, StepExplained } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { Empty } from "../../parts/Notice";
import { WithCode } from "../../parts/WithCode";
import { read } from "../../queries";
import { plural } from "../../time/format";
import { LineLink } from "./LineLink";
import classes from "./StepPanel.module.css";

interface Props {
  runbook: string;
  version: string;
  step: string | null;
  onLine: (line: number) => void;
}

/** A step for somebody who sees it for the first time. */
export function StepPanel({ runbook, version, step, onLine }: Props) {
  const asked = useQuery({
    ...read.step(runbook, version, step ?? ""),
    enabled: step !== null,
    placeholderData: (old) => (old?.step === step ? old : undefined),
  });
  if (step === null) {
    return (
      <Empty title="No step is chosen">
        Press <kbd>J</kbd> and <kbd>K</kbd> to go from step to step, or “Explain” at a command. What it does,
        what it changes, how dangerous it is and what comes back stand here.
      </Empty>
    );
  }
  return (
    <Answered query={asked} lines={6}>
      {(explained) => <Step explained={explained} onLine={onLine} />}
    </Answered>
  );
}

const byHand: Record<StepExplained["kind"], string> = {
  check: "Nothing is run. Look whether it is so, then tick it; the run records who ticked it, and when.",
  manual: "Nothing is run. Do it by hand, then tick it.",
  reference: "Nothing is run. This is here to be read.",
  command: "There is nothing in it that a shell would run.",
};

function Step({ explained, onLine }: { explained: StepExplained; onLine: (line: number) => void }) {
  const several = explained.parts.length > 1;
  return (
    <div data-testid="step-explained">
      <div className={classes.title}>
        <h2 className="sub">
          <WithCode text={explained.title} />
        </h2>
        <LineLink line={explained.line} onLine={onLine} />
      </div>
      {explained.parts.length === 0 && <p>{byHand[explained.kind]}</p>}
      {explained.parts.map((part) => (
        <Part key={part.line} part={part} named={several} onLine={onLine} />
      ))}
      {explained.expected && <Expected text={explained.expected} />}
      {explained.inputs.length > 0 && (
        <p className={classes.fact}>
          <span className="soft">Fill in first: </span>
          {explained.inputs.map((placeholder, at) => (
            <span key={placeholder}>
              {at > 0 && ", "}
              <code>{placeholder}</code>
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

function Part(props: { part: PartExplained; named: boolean; onLine: (line: number) => void }) {
  const { part } = props;
  return (
    <section className={classes.part}>
      {props.named && (
        <div className={classes.title}>
          <h3 className="label">
            <WithCode text={part.title} />
          </h3>
          <LineLink line={part.line} onLine={props.onLine} />
        </div>
      )}
      {part.commands.length === 0 && (
        <p>
          <WithCode text={part.reason} />
        </p>
      )}
      {part.commands.map((command) => (
        <Command key={`${command.line} ${command.shown}`} command={command} />
      ))}
      {part.more > 0 && <p className="small soft">{plural(part.more, "more command")} in this part</p>}
      {part.expected && <Expected text={part.expected} />}
    </section>
  );
}

type Danger = CommandExplained["explanation"]["danger"];

const dangers: Record<Danger, { words: string; tone: "plain" | "warn" | "bad" }> = {
  none: { words: "None. Run it as often as you like.", tone: "plain" },
  low: { words: "Low. Only this machine changes.", tone: "plain" },
  medium: { words: "Medium. Others see the change.", tone: "warn" },
  high: { words: "High. Something is lost or stopped.", tone: "bad" },
  unknown: { words: "Not known. Nobody can tell from the text; read it before you run it.", tone: "warn" },
};

function Command({ command }: { command: CommandExplained }) {
  const { what, changes, danger, returns, undo } = command.explanation;
  return (
    <div className={classes.command}>
      <code className={classes.shown}>{command.shown}</code>
      <dl>
        <Fact name="What it does">{what}</Fact>
        <Fact name="What it changes">{changes}</Fact>
        <Fact name="Danger" tone={dangers[danger].tone}>
          {dangers[danger].words}
        </Fact>
        {undo && <Fact name="Way back">{undo}</Fact>}
        <Fact name="What comes back">{returns}</Fact>
      </dl>
    </div>
  );
}

function Fact({ name, tone, children }: { name: string; tone?: string; children: string }) {
  return (
    <div className={classes.row}>
      <dt>{name}</dt>
      <dd data-tone={tone}>
        <WithCode text={children} />
      </dd>
    </div>
  );
}

function Expected({ text }: { text: string }) {
  return (
    <div className={classes.fact}>
      <span className="soft">The runbook expects to see: </span>
      <pre>{text}</pre>
    </div>
  );
}
