import type { IdentityState } from "../../ipc";
import { accountGroups, roughly } from "../../time/format";

export interface SessionLeft {
  words: string;
  tone: "plain" | "warn" | "bad";
}

const MINUTE = 60_000;

/** How long the session lasts, and how loudly to say so: at ten minutes, then at two. */
export function sessionLeft(identity: IdentityState | undefined, now: number): SessionLeft | null {
  switch (identity?.kind) {
    case undefined:
      return null;
    case "signedOut":
      return { words: "signed out", tone: "warn" };
    case "mismatch":
      // The account that is expected stands beside it.
      return { words: `signed in to ${accountGroups(identity.accountId)}`, tone: "bad" };
    case "failed":
      return { words: "identity not confirmed", tone: "bad" };
    case "confirmed": {
      if (identity.expiresAt === null) return { words: "session without end", tone: "plain" };
      const left = new Date(identity.expiresAt).getTime() - now;
      if (left <= 0) return { words: "session ended", tone: "bad" };
      const tone = left <= 2 * MINUTE ? "bad" : left <= 10 * MINUTE ? "warn" : "plain";
      return {
        words: `session ${left < 2 * MINUTE ? roughly(left) : roughly(Math.floor(left / MINUTE) * MINUTE)}`,
        tone,
      };
    }
  }
}

/** The session can be renewed now, and should be. */
export function needsSignIn(identity: IdentityState | undefined, now: number): boolean {
  if (identity === undefined) return false;
  return identity.kind !== "confirmed" || (sessionLeft(identity, now)?.tone ?? "plain") !== "plain";
}
