import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Challenge } from "../ipc";
import { draw } from "../test/screen";
import { Confirmation } from "./Confirmation";

const challenge: Challenge = {
  token: "t-1",
  prompt: "This makes a new table in production.",
  phrase: "apexshare-uploads-prod-20261121-0721",
  expiresAt: new Date(Date.now() + 300_000).toISOString(),
  reasons: [],
};

function show(more: Partial<Challenge> = {}) {
  const confirmed = vi.fn();
  const renewed = vi.fn();
  draw(
    <Confirmation
      challenge={{ ...challenge, ...more }}
      action="Restore table"
      busy={false}
      production
      onConfirm={confirmed}
      onRenew={renewed}
      testId="typed"
      submitTestId="submit"
    />,
  );
  return {
    confirmed,
    renewed,
    field: screen.getByTestId<HTMLInputElement>("typed"),
    button: screen.getByTestId<HTMLButtonElement>("submit"),
  };
}

test("the field begins empty and the button closed", () => {
  const { field, button } = show();
  expect(field.value).toBe("");
  expect(button.disabled).toBe(true);
});

test("almost the words are not the words", async () => {
  const { field, button, confirmed } = show();
  await userEvent.type(field, `${challenge.phrase.slice(0, -1)}{Enter}`);
  expect(button.disabled).toBe(true);
  expect(confirmed).not.toHaveBeenCalled();
});

test("the words open the button, and what goes out is the token with what was typed", async () => {
  const { field, button, confirmed } = show();
  await userEvent.type(field, challenge.phrase);
  await userEvent.click(button);
  expect(confirmed).toHaveBeenCalledWith({ token: "t-1", typed: challenge.phrase });
});

test("a confirmation that has run out cannot be given, and another can be asked for", async () => {
  const { field, button, renewed } = show({ expiresAt: new Date(Date.now() - 1000).toISOString() });
  expect(field.disabled).toBe(true);
  expect(button.disabled).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Ask again" }));
  expect(renewed).toHaveBeenCalled();
});
