import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import "../../theme/floating.css";
import type { RunbookPage } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { Columns } from "../../parts/Columns";
import { Notice } from "../../parts/Notice";
import { read } from "../../queries";
import { Document } from "./Document";
import classes from "./Library.module.css";
import { RunbookEvidence } from "./RunbookEvidence";

const StartRunDialog = lazy(() => import("./StartRunDialog"));

/** One runbook: its text, what was understood, and the way to start it. */
export default function RunbookView({
  id,
  line,
  shelf,
}: {
  id: string;
  line: number | null;
  shelf: ReactNode;
}) {
  const page = useQuery(read.runbook(id));
  const folder = useQuery(read.library()).data?.find((entry) =>
    entry.runbooks.some((book) => book.id === id),
  );
  const [goTo, setGoTo] = useState<{ line: number } | null>(null);
  const [evidenceOpen, setEvidenceOpen] = useState(false);
  useEffect(() => setGoTo(line === null ? null : { line }), [line]);
  const toLine = (to: number) => {
    setEvidenceOpen(false);
    setGoTo({ line: to });
  };
  return (
    <Columns
      outline={shelf}
      outlineLabel="Runbooks"
      evidenceLabel="Understood"
      evidenceOpen={evidenceOpen}
      onEvidence={setEvidenceOpen}
      evidence={
        <Answered query={page} lines={10}>
          {(loaded) => <RunbookEvidence page={loaded} onLine={toLine} />}
        </Answered>
      }
    >
      <Answered query={page} lines={12}>
        {(loaded) => <Text page={loaded} folder={folder?.name ?? null} goTo={goTo} onLine={toLine} />}
      </Answered>
    </Columns>
  );
}

function Text(props: {
  page: RunbookPage;
  folder: string | null;
  goTo: { line: number } | null;
  onLine: (line: number) => void;
}) {
  const { page } = props;
  const [section, setSection] = useState<string | null>(null);
  const [starting, setStarting] = useState(false);
  const onSection = useCallback((next: string | null) => setSection(next), []);
  const close = useCallback(() => setStarting(false), []);
  const levels = useMemo(
    () => new Map(page.runbook.sections.map(({ id, level }) => [id, (level - 1) * 12])),
    [page],
  );
  const runnable = page.runbook.steps.length > 0;
  return (
    <>
      <div className={classes.crumb}>
        {[props.folder, ...page.entry.file.split("/")].filter(Boolean).join(" › ")}
      </div>
      <div className={classes.head}>
        <h1>{page.entry.title}</h1>
        <Button
          variant="primary"
          data-testid="start-run"
          onClick={() => setStarting(true)}
          disabled={!runnable}
        >
          Start run…
        </Button>
      </div>
      {page.runbook.sections.length > 1 && (
        <Select
          aria-label="Section"
          mb="sm"
          maw={380}
          searchable
          limit={200}
          allowDeselect={false}
          nothingFoundMessage="No section has this name."
          comboboxProps={{ transitionProps: { duration: 0 } }}
          renderOption={({ option }) => (
            <span style={{ paddingLeft: levels.get(option.value) ?? 0 }}>{option.label}</span>
          )}
          value={section}
          data={page.runbook.sections.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(next) => {
            const target = page.runbook.sections.find((entry) => entry.id === next);
            if (target) props.onLine(target.line);
          }}
        />
      )}
      {!runnable && (
        <Notice tone="warn" title="This file has no step, so it cannot be run.">
          Belay looks for task items, fenced shell code and numbered instructions.
        </Notice>
      )}
      <Document page={page} goTo={props.goTo} onSection={onSection} />
      {starting && (
        <Suspense fallback={null}>
          <StartRunDialog page={page} section={section} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
