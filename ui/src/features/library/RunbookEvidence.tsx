import type { Input, RunbookPage } from "../../ipc";
import { Capped } from "../../parts/Capped";
import { Evidence } from "../../parts/Evidence";
import { Empty } from "../../parts/Notice";
import { WithCode } from "../../parts/WithCode";
import { count, plural } from "../../time/format";
import { GuidesPanel } from "../guides/GuidesPanel";
import type { Chosen } from "../guides/Symptoms";
import { Finding } from "./Finding";
import classes from "./Library.module.css";
import { LineLink } from "./LineLink";
import { StepPanel } from "./StepPanel";

interface Props {
  page: RunbookPage;
  onLine: (line: number) => void;
}

/** What was understood, what is wrong, what has to be filled in, and a step explained. */
export function RunbookEvidence(
  props: Props & {
    step: string | null;
    onStep: (step: string) => void;
    guide: Chosen | null;
    onGuide: (guide: Chosen | null) => void;
    onStartGuide: () => void;
    tab: string;
    onTab: (tab: string) => void;
  },
) {
  const { page, onLine } = props;
  const guides = {
    id: "guides",
    label: "Guides",
    count: page.guideCount,
    content: (
      <GuidesPanel
        page={page}
        chosen={props.guide}
        onChoose={props.onGuide}
        onStart={props.onStartGuide}
        onLine={onLine}
        onStep={props.onStep}
      />
    ),
  };
  const tabs = [
    ...(page.guideCount > 0 ? [guides] : []),
    { id: "understood", label: "Understood", content: <Understood page={page} onLine={onLine} /> },
    {
      id: "findings",
      label: "Findings",
      count: page.findingCount,
      content: <Findings page={page} onLine={onLine} />,
    },
    {
      id: "inputs",
      label: "Inputs",
      count: page.inputCount,
      content: <Inputs page={page} onLine={onLine} />,
    },
    {
      id: "step",
      label: "Step",
      content: <StepPanel runbook={page.entry.id} version={page.version} step={props.step} onLine={onLine} />,
    },
  ];
  return <Evidence label="About this runbook" tabs={tabs} tab={props.tab} onTab={props.onTab} />;
}

/** A list of which only the beginning is here. */
function Rest({ shown, total, what }: { shown: number; total: number; what: string }) {
  if (shown >= total) return null;
  return (
    <p className="small soft">
      The first {count(shown)} of {plural(total, what)}. The text shows each at its place.
    </p>
  );
}

function Understood({ page, onLine }: Props) {
  if (page.understood.length === 0) {
    return (
      <Empty title="Nothing more is stated in the text">
        Environments, tools, windows and rollback triggers stand here when the runbook names them.
      </Empty>
    );
  }
  return page.understood.map((group) => (
    <section key={group.heading} className={classes.heading}>
      <h2 className="label">{group.heading}</h2>
      <Capped items={group.lines}>
        {(line) => (
          <p key={`${line.line} ${line.text}`} className={classes.understood}>
            <span className="breaks">{line.text}</span>
            {line.line !== null && <LineLink line={line.line} onLine={onLine} />}
          </p>
        )}
      </Capped>
      <Rest shown={group.lines.length} total={group.total} what="line" />
    </section>
  ));
}

function Findings({ page, onLine }: Props) {
  if (page.findings.length === 0) {
    return <Empty title="No findings">Every rule was applied, and none has an objection.</Empty>;
  }
  const { errors } = page.entry;
  return (
    <div className="stack">
      <p className="small soft">
        {plural(errors, "error")} · {count(page.findingCount - errors)} to know about
      </p>
      <Capped items={page.findings}>
        {(finding) => (
          <div key={`${finding.rule} ${finding.line} ${finding.column}`}>
            <LineLink line={finding.line} onLine={onLine} />
            <Finding finding={finding} />
          </div>
        )}
      </Capped>
      <Rest shown={page.findings.length} total={page.findingCount} what="finding" />
    </div>
  );
}

function Inputs({ page, onLine }: Props) {
  if (page.inputs.length === 0)
    return <Empty title="Nothing to fill in">The runbook leaves no value open.</Empty>;
  return (
    <>
      <Capped items={page.inputs}>
        {(input) => <InputFact key={input.id} input={input} onLine={onLine} />}
      </Capped>
      <Rest shown={page.inputs.length} total={page.inputCount} what="input" />
    </>
  );
}

function InputFact({ input, onLine }: { input: Input; onLine: (line: number) => void }) {
  return (
    <div className={classes.input}>
      <p className={classes.understood}>
        <span className="strong">{input.label}</span>
        {input.line !== null && <LineLink line={input.line} onLine={onLine} />}
      </p>
      <code>{input.placeholder}</code>
      <p className="small soft">
        <WithCode text={inputWords(input)} />
      </p>
    </div>
  );
}

function inputWords(input: Input): string {
  const need = input.secret ? "secret, kept in memory only" : input.required ? "required" : "optional";
  return [need, plural(input.places, "place"), input.hint].filter(Boolean).join(" · ");
}
