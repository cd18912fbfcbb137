import type { ReactNode } from "react";
import type { ChartView } from "../../ipc";
import { CopyButton } from "../../parts/CopyButton";
import { Ago } from "../../parts/Moment";
import { Notice } from "../../parts/Notice";
import classes from "./Chart.module.css";
import { LOOK_STEP } from "./useLook";

/** States whose drawing says the reason itself; it is not said again below. */
const DRAWN_WITH_REASON: ReadonlySet<ChartView["state"]> = new Set(["throttled", "partial", "failed"]);

/** A chart, which carries its own name, with its state and where it came from. `children` are drawn over the plot. */
export function ChartFigure({ chart, children }: { chart: ChartView; children?: ReactNode }) {
  return (
    <figure className={classes.figure}>
      {chart.svg ? (
        // Drawn for another width, it is not blown up while the right one is on its way.
        <div className={classes.drawing} style={{ maxWidth: chart.width + LOOK_STEP }}>
          <div
            role="img"
            aria-label={`${chart.title}, ${chart.subtitle}. ${chart.summary}`}
            // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by Belay's own core, which escapes every name; the content policy bars script
            dangerouslySetInnerHTML={{ __html: chart.svg }}
          />
          {children}
        </div>
      ) : (
        <p className={classes.title}>
          <b>{chart.title}</b> {chart.subtitle}
        </p>
      )}
      {chart.state !== "data" && chart.sentence && !(chart.svg && DRAWN_WITH_REASON.has(chart.state)) && (
        <Notice tone={chart.state === "empty" ? "plain" : "warn"} title={chart.sentence}>
          {chart.requestId && <RequestId id={chart.requestId} />}
        </Notice>
      )}
      <figcaption className={classes.caption}>
        <span className="hidden-text">{chart.title}</span>
        <span>
          read <Ago at={chart.readAt} />
        </span>
        {chart.requestId && chart.svg && DRAWN_WITH_REASON.has(chart.state) && (
          <span>
            <RequestId id={chart.requestId} />
          </span>
        )}
        {chart.cli && <CopyButton text={chart.cli} what={chart.title} label="Copy as AWS CLI" />}
      </figcaption>
    </figure>
  );
}

function RequestId({ id }: { id: string }) {
  return (
    <>
      Request ID <code>{id}</code>
    </>
  );
}
