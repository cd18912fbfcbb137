import { useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { float, sink, useFloating } from "../../floating";
import { Skeleton } from "../../parts/Answered";
import { read } from "../../queries";
import { go, type Route, useRoute } from "../../route";
import { LibraryScreen } from "../library/LibraryScreen";
import { ErrorBoundary } from "./ErrorBoundary";
import classes from "./Frame.module.css";
import { useHere } from "./here";
import { Rail } from "./Rail";
import { TopBar } from "./TopBar";

const RunsScreen = lazy(() => import("../runs/RunsScreen"));
const RunScreen = lazy(() => import("../runs/RunScreen"));
const RestoresScreen = lazy(() => import("../restores/RestoresScreen"));
const PlanScreen = lazy(() => import("../restores/PlanScreen"));
const RestoreScreen = lazy(() => import("../restores/RestoreScreen"));
const EnvironmentsScreen = lazy(() => import("../environments/EnvironmentsScreen"));
const SettingsScreen = lazy(() => import("../settings/SettingsScreen"));
const Palette = lazy(() => import("./Palette"));
const KeysHelp = lazy(() => import("./KeysHelp"));
const SignInDialog = lazy(() => import("../environments/SignInDialog"));

/** Top bar, rail, and the screen that the address names. */
export function Frame() {
  const route = useRoute();
  useTheme();
  useStartPath();
  useGlobalKeys();
  return (
    <div className={classes.frame}>
      <TopBar here={useHere()} />
      <div className={classes.body}>
        <Rail />
        <div className={classes.screen}>
          <ErrorBoundary key={route.place}>
            <Suspense
              fallback={
                <div className={classes.waiting}>
                  <Skeleton lines={6} />
                </div>
              }
            >
              <Screen route={route} />
            </Suspense>
          </ErrorBoundary>
        </div>
      </div>
      <Above />
    </div>
  );
}

function Screen({ route }: { route: Route }) {
  switch (route.place) {
    case "runs":
      return <RunsScreen />;
    case "run":
      return <RunScreen key={route.run} run={route.run} unit={route.unit} />;
    case "runbooks":
      return <LibraryScreen runbook={route.runbook} line={route.line} />;
    case "restores":
      return <RestoresScreen />;
    case "restore":
      return <RestoreScreen key={route.restore} run={route.run} restore={route.restore} />;
    case "restoreUnit":
      return (
        <PlanScreen
          key={`${route.run} ${route.unit}`}
          origin={{ kind: "unit", run: route.run, unit: route.unit }}
        />
      );
    case "restoreTable":
      return (
        <PlanScreen
          key={`${route.environment} ${route.table}`}
          origin={{ kind: "table", environment: route.environment, table: route.table }}
        />
      );
    case "environments":
      return <EnvironmentsScreen />;
    case "settings":
      return <SettingsScreen />;
  }
}

function Above() {
  const floating = useFloating();
  const close = () => sink(floating.kind);
  return (
    <Suspense fallback={null}>
      {floating.kind === "palette" && <Palette onClose={close} />}
      {floating.kind === "keys" && <KeysHelp onClose={close} />}
      {floating.kind === "signIn" && <SignInDialog environment={floating.environment} onClose={close} />}
    </Suspense>
  );
}

function useTheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const theme = useQuery(read.settings()).data?.theme;
  const wanted = theme === "system" ? "auto" : theme;
  useEffect(() => {
    // Setting it draws everything anew, even if it is the same.
    if (wanted && wanted !== colorScheme) setColorScheme(wanted);
  }, [wanted, colorScheme, setColorScheme]);
}

/** Opens the runbook that was named on the command line, once. */
function useStartPath() {
  const startRunbook = useQuery(read.appInfo()).data?.startRunbook;
  useEffect(() => {
    if (startRunbook && window.location.hash === "")
      go({ place: "runbooks", runbook: startRunbook, line: null }, "replace");
  }, [startRunbook]);
}

function useGlobalKeys() {
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        float({ kind: "palette" });
      }
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, .xterm");
      if (event.key === "?" && !typing && !document.querySelector("[role='dialog']")) float({ kind: "keys" });
    };
    window.addEventListener("keydown", heard);
    return () => window.removeEventListener("keydown", heard);
  }, []);
}
