// Names under which end-to-end tests find things (`data-testid`).
//
// Everywhere   failure, refusals, palette
// Frame        env-switcher, tier-badge, account-id, region, role, session-left,
//              rail-runs, rail-runbooks, rail-restores, rail-environments, rail-settings
// Environments env-<name>, sign-in, mfa-code, mfa-submit
// Library      add-folder, add-file, library-search, runbook-<slug of the title>, document,
//              start-run, start-run-environment, start-run-section, start-run-values, start-run-confirm
// Run          unit-<id> (card of the step), outline-<id>, unit-run, unit-tick, unit-stop, unit-skip,
//              unit-restore (opens the wizard), unit-again (run a settled step once more), challenge-typed, refusals, input-<id>,
//              offer-<value> (one of what AWS has), pick-said (what became of the question),
//              reason, reason-confirm (of a skip, a take-over, an interruption), interrupted-done,
//              interrupted-not-done, output-terminal, evidence-charts, evidence-output, evidence-timeline, evidence-notes,
//              choice-<id>, choice-change, way-<n>,
//              evidence-preflight, preflight, preflight-refresh, need-<id>, confirm-<id>,
//              finish-run, finish-confirm, export-html, export-markdown, export-path,
//              verify-run, verify-result
// Restore      restore-what, restore-when, restore-chart-<n>, restore-instant (carries the instant in
//              data-instant), restore-target, restore-next, restore-typed, restore-submit,
//              restore-state (carries the state in data-state), restore-compare, comparison
//
// Ids that come from the backend are used as they are.

/** `ApexShare deployment runbook` → `apexshare-deployment-runbook`. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
