import { Anchor } from "@mantine/core";
import { useState } from "react";
import type { Input, RunbookPage } from "../../ipc";
import { Capped } from "../../parts/Capped";
import { Evidence } from "../../parts/Evidence";
import { Empty } from "../../parts/Notice";
import { WithCode } from "../../parts/WithCode";
import { plural } from "../../time/format";
import { Finding } from "./Finding";
import classes from "./Library.module.css";

interface Props {
  page: RunbookPage;
  onLine: (line: number) => void;
}

/** What was understood, what is wrong, and what has to be filled in. */
export function RunbookEvidence({ page, onLine }: Props) {
  const [tab, setTab] = useState("understood");
  const tabs = [
    { id: "understood", label: "Understood", content: <Understood page={page} onLine={onLine} /> },
    {
      id: "findings",
      label: "Findings",
      count: page.findings.length,
      content: <Findings page={page} onLine={onLine} />,
    },
    {
      id: "inputs",
      label: "Inputs",
      count: page.runbook.inputs.length,
      content: <Inputs page={page} onLine={onLine} />,
    },
  ];
  return <Evidence label="About this runbook" tabs={tabs} tab={tab} onTab={setTab} />;
}

function LineLink({ line, onLine }: { line: number; onLine: (line: number) => void }) {
  return (
    <Anchor component="button" type="button" className={classes.lineLink} onClick={() => onLine(line)}>
      line {line}
    </Anchor>
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
    </section>
  ));
}

function Findings({ page, onLine }: Props) {
  if (page.findings.length === 0) {
    return <Empty title="No findings">Every rule was applied, and none has an objection.</Empty>;
  }
  const errors = page.findings.filter((finding) => finding.severity === "error").length;
  return (
    <div className="stack">
      <p className="small soft">
        {plural(errors, "error")} · {page.findings.length - errors} to know about
      </p>
      <Capped items={page.findings}>
        {(finding) => (
          <div key={`${finding.rule} ${finding.line} ${finding.column}`}>
            <LineLink line={finding.line} onLine={onLine} />
            <Finding finding={finding} />
          </div>
        )}
      </Capped>
    </div>
  );
}

function Inputs({ page, onLine }: Props) {
  if (page.runbook.inputs.length === 0)
    return <Empty title="Nothing to fill in">The runbook leaves no value open.</Empty>;
  return (
    <Capped items={page.runbook.inputs}>
      {(input) => <InputFact key={input.id} input={input} onLine={onLine} />}
    </Capped>
  );
}

function InputFact({ input, onLine }: { input: Input; onLine: (line: number) => void }) {
  const first = input.occurrences[0];
  return (
    <div className={classes.input}>
      <p className={classes.understood}>
        <span className="strong">{input.label}</span>
        {first && <LineLink line={first.line} onLine={onLine} />}
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
  return [need, plural(input.occurrences.length, "place"), input.hint].filter(Boolean).join(" · ");
}
