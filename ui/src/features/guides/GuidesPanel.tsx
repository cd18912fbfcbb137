import { Button } from "@mantine/core";
import type { RunbookPage } from "../../ipc";
import { plural } from "../../time/format";
import classes from "./Guides.module.css";
import { GuideText } from "./GuideText";
import { type Chosen, Symptoms, symptomOf } from "./Symptoms";

interface Props {
  page: RunbookPage;
  chosen: Chosen | null;
  onChoose: (chosen: Chosen | null) => void;
  onStart: () => void;
  onLine: (line: number) => void;
  onStep: (step: string) => void;
}

/** The symptoms that a runbook has a guide for; one of them opened. */
export function GuidesPanel({ page, chosen, onChoose, onStart, onLine, onStep }: Props) {
  if (!chosen) {
    return (
      <>
        <p className="small soft">Choose what you see; its guide leads to the cause and the resolution.</p>
        <Symptoms guides={page.guides} onChoose={onChoose} />
        {page.guides.length < page.guideCount && (
          <p className="small soft">
            The first {page.guides.length} of {plural(page.guideCount, "guide")}. The text shows each at its
            place.
          </p>
        )}
      </>
    );
  }
  const { guide } = chosen;
  const seen = symptomOf(chosen);
  return (
    <div data-testid={`guide-${guide.id}`}>
      <Button size="compact-xs" onClick={() => onChoose(null)} data-testid="all-symptoms">
        All symptoms
      </Button>
      <h2 className={`${classes.part} breaks`}>{seen}</h2>
      <p className="small soft">
        {guide.title !== seen && `${guide.title} · `}lines {guide.line} to {guide.endLine}
      </p>
      <div className={classes.start}>
        <Button variant="primary" onClick={onStart} disabled={!guide.runnable} data-testid="start-guide">
          Start run of this guide…
        </Button>
        {guide.byHand && (
          <p className="small soft">
            It has no command and no checklist. A run has its lines to be done by hand, ticked and recorded.
          </p>
        )}
        {!guide.runnable && (
          <p className="small soft">
            It says what is seen and what it may come from, and nothing to do. It is to be read; a run of
            another part can be started from the top of the page.
          </p>
        )}
      </div>
      <GuideText guide={guide} seen={seen} onLine={onLine} onStep={onStep} />
    </div>
  );
}
