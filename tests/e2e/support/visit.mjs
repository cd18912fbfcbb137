// A person's way through the window in one theme: looking, keys, what floats.
import { By, Key } from "./app.mjs";
import { look, rest, tabThrough } from "./looking.mjs";
import { until } from "./until.mjs";

export class Visit {
  /** Pictures go to `out` and are numbered after `count`; what is wrong gathers in `found`. */
  constructor(app, out, count = 0) {
    this.app = app;
    this.out = out;
    this.found = [];
    this.count = count;
  }

  async look(name, { sizes = ["wide", "narrow"] } = {}) {
    this.count += 1;
    const numbered = `${String(this.count).padStart(2, "0")}-${name}`;
    this.found.push(...(await look(this.app, { out: this.out, name: numbered, sizes })));
    await this.app.resize("wide");
    await rest(this.app);
  }

  async go(hash) {
    await this.app.web.executeScript("location.hash = arguments[0]", hash);
    await rest(this.app);
  }

  async key(...keys) {
    await this.app.web.actions().sendKeys(...keys).perform();
  }

  async chord(modifier, key) {
    await this.app.web.actions().keyDown(modifier).sendKeys(key).keyUp(modifier).perform();
  }

  /** Goes through the screen by keyboard alone. */
  async tab(name) {
    this.found.push(...(await tabThrough(this.app)).map((found) => `${name}: ${found}`));
  }

  /** Looks at what floats, then closes it as the keyboard does. */
  async floating(name) {
    await this.look(name);
    await this.key(Key.ESCAPE);
    await until("nothing to float", async () => (await this.app.web.findElements(By.css("[role=dialog], [role=menu]"))).length === 0);
  }
}
