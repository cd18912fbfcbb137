import { expect, test } from "vitest";
import { OutputFlow } from "./output";

function flow() {
  const written: string[] = [];
  const waiting: (() => void)[] = [];
  let ended = 0;
  const made = new OutputFlow(
    (text) => written.push(text),
    () => {
      ended += 1;
    },
    (flush) => waiting.push(flush),
  );
  const frame = () => {
    for (const flush of waiting.splice(0)) flush();
  };
  return { made, written, frame, ended: () => ended };
}

test("chunks of one frame are written at once", () => {
  const { made, written, frame } = flow();
  made.push({ offset: 0, text: "one\n", ended: false });
  made.push({ offset: 4, text: "two\n", ended: false });
  expect(written).toEqual([]);
  frame();
  expect(written).toEqual(["one\ntwo\n"]);
});

test("following anew repeats nothing", () => {
  const { made, written, frame } = flow();
  made.push({ offset: 0, text: "héllo ", ended: false });
  frame();
  made.push({ offset: 0, text: "héllo ", ended: false });
  made.push({ offset: 0, text: "héllo world", ended: true });
  frame();
  expect(written.join("")).toBe("héllo world");
});

test("the end is told after the last text, also when it comes alone", () => {
  const { made, written, frame, ended } = flow();
  made.push({ offset: 0, text: "done\n", ended: false });
  frame();
  expect(ended()).toBe(0);
  made.push({ offset: 5, text: "", ended: true });
  frame();
  expect(written).toEqual(["done\n"]);
  expect(ended()).toBe(1);
});
