import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { signInTo } from "../../floating";
import { type EnvironmentCard as Card, type IdentityState, IpcFailure } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Ago, Moment } from "../../parts/Moment";
import { Notice } from "../../parts/Notice";
import { TierBadge } from "../../parts/TierBadge";
import { read } from "../../queries";
import { accountGroups } from "../../time/format";
import classes from "./Environments.module.css";

interface Props {
  environment: Card;
  selected: boolean;
  onUse: () => void;
  onKeys: () => void;
}

export function EnvironmentCard({ environment, selected, onUse, onKeys }: Props) {
  const identity = useQuery(read.identity(environment.name)).data;
  return (
    <section
      className={classes.card}
      data-selected={selected || undefined}
      data-testid={`env-${environment.name}`}
      aria-label={environment.name}
    >
      <header className={classes.head}>
        <TierBadge tier={environment.tier} />
        <h2 className="sub grow">{environment.name}</h2>
        <Button variant="quiet" onClick={onKeys}>
          Access keys…
        </Button>
        <Button onClick={() => signInTo(environment.name)} data-testid={`sign-in-${environment.name}`}>
          {identity?.kind === "confirmed" ? "Renew session" : "Sign in"}
        </Button>
        <Button disabled={selected} onClick={onUse}>
          {selected ? "In use" : "Use"}
        </Button>
      </header>
      <dl className={classes.facts}>
        <dt>Account</dt>
        <dd className="mono">{accountGroups(environment.accountId)}</dd>
        <dt>Region</dt>
        <dd className="mono">{environment.region}</dd>
        <dt>Role</dt>
        <dd className="mono">{environment.roleArn ?? "that of the profile"}</dd>
        <dt>Profile</dt>
        <dd className="mono">{environment.profile}</dd>
        {environment.variables.length > 0 && (
          <>
            <dt>Variables</dt>
            <dd className="mono">
              {environment.variables.map(([name, value]) => `${name}=${value}`).join("  ")}
            </dd>
          </>
        )}
        <dt>Written in</dt>
        <dd className="mono">{environment.source}</dd>
      </dl>
      <Identity identity={identity} name={environment.name} />
    </section>
  );
}

function Identity({ identity, name }: { identity: IdentityState | undefined; name: string }) {
  switch (identity?.kind) {
    case undefined:
      return null;
    case "signedOut":
      return (
        <p className="small soft">Not signed in. Reading runbooks needs no session; running them does.</p>
      );
    case "confirmed":
      return (
        <p className="small breaks">
          Signed in as <code>{identity.arn}</code>, checked <Ago at={identity.checkedAt} />
          {identity.expiresAt && (
            <>
              , until <Moment at={identity.expiresAt} withDate={false} />
            </>
          )}
          .
        </p>
      );
    case "mismatch":
      return (
        <Notice
          tone="bad"
          title={`The session is of account ${accountGroups(identity.accountId)}, but this environment is account ${accountGroups(identity.expected)}.`}
        >
          Nothing can be changed with it. Correct the profile, or the account ID.{" "}
          <code className="breaks">{identity.arn}</code>
        </Notice>
      );
    case "failed":
      return <Failure error={new IpcFailure(identity.error)} environment={name} />;
  }
}
