// @vitest-environment jsdom
/** The stats page on its own HTML, with the contract's examples: the right figures in the right cells. */

import { beforeEach, describe, expect, test } from "vitest";
import { ApiError, type Client } from "../api/client";
import { exampleNames, readExample } from "../testing/contract-examples";
import { openPage, stubBrowser, textOf } from "../testing/pages";
import { soon } from "../testing/soon";
import type { Activity, BestModels, Decisions, Groups, Online, Overview, Quality, Shadow, Speed } from "./answers";
import { StatsPage } from "./page";

const overview = (name: string): Overview => readExample(name).reply as Overview;
const rows = (id: string): string[][] =>
  Array.from(document.querySelectorAll(`#${id} tr`), (row) =>
    Array.from(row.children, (cell) => plain(cell.textContent ?? "")),
  );
/** Without the spaces that keep a number and its sign on one line. */
const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const MODEL = "20261122-1a2b3c4d";

const NOTHING = { n: 0, p50: null, p90: null, p99: null };
const ALONE = { compared: null, compared_with: null };
const NO_DRIFT = { psi: null, verdict: null, n: 0, n_reference: 0, bins: [] };
const NO_RATE = { correct: 0, n: 0, rate: null, low: null, high: null, people: null };
/** Replies before the first sample. */
const EMPTY: Readonly<Record<string, unknown>> = {
  models: { ...ALONE, enough: 10, models: [], backbones: [], adoption: [] } satisfies BestModels,
  activity: {
    ...ALONE,
    zone: "UTC",
    day: "2026-11-22",
    half_hours: [{ start: "2026-11-22T00:00:00+00:00", people: 0 }],
    usage_from: "2026-10-26",
    usage_to: "2026-11-22",
    usage: [],
  } satisfies Activity,
  quality: {
    ...ALONE,
    model_id: MODEL,
    enough: 10,
    false_alarms: {
      free_minutes: 0,
      corrected_to_none: 0,
      per_minute: null,
      low: null,
      high: null,
      of_none_shown: NO_RATE,
    },
    confidence: [{ from: 0, to: 0.05, free: 0, free_share: 0, told: 0 }],
    calibration: { n: 0, ece: null, bins: [{ from: 0, to: 0.05, confidence: null, ...NO_RATE }] },
    drift: {
      enough: 100,
      reference: null,
      current: null,
      predictions: NO_DRIFT,
      noise: NO_DRIFT,
      area: NO_DRIFT,
      light: NO_DRIFT,
      hand_size: NO_DRIFT,
      hands: NO_DRIFT,
      side: NO_DRIFT,
    },
  } satisfies Quality,
  decisions: { timeline: [] } satisfies Decisions,
  shadow: {
    ...ALONE,
    enough: 10,
    champion: MODEL,
    challenger: null,
    pairs: [],
  } satisfies Shadow,
  speed: {
    ...ALONE,
    enough: 10,
    groups: [],
    outbox_delay_s: NOTHING,
    received: [],
  } satisfies Speed,
  groups: { ...ALONE, model_id: MODEL, enough: 10, too_few: 0, groups: [] } satisfies Groups,
  online: { online: 2, accounts: 5, people: [] } satisfies Online,
};

interface Opened {
  readonly page: StatsPage;
  /** The queries that the overview was asked with. */
  readonly asked: unknown[];
  now: () => Overview;
  /** Whether who asks is the administrator. */
  isAdministrator: boolean;
  /** What all other addresses answer. */
  others: (name: string) => unknown;
}

const NOON = new Date("2026-11-22T12:00:00Z");

/** Goes to a tab as a person does, and waits until it has its figures. */
async function goTo(tab: string, { page }: Opened): Promise<void> {
  document.getElementById(`to-${tab}`)?.click();
  await page.refresh();
}

function open(first: Overview): Opened {
  const opened: Omit<Opened, "page"> = {
    asked: [],
    now: () => first,
    isAdministrator: false,
    others: (name) => (exampleNames.includes(`stats-${name}`) ? readExample(`stats-${name}`).reply : EMPTY[name]),
  };
  const client = {
    json: async (_: string, path: string) => {
      if (path === "/api/session") return { name: opened.isAdministrator ? "Boss" : null, consent: null };
      if (path === "/api/account") return { administrator: true };
      return opened.others(path.replace("/api/stats/", ""));
    },
    withHeaders: async (_: string, __: string, { query }: { query: unknown }) => {
      opened.asked.push(query);
      return { value: opened.now(), headers: new Headers({ "Figures-Computed-At": "2026-11-22T17:05:32Z" }) };
    },
  } as unknown as Client;
  const draw = async (): Promise<never> => {
    throw new Error("nothing has a width here");
  };
  return Object.assign(opened, {
    page: new StatsPage({ page: document, window, client, zone: "UTC", draw, now: () => NOON }),
  });
}

