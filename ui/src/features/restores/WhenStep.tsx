import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { RestoreWindow } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { Ago, Moment } from "../../parts/Moment";
import { Empty, Notice } from "../../parts/Notice";
import { read } from "../../queries";
import { utcStamp } from "../../time/format";
import { PickableChart } from "../charts/PickableChart";
import { useLook } from "../charts/useLook";
import { around, shift, spans, viewInstants, zoom } from "./draft";
import type { StepProps } from "./PlanScreen";
import classes from "./Restores.module.css";
import { TimeControl } from "./TimeControl";

/** The restore point, to the second, on the charts. */
export function WhenStep(props: StepProps) {
  const { desk, choices } = props;
  const { window } = desk;
  if (!window) {
    return <Notice tone="bad" title={`There is no window of restorable times for ${desk.source.name}.`} />;
  }
  return (
    <div data-testid="restore-when">
      <h1>{choices.mode === "latest" ? "The latest restorable second" : "To which second?"}</h1>
      <p className={classes.lead}>
        AWS can restore any second from{" "}
        <b className="mono">{utcStamp(window.earliest).replace(" UTC", "")}</b> to{" "}
        <b className="mono">{utcStamp(window.latest)}</b> (read <Ago at={window.readAt} />; the latest moves
        on by itself). {choices.mode === "moment" && "Click on a chart, or step with the arrow keys."}
      </p>
      {choices.mode === "latest" ? (
        <Notice title="AWS picks the second when the call arrives.">
          As of the last reading that would be <Moment at={window.latest} />. To pick a second yourself, go
          back and say that data was damaged.
        </Notice>
      ) : (
        <div className={classes.two}>
          <Charts {...props} window={window} />
          <TimeControl
            at={choices.at ?? window.latest}
            bounds={window}
            onChange={(at) => props.change({ at })}
          />
        </div>
      )}
    </div>
  );
}

function Charts({ desk, choices, change, window }: StepProps & { window: RestoreWindow }) {
  const { ref, look } = useLook(150);
  const at = choices.at ?? window.latest;
  const center = new Date(at).getTime();
  const latest = new Date(window.latest).getTime();
  const span = choices.view.to - choices.view.from;
  const ask = {
    environment: desk.environment.name,
    table: desk.source.name,
    run: desk.origin.kind === "unit" ? desk.origin.run : null,
    ...viewInstants(choices.view),
    look: look ?? { width: 0, height: 0, dark: false },
  };
  const charts = useQuery({
    ...read.restoreCharts(ask),
    enabled: look !== null,
    placeholderData: (old) => old,
  });
  const view = (next: typeof choices.view) => change({ view: next });
  return (
    <section className={classes.panel}>
      <div className={classes.tools} role="toolbar" aria-label="Stretch of time on the charts">
        <Button size="compact-xs" onClick={() => view(shift(choices.view, -1, latest))}>
          Earlier
        </Button>
        {spans.map((entry) => (
          <Button
            key={entry.label}
            size="compact-xs"
            variant={entry.ms === span ? "default" : "quiet"}
            aria-pressed={entry.ms === span}
            onClick={() => view(around(center, entry.ms, latest))}
          >
            {entry.label}
          </Button>
        ))}
        <Button size="compact-xs" onClick={() => view(shift(choices.view, 1, latest))}>
          Later
        </Button>
      </div>
      <div ref={ref} aria-busy={charts.isFetching}>
        <Answered query={charts} lines={9} environment={desk.environment.name}>
          {(list) =>
            list.length === 0 ? (
              <Empty title="There is no metric to show for this table">
                Set the second by its figures, beside.
              </Empty>
            ) : (
              list.map((chart, index) => (
                <PickableChart
                  key={chart.id}
                  chart={chart}
                  index={index}
                  at={at}
                  bounds={window}
                  onPick={(picked) => change({ at: picked })}
                  onZoom={(direction) => view(zoom(choices.view, direction, center, latest))}
                />
              ))
            )
          }
        </Answered>
      </div>
    </section>
  );
}
