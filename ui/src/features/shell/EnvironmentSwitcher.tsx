import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { afterPaint } from "../../idle";
import type { EnvironmentCard } from "../../ipc";
import { Icon } from "../../parts/Icon";
import { TierBadge } from "../../parts/TierBadge";
import { read } from "../../queries";
import classes from "./EnvironmentSwitcher.module.css";

// What opens is a good part of the code: it is fetched once the first screen stands.
const EnvironmentMenu = lazy(() => afterPaint().then(() => import("./EnvironmentMenu")));

/** Says which environment it is, and lets another be chosen. */
export function EnvironmentSwitcher({ here }: { here: EnvironmentCard | null | undefined }) {
  const list = useQuery(read.environments()).data;
  const [early, setEarly] = useState(false);
  if (!list || here === undefined)
    return <div className={classes.blank} role="status" aria-label="Loading environments" />;
  const button = (onClick?: () => void) => (
    <UnstyledButton
      className={classes.switcher}
      data-tier={here?.tier}
      data-testid="env-switcher"
      aria-label={
        // What is seen comes first, so that who says it by voice is understood.
        here ? `${here.tier} ${here.name}, choose another environment` : "No environment, choose one"
      }
      onClick={onClick}
    >
      {here && <TierBadge tier={here.tier} testId="tier-badge" />}{" "}
      <b className={classes.name} title={here?.name}>
        {here?.name ?? "No environment"}
      </b>
      <Icon name="down" size={12} />
    </UnstyledButton>
  );
  return (
    <Suspense fallback={button(() => setEarly(true))}>
      <EnvironmentMenu list={list} here={here} opened={early}>
        {button()}
      </EnvironmentMenu>
    </Suspense>
  );
}
