import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { forgetAnswers } from "../mock/core";

// A busy machine takes its time to draw; what never comes still fails.
configure({ asyncUtilTimeout: 8_000 });
HTMLCanvasElement.prototype.getContext = () => null;
// What jsdom does not have and the components ask for.
vi.stubGlobal(
  "ResizeObserver",
  class {
    private readonly heard: ResizeObserverCallback;
    constructor(heard: ResizeObserverCallback) {
      this.heard = heard;
    }
    observe(target: Element) {
      const contentRect = { width: 700, height: 400 } as DOMRectReadOnly;
      this.heard([{ target, contentRect } as ResizeObserverEntry], this);
    }
    unobserve() {}
    disconnect() {}
  },
);
window.matchMedia = (query: string) =>
  ({
    matches: query.includes("min-width"),
    media: query,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
    dispatchEvent: () => false,
    onchange: null,
  }) as MediaQueryList;
Object.defineProperty(document, "fonts", {
  configurable: true,
  value: { load: () => Promise.resolve([]), addEventListener() {}, removeEventListener() {} },
});
Element.prototype.scrollIntoView = () => {};
// The virtual list asks for the size of its frame.
Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 600 });
Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, get: () => 700 });
Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, get: () => 600 });
Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, get: () => 700 });

afterEach(() => {
  cleanup();
  forgetAnswers();
  window.history.replaceState(null, "", "/");
});
