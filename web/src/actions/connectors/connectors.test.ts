// @vitest-environment jsdom
/** What the server says of connectors in; lists, forms, commands and words out. */

import { beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../../api/client";
import { type Binding, newBinding } from "../bindings";
import { COMMANDS, CONNECTORS, DOING } from "../words";
import { CommandForm } from "./command-form";
import { connectorForm } from "./connector-form";
import { type Choice, type Command, type Connector, ConnectorApi, type Run } from "./connectors";
import { ConnectorsView } from "./connectors-view";
import { tell } from "./tell";

const BROKER: Connector = {
  id: "11111111-1111-4111-8111-111111111111",
  kind: "mqtt",
  name: "Broker",
  address: "mqtt://127.0.0.1:1883",
  user: "",
  has_secret: false,
  state: "ready",
  created_at: "2026-11-28T10:00:00Z",
};
const RUN = { outcome: "done", detail: null } as Run;
const field = (root: ParentNode, name: string): HTMLInputElement => {
  return root.querySelector(`[name="${name}"]`) as HTMLInputElement;
};

describe("a command", () => {
  const of = (kind: Connector["kind"], choices: readonly Choice[], before: Command | null = null): CommandForm =>
    new CommandForm({ ...BROKER, kind, name: "It" }, choices, before);

  test("of a broker has a topic and a message", () => {
    const form = of("mqtt", []);
    for (const topic of [" ", "home/+", "#"]) {
      field(form.body, "topic").value = topic;
      expect(form.choose()).toBe(COMMANDS.noTopic);
    }
    field(form.body, "topic").value = "home/lamp ";
    field(form.body, "payload").value = "on";
    expect(form.choose()).toEqual({
      command: { kind: "mqtt", topic: "home/lamp", payload: "on" },
      words: "It: home/lamp on",
    });
  });

  test("of a bridge names a lamp and what it does, and is shown again as it was", () => {
    const choices = [
      { target: "light", id: "a", name: "Kitchen" },
      { target: "grouped_light", id: "b", name: "Upstairs" },
    ];
    expect(of("hue", choices).choose()).toMatchObject({ words: "It: Kitchen, on or off" });
    const command: Command = { kind: "hue", target: "grouped_light", id: "b", do: "dimmer" };
    expect(of("hue", choices, command).choose()).toEqual({ command, words: "It: Upstairs, dimmer" });
    expect(of("hue", []).choose()).toBe(CONNECTORS.nothingThere);
  });

  test("of an entity whose name every object has is one like others", () => {
    const form = of("home-assistant", [{ target: "constructor", id: "constructor.a", name: "A" }]);
    expect(form.choose()).toMatchObject({ command: { service: "constructor.toggle", entity_id: "constructor.a" } });
  });

  test("of Home Assistant offers what its entity can do", () => {
    const choices = [
      { target: "scene", id: "scene.night", name: "Night" },
      { target: "light", id: "light.desk", name: "Desk" },
    ];
    const form = of("home-assistant", choices);
    expect(form.choose()).toMatchObject({ command: { service: "scene.turn_on", entity_id: "scene.night" } });
    const command: Command = { kind: "home-assistant", service: "light.turn_off", entity_id: "light.desk" };
    expect(of("home-assistant", choices, command).choose()).toMatchObject({ command, words: "It: Desk, off" });
  });

  test("of a speaker and of a webhook need little", () => {
    expect(of("sonos", []).choose()).toMatchObject({ command: { kind: "sonos", do: "toggle" } });
    expect(of("webhook", []).choose()).toEqual({ command: { kind: "webhook" }, words: "It" });
  });
});

describe("the list", () => {
  const api = new ConnectorApi();
  const said: string[] = [];
  const dialog = {
    say: (words: string) => void said.push(words),
    attempt: async (step: () => Promise<unknown>) => step().then(() => true),
    focusTitle: () => undefined,
  };
  let view: ConnectorsView;
  beforeEach(() => {
    said.length = 0;
    view = new ConnectorsView(dialog, new Map(), [], api);
  });

  test.each([
    [401, "x", CONNECTORS.logIn],
    [0, "The server cannot be reached.", "The server cannot be reached."],
  ])("says why there is none (%i)", async (status, words, shown) => {
    vi.spyOn(api, "list").mockRejectedValue(new ApiError(status, words));
    await view.fill();
    expect(view.body.textContent).toContain(shown);
  });

  test("offers none where no address is allowed", async () => {
    vi.spyOn(api, "list").mockResolvedValue({ connectors: [], enabled: false, most: 20 });
    await view.fill();
    expect([view.body.textContent, view.body.querySelector("button")]).toEqual([
      CONNECTORS.title + CONNECTORS.notAllowed,
      null,
    ]);
  });

  test("asks before one goes that actions use, and names them", async () => {
    vi.spyOn(api, "list").mockResolvedValue({ connectors: [BROKER], enabled: true, most: 20 });
    const remove = vi.spyOn(api, "remove").mockResolvedValue(undefined);
    const press = (words: string): void => {
      [...view.body.querySelectorAll("button")].find((each) => each.textContent === words)?.click();
    };
    const action = { kind: "connector", connector: BROKER.id, command: { kind: "webhook" }, name: "Lamp on" } as const;
    const another = { ...action, connector: "another", name: "Music" };
    const bindings = [action, another].map((each): Binding => ({ ...newBinding(), on: "peace", action: each }));
    view = new ConnectorsView(dialog, new Map(), bindings, api);
    await view.fill();
    press(CONNECTORS.delete);
    expect([...view.body.querySelectorAll("li")].map((line) => line.textContent)).toEqual(["Peace → Lamp on"]);
    press(CONNECTORS.keep);
    await vi.waitFor(() => expect(view.body.textContent).toContain(CONNECTORS.add));
    expect(remove).not.toHaveBeenCalled();
    press(CONNECTORS.delete);
    press(CONNECTORS.deleteYes("Broker"));
    await vi.waitFor(() => expect(said).toEqual([CONNECTORS.deleted("Broker")]));
    view = new ConnectorsView(dialog, new Map(), bindings.slice(1), api);
    await view.fill();
    press(CONNECTORS.delete);
    await vi.waitFor(() => expect(remove.mock.calls).toEqual([[BROKER.id], [BROKER.id]]));
  });

  test("adds one, and sends a secret only where there is one", async () => {
    const list = vi.spyOn(api, "list").mockResolvedValue({ connectors: [BROKER], enabled: true, most: 20 });
    const add = vi.spyOn(api, "add").mockResolvedValue(BROKER);
    await view.fill();
    expect(view.body.textContent).toContain("BrokerMQTT broker · mqtt://127.0.0.1:1883");
    const button = [...view.body.querySelectorAll("button")].find((each) => each.textContent === CONNECTORS.add);
    button?.click();
    field(view.body, "kind").value = "mqtt";
    field(view.body, "name").value = "Broker";
    field(view.body, "address").value = BROKER.address;
    view.body.querySelector("form")?.requestSubmit();
    await vi.waitFor(() => expect(said).toEqual(["Broker is saved."]));
    expect(add.mock.calls).toEqual([[{ kind: "mqtt", name: "Broker", address: BROKER.address, user: "" }]]);
    expect(list).toHaveBeenCalledTimes(2);
  });
});

describe("the form", () => {
  test.each([
    ["name", " ", CONNECTORS.noName],
    ["address", "", CONNECTORS.noAddress(CONNECTORS.addresses.webhook)],
    ["address", "https://example.com/a b", CONNECTORS.noAddress(CONNECTORS.addresses.webhook)],
    ["secret", "Schlüssel", CONNECTORS.badSecret],
    ["secret", "key ", CONNECTORS.badSecret],
  ])("asks again for what the server would not take (%s: %j)", (name, value, words) => {
    const listener = { add: vi.fn(), change: vi.fn(), cancel: vi.fn(), say: vi.fn() };
    const form = connectorForm(null, listener);
    document.body.replaceChildren(form);
    field(form, "name").value = "Hook";
    field(form, "address").value = "https://example.com/hook";
    field(form, name).value = value;
    form.requestSubmit();
    expect([listener.say.mock.calls, listener.add.mock.calls]).toEqual([[[words]], []]);
    expect(document.activeElement).toBe(field(form, name));
  });
});

describe("telling", () => {
  const action = { connector: BROKER.id, name: "Lamp: on", command: { kind: "webhook" } } as const;

  test.each([
    [RUN, "Lamp: on"],
    [{ ...RUN, outcome: "waiting" }, "Lamp: on: no answer yet, it is tried again."],
  ] as const)("says what came of it (%#)", async (run, words) => {
    const api = new ConnectorApi();
    vi.spyOn(api, "run").mockResolvedValue(run);
    await expect(tell(action, "fist", api)).resolves.toBe(words);
  });

  test("fails in the server's words", async () => {
    const api = new ConnectorApi();
    vi.spyOn(api, "run").mockResolvedValue({ ...RUN, outcome: "failed", detail: "It answered 500." });
    await expect(tell(action, "fist", api)).rejects.toThrow("It answered 500.");
  });

  test("says what to do where the connector is there no longer", async () => {
    const api = new ConnectorApi();
    vi.spyOn(api, "run").mockRejectedValue(new ApiError(404, "You have no connector of this id."));
    await expect(tell(action, "fist", api)).rejects.toThrow(DOING.gone("Lamp: on"));
  });

  test("on trial waits for what comes of it in the end", async () => {
    vi.useFakeTimers();
    const api = new ConnectorApi();
    const waiting = { ...RUN, key: "1", outcome: "waiting" } as const;
    vi.spyOn(api, "run").mockResolvedValue(waiting);
    vi.spyOn(api, "runs")
      .mockResolvedValueOnce([waiting])
      .mockResolvedValue([{ ...waiting, outcome: "done" }]);
    const told = tell(action, null, api);
    await vi.advanceTimersByTimeAsync(4000);
    await expect(told).resolves.toBe("Lamp: on");
    vi.useRealTimers();
  });

  test("a request that was lost is sent again with the same key, once", async () => {
    vi.useFakeTimers();
    const json = vi.fn().mockRejectedValueOnce(new ApiError(0, "lost")).mockResolvedValue(RUN);
    const told = new ConnectorApi({ json } as never).run(BROKER.id, { kind: "webhook" }, null);
    await vi.advanceTimersByTimeAsync(500);
    await expect(told).resolves.toEqual(RUN);
    const keys = json.mock.calls.map(([, , { body }]) => body.key);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    vi.useRealTimers();
  });
});
