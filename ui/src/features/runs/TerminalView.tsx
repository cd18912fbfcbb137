import { useComputedColorScheme } from "@mantine/core";
import { FitAddon } from "@xterm/addon-fit";
import { type ITheme, Terminal } from "@xterm/xterm";
import { useEffect, useRef } from "react";
import "@xterm/xterm/css/xterm.css";
import { followOutput } from "../../ipc";
import { OutputFlow } from "./output";
import classes from "./Panes.module.css";

interface Props {
  run: string;
  unit: string;
  attempt: number;
  onFailure: (error: unknown) => void;
  /** Something was printed, or nothing more will be. */
  onOutput: () => void;
}

/** What an attempt prints, live or from the record. Nothing typed here reaches the process. */
export default function TerminalView({ run, unit, attempt, onFailure, onOutput }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const terminal = useRef<Terminal>(null);
  const scheme = useComputedColorScheme("light");
  const failed = useRef(onFailure);
  failed.current = onFailure;
  const heard = useRef(onOutput);
  heard.current = onOutput;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const shown = new Terminal({
      disableStdin: true,
      convertEol: true,
      cursorInactiveStyle: "none",
      fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
      fontSize: 12,
      lineHeight: 1.25,
      scrollback: 20_000,
      screenReaderMode: true,
      // A link in the output is text: the output cannot leave its pane.
      linkHandler: { activate: () => {} },
    });
    terminal.current = shown;
    // The terminal takes every key; these lead out of it.
    shown.attachCustomKeyEventHandler((event) => event.key !== "Tab" && event.key !== "Escape");
    const fit = new FitAddon();
    shown.loadAddon(fit);
    let live = true;
    const flow = new OutputFlow(
      (text) => live && shown.write(text),
      () => {},
    );
    const sized = new ResizeObserver(() => live && fit.fit());
    // The cell is measured with the font; measured before it is there, lines would overlap.
    void document.fonts.load('12px "JetBrains Mono Variable"').finally(() => {
      if (!live) return;
      shown.open(element);
      fit.fit();
      sized.observe(element);
      followOutput(run, unit, attempt, (chunk) => {
        if (!live) return;
        heard.current();
        flow.push(chunk);
      }).catch((error) => live && failed.current(error));
    });
    return () => {
      live = false;
      sized.disconnect();
      shown.dispose();
    };
  }, [run, unit, attempt]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours stand in the style sheet and change with the scheme
  useEffect(() => {
    if (terminal.current && place.current) terminal.current.options.theme = colours(place.current);
  }, [scheme, run, unit, attempt]);

  return <div ref={place} className={classes.terminal} data-testid="output-terminal" />;
}

/** The tokens as plain colours: xterm does not read CSS variables. */
function colours(element: HTMLElement): ITheme {
  const probe = element.appendChild(document.createElement("span"));
  const token = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const theme: ITheme = {
    background: token("--sunken"),
    foreground: token("--ink"),
    cursor: token("--sunken"),
    selectionBackground: token("--accent-soft"),
    red: token("--bad"),
    brightRed: token("--bad"),
    green: token("--ok"),
    brightGreen: token("--ok"),
    yellow: token("--warn"),
    brightYellow: token("--warn"),
    blue: token("--c1"),
    brightBlue: token("--c1"),
    magenta: token("--c4"),
    brightMagenta: token("--c4"),
    cyan: token("--dev"),
    brightCyan: token("--dev"),
    black: token("--ink2"),
    brightBlack: token("--ink3"),
    white: token("--ink"),
    brightWhite: token("--ink"),
  };
  probe.remove();
  return theme;
}
