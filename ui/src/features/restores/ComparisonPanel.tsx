import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Comparison, ipc, type RestoreView } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Moment } from "../../parts/Moment";
import { Notice } from "../../parts/Notice";
import { Refusals } from "../../parts/Refusals";
import { count } from "../../time/format";
import classes from "./Restores.module.css";

/** Source and restored table, item by item. */
export function ComparisonPanel({ restore }: { restore: RestoreView }) {
  const queries = useQueryClient();
  const compare = useMutation({
    mutationFn: () => ipc.compareRestore(restore.run, restore.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ["restore", "all"] }),
  });
  const { kind } = restore.state;
  const ready = kind === "active" || kind === "compared";
  return (
    <section className={`${classes.panel} stack`}>
      <div className="row">
        <h2 className="sub grow">Comparison with the source</h2>
        <Button
          variant={restore.comparison ? "default" : "primary"}
          data-testid="restore-compare"
          disabled={!ready}
          loading={compare.isPending || kind === "comparing"}
          onClick={() => compare.mutate()}
        >
          {restore.comparison ? "Compare again" : "Compare tables"}
        </Button>
      </div>
      {!restore.comparison && (
        <p className="soft">
          {ready
            ? "Reads every item of both tables and changes nothing. It uses read capacity of both."
            : "It can begin when the restored table is ACTIVE."}
        </p>
      )}
      {compare.data?.kind === "refused" && <Refusals refusals={compare.data.refusals} />}
      {compare.isError && <Failure error={compare.error} environment={restore.plan.environment} />}
      {restore.comparison && <Figures comparison={restore.comparison} restore={restore} />}
    </section>
  );
}

const whats = {
  onlyInSource: "only in the source",
  onlyInRestored: "only in the restored table",
  differs: "differs",
} as const;

function Figures({ comparison, restore }: { comparison: Comparison; restore: RestoreView }) {
  const [onlyInSource, onlyInRestored, differing] = [
    comparison.onlyInSource ?? 0,
    comparison.onlyInRestored ?? 0,
    comparison.differing ?? 0,
  ];
  const equal = onlyInSource + onlyInRestored + differing === 0;
  return (
    <div data-testid="comparison" className="stack">
      <table className={classes.table}>
        <tbody>
          <Figure
            words="The same in both"
            meaning="not touched since the restore point"
            value={comparison.same ?? 0}
          />
          <Figure
            words="Different"
            meaning="changed in the source since the restore point"
            value={differing}
          />
          <Figure
            words="Only in the restored table"
            meaning="deleted from the source since"
            value={onlyInRestored}
          />
          <Figure words="Only in the source" meaning="written to the source since" value={onlyInSource} />
        </tbody>
      </table>
      {equal && (
        <Notice
          title={`Both tables hold the same items. Nothing changed in ${restore.source} since the restore point.`}
        />
      )}
      {comparison.samples.length > 0 && (
        <table className={classes.table}>
          <caption>Examples</caption>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {comparison.samples.map((sample) => (
              <tr key={`${sample.keys} ${sample.what}`}>
                <td>
                  <code className="breaks">{sample.keys}</code>
                </td>
                <td>{whats[sample.what]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {comparison.settings.length > 0 && (
        <table className={classes.table}>
          <caption>Settings that differ</caption>
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col">Source</th>
              <th scope="col">Restored</th>
            </tr>
          </thead>
          <tbody>
            {comparison.settings.map((difference) => (
              <tr key={difference.setting}>
                <th scope="row">{difference.setting}</th>
                <td>{difference.source}</td>
                <td>{difference.restored}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="tiny soft">
        Compared <Moment at={comparison.comparedAt} />. What was written during the comparison may not be in
        it.
      </p>
    </div>
  );
}

function Figure({ words, meaning, value }: { words: string; meaning: string; value: number }) {
  return (
    <tr>
      <th scope="row">
        {words}
        <small>{meaning}</small>
      </th>
      <td className={classes.number}>{count(value)}</td>
    </tr>
  );
}
