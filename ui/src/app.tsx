import { MantineProvider } from "@mantine/core";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Frame } from "./features/shell/Frame";
import { theme, tokensForMantine } from "./theme/theme";

/** The whole window on one set of queries. */
export function App({ queries }: { queries: QueryClient }) {
  return (
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} cssVariablesResolver={tokensForMantine} defaultColorScheme="auto">
        <Frame />
      </MantineProvider>
    </QueryClientProvider>
  );
}
