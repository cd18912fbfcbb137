import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// `vite --mode mock` and the unit tests answer commands from src/mock instead of
// the Rust side. The production build never resolves these aliases.
const mockBackend = {
  "@tauri-apps/api/core": here("./src/mock/core.ts"),
  "@tauri-apps/api/event": here("./src/mock/event.ts"),
};

export default defineConfig(({ mode }) => ({
  base: "./",
  plugins: [react()],
  resolve: { alias: mode === "mock" || mode === "test" ? mockBackend : {} },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    outDir: mode === "mock" ? "dist-mock" : "dist",
    target: "safari17",
    // Fonts and icons stay files: the content policy has no room for data: fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 450,
  },
  test: {
    environment: "jsdom",
    pool: "threads",
    // The files share one document; each leaves it as it was (test/setup.ts).
    isolate: false,
    testTimeout: 20_000,
    setupFiles: ["src/test/setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
}));
