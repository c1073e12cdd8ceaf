// @vitest-environment jsdom
/** An action that is there in; what is saved of it out. */

import { expect, test, vi } from "vitest";
import { ApiError } from "../../api/client";
import { UserDialog } from "../../ui/make";
import { type Binding, newBinding } from "../bindings";
import { ConnectorApi, type Connectors } from "../connectors/connectors";
import type { Runner } from "../runner";
import { FORM } from "../words";
import { EditView } from "./edit-view";
import type { ActionsParent } from "./parent";

const LAMP: Binding = {
  ...newBinding(),
  action: { kind: "connector", connector: "a", command: { kind: "webhook" }, name: "Lamp" },
};

interface Opened {
  readonly form: HTMLFormElement;
  readonly saved: Binding[][];
  readonly said: () => string;
}

async function opened(isLoggedIn: boolean, others: readonly Binding[] = []): Promise<Opened> {
  const saved: Binding[][] = [];
  const dialog = new UserDialog("Actions");
  const parent = {
    dialog,
    isLoggedIn,
    runner: { bindings: [LAMP, ...others] } as unknown as Runner,
    change: (all: Binding[], words: string) => {
      saved.push(all);
      dialog.say(words);
    },
  } as unknown as ActionsParent;
  const said = vi.spyOn(dialog, "say");
  const { body } = await EditView.of(parent, LAMP);
  document.body.replaceChildren(body);
  return {
    form: body.querySelector("form") as HTMLFormElement,
    saved,
    said: () => String(said.mock.lastCall?.[0] ?? ""),
  };
}

const select = (form: HTMLFormElement, name: string, value: string): void => {
  const field = form.elements.namedItem(name) as HTMLSelectElement;
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
};

test.each([false, true])("stays what it was where its connector is not offered", async (isLoggedIn) => {
  vi.spyOn(ConnectorApi.prototype, "list").mockRejectedValue(new ApiError(0, "The server is away."));
  const { form, saved } = await opened(isLoggedIn);
  expect((form.elements.namedItem("action") as HTMLSelectElement).selectedOptions[0]?.textContent).toBe("Lamp");
  select(form, "on", "peace");
  form.requestSubmit();
  expect(saved).toEqual([[{ ...LAMP, on: "peace" }]]);
});

test("is not saved as another one while its connector is asked", async () => {
  const connectors = [{ id: "b", kind: "hue", name: "Bridge", state: "ready" }];
  vi.spyOn(ConnectorApi.prototype, "list").mockResolvedValue({ connectors } as unknown as Connectors);
  vi.spyOn(ConnectorApi.prototype, "choices").mockReturnValue(new Promise(() => undefined));
  const { form, saved, said } = await opened(true);
  select(form, "action", "connector:b");
  form.requestSubmit();
  expect([saved, said()]).toEqual([[], FORM.stillAsking]);
});

test("tells what the same gesture does, too", async () => {
  const action = { kind: "speak", words: "Hello" } as const;
  const others = [false, true].map((isOff): Binding => ({ ...newBinding(), on: "peace", isOff, action }));
  const { form, said } = await opened(false, others);
  select(form, "on", "peace");
  form.requestSubmit();
  expect(said()).toBe("Saved: Lamp. The same gesture also does: Say “Hello”.");
});
