import type { ReactNode } from "react";
import type { ChartView } from "../../ipc";
import { CopyButton } from "../../parts/CopyButton";
import { Ago } from "../../parts/Moment";
import { Notice } from "../../parts/Notice";
import classes from "./Chart.module.css";

/** A chart with its name, its state and where it came from. `children` are drawn over the plot. */
export function ChartFigure({ chart, children }: { chart: ChartView; children?: ReactNode }) {
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span className="grow">
          <b>{chart.title}</b> {chart.subtitle}
        </span>
        <span className="tiny nowrap">
          read <Ago at={chart.readAt} />
        </span>
        {chart.cli && (
          <CopyButton text={chart.cli} what={`the AWS CLI command for ${chart.title}`} label="CLI" />
        )}
      </figcaption>
      {chart.svg && (
        <div className={classes.drawing}>
          <div
            role="img"
            aria-label={`${chart.title}. ${chart.summary}`}
            // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by Belay's own core, which escapes every name; the content policy bars script
            dangerouslySetInnerHTML={{ __html: chart.svg }}
          />
          {children}
        </div>
      )}
      {chart.state !== "data" && chart.sentence && (
        <Notice tone={chart.state === "empty" ? "plain" : "warn"} title={chart.sentence}>
          {chart.requestId && (
            <>
              Request ID <code>{chart.requestId}</code>
            </>
          )}
        </Notice>
      )}
    </figure>
  );
}
