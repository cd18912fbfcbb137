import type { Offers } from "../ipc/types";
import { back, prod } from "./shared";

/** Five published versions of a function; the alias points to the newest. */
export function offers(): Offers {
  const versions = [
    { value: "42", facts: ["live points here", "release v2.14.0"], at: back(33) },
    { value: "41", facts: ["release v2.13.4"], at: back(5_760) },
    { value: "40", facts: ["release v2.13.3"], at: back(14_400) },
    { value: "39", facts: ["release v2.13.2, taken back after an hour"], at: back(20_160) },
  ];
  return {
    kind: "listed",
    what: "functionVersion",
    of: "apexshare-upload-handler-prod",
    accountId: prod.accountId,
    region: prod.region,
    offers: [
      ...versions.map((version) => ({ ...version, more: false })),
      { value: "$LATEST", facts: ["not published"], at: back(33), more: false },
    ],
    truncated: false,
    exhaustive: true,
    requestId: "5b0c0d3e-2f4f-4f8c-9b7e-0d8a7f0e6a11",
  };
}
