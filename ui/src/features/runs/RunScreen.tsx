import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { float } from "../../floating";
import type { RunPage } from "../../ipc";
import { useKeys } from "../../keys";
import { Answered, Skeleton } from "../../parts/Answered";
import { Columns } from "../../parts/Columns";
import { Evidence } from "../../parts/Evidence";
import { read } from "../../queries";
import { go, toHash } from "../../route";
import { useRunActions } from "./actions";
import { NotesPane } from "./NotesPane";
import { Outline } from "./Outline";
import { OutputPane } from "./OutputPane";
import { type Asking, ReasonDialog } from "./ReasonDialog";
import { TimelinePane } from "./TimelinePane";
import { isOpen, isTickable, neighbour, shownUnit } from "./units";
import { Work } from "./Work";

const RunPreflight = lazy(() => import("../preflight/RunPreflight"));
const RulesPane = lazy(() => import("../rules/RulesPane"));
const RunCharts = lazy(() => import("../charts/RunCharts"));

/** One run: what there is to do, the step at hand, and what is known about it. */
export default function RunScreen({ run, unit }: { run: string; unit: string | null }) {
  const page = useQuery(read.run(run));
  if (page.data) return <Loaded page={page.data} asked={unit} failure={page} />;
  return (
    <main className="stack" style={{ padding: 24 }}>
      <Answered query={page} lines={10}>
        {() => null}
      </Answered>
      {page.isError && <a href={toHash({ place: "runs" })}>All runs</a>}
    </main>
  );
}

function Loaded({
  page,
  asked,
  failure,
}: {
  page: RunPage;
  asked: string | null;
  failure: Parameters<typeof Work>[0]["query"];
}) {
  const run = page.summary.id;
  const shown = shownUnit(page, asked);
  const actions = useRunActions(run);
  const [tab, setTab] = useState(page.units.length > 0 ? "charts" : "timeline");
  const [evidenceOpen, setEvidenceOpen] = useState(false);
  const [asking, setAsking] = useState<Asking | null>(null);
  const select = (unit: string) => go({ place: "run", run, unit }, "replace");
  const show = (next: string) => {
    setTab(next);
    setEvidenceOpen(true);
  };
  const open = page.summary.outcome === "open";
  useKeys({
    j: () => shown && select(neighbour(page, shown.id, 1)),
    k: () => shown && select(neighbour(page, shown.id, -1)),
    o: () => show("output"),
    c: () => show("charts"),
    n: () => show("notes"),
    r: () => show("rules"),
    s: () => open && shown !== undefined && isOpen(shown.state) && setAsking({ kind: "skip" }),
    "/": () => float({ kind: "palette" }),
    Enter: () => press("unit-run", "unit-restore"),
    " ": () => shown && isTickable(shown) && press("unit-tick"),
  });
  return (
    <>
      <Columns
        outlineLabel="Outline"
        evidenceLabel="Evidence"
        evidenceOpen={evidenceOpen}
        onEvidence={setEvidenceOpen}
        outline={
          <Outline page={page} shown={shown?.id ?? null} onSelect={select} actions={actions} onShow={show} />
        }
        evidence={
          <Evidence
            label="Evidence"
            tab={tab}
            onTab={setTab}
            tabs={[
              {
                id: "charts",
                label: "Charts",
                content: (
                  <Suspense fallback={<Skeleton lines={6} />}>
                    <RunCharts run={run} unit={null} />
                  </Suspense>
                ),
              },
              { id: "output", label: "Output", content: <OutputPane run={run} unit={shown} /> },
              {
                id: "preflight",
                label: "Preflight",
                content: (
                  <Suspense fallback={<Skeleton lines={6} />}>
                    <RunPreflight page={page} actions={actions} />
                  </Suspense>
                ),
              },
              {
                id: "rules",
                label: "Rules",
                count: page.rules.toDecide,
                content: (
                  <Suspense fallback={<Skeleton lines={6} />}>
                    <RulesPane page={page} actions={actions} onAsk={setAsking} onSelect={select} />
                  </Suspense>
                ),
              },
              { id: "timeline", label: "Timeline", content: <TimelinePane page={page} onSelect={select} /> },
              {
                id: "notes",
                label: "Notes",
                count: page.notes.length,
                content: <NotesPane page={page} unit={shown} actions={actions} onSelect={select} />,
              },
            ]}
          />
        }
      >
        <Work
          page={page}
          query={failure}
          shown={shown}
          actions={actions}
          onSelect={select}
          onAsk={setAsking}
          onShow={show}
        />
      </Columns>
      {asking && (
        <ReasonDialog
          asking={asking}
          page={page}
          unit={shown}
          actions={actions}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

/** A key does what its button does, and nothing when the button is not there. A confirmation is asked for, never skipped. */
function press(...ids: string[]) {
  const typed = document.querySelector<HTMLInputElement>("[data-testid='challenge-typed']");
  if (typed && ids.includes("unit-run")) return typed.focus();
  for (const id of ids) {
    const button = document.querySelector<HTMLElement>(`[data-testid='${id}']`);
    if (button) return button.click();
  }
}
