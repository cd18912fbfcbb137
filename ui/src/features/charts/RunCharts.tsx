import { useQuery } from "@tanstack/react-query";
import { Answered, Skeleton } from "../../parts/Answered";
import { Empty } from "../../parts/Notice";
import { read } from "../../queries";
import { ChartFigure } from "./ChartFigure";
import { useLook } from "./useLook";

const HEIGHT = 150;

/** The charts of a run, or of one of its steps, kept fresh while they are seen. */
export default function RunCharts({ run, unit }: { run: string; unit: string | null }) {
  const { ref, look } = useLook(HEIGHT);
  return (
    <div ref={ref}>
      {look === null ? (
        <Skeleton lines={6} />
      ) : unit === null ? (
        <All run={run} look={look} />
      ) : (
        <One run={run} unit={unit} look={look} />
      )}
    </div>
  );
}

type Look = NonNullable<ReturnType<typeof useLook>["look"]>;

/** Charts are read again at this pace while they are seen, and at once when they are older. */
function useFreshness() {
  const ms = (useQuery(read.settings()).data?.refreshSeconds ?? 30) * 1000;
  return { staleTime: ms, refetchInterval: ms };
}

function useFilledIn(run: string): string {
  const inputs = useQuery(read.run(run)).data?.inputs ?? [];
  return JSON.stringify(inputs.map((input) => input.value));
}

function All({ run, look }: { run: string; look: Look }) {
  const charts = useQuery({
    ...read.runCharts(run, look, useFilledIn(run)),
    ...useFreshness(),
    placeholderData: (old) => old,
  });
  return (
    <Answered query={charts} lines={6}>
      {(list) =>
        list.length === 0 ? (
          <Empty title="No chart belongs to this run">
            A step that reads a metric brings its chart here. A restore shows the charts of its table.
          </Empty>
        ) : (
          list.map((chart) => <ChartFigure key={chart.id} chart={chart} />)
        )
      }
    </Answered>
  );
}

function One({ run, unit, look }: { run: string; unit: string; look: Look }) {
  const charts = useQuery({
    ...read.unitChart(run, unit, look, useFilledIn(run)),
    ...useFreshness(),
    placeholderData: (old) => old,
  });
  return (
    <Answered query={charts} lines={5}>
      {(list) => list.map((chart) => <ChartFigure key={chart.id} chart={chart} />)}
    </Answered>
  );
}
