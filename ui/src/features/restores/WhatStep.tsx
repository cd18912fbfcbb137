import { Radio } from "@mantine/core";
import "@mantine/core/styles/Radio.layer.css";
import "@mantine/core/styles/Group.layer.css";
import type { TableFactsView } from "../../ipc";
import { Moment } from "../../parts/Moment";
import { Notice } from "../../parts/Notice";
import { bytes, count, plural } from "../../time/format";
import type { StepProps } from "./PlanScreen";
import classes from "./Restores.module.css";

/** The table, and what is wanted of it. */
export function WhatStep({ desk, choices, change }: StepProps) {
  const { source, window } = desk;
  return (
    <>
      <h1>What happened to {source.name}?</h1>
      <div className={classes.two}>
        <section className={`${classes.panel} stack`} data-testid="restore-what">
          <Radio.Group
            label="What is wanted"
            value={choices.mode}
            onChange={(mode) => change({ mode: mode === "latest" ? "latest" : "moment" })}
          >
            <Radio
              mt={8}
              size="xs"
              value="moment"
              label="Data was damaged or deleted since a moment"
              description="You pick the second before it, on the charts."
              data-testid="restore-mode-moment"
            />
            <Radio
              mt={10}
              size="xs"
              value="latest"
              label="The newest state is wanted"
              description="AWS takes the latest restorable second at the time of the call, about five minutes back."
              data-testid="restore-mode-latest"
            />
          </Radio.Group>
          <Notice title="AWS makes a new table; the source is not touched.">
            What was written after the restore point stays in the source and can be copied over later.
          </Notice>
        </section>
        <section className={classes.panel}>
          <h2 className="sub">The table now</h2>
          <dl className={classes.facts}>
            <dt>Status</dt>
            <dd>{source.status}</dd>
            <dt>Items</dt>
            <dd>{source.items === null ? "not known" : `about ${count(Number(source.items))}`}</dd>
            <dt>Size</dt>
            <dd>{source.bytes === null ? "not known" : bytes(Number(source.bytes))}</dd>
            {source.createdAt && (
              <>
                <dt>Created</dt>
                <dd>
                  <Moment at={source.createdAt} />
                </dd>
              </>
            )}
            {window?.recoveryDays != null && (
              <>
                <dt>Recovery</dt>
                <dd>{plural(window.recoveryDays, "day")} back</dd>
              </>
            )}
          </dl>
          <Settings settings={source.settings} />
        </section>
      </div>
    </>
  );
}

/** What AWS brings back of the table's settings, and what it does not. */
function Settings({ settings }: { settings: TableFactsView["settings"] }) {
  const lost = settings.filter((setting) => !setting.restored);
  const kept = settings.filter((setting) => setting.restored);
  return (
    <>
      {kept.length > 0 && (
        <p className="small">
          <span className="soft">AWS restores: </span>
          {kept.map((setting) => `${setting.name} (${setting.value})`).join(", ")}
        </p>
      )}
      {lost.length > 0 && (
        <p className="small" style={{ marginTop: 4 }}>
          <span className="soft">AWS leaves out: </span>
          {lost.map((setting) => setting.name).join(", ")}
        </p>
      )}
    </>
  );
}
