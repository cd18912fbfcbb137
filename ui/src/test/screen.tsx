import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import axe from "axe-core";
import type { ReactElement } from "react";
import { theme, tokensForMantine } from "../theme/theme";

/** A fresh set of queries per test, without waiting between attempts. */
export function freshQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY, networkMode: "always" } },
  });
}

/** Draws a part as the window would. */
export function draw(part: ReactElement, queries = freshQueries()) {
  return {
    queries,
    ...render(
      <QueryClientProvider client={queries}>
        <MantineProvider theme={theme} cssVariablesResolver={tokensForMantine} env="test">
          {part}
        </MantineProvider>
      </QueryClientProvider>,
    ),
  };
}

/** What axe finds, in words. Colours are judged on real pixels elsewhere: jsdom draws none. */
export async function violations(): Promise<string[]> {
  const found = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return found.violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 140)).join(" | ")}`,
  );
}
