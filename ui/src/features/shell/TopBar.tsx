import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { float, signInTo } from "../../floating";
import type { EnvironmentCard } from "../../ipc";
import { useTimesFirst } from "../../parts/Moment";
import { read } from "../../queries";
import { accountGroups, localTime, utcTime } from "../../time/format";
import { useNow } from "../../time/now";
import { EnvironmentSwitcher } from "./EnvironmentSwitcher";
import type { Here } from "./here";
import { needsSignIn, sessionLeft } from "./session";
import classes from "./TopBar.module.css";

/** Where you are, as whom, for how long. */
export function TopBar({ here: place }: { here: Here | null | undefined }) {
  const here = place?.environment ?? null;
  return (
    <>
      <header className={classes.top} data-lock={place?.lock ? true : undefined}>
        <div className={classes.brand}>
          <Mark />
          <span>Belay</span>
        </div>
        <EnvironmentSwitcher here={place === undefined ? undefined : here} />
        {here && <Identity here={here} />}
        <div className="grow" />
        {place?.lock && (
          <span
            className={classes.lock}
            data-mine={place.lock.mine || undefined}
            data-testid="lock"
            title={place.lock.detail}
          >
            {place.lock.words}
          </span>
        )}
        <WallClock />
        <Button
          className={classes.palette}
          variant="default"
          aria-label="Search or run Ctrl K"
          aria-keyshortcuts="Control+K Meta+K"
          data-testid="palette"
          onClick={() => float({ kind: "palette" })}
        >
          <span className={classes.paletteWords}>Search or run</span> <kbd>Ctrl K</kbd>
        </Button>
      </header>
      <div className={classes.band} data-tier={here?.tier} aria-hidden="true" />
    </>
  );
}

function Identity({ here }: { here: EnvironmentCard }) {
  const identity = useQuery(read.identity(here.name)).data;
  const now = useNow();
  const left = sessionLeft(identity, now);
  const role = identity?.kind === "confirmed" ? identity.role : (here.roleName ?? `profile ${here.profile}`);
  return (
    <div className={classes.identity}>
      <span className={classes.pair}>
        <span data-testid="account-id" title="AWS account ID">
          {accountGroups(here.accountId)}
        </span>
        <i aria-hidden="true">·</i>
        <span data-testid="region" title="AWS Region">
          {here.region}
        </span>
      </span>
      <i aria-hidden="true" className={classes.between}>
        ·
      </i>
      <span className={classes.pair}>
        <span
          data-testid="role"
          title={here.roleArn ?? `AWS profile ${here.profile}`}
          className={classes.role}
        >
          {role}
        </span>
        <i aria-hidden="true">·</i>
        {left && (
          <span data-testid="session-left" data-tone={left.tone} className={classes.session}>
            {left.words}
          </span>
        )}
      </span>
      {needsSignIn(identity, now) && (
        <Button size="compact-xs" data-testid="sign-in" onClick={() => signInTo(here.name)}>
          {identity?.kind === "confirmed" ? "Renew" : "Sign in"}
        </Button>
      )}
    </div>
  );
}

function WallClock() {
  const now = useNow();
  const first = useTimesFirst();
  // Not from Intl: it takes as long as half of the first screen.
  const zone = useQuery(read.appInfo()).data?.timeZone;
  const utc = `${utcTime(now)} UTC`;
  const local = `${localTime(now).slice(0, 5)} local`;
  const [lead, second] =
    first === "utc" ? [utc, local] : [`${localTime(now)} local`, utc.replace(/:\d\d UTC/, " UTC")];
  return (
    <div className={classes.clock} title={zone && `Local time is ${zone}`}>
      {lead} <span>{second}</span>
    </div>
  );
}

function Mark() {
  return (
    <svg
      aria-hidden="true"
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
    >
      <path d="M6 2.2h5a4.3 4.3 0 0 1 4.3 4.3v5A4.3 4.3 0 0 1 11 15.8H7A4.3 4.3 0 0 1 2.7 11.5V8" />
      <path d="M2.7 8 6 2.2" strokeDasharray="3.2 2" />
    </svg>
  );
}
