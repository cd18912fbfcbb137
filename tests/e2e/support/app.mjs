// The built app in a real window, found by `data-testid` and driven by WebDriver.
import { execFile, spawn, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { belay, nativeDriver, tauriDriver, tempFolder } from "./places.mjs";
import { descendants, endTree, freePort, programOf, signal } from "./processes.mjs";
import { until } from "./until.mjs";

// The UI's packages serve the specs too: a package.json here would be taken for
// the front end by the Tauri CLI.
const require = createRequire(new URL("../../../ui/package.json", import.meta.url));
const { Builder, By, Capabilities, Key } = require("selenium-webdriver");

export { By, Key };

/** The limit of a user namespace. */
const WATCHES = "/proc/sys/user/max_inotify_watches";

/** Whether this machine lets a test have a limit of its own. */
export function canLimitWatches() {
  return spawnSync("unshare", ["--user", "--map-root-user", "sh", "-c", `echo 8 > ${WATCHES}`]).status === 0;
}

/** Sizes at which every screen is looked at. */
export const SIZES = { wide: [1280, 800], narrow: [900, 600] };

/** A home of Belay's, kept over restarts of the app. */
export class Home {
  constructor(sandbox) {
    this.folder = tempFolder("home");
    this.path = this.folder.path;
    this.variables = {};
    if (sandbox) {
      copyFileSync(sandbox.environments, join(this.path, "environments.toml"));
      this.variables = sandbox.variables;
    }
  }

  /** Another home with the same content. */
  copy() {
    const copy = new Home(null);
    cpSync(this.path, copy.path, { recursive: true });
    copy.variables = this.variables;
    return copy;
  }

  /** The environment of everything that runs on this home. */
  env(more = {}) {
    const kept = ["PATH", "DISPLAY", "XAUTHORITY", "LANG", "DBUS_SESSION_BUS_ADDRESS", "TZ"];
    const inherited = Object.fromEntries(kept.filter((name) => process.env[name]).map((name) => [name, process.env[name]]));
    const own = { HOME: this.path, BELAY_HOME: this.path, BELAY_POLL_SECONDS: "1" };
    return { ...inherited, ...own, ...this.variables, ...more };
  }

  /** Runs `belay WORDS` in a terminal's place: `{ code, out, err }`. */
  cli(...words) {
    return new Promise((resolve) => {
      execFile(belay, words, { env: this.env(), maxBuffer: 64 * 1024 * 1024 }, (error, out, err) =>
        resolve({ code: error ? (error.code ?? 1) : 0, out, err }),
      );
    });
  }

  remove() {
    this.folder.remove();
  }
}

export class App {
  /**
   * Opens the window; `words` follow `belay` on its command line. `watches` are as many
   * folders as the system lets it watch, which takes a user namespace.
   */
  static async open({ home, words = [], dark = false, size = "wide", env = {}, watches = null }) {
    if (!existsSync(belay)) throw new Error(`${belay} is not there; \`cargo xtask test --only e2e\` builds it`);
    const [port, native] = [await freePort(), await freePort()];
    const limited = watches === null ? [] : ["unshare", "--user", "--map-root-user", "sh", "-c", `echo ${Number(watches)} > ${WATCHES} && exec "$@"`, "sh"];
    const [program, ...rest] = [...limited, tauriDriver, "--port", String(port), "--native-port", String(native), "--native-driver", nativeDriver];
    const driver = spawn(
      program,
      rest,
      { stdio: ["ignore", "pipe", "pipe"], env: home.env({ ...(dark ? { GTK_THEME: "Adwaita:dark" } : {}), ...env }) },
    );
    const app = new App(driver, home, dark);
    for (const pipe of [driver.stdout, driver.stderr]) pipe.on("data", (chunk) => (app.said += chunk));
    try {
      const server = `http://127.0.0.1:${port}`;
      await until("tauri-driver to listen", async () => (await fetch(`${server}/status`)).ok, { patience: 10_000 });
      const wanted = new Capabilities();
      // Selenium wants a name; tauri-driver goes by its options.
      wanted.setBrowserName("wry").set("tauri:options", { application: belay, args: words });
      app.web = await new Builder().usingServer(server).withCapabilities(wanted).build();
      await app.resize(size);
    } catch (error) {
      await app.close();
      throw new Error(`the window did not open: ${error.message}\n${app.said}`);
    }
    return app;
  }

  constructor(driver, home, dark) {
    this.driver = driver;
    this.home = home;
    this.dark = dark;
    this.said = "";
  }

  async resize(size) {
    const [width, height] = SIZES[size];
    await this.web.manage().window().setRect({ x: 0, y: 0, width, height });
    const inner = () => this.web.executeScript("return innerWidth === arguments[0] && innerHeight === arguments[1]", width, height);
    await until(`a window of ${width} × ${height}`, inner);
  }

  /** The element once it is there and shown. */
  see(testid, patience) {
    return this.seeCss(`[data-testid="${testid}"]`, patience);
  }

  seeCss(css, patience) {
    return until(
      `${css} to be seen`,
      async () => {
        const element = await this.web.findElement(By.css(css));
        return (await element.isDisplayed()) && element;
      },
      { patience },
    );
  }

  /** Whether it is there and shown now. */
  async shows(testid) {
    const found = await this.web.findElements(By.css(`[data-testid="${testid}"]`));
    for (const element of found) if (await element.isDisplayed().catch(() => false)) return true;
    return false;
  }

  gone(testid, patience) {
    return until(`${testid} to go`, async () => !(await this.shows(testid)), { patience });
  }

  /** Clicks once it can be clicked. React may replace an element while we look. */
  async click(testid, patience) {
    await this.clickCss(`[data-testid="${testid}"]`, patience);
  }

  async clickCss(css, patience) {
    await until(
      `a click on ${css}`,
      async () => {
        const element = await this.seeCss(css, 1_000);
        if (!(await element.isEnabled())) return false;
        await this.web.executeScript("arguments[0].scrollIntoView({ block: 'center' })", element);
        await element.click();
        return true;
      },
      { patience },
    );
  }

  /** What it says, once it says something that `wanted` accepts. */
  async says(testid, wanted = /\S/, patience) {
    let last = "";
    return until(
      `${testid} to say ${wanted}`,
      async () => {
        const element = await this.see(testid, 1_000);
        // WebDriver's own text is empty where a line is cut short by an ellipsis.
        last = (await element.getProperty("innerText")) || (await element.getProperty("value")) || "";
        if (!wanted.test(last)) throw new Error(`it says ${JSON.stringify(last)}`);
        return last;
      },
      { patience },
    );
  }

  async attribute(testid, name) {
    return (await this.see(testid)).getAttribute(name);
  }

  /** Replaces what a field holds. */
  async fill(testid, text) {
    await until(`${testid} to hold ${text}`, async () => {
      const field = await this.see(testid, 1_000);
      const holds = async () => (await field.getAttribute("value")) === text;
      if (await holds()) return true;
      // What answers meanwhile may take the selection away; then it is made again.
      await this.web.executeScript("arguments[0].focus(); arguments[0].select()", field);
      await field.sendKeys(text);
      return holds();
    });
  }

  /** Chooses from a list that opens when its field is clicked. */
  async choose(testid, label) {
    await this.click(testid);
    await until(`the option ${label}`, async () => {
      const options = await this.web.findElements(By.css("[role=option]"));
      for (const option of options) {
        if ((await option.isDisplayed()) && (await option.getText()).includes(label)) {
          await option.click();
          return true;
        }
      }
      return false;
    });
  }

  /** A picture of the page. */
  async picture(file) {
    // What the page loads late (fonts, a chart's drawing) belongs in the picture.
    const settled = "return document.fonts.status === 'loaded' && !document.querySelector('[aria-busy=true]')";
    await until("the page to be at rest", () => this.web.executeScript(settled), { patience: 8_000, orElse: () => true });
    writeFileSync(file, await this.web.takeScreenshot(), "base64");
  }

  /** The process that has the window; `belay` becomes it. */
  get pid() {
    const programs = [belay, `${belay}-window`].filter((path) => existsSync(path)).map((path) => realpathSync(path));
    const pid = descendants(this.driver.pid).find((candidate) => programs.includes(programOf(candidate)));
    if (!pid) throw new Error("the app's process is not there");
    return pid;
  }

  /** What a power cut does: `kill -9`, nothing is asked. */
  async kill() {
    const { pid } = this;
    signal(pid, "SIGKILL");
    await endTree(this.driver.pid);
  }

  async close() {
    // The session may be gone already; the processes are ended either way.
    await this.web?.quit().catch(() => {});
    await endTree(this.driver.pid);
  }
}
