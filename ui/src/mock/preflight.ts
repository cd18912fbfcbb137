import type { Check, Preflight } from "../ipc/types";
import { changed } from "./event";
import { back } from "./shared";

const confirmed = new Set<string>();

const check = (id: string, need: Check["need"], state: Check["state"], sentence: string): Check => ({
  id,
  need,
  name: id,
  state,
  found: null,
  wanted: null,
  sentence,
  remedy: null,
  resolve: null,
  line: null,
  unit: null,
});

/** A machine on which one tool is too old and a colleague has to be asked. */
export function preflight(inRun: boolean): Preflight {
  const access = inRun && confirmed.has("P12");
  return {
    checkedAt: back(0),
    ready: false,
    sentence: `2 of 8 needs stand in the way; ${access ? 1 : 2} left for a person.`,
    checks: [
      check("endpoint", "endpoint", "ok", "AWS answers from Region `eu-west-1`."),
      check(
        "identity",
        "identity",
        "ok",
        "AWS says that this is `arn:aws:sts::222222222222:assumed-role/Operator/jt`, in the account that `apexshare-prod` pins.",
      ),
      {
        ...check("P8", "tool", "older", "kubectl 1.26.3 is older than the 1.28 that line 8 asks for."),
        remedy: "Install kubectl 1.28 or later.",
      },
      check("P9", "tool", "ok", "git 2.43 is there; line 9 asks for 2 or later."),
      {
        ...check("P10", "tool", "missing", "`cdk` is not on the PATH that steps get; line 10 asks for it."),
        remedy: "Install it, or add its folder to the PATH of your login shell.",
      },
      check("programs", "program", "ok", "`curl` and `jq` are on the PATH; steps run them."),
      {
        ...check("input-target", "input", "open", "Target is still open; line 28 needs it."),
        resolve: "input",
      },
      check(
        "P12",
        "access",
        access ? "ok" : "toConfirm",
        access
          ? "VPN to the production network; confirmed 2026-11-21 08:00:00 UTC by jt."
          : "VPN to the production network; only a person can say.",
      ),
    ],
  };
}

export function confirmNeed(need: string, on: boolean) {
  if (on) confirmed.add(need);
  else confirmed.delete(need);
  changed("run");
  return { kind: "ok" };
}
