// The shapes that commands answer with. They are taken from the commands themselves,
// so that they follow the generated file whatever it calls them.
import type { commands } from "./bindings";

type Calls = typeof commands;
type Answered<Name extends keyof Calls> = Awaited<ReturnType<Calls[Name]>>;

/** What a command answers when nothing is broken. */
export type Data<Name extends keyof Calls> =
  Answered<Name> extends infer Reply ? (Reply extends { status: "ok"; data: infer D } ? D : never) : never;

/** Why a command could not be carried out. */
export type IpcError = Extract<Answered<"environments">, { status: "error" }>["error"];

type Item<List> = List extends readonly (infer One)[] ? One : never;
type Kind<Union, Name extends string> = Extract<Union, { kind: Name }>;

export type EnvironmentList = Data<"environments">;
export type EnvironmentCard = Item<EnvironmentList["environments"]>;
export type Tier = EnvironmentCard["tier"];
export type IdentityState = Data<"identity">;
export type KeptIn = Data<"saveKeys">;

export type LibraryFolder = Item<Data<"library">>;
export type RunbookEntry = Item<LibraryFolder["runbooks"]>;
export type RunbookPage = Data<"runbook">;
export type GuideView = Item<RunbookPage["guides"]>;
export type OutlineSection = Item<RunbookPage["outline"]["sections"]>;
export type RunbookRows = Data<"runbookRows">;
export type PageRow = Item<RunbookRows["rows"]>;
export type PageWord = Item<Kind<PageRow, "text">["words"]>;
export type ProcedureRow = Item<Data<"runbookProcedure">["rows"]>;
export type ProcedureItem = ProcedureRow["is"];
export type ActKind = Kind<ProcedureItem, "act">["act"];
export type EffectKind = NonNullable<Kind<ProcedureItem, "act">["effect"]>;
export type RuleKind = Kind<ProcedureItem, "rule">["rule"];
export type SectionRole = NonNullable<Kind<ProcedureItem, "section">["role"]>;
export type Input = Item<RunbookPage["inputs"]>;
export type Diagnostic = Item<RunbookPage["findings"]>;
export type StepExplained = Data<"explainStep">;
export type PartExplained = Item<StepExplained["parts"]>;
export type CommandExplained = Item<PartExplained["commands"]>;
export type RuleText = Data<"explainRule">;
export type SearchFound = Data<"searchLibrary">;
export type SearchHit = Item<SearchFound["hits"]>;

export type RunPart = Parameters<Calls["startRun"]>[1];
export type Preflight = Data<"preflight">;
export type Check = Item<Preflight["checks"]>;

export type Asked = Data<"asked">;
export type PickFor = Parameters<Calls["offers"]>[1];
export type Offers = Data<"offers">;
export type Offer = Item<Kind<Offers, "listed">["offers"]>;
export type PickKind = Kind<Offers, "listed">["what"];

export type RunSummary = Item<Data<"runs">>;
export type RunPage = Data<"run">;
export type ChoiceView = Item<RunPage["choices"]>;
export type WayView = Item<ChoiceView["ways"]>;
export type RunRules = RunPage["rules"];
export type RuleView = Item<RunRules["rules"]>;
export type RuleValue = RuleView["value"];
export type Figures = Parameters<Calls["confirmRule"]>[2];
export type UnitView = Item<RunPage["units"]>;
export type UnitState = UnitView["state"];
export type UnitKind = UnitView["kind"];
export type Explanation = NonNullable<UnitView["explanation"]>;
export type InputView = Item<RunPage["inputs"]>;
export type Prepared = Data<"prepare">;
export type Executed = Data<"execute">;
export type Changed = Data<"tick">;
export type Refusal = Item<Prepared["refusals"]>;
export type Challenge = NonNullable<Prepared["challenge"]>;
export type Answer = NonNullable<Parameters<Calls["execute"]>[2]>;
export type OutputChunk = Data<"readOutput">;

export type Look = Parameters<Calls["runCharts"]>[1];
export type ChartView = Item<Data<"runCharts">>;

export type RestoreOrigin = Parameters<Calls["openRestore"]>[0];
export type RestoreDraft = Parameters<Calls["planRestore"]>[0];
export type RestoreDesk = Data<"openRestore">;
export type RestoreWindow = NonNullable<RestoreDesk["window"]>;
export type TableFactsView = RestoreDesk["source"];
export type TableSummary = Item<Data<"tables">>;
export type Planned = Data<"planRestore">;
export type RestorePlanView = Kind<Planned, "planned">["plan"];
export type Submitted = Data<"submitRestore">;
export type RestoreView = Item<Data<"restores">>;
export type RestoreState = RestoreView["state"];
export type Comparison = NonNullable<RestoreView["comparison"]>;

export type Settings = Data<"settings">;
export type Reading = NonNullable<Settings["reading"]>;
export type AppInfo = Data<"appInfo">;
