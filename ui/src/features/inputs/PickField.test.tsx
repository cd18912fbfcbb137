import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { answer, called } from "../../mock/core";
import { offers } from "../../mock/offers";
import { page, RUN } from "../../mock/runs";
import { draw, violations } from "../../test/screen";
import { PickField } from "./PickField";

const input = page(RUN).inputs[0];

function Field({ done, basis = "" }: { done?: (value: string) => void; basis?: string }) {
  const [value, setValue] = useState("");
  if (!input) return null;
  return (
    <PickField
      input={{ ...input, pick: "functionVersion" }}
      pick={{ kind: "run", run: RUN }}
      basis={basis}
      environment="apexshare-prod"
      value={value}
      onChange={setValue}
      onDone={done}
    />
  );
}

/** A field whose list depends on what stands in another one. */
function Depending() {
  const [basis, setBasis] = useState("one");
  return (
    <>
      <Field basis={basis} />
      <button type="button" onMouseDown={(event) => event.preventDefault()} onClick={() => setBasis("two")}>
        Another function
      </button>
    </>
  );
}

const field = () => screen.getByRole("combobox", { name: "Previous version" });
const said = () => screen.getByTestId("pick-said").textContent;
const asked = () => called.filter((call) => call.command === "offers");

describe("a value that can be picked from AWS", () => {
  it("asks AWS once, when the list is opened, and not before", async () => {
    const before = asked().length;
    draw(<Field />);
    await userEvent.tab();
    expect(asked().length).toBe(before);
    await userEvent.keyboard("{ArrowDown}");
    const list = await screen.findByRole("listbox", { name: "function versions" });
    expect(within(list).getAllByRole("option")).toHaveLength(5);
    expect(said()).toBe(
      "5 function versions of apexshare-upload-handler-prod in account 2222 2222 2222, eu-west-1.",
    );
    expect(await violations()).toEqual([]);
    await userEvent.keyboard("{Escape}{ArrowDown}");
    expect(asked().length).toBe(before + 1);
    expect(asked().at(-1)?.args).toMatchObject({
      pick: { kind: "run", run: RUN },
      input: "previous-version",
    });
  });

  it("is picked with the keyboard alone", async () => {
    const done: string[] = [];
    draw(<Field done={(value) => done.push(value)} />);
    await userEvent.tab();
    await userEvent.keyboard("{ArrowDown}");
    await screen.findByTestId("offer-42");
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    await waitFor(() => expect((field() as HTMLInputElement).value).not.toBe(""));
    expect(done).toEqual([(field() as HTMLInputElement).value]);
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("is narrowed by what is typed, and takes what is on no list, marked", async () => {
    const done: string[] = [];
    draw(<Field done={(value) => done.push(value)} />);
    await userEvent.type(field(), "v2.13.4");
    expect((await screen.findAllByRole("option")).map((one) => one.dataset.testid)).toEqual(["offer-41"]);
    await userEvent.clear(field());
    await userEvent.type(field(), "77{Enter}");
    expect(done).toEqual(["77"]);
    expect(said()).toBe(
      "Not found among the function versions of apexshare-upload-handler-prod in account 2222 2222 2222, eu-west-1. It is used as typed.",
    );
  });

  it("says what has to be known before there is a list", async () => {
    answer("offers", () => ({
      kind: "notYet",
      sentence: "Which ones depends on “Function”.",
      input: "function",
    }));
    draw(<Field />);
    await userEvent.type(field(), "4");
    await waitFor(() => expect(said()).toBe("Which ones depends on “Function”."));
    expect((field() as HTMLInputElement).value).toBe("4");
  });

  it("says why AWS could not be asked, with the request id, and the value can still be typed", async () => {
    answer("offers", () => {
      throw {
        code: "forbidden",
        message: "The function versions could not be listed: AWS refused it.",
        hint: "The role needs `lambda:ListVersionsByFunction`. Ask for it, or type the value.",
        requestId: "req-1",
      };
    });
    const done: string[] = [];
    draw(<Field done={(value) => done.push(value)} />);
    await userEvent.type(field(), "41");
    const failure = await screen.findByTestId("failure");
    expect(failure.textContent).toContain("lambda:ListVersionsByFunction");
    expect(failure.textContent).toContain("req-1");
    expect(await violations()).toEqual([]);
    answer("offers", offers);
    await userEvent.type(field(), "{Enter}");
    expect(done).toEqual(["41"]);
  });

  it("says so if AWS has nothing of the kind", async () => {
    answer("offers", () => ({ ...offers(), offers: [] }));
    draw(<Field />);
    await userEvent.click(
      screen.getByRole("button", { name: "Show function versions for Previous version" }),
    );
    await waitFor(() => expect(said()).toContain("There are no function versions of"));
  });

  it("tells more of one when the list does not tell all", async () => {
    const [first] = (offers() as Extract<ReturnType<typeof offers>, { kind: "listed" }>).offers;
    answer("offers", () => ({ ...offers(), offers: [{ ...first, facts: [], more: true }] }));
    answer("offer_facts", () => ({ facts: ["ACTIVE", "about 400 items"], at: null }));
    draw(<Field />);
    await userEvent.type(field(), "4");
    await waitFor(() =>
      expect(screen.getByTestId("offer-42").textContent).toContain("ACTIVE · about 400 items"),
    );
  });

  describe("while AWS is being read", () => {
    /** AWS that answers when it is told to, and the questions that were let go of. */
    function slowly() {
      let reply: () => void = () => {};
      answer("offers", () => new Promise((done) => (reply = () => done(offers()))));
      answer("let_go", () => null);
      return { reply: () => reply() };
    }
    const letGo = () => called.filter((call) => call.command === "let_go").map((call) => call.args);
    const lastAsked = () => asked().at(-1)?.args as { question: string };

    it.each([
      ["Cancel", () => userEvent.click(screen.getByTestId("pick-cancel"))],
      ["Escape", () => userEvent.keyboard("{Escape}")],
    ])("%s stops the call; nothing of it is shown, and typing asks no more", async (_, cancel) => {
      const aws = slowly();
      draw(<Field />);
      await userEvent.type(field(), "4");
      await screen.findByTestId("pick-cancel");
      expect(await violations()).toEqual([]);
      const before = letGo().length;
      await cancel();
      await waitFor(() => expect(letGo().slice(before)).toEqual([{ question: lastAsked().question }]));
      aws.reply();
      await waitFor(() =>
        expect(said()).toBe("The function versions were not read. Type the value, or open the list again."),
      );
      const times = asked().length;
      await userEvent.type(field(), "2");
      expect(screen.queryByRole("listbox")).toBeNull();
      expect(asked().length).toBe(times);
      expect((field() as HTMLInputElement).value).toBe("42");
      // The list is one key away.
      answer("offers", offers);
      await userEvent.clear(field());
      await userEvent.keyboard("{ArrowDown}");
      await screen.findByRole("listbox", { name: "function versions" });
    });

    it("closing the dialog stops the call", async () => {
      slowly();
      const { unmount } = draw(<Field />);
      await userEvent.type(field(), "4");
      await screen.findByTestId("pick-cancel");
      const { question } = lastAsked();
      unmount();
      await waitFor(() => expect(letGo().at(-1)).toEqual({ question }));
    });

    it("asking for another list stops the call for the first", async () => {
      slowly();
      draw(<Depending />);
      await userEvent.type(field(), "4");
      await screen.findByTestId("pick-cancel");
      const { question } = lastAsked();
      await userEvent.click(screen.getByRole("button", { name: "Another function" }));
      await waitFor(() => expect(letGo().at(-1)).toEqual({ question }));
    });
  });
});
