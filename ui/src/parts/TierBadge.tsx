import type { Tier } from "../ipc";
import classes from "./TierBadge.module.css";

/** PRODUCTION, STAGING or DEVELOPMENT: in colour and in words. */
export function TierBadge({ tier, testId }: { tier: Tier; testId?: string }) {
  return (
    <span className={classes.tier} data-tier={tier} data-testid={testId}>
      {tier.toUpperCase()}
    </span>
  );
}
