// Looking at a screen: nothing sticks out of the window, axe has nothing to say, and
// a picture for people to judge.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { until } from "./until.mjs";

const require = createRequire(new URL("../../../ui/package.json", import.meta.url));
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const AT_REST = `
  return document.fonts.status === "loaded"
    && !document.querySelector("[aria-busy=true], [data-loading], [role=status][aria-label^=Loading]")
    && document.getAnimations().every((one) => one.playState !== "running" || one.effect.getTiming().iterations === Infinity);`;

/** Texts that are cut off without a sign of it, an ellipsis, and without a way to read them whole. */
const CUT_OFF = `
  const cut = [];
  for (const one of document.querySelectorAll("body *")) {
    const style = getComputedStyle(one);
    if (style.overflowX !== "hidden" && style.overflowX !== "clip" || style.textOverflow === "ellipsis") continue;
    if (one.scrollWidth <= one.clientWidth + 2 || one.clientWidth <= 1 || !one.textContent.trim()) continue;
    if (one.closest(".xterm, .hidden-text, [title]") || one.querySelector(".hidden-text")) continue;
    cut.push(one.textContent.trim().slice(0, 60));
  }
  return cut;`;

/** Waits until what the screen loads late is there and nothing moves. */
export async function rest(app) {
  // What was just done takes a moment to show that it loads something.
  await new Promise((resolve) => setTimeout(resolve, 250));
  await until("the screen to be at rest", () => app.web.executeScript(AT_REST), { patience: 10_000, orElse: () => true });
}

/** What axe finds on the screen at hand, a line a rule, colours measured. */
export async function violations(app) {
  const has = await app.web.executeScript("return typeof axe === 'object'");
  if (!has) await app.web.executeScript(`${axe}; window.axe = axe;`);
  return app.web.executeAsyncScript(`
    const done = arguments[arguments.length - 1];
    axe.run(document.body, { rules: { region: { enabled: false } } }).then(
      ({ violations }) => done(violations.map((one) => one.id + ": " + one.nodes.map((node) =>
        node.target.join(" ") + " " + (node.any[0]?.message ?? node.html.slice(0, 120))).join(" | "))),
      (error) => done(["axe: " + error.message]));`);
}

/** What has the focus: a name for it, whether it is in sight, and whether it shows the focus. */
const FOCUSED = `
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const ring = (element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  };
  const hidden = one.closest(".xterm") || one.type === "radio" || one.type === "checkbox";
  return {
    name: one.dataset.testid ?? one.getAttribute("aria-label") ?? (one.textContent.trim().slice(0, 40) || one.outerHTML.slice(0, 80)),
    seen: hidden || (box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth),
    ring: hidden || [one, one.parentElement, one.parentElement?.parentElement].some((element) => element && ring(element)),
  };`;

/** Goes through the screen with Tab as far as it leads, and says where the keyboard is lost or held. */
export async function tabThrough(app, { most = 60 } = {}) {
  await app.web.executeScript("document.activeElement.blur()");
  const found = [];
  for (let step = 0; step < most; step += 1) {
    await app.web.actions().sendKeys("\uE004").perform();
    const now = await app.web.executeScript(FOCUSED);
    if (!now) break;
    if (!now.seen) found.push(`focus out of sight: ${now.name}`);
    if (!now.ring) found.push(`focus not shown: ${now.name}`);
    const same = await app.web.executeScript("const same = window.lastFocus === document.activeElement; window.lastFocus = document.activeElement; return same");
    if (same) {
      found.push(`focus held: ${now.name}`);
      break;
    }
  }
  return found;
}

/**
 * Judges the screen at hand at some sizes, and keeps a picture of each. Axe takes its
 * time and hears little of the size, so it judges the first.
 */
export async function look(app, { out, name, sizes }) {
  const found = [];
  for (const size of sizes) {
    await app.resize(size);
    await rest(app);
    const words = `${name}-${app.dark ? "dark" : "light"}-${size}`;
    await app.picture(join(out, `${words}.png`));
    const fits = await app.web.executeScript(
      "const { scrollWidth, scrollHeight } = document.documentElement; return scrollWidth <= innerWidth && scrollHeight <= innerHeight",
    );
    if (!fits) found.push(`${words}: the window scrolls, not its panes`);
    found.push(...(await app.web.executeScript(CUT_OFF)).map((text) => `${words}: cut off: ${text}`));
    if (size === sizes[0]) found.push(...(await violations(app)).map((rule) => `${words}: ${rule}`));
  }
  return found;
}
