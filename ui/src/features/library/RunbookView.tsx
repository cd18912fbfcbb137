import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import "@mantine/core/styles/FloatingIndicator.layer.css";
import "@mantine/core/styles/SegmentedControl.layer.css";
import "../../theme/floating.css";
import type { OutlineSection, Reading, RunbookPage } from "../../ipc";
import { asFailure } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { Columns } from "../../parts/Columns";
import { Notice } from "../../parts/Notice";
import { read } from "../../queries";
import { localTime } from "../../time/format";
import { type Chosen, guideAt } from "../guides/Symptoms";
import { Document } from "./Document";
import { FindBar } from "./FindBar";
import classes from "./Library.module.css";
import { indexOfLine } from "./lines";
import { Outline } from "./Outline";
import { Procedure } from "./Procedure";
import { RunbookEvidence } from "./RunbookEvidence";
import { Shelf } from "./Shelf";
import { stepBeside } from "./seen";
import { useOutline } from "./useOutline";
import { useReading } from "./useReading";
import { useReadingKeys } from "./useReadingKeys";

const StartRunDialog = lazy(() => import("./StartRunDialog"));

/** One runbook: its text, what was understood, and the way to start it. */
export default function RunbookView({ id, line }: { id: string; line: number | null }) {
  const page = useQuery(read.runbook(id));
  // A file that is gone keeps what was last read of it on the screen.
  if (page.data) return <Opened page={page.data} line={line} gone={page.isError ? page.error : null} />;
  return (
    <Columns
      outline={<Shelf open={id} />}
      outlineLabel="Runbooks"
      evidenceLabel="Understood"
      evidenceOpen={false}
      onEvidence={() => {}}
      evidence={null}
    >
      <Answered query={page} lines={12}>
        {() => null}
      </Answered>
    </Columns>
  );
}

function Opened({ page, line, gone }: { page: RunbookPage; line: number | null; gone: unknown }) {
  const sections = useOutline(page);
  const [goTo, setGoTo] = useState<{ line: number } | null>(null);
  const [found, setFound] = useState<number | null>(null);
  const [top, setTop] = useState<number>(0);
  const [tab, setTab] = useState("understood");
  const [step, setStep] = useState<string | null>(null);
  const [evidenceOpen, setEvidenceOpen] = useState(false);
  const { reading, choose, show } = useReading();
  const [guide, setGuide] = useState<Chosen | null>(null);
  const [starting, setStarting] = useState<Starting>(null);
  const toGuide = useCallback((next: Chosen) => {
    setGuide(next);
    setTab("guides");
    setEvidenceOpen(true);
  }, []);
  useEffect(() => {
    setGoTo(line === null ? null : { line });
    setFound(line);
    if (line !== null) show("text");
  }, [line, show]);
  // A search that found a symptom leads to its guide.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text of the file opens nothing
  useEffect(() => {
    const found = guideAt(page.guides, line);
    if (found) toGuide(found);
  }, [line, page.entry.id]);
  const toLine = useCallback((to: number) => {
    setEvidenceOpen(false);
    setGoTo({ line: to });
  }, []);
  const toStep = useCallback((next: string) => {
    setStep(next);
    setTab("step");
    setEvidenceOpen(true);
  }, []);
  const inText = useCallback(
    (to: number) => {
      show("text");
      toLine(to);
    },
    [show, toLine],
  );
  const onFound = useCallback((next: number | null) => {
    setFound(next);
    if (next !== null) setGoTo({ line: next });
  }, []);
  // Both views keep to the place that was looked at.
  const turn = useCallback(
    (next: Reading) => {
      setGoTo({ line: Math.max(1, top) });
      choose(next);
    },
    [choose, top],
  );
  const going = useMemo(() => ({ toLine, toStep }), [toLine, toStep]);
  const begins = useMemo(() => sections.map((section) => section.line), [sections]);
  const at = sections.length > 0 ? indexOfLine(begins, top) : null;
  const { finding, setFinding } = useReadingKeys({
    move: (way) => {
      const frame = document.querySelector<HTMLElement>("[data-testid=document], [data-testid=procedure]");
      const next = frame && stepBeside(frame, step, way);
      if (next?.dataset.step) {
        setStep(next.dataset.step);
        setTab("step");
        next.scrollIntoView({ block: "nearest" });
      } else frame?.scrollBy({ top: way * frame.clientHeight * 0.9 });
    },
    explain: () => step !== null && toStep(step),
    turn: () => turn(reading === "text" ? "procedure" : "text"),
  });
  const closeFind = useCallback(() => setFinding(false), [setFinding]);
  return (
    <Columns
      outline={
        <Shelf
          open={page.entry.id}
          below={sections.length > 1 && <Outline sections={sections} current={at} onLine={toLine} />}
        />
      }
      outlineLabel="Runbooks and sections"
      evidenceLabel="Understood"
      evidenceOpen={evidenceOpen}
      onEvidence={setEvidenceOpen}
      evidence={
        <RunbookEvidence
          page={page}
          tab={tab}
          onTab={setTab}
          step={step}
          onStep={toStep}
          guide={guide}
          onGuide={setGuide}
          onStartGuide={() => setStarting("guide")}
          onLine={toLine}
        />
      }
    >
      <Head
        page={page}
        section={at === null ? null : (sections[at] ?? null)}
        sections={sections}
        gone={gone}
        reading={reading}
        onReading={turn}
        starting={starting}
        onStarting={setStarting}
        guide={guide}
        quiet={tab === "guides" && guide?.guide.runnable === true}
      />
      {finding && <FindBar page={page} onFound={onFound} onClose={closeFind} />}
      {reading === "text" || finding ? (
        <Document page={page} goTo={goTo} found={found} step={step} onTop={setTop} going={going} />
      ) : (
        <Procedure page={page} goTo={goTo} step={step} onTop={setTop} onStep={toStep} onLine={inText} />
      )}
    </Columns>
  );
}

