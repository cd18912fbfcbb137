import { SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import "../../theme/floating.css";
import "@mantine/core/styles/FloatingIndicator.layer.css";
import "@mantine/core/styles/SegmentedControl.layer.css";
import type { AppInfo, Settings } from "../../ipc";
import { Answered } from "../../parts/Answered";
import { CopyButton } from "../../parts/CopyButton";
import { Failure } from "../../parts/Failure";
import { Page } from "../../parts/Page";
import { read } from "../../queries";
import { useSaveSettings } from "../../settings";
import classes from "./Settings.module.css";

export default function SettingsScreen() {
  const settings = useQuery(read.settings());
  const info = useQuery(read.appInfo());
  return (
    <Page title="Settings">
      <Answered query={settings} lines={5}>
        {(loaded) => <Choices settings={loaded} />}
      </Answered>
      <Answered query={info} lines={4}>
        {(loaded) => <About info={loaded} />}
      </Answered>
    </Page>
  );
}

function Choices({ settings }: { settings: Settings }) {
  const refreshSeconds = settings.refreshSeconds ?? 60;
  const save = useSaveSettings();
  const change = (next: Partial<Settings>) => save.mutate({ ...settings, ...next });
  return (
    <section className={`card ${classes.group}`} aria-label="How the window shows things">
      <Setting name="Times" words="Which zone comes first. Where a mistake would hurt, both are shown.">
        <SegmentedControl
          size="xs"
          transitionDuration={0}
          aria-label="Times"
          value={settings.timesFirst}
          onChange={(next) => change({ timesFirst: next === "local" ? "local" : "utc" })}
          data={[
            { value: "utc", label: "UTC first" },
            { value: "local", label: "Local first" },
          ]}
        />
      </Setting>
      <Setting name="Theme" words="Light or dark.">
        <SegmentedControl
          size="xs"
          transitionDuration={0}
          aria-label="Theme"
          value={settings.theme}
          onChange={(next) => change({ theme: next === "light" || next === "dark" ? next : "system" })}
          data={[
            { value: "system", label: "As the system" },
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
      </Setting>
      <Setting
        name="Charts"
        words="How often a chart that is seen is read again. Every reading is a call to CloudWatch."
      >
        <Select
          aria-label="Charts are read again"
          w={150}
          allowDeselect={false}
          value={String(refreshSeconds)}
          onChange={(next) => next && change({ refreshSeconds: Number(next) })}
          data={[15, 30, 60, 300]
            .concat([15, 30, 60, 300].includes(refreshSeconds) ? [] : refreshSeconds)
            .map((seconds) => ({
              value: String(seconds),
              label: seconds < 60 ? `every ${seconds} s` : `every ${seconds / 60} min`,
            }))}
        />
      </Setting>
      {save.isError && <Failure error={save.error} />}
    </section>
  );
}

function Setting({ name, words, children }: { name: string; words: string; children: ReactNode }) {
  return (
    <div className={classes.setting}>
      <div className="grow">
        <h2 className="sub">{name}</h2>
        <p className="small soft">{words}</p>
      </div>
      {children}
    </div>
  );
}

function About({ info }: { info: AppInfo }) {
  return (
    <section className={`card ${classes.group}`} aria-label="About Belay">
      <dl className={classes.facts}>
        <dt>Version</dt>
        <dd className="mono">{info.version}</dd>
        <dt>Data</dt>
        <dd className="row">
          <code className="breaks">{info.home}</code>
          <CopyButton text={info.home} what="the data directory" />
        </dd>
        <dt>Time zone</dt>
        <dd>{info.timeZone}</dd>
        <dt>Secrets</dt>
        <dd>
          {info.secretService.kind === "keyring"
            ? "kept in the keyring of this system"
            : `kept in memory only, until Belay closes. ${info.secretService.why}`}
        </dd>
      </dl>
    </section>
  );
}
