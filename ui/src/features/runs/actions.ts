import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Changed, type Figures, ipc } from "../../ipc";

/**
 * What a person does in a run. Acts of one run go out one after the other, so that a
 * value typed just before "Run" is there when the step starts.
 */
export function useRunActions(run: string) {
  const queries = useQueryClient();
  const scope = { id: `run ${run}` };
  // An act is over when the page shows it; what else it touches may come later.
  const onSettled = () => {
    void queries.invalidateQueries({ queryKey: ["run"], predicate: (query) => query.queryKey[1] !== "one" });
    return queries.invalidateQueries({ queryKey: ["run", "one", run] });
  };
  const execute = useMutation({
    scope,
    onSettled,
    mutationFn: (act: { unit: string; answer: Answer | null }) => ipc.execute(run, act.unit, act.answer),
  });
  // What stood against the last attempt may have been settled by the next act.
  const onMutate = () => {
    if (!execute.isPending) execute.reset();
  };
  const tick = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (act: { unit: string; on: boolean }) => ipc.tick(run, act.unit, act.on),
  });
  const skip = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (act: { unit: string; reason: string }) => ipc.skip(run, act.unit, act.reason),
  });
  const note = useMutation({
    scope,
    onSettled,
    mutationFn: (act: { unit: string | null; text: string }) => ipc.note(run, act.unit, act.text),
  });
  // Stop never waits behind anything else.
  const stop = useMutation({ onSettled, mutationFn: (unit: string) => ipc.stop(run, unit) });
  const acceptDrift = useMutation({ scope, onMutate, onSettled, mutationFn: () => ipc.acceptDrift(run) });
  const setInput = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (act: { input: string; value: string }) => ipc.setInput(run, act.input, act.value),
  });
  const choose = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (act: { choice: string; way: number }) => ipc.choose(run, act.choice, act.way),
  });
  const confirmRule = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (act: { rule: string; figures: Figures }) => ipc.confirmRule(run, act.rule, act.figures),
  });
  const dismissRule = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (act: { rule: string; reason: string }) => ipc.dismissRule(run, act.rule, act.reason),
  });
  const takeRuleBack = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (rule: string) => ipc.takeRuleBack(run, rule),
  });
  const overrideRule = useMutation({
    scope,
    onMutate: () => {
      // What a rule refused may be tried again.
      onMutate();
      tick.reset();
      finish.reset();
    },
    onSettled,
    mutationFn: (act: { rule: string; reason: string }) => ipc.overrideRule(run, act.rule, act.reason),
  });
  const startWait = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (rule: string) => ipc.startWait(run, rule),
  });
  const observeRule = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (act: { rule: string; so: boolean | null }) => ipc.observeRule(run, act.rule, act.so),
  });
  const enterGuide = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (act: { guide: string; symptom: number; from: string | null }) =>
      ipc.enterGuide(run, act.guide, act.symptom, act.from),
  });
  const leaveGuide = useMutation({ scope, onMutate, onSettled, mutationFn: () => ipc.leaveGuide(run) });
  const confirmNeed = useMutation({
    scope,
    onMutate,
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ["preflight", "run", run] });
      return onSettled();
    },
    mutationFn: (act: { need: string; on: boolean }) => ipc.confirmNeed(run, act.need, act.on),
  });
  const resolve = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (act: { unit: string; done: boolean; reason: string }) =>
      ipc.resolveInterruption(run, act.unit, act.done, act.reason),
  });
  const takeOver = useMutation({
    scope,
    onMutate,
    onSettled,
    mutationFn: (reason: string) => ipc.takeOverLock(run, reason),
  });
  const finish = useMutation({
    scope,
    onSettled,
    mutationFn: (act: { outcome: "completed" | "abandoned"; note: string }) =>
      ipc.finishRun(run, act.outcome, act.note),
  });
  return {
    tick,
    skip,
    note,
    choose,
    enterGuide,
    leaveGuide,
    confirmNeed,
    confirmRule,
    dismissRule,
    takeRuleBack,
    overrideRule,
    startWait,
    observeRule,
    execute,
    stop,
    acceptDrift,
    setInput,
    resolve,
    takeOver,
    finish,
  };
}

export type RunActions = ReturnType<typeof useRunActions>;

/** The refusals in a reply, none when it was done. */
export function refusalsOf(changed: Changed | undefined) {
  return changed?.kind === "refused" ? changed.refusals : [];
}