beforeEach(() => {
  stubBrowser();
  history.replaceState(null, "", "/stats");
  openPage("stats.html");
});

test("shows the server's figures, a tab at a time", async () => {
  const opened = open(overview("stats"));
  await opened.page.refresh();
  expect(textOf("tiles")).toBe("Samples3People1Prompted labels1Corrections1Online now2of 5 accounts");
  expect(textOf("accuracy-now")).toBe("–Needs 10 labels, 2 so far.");
  expect(textOf("computed")).toContain(`model ${MODEL}`);
  expect(textOf("models")).toBe("");
  await goTo("models", opened);
  expect(rows(`report-${MODEL}`)).toEqual([
    ["Label", "Correct", "Recall", "95 % confidence interval", "Precision", "F1"],
    ["L", "0 of 1", "–", "", "–", "–"],
    ["Fist", "1 of 1", "–", "", "–", "–"],
    ["All", "1 of 2", "–", "", "", ""],
  ]);
  expect(rows("recall-by-day")).toEqual([
    ["Day", "Thumbs up", "L", "Fist", "Open palm", "Closed palm", "No gesture"],
    ["2026-11-22", "–", "0 of 1", "1 of 1", "–", "–", "–"],
  ]);
  expect(rows(`confusion-${MODEL}`)[2]).toEqual(["L", "0", "0", "1 (100 %)", "0", "0", "0"]);
  expect(document.querySelector(`#confusion-${MODEL} .right`)?.textContent).toBe("1 (100\u00a0%)");
  expect(document.querySelectorAll(`#confusion-${MODEL} .wrong`)).toHaveLength(1);
  await goTo("usage", opened);
  expect(rows("predictions-by-day")[1]).toEqual(["2026-11-22", "0", "0", "3", "0", "0", "0"]);
  expect(rows("labels-by-day")[1]).toEqual(["2026-11-22", "0", "1", "1", "0", "0", "0"]);
  expect(rows("sessions")[1]?.slice(1)).toEqual(["3", "Fist 3"]);
});

test("each count has what it was, and by how much it differs", async () => {
  const stats = overview("stats");
  const totals = { ...stats.totals, samples: 1, prompted: 1, corrected: 4 };
  const opened = open({
    ...stats,
    compared: { ...stats, totals },
    compared_with: { model: null, from: "2026-09-28", to: "2026-10-25" },
  });
  await opened.page.refresh();
  const changes = (): string[] =>
    [...document.querySelectorAll("#tiles details:not([hidden])")].map(
      ({ children: [by, was] }) => `${by?.textContent}, ${was?.textContent}`,
    );
  expect(changes()).toEqual(["+2, 1 before", "0, 1 before", "0, 1 before", "-3, 4 before"]);
  expect(textOf("tiles")).toContain("Online now2of 5 accounts");
  opened.now = () => ({
    ...stats,
    compared: { ...stats, totals },
    compared_with: { model: "a", from: null, to: null },
  });
  await opened.page.refresh();
  expect(changes()[0]).toBe("+2, a: 1");
  opened.now = () => stats;
  await opened.page.refresh();
  expect(changes()).toEqual([]);
});

