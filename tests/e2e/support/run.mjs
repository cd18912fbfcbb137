// Working through a run as a person does: whatever the step at hand asks for.
import { until } from "./until.mjs";

const LOOK = `
  const shown = document.querySelector("section[data-shown]");
  if (!shown) return null;
  const has = (id) => shown.querySelector('[data-testid="' + id + '"]') !== null;
  return {
    id: shown.dataset.testid.replace(/^unit-/, ""),
    title: shown.getAttribute("aria-label"),
    state: shown.dataset.state,
    tick: has("unit-tick"), run: has("unit-run"), restore: has("unit-restore"), stop: has("unit-stop"),
    typed: shown.querySelector('[data-testid="challenge-typed"]')?.placeholder ?? null,
    inputs: [...shown.querySelectorAll('[data-testid^="input-"]')].map((field) => ({
      id: field.dataset.testid.replace(/^input-/, ""), label: field.labels?.[0]?.textContent ?? "", value: field.value,
    })),
    refusals: [...shown.querySelectorAll('[data-testid="refusals"]')].map((one) => one.textContent).join(" "),
  };`;

/** Signs in to the environment at hand, unless that is done already. */
export const signIn = (app) =>
  until("a session", async () => {
    if (await app.shows("session-left")) return true;
    if (await app.shows("sign-in")) await app.click("sign-in", 1_000);
    return false;
  });

/** The step at hand, as the window shows it. */
export const atHand = (app) => until("a step at hand", () => app.web.executeScript(LOOK));

/** Ids of all steps, in the order in which they stand. */
export const outlined = (app) =>
  app.web.executeScript(
    `return [...document.querySelectorAll('[data-testid^="outline-"]')].map((one) => one.dataset.testid.replace(/^outline-/, ""))`,
  );

/** Brings a step to hand by its id, with all that the backend says of it. */
export async function goTo(app, unit) {
  await app.click(`outline-${unit}`);
  return until(`${unit} at hand`, async () => {
    const step = await atHand(app);
    const open = step.tick || step.run || step.restore || step.stop;
    return step.id === unit && open && step;
  });
}

/** Waits until the step is in one of these states. */
export const becomes = (app, unit, states, patience) =>
  until(
    `${unit} to be ${states.join(" or ")}`,
    async () => {
      const element = await app.see(`unit-${unit}`, 1_000);
      const state = await element.getAttribute("data-state");
      if (!states.includes(state)) throw new Error(`it is ${state}`);
      return state;
    },
    { patience },
  );

/** Fills in what the step asks for; `values` by a part of the input's id or label. */
export async function fillIn(app, values) {
  const { inputs, title } = await atHand(app);
  for (const input of inputs.filter((one) => one.value === "")) {
    const words = `${input.id} ${input.label}`.toLowerCase();
    const found = Object.entries(values).find(([part]) => words.includes(part));
    if (!found) throw new Error(`“${title}” asks for ${input.id} (${input.label}), which the spec does not know`);
    await app.fill(`input-${input.id}`, found[1]);
    // A value is kept when its field is left.
    await app.web.executeScript("document.activeElement.blur()");
  }
}

/** Runs the step at hand and waits for its end. */
export async function runStep(app, { values = {}, ends = ["done"], patience = 30_000 } = {}) {
  const { id } = await atHand(app);
  await fillIn(app, values);
  await until(`“${id}” to start`, async () => {
    const now = await atHand(app);
    if (now.id !== id || now.state !== "pending") return true;
    if (now.typed) await app.fill("challenge-typed", now.typed);
    await app.click("unit-run", 1_000);
    await until("an answer", async () => (await atHand(app)).state !== "pending", { patience: 3_000 });
    return true;
  });
  await becomes(app, id, ends, patience);
  return id;
}

/** Everything that the terminal shows, as plain text. */
export const terminalText = (app) =>
  app.web.executeScript(`
    const pane = document.querySelector('[data-testid="output-terminal"]');
    return pane ? (pane.querySelector(".xterm-accessibility") ?? pane).textContent : "";`);
