import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { draw } from "../../test/screen";
import { localTime } from "../../time/format";
import { TimeControl } from "./TimeControl";

const bounds = {
  earliest: "2026-10-17T07:52:09Z",
  latest: "2026-11-21T07:47:11Z",
  readAt: "2026-11-21T07:52:09Z",
  recoveryDays: 35,
};
const at = "2026-11-21T07:21:35Z";

function show() {
  const changed = vi.fn();
  draw(<TimeControl at={at} bounds={bounds} onChange={changed} />);
  return changed;
}

test("one instant is seen in UTC, in local time and as time gone by", () => {
  show();
  expect(screen.getByTestId("restore-instant").dataset.instant).toBe(at);
  expect((screen.getByTestId("restore-time") as HTMLInputElement).value).toBe("07:21:35");
  expect(screen.getByTestId("restore-time").nextElementSibling?.textContent).toBe("UTC");
  expect(screen.getByText("Local").nextElementSibling?.textContent).toContain(localTime(at));
  expect(screen.getByText("Ago").nextElementSibling?.textContent).toMatch(/\d/);
});

test("a typed time is taken as UTC when the field is left", () => {
  const changed = show();
  const field = screen.getByTestId("restore-time");
  fireEvent.change(field, { target: { value: "07:20:00" } });
  fireEvent.blur(field);
  expect(changed).toHaveBeenCalledWith("2026-11-21T07:20:00Z");
});

test("a time outside the window is refused with the nearest one, and what was typed stays", () => {
  const changed = show();
  const field = screen.getByTestId("restore-time") as HTMLInputElement;
  fireEvent.change(field, { target: { value: "09:00:00" } });
  fireEvent.blur(field);
  expect(changed).not.toHaveBeenCalled();
  expect(screen.getByRole("alert").textContent).toContain("The nearest is 2026-11-21 07:47:11 UTC.");
  expect(field.value).toBe("09:00:00");
});

test("one second less and more have buttons", () => {
  const changed = show();
  fireEvent.click(screen.getByRole("button", { name: "− 1 s" }));
  fireEvent.click(screen.getByRole("button", { name: "+ 1 s" }));
  expect(changed.mock.calls).toEqual([["2026-11-21T07:21:34Z"], ["2026-11-21T07:21:36Z"]]);
});
