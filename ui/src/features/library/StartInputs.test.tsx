import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { called } from "../../mock/core";
import { page } from "../../mock/library";
import { draw, violations } from "../../test/screen";
import StartRunDialog from "./StartRunDialog";

it("starts the run with the values that were given in the dialog, and asks for no secret there", async () => {
  draw(
    <StartRunDialog page={page("apexshare")} sections={[]} section={null} guide={null} onClose={() => {}} />,
  );
  const field = await screen.findByTestId("input-previous-version");
  expect(screen.queryByTestId("input-api-token")).toBeNull();
  await userEvent.click(field);
  await userEvent.keyboard("{ArrowDown}");
  await userEvent.click(await screen.findByTestId("offer-41"));
  expect(called.at(-1)?.args).toMatchObject({
    input: "previous-version",
    pick: { kind: "runbook", given: [] },
  });
  expect(screen.getByText("1 of 1 value given; a step asks for what is still open")).toBeTruthy();
  expect(await violations()).toEqual([]);
  await userEvent.click(screen.getByTestId("start-run-confirm"));
  await waitFor(() => expect(called.some((call) => call.command === "start_run")).toBe(true));
  const sent = called.filter((call) => call.command === "start_run").at(-1);
  expect(sent?.args).toMatchObject({ inputs: [{ input: "previous-version", value: "41" }] });
});