/** What the dialog that starts a run is open for. */
type Starting = "section" | "guide" | null;

interface HeadProps {
  page: RunbookPage;
  section: OutlineSection | null;
  sections: OutlineSection[];
  gone: unknown;
  reading: Reading;
  onReading: (next: Reading) => void;
  starting: Starting;
  onStarting: (starting: Starting) => void;
  guide: Chosen | null;
  /** An open guide has the button that is pressed next. */
  quiet: boolean;
}

function Head(props: HeadProps) {
  const { page, section, sections, gone, reading, onReading, starting, onStarting, guide } = props;
  const close = useCallback(() => onStarting(null), [onStarting]);
  const folders = useQuery(read.library()).data;
  const folder = folders?.find((one) => one.runbooks.some((book) => book.id === page.entry.id));
  const place = [folder?.name, ...page.entry.file.split("/")].filter(Boolean).join(" › ");
  return (
    <>
      <div className={classes.crumb}>
        {place} <Changed version={page.version} />
      </div>
      <div className={classes.head}>
        <h1>{page.entry.title}</h1>
        <div className={classes.ways}>
          <SegmentedControl
            size="xs"
            transitionDuration={0}
            aria-label="Read as"
            data-testid="reading"
            value={reading}
            onChange={(next) => onReading(next === "procedure" ? "procedure" : "text")}
            data={[
              { value: "text", label: "Text" },
              { value: "procedure", label: "Procedure" },
            ]}
          />
          <Button
            variant={props.quiet ? undefined : "primary"}
            data-testid="start-run"
            onClick={() => onStarting("section")}
            disabled={!page.runnable || gone !== null}
          >
            Start run…
          </Button>
        </div>
      </div>
      {gone !== null && <Gone page={page} why={gone} />}
      {!page.runnable && (
        <Notice tone="warn" title="This file has no step, so it cannot be run.">
          Belay looks for task items, fenced shell code and numbered instructions.
        </Notice>
      )}
      {starting && (
        <Suspense fallback={null}>
          <StartRunDialog
            page={page}
            sections={sections}
            section={section?.id ?? null}
            guide={starting === "guide" ? guide : null}
            onClose={close}
          />
        </Suspense>
      )}
    </>
  );
}

function Gone({ page, why }: { page: RunbookPage; why: unknown }) {
  const failure = asFailure(why);
  return (
    <Notice
      tone="warn"
      role="status"
      title={
        failure.code === "notFound"
          ? `\`${page.entry.file}\` is not in an open folder any more.`
          : failure.message
      }
    >
      What you see is the text as it was last read. It is shown anew as soon as the file can be read again.
    </Notice>
  );
}

/** Says quietly that the text on the screen is another one than before. */
function Changed({ version }: { version: string }) {
  const before = useRef(version);
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    if (before.current !== version) setAt(Date.now());
    before.current = version;
  }, [version]);
  return (
    <span role="status" data-testid="changed-on-disk">
      {at !== null && `· changed on disk, read again at ${localTime(at)}`}
    </span>
  );
}