describe("where there is nothing to show", () => {
  const isShown = (id: string): boolean => document.getElementById(id)?.hidden === false;

  test("before the first sample there is one sentence and one button", async () => {
    const opened = open(overview("stats-nobody"));
    opened.others = (name) => EMPTY[name];
    await opened.page.refresh();
    expect(textOf("no-samples")).toContain("Start the camera");
    expect(["no-samples", "tabs", "filters", "tab-bar", "no-match"].map(isShown)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test("filters that match nothing say so, and one button takes them back", async () => {
    const nobody = overview("stats-nobody");
    const opened = open({ ...nobody, choices: { ...nobody.choices, from: "2026-01-01", to: "2026-01-02" } });
    opened.others = (name) => EMPTY[name];
    await opened.page.refresh();
    expect(["no-samples", "no-match", "tabs", "filters"].map(isShown)).toEqual([false, true, false, true]);
    document.getElementById("clear-filters")?.click();
    expect(location.search).toBe("?days=all");
    expect(opened.asked.at(-1)).toEqual({});
  });

  test.each([
    ["model: there is none with the id nonsense.", "There is no such model here: choose one from the list."],
    ["to: must not lie before from. Swap the two.", "The last day is before the first: swap the two."],
    ["x: must be y.", ""],
  ])("filters that the server refuses say why once, and one button takes them back: %s", async (told, words) => {
    history.replaceState(null, "", "/stats?model=nonsense");
    const opened = open(overview("stats"));
    opened.now = () => {
      throw new ApiError(400, told);
    };
    await opened.page.refresh();
    expect(["no-match", "tabs", "filters"].map(isShown)).toEqual([true, false, true]);
    expect(textOf("no-match-words")).toBe(`These filters cannot be used. ${words}`.trim());
    expect(textOf("computed")).toBe("");
    opened.now = () => overview("stats");
    document.getElementById("clear-filters")?.click();
    await soon(() => expect(["no-match", "tabs"].map(isShown)).toEqual([false, true]));
  });
});

describe("tabs", () => {
  test("are addresses: a link opens one, Back returns, and the filters stay", async () => {
    history.replaceState(null, "", "/stats?tab=speed&days=7");
    const opened = open(overview("stats"));
    await opened.page.refresh();
    const shown = (): string[] =>
      Array.from(document.querySelectorAll<HTMLElement>(".tab:not([hidden])"), ({ id }) => id);
    expect(shown()).toEqual(["tab-speed"]);
    expect(document.title).toBe("Speed · Stats · Hand gestures");
    expect(document.getElementById("to-models")?.getAttribute("href")).toBe("./stats?tab=models&days=7");
    await goTo("quality", opened);
    expect([shown(), location.search]).toEqual([["tab-quality"], "?tab=quality&days=7"]);
    expect(document.querySelector("#tab-bar [aria-current]")?.id).toBe("to-quality");
    history.back();
    await soon(() => expect(shown()).toEqual(["tab-speed"]));
  });

  test("a link that is opened elsewhere leaves this page alone", async () => {
    open(overview("stats"));
    const click = new MouseEvent("click", { ctrlKey: true, bubbles: true, cancelable: true });
    document.getElementById("to-models")?.addEventListener("click", (event) => event.preventDefault());
    document.getElementById("to-models")?.dispatchEvent(click);
    expect(location.search).toBe("");
  });

  test("only what is on the tab is asked for", async () => {
    const asked: string[] = [];
    const opened = open(overview("stats"));
    const others = opened.others;
    opened.others = (name) => {
      asked.push(name);
      return others(name);
    };
    await opened.page.refresh();
    expect(asked).toEqual(["groups", "online"]);
    asked.length = 0;
    await goTo("speed", opened);
    expect(new Set(asked)).toEqual(new Set(["speed"]));
  });
});

test("what was shown often has rates, their intervals and means", async () => {
  const many = overview("stats");
  const rate = { correct: 18, n: 20, rate: 0.9, low: 0.699, high: 0.972, people: null };
  const means = { precision: 0.95, recall: 0.9, f1: 0.924 };
  const per_gesture = [{ gesture: "fist", precision: { ...rate, rate: 0.85 }, recall: rate, f1: 0.874 }];
  const report = {
    enough: 10,
    enough_people: null,
    accuracy: rate,
    per_gesture,
    macro: means,
    weighted: { ...means, f1: 0.931 },
  };
  const opened = open({ ...many, report });
  const others = opened.others;
  opened.others = (name) => (name === "models" ? { enough: 10, models: [], adoption: [] } : others(name));
  await opened.page.refresh();
  expect(plain(textOf("accuracy-now"))).toBe(
    "90.0 %95 % confidence interval 69 – 98 %18 of 20 labelled samples were correct",
  );
  await goTo("models", opened);
  expect(rows(`report-${MODEL}`).slice(1)).toEqual([
    ["Fist", "18 of 20", "90.0 %", "69 – 98 %", "85.0 %", "0.87"],
    ["All", "18 of 20", "90.0 %", "69 – 98 %", "", ""],
    ["Macro average", "", "90.0 %", "", "95.0 %", "0.92"],
    ["Weighted average", "", "90.0 %", "", "95.0 %", "0.93"],
  ]);
});

describe("read again", () => {
  test("an administrator who logs in in another tab sees the mistakes without a reload", async () => {
    history.replaceState(null, "", "/stats?tab=mistakes");
    const opened = open(overview("stats"));
    const others = opened.others;
    opened.others = (name) => (name === "mistakes" ? { mistakes: [] } : others(name));
    await opened.page.refresh();
    expect(document.getElementById("mistakes-hidden")?.hidden).toBe(false);
    expect(textOf("gallery")).toBe("");
    opened.isAdministrator = true;
    await opened.page.refresh();
    await opened.page.refresh();
    expect(document.getElementById("mistakes-hidden")?.hidden).toBe(true);
    expect(textOf("mistakes")).toContain("No mistakes");
  });

  test("figures that did not change leave the page alone", async () => {
    history.replaceState(null, "", "/stats?tab=models");
    const opened = open(overview("stats"));
    await opened.page.refresh();
    const table = document.querySelector(`#confusion-${MODEL} table`);
    await opened.page.refresh();
    expect(document.querySelector(`#confusion-${MODEL} table`)).toBe(table);
  });

  test("new figures leave open what is open and the focus where it is", async () => {
    const opened = open(overview("stats"));
    await opened.page.refresh();
    await goTo("usage", opened);
    const button = document.querySelector<HTMLButtonElement>("#labels-by-day button");
    const details = document.querySelector<HTMLDetailsElement>("#predictions-by-day details");
    if (details === null || button === null) throw new Error("no details, no button");
    details.open = true;
    button.focus();
    const stats = overview("stats");
    opened.now = () => ({ ...stats, by_day: stats.by_day.map((each) => ({ ...each, samples: 4 })) });
    await opened.page.refresh();
    expect(rows("predictions-by-day")[1]).toContain("4");
    expect(document.querySelector("#predictions-by-day details")).toBe(details);
    expect(details.open).toBe(true);
    expect(document.activeElement).toBe(button);
  });

  test("a server that is away is said, and the figures stay until it is back", async () => {
    history.replaceState(null, "", "/stats?tab=models");
    const opened = open(overview("stats"));
    await opened.page.refresh();
    opened.now = () => {
      throw new ApiError(0, "The server cannot be reached.");
    };
    await opened.page.refresh();
    expect(document.getElementById("away")?.hidden).toBe(false);
    expect(textOf("away")).toMatch(/^Stats need the network.* It has not been reached since /);
    expect(textOf("computed")).toContain("as of");
    expect(document.querySelectorAll("section .trouble:not([hidden])")).toHaveLength(0);
    expect(rows(`report-${MODEL}`)).toHaveLength(4);
    opened.now = () => overview("stats");
    await opened.page.refresh();
    expect(document.getElementById("away")?.hidden).toBe(true);
  });

  test("a section that the server cannot fill says why, and keeps what it had", async () => {
    const opened = open(overview("stats"));
    await opened.page.refresh();
    opened.now = () => {
      throw new ApiError(503, "The database does not answer.");
    };
    await opened.page.refresh();
    const trouble = document.querySelector<HTMLElement>("#good .trouble");
    expect(trouble?.hidden).toBe(false);
    expect(trouble?.textContent).toMatch(/^The database does not answer\. .*figures from before/);
    expect(document.getElementById("away")?.hidden).toBe(true);
    expect(textOf("tiles")).toContain("Samples3");
  });

  test("a tab that is gone to while the server is away says so and shows nothing of before", async () => {
    const opened = open(overview("stats"));
    await opened.page.refresh();
    opened.others = () => {
      throw new ApiError(0, "The server cannot be reached.");
    };
    await goTo("speed", opened);
    expect(document.getElementById("away")?.hidden).toBe(false);
    expect(textOf("latency-by-device")).not.toContain("ms");
  });
});

test("a page that opens without a network says since when there is none, instead of that it loads", async () => {
  const opened = open(overview("stats"));
  opened.now = () => {
    throw new ApiError(0, "The server cannot be reached.");
  };
  await opened.page.refresh();
  expect(textOf("computed")).toMatch(/^No figures yet: the server has not been reached since \d/);
});

test("one address that fails leaves all other sections as they are", async () => {
  history.replaceState(null, "", "/stats?tab=usage");
  const opened = open(overview("stats"));
  const others = opened.others;
  opened.others = (name) => {
    if (name === "activity") throw new ApiError(502, "The server's answer is not as expected.");
    return others(name);
  };
  await opened.page.refresh();
  const troubles = Array.from(document.querySelectorAll(".trouble:not([hidden])"));
  expect(troubles.map((each) => [each.closest("section")?.id, each.textContent])).toEqual([
    ["usage", "The server's answer is not as expected."],
  ]);
  expect(rows("labels-by-day").length).toBeGreaterThan(1);
  expect(rows("received").length).toBeGreaterThan(1);
});

test("says that figures are made up while they are", async () => {
  const opened = open({ ...overview("stats"), demo: true });
  await opened.page.refresh();
  expect(document.getElementById("demo")?.hidden).toBe(false);
  opened.now = () => ({ ...overview("stats"), demo: false });
  await opened.page.refresh();
  expect(document.getElementById("demo")?.hidden).toBe(true);
});

describe("filters", () => {
  const form = (): HTMLFormElement => document.querySelector("#filters") as HTMLFormElement;
  const choose = (name: string, value: string): void => {
    const control = form().elements.namedItem(name) as HTMLSelectElement | HTMLInputElement;
    control.value = value;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  };

  test("come from the address, go to the server, and stay selected", async () => {
    history.replaceState(null, "", "/stats?days=all&model=older&label_source=corrected&people=equal");
    const opened = open(overview("stats"));
    await opened.page.refresh();
    expect(opened.asked).toEqual([{ model: "older", label_source: "corrected", people: "equal" }]);
    expect((form().elements.namedItem("model") as HTMLSelectElement).value).toBe("older");
    expect((form().elements.namedItem("people") as HTMLInputElement).checked).toBe(true);
    expect(form().querySelector("details summary")?.textContent).toContain("(2 chosen)");
  });

  test("that a person chooses become part of the address, which Back undoes", async () => {
    const opened = open(overview("stats"));
    await opened.page.refresh();
    choose("label_source", "both");
    expect(location.search).toBe("?label_source=both");
    choose("from", "2026-11-20");
    const days = { from: "2026-11-20", to: "2026-11-22", compare: "previous" };
    expect(location.search).toBe("?from=2026-11-20&to=2026-11-22&label_source=both");
    await soon(() => expect(opened.asked.at(-1)).toEqual({ ...days, label_source: "both" }));
    expect(form().querySelector("[aria-pressed=true]")).toBeNull();
    history.back();
    await soon(() => expect(opened.asked.at(-1)).toMatchObject({ from: "2026-10-26", label_source: "both" }));
    expect((form().elements.namedItem("from") as HTMLInputElement).value).toBe("2026-10-26");
    form().querySelector<HTMLButtonElement>("[type=reset]")?.click();
    expect(location.search).toBe("");
  });

  test("the period is one of four to today, all, or days of one's own", async () => {
    const opened = open(overview("stats"));
    await opened.page.refresh();
    choose("from", "2026-11-01");
    form().querySelector<HTMLButtonElement>("[data-days='7']")?.click();
    expect(location.search).toBe("?days=7");
    await soon(() => expect(opened.asked.at(-1)).toMatchObject({ from: "2026-11-16", to: "2026-11-22" }));
    choose("label_source", "both");
    expect(location.search).toBe("?days=7&label_source=both");
    form().querySelector<HTMLButtonElement>("[data-days='28']")?.click();
    expect(location.search).toBe("?label_source=both");
  });

  test("a day in a table is those days, and the label of a gesture its mistakes, with the other filters", async () => {
    history.replaceState(null, "", "/stats?days=7&people=equal");
    const opened = open(overview("stats"));
    await opened.page.refresh();
    document.querySelector<HTMLButtonElement>("#accuracy-by-day tbody button")?.click();
    expect(location.search).toBe("?from=2026-11-22&to=2026-11-22&people=equal");
    document.querySelector<HTMLButtonElement>("#recall-by-need tbody button")?.click();
    expect(location.search).toMatch(/^\?tab=mistakes&from=2026-11-22&to=2026-11-22&people=equal&label=/);
    expect(textOf("mistakes-cell")).toBe("");
    await opened.page.refresh();
    expect(textOf("mistakes-cell")).toMatch(/^Labelled /);
    document.getElementById("all-mistakes")?.click();
    expect(location.search).toBe("?tab=mistakes&from=2026-11-22&to=2026-11-22&people=equal");
  });

  test("a model to compare with is asked for in place of the period before", async () => {
    const opened = open(overview("stats"));
    await opened.page.refresh();
    const compare = form().elements.namedItem("compare") as HTMLSelectElement;
    expect(compare.options[0]?.textContent).toBe("Period before");
    choose("compare", MODEL);
    expect(location.search).toBe(`?compare=${MODEL}`);
    await soon(() => expect(opened.asked.at(-1)).toMatchObject({ compare: MODEL }));
    history.replaceState(null, "", "/stats?days=all");
    dispatchEvent(new PopStateEvent("popstate"));
    expect(compare.options[0]?.textContent).toBe("Nothing");
  });

  test("what stands there is marked as of other filters until the answer comes", async () => {
    const opened = open(overview("stats"));
    await opened.page.refresh();
    const section = document.getElementById("better");
    choose("label_source", "both");
    expect(section?.getAttribute("aria-busy")).toBe("true");
    await opened.page.refresh();
    expect(section?.hasAttribute("aria-busy")).toBe(false);
  });
});
