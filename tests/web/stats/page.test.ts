// @vitest-environment jsdom
/** The stats page on its own HTML, with the contract's examples: the right figures in the right cells. */

import { beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../../../web/src/shared/api";
import { type Overview, parseOverview } from "../../../web/src/shared/stats/overview";
import type { Marked } from "../../../web/src/shared/transport";
import { StatsPage } from "../../../web/src/stats/page";
import { openPage, textOf } from "../page/pages";
import { readExample } from "../shared/examples";
import { stubBrowser } from "./browser";

const overview = (name: string): Overview => parseOverview(readExample(name).reply, "reply");
const rows = (id: string): string[][] =>
  Array.from(document.querySelectorAll(`#${id} tr`), (row) =>
    Array.from(row.children, (cell) => cell.textContent ?? ""),
  );
const MODEL = "20261122-1a2b3c4d";

interface Opened {
  readonly page: StatsPage;
  /** The queries that were asked with. */
  readonly asked: string[];
  now: () => Marked<Overview> | null;
}

function open(first: Overview): Opened {
  const opened: Omit<Opened, "page"> = { asked: [], now: () => ({ value: first, etag: null }) };
  const api = {
    overview: (query: string) => async () => {
      opened.asked.push(query);
      return opened.now();
    },
  };
  const draw = async (): Promise<never> => {
    throw new Error("nothing has a width here");
  };
  return Object.assign(opened, { page: new StatsPage({ page: document, window, api, draw }) });
}

beforeEach(() => {
  stubBrowser();
  history.replaceState(null, "", "/stats");
  openPage("stats.html");
});

test("shows the server's figures", async () => {
  await open(overview("stats")).page.refresh();
  expect(textOf("totals")).toBe("Samples3People1Sessions1Accuracytoo fewof 2 samples");
  expect(rows(`report-${MODEL}`)).toEqual([
    ["Gesture shown", "Right", "Recall", "95 % interval", "Precision", "F1"],
    ["L", "0 of 1", "too few", "", "too few", "too few"],
    ["Fist", "1 of 1", "too few", "", "too few", "too few"],
    ["All", "1 of 2", "too few", "", "", ""],
  ]);
  expect(rows("recall-by-day")).toEqual([
    ["Day", "Thumbs up", "L", "Fist", "Open palm", "Closed palm", "No gesture"],
    ["2026-11-22", "–", "0 of 1", "1 of 1", "–", "–", "–"],
  ]);
  expect(rows(`confusion-${MODEL}`)[2]).toEqual(["L", "0", "0", "1 (100 %)", "0", "0", "0", "1"]);
  expect(document.querySelector(`#confusion-${MODEL} .right`)?.textContent).toBe("1 (100 %)");
  expect(document.querySelectorAll(`#confusion-${MODEL} .wrong`)).toHaveLength(1);
  expect(rows("predicted-gestures")[1]).toEqual(["2026-11-22", "0", "0", "3", "0", "0", "0"]);
  expect(rows("true-gestures")[1]).toEqual(["2026-11-22", "0", "1", "1", "0", "0", "0"]);
  expect(rows("sessions")[1]?.slice(1)).toEqual(["3", "Fist 3"]);
  expect(textOf("computed")).toContain(`model ${MODEL}`);
});

test("says what is missing before the first sample, and how to get one", async () => {
  await open(overview("stats-nobody")).page.refresh();
  expect(textOf("totals")).toBe("Samples0People0Sessions0Accuracytoo fewof 0 samples");
  expect(textOf("models")).toContain("press its key");
  expect(textOf("predicted-gestures")).toContain("No sample yet.");
  expect(textOf("recall-by-day")).toContain("Nobody has said yet");
  expect(textOf("sessions")).toContain("Log in");
  expect(document.querySelectorAll(".figure-body:not([hidden])")).toHaveLength(0);
});

test("what was shown often has rates, their intervals and means", async () => {
  const many = overview("stats");
  const rate = { correct: 18, n: 20, rate: 0.9, low: 0.699, high: 0.972, people: null };
  const means = { precision: 0.95, recall: 0.9, f1: 0.924 };
  const perGesture = [{ gesture: "fist", precision: { ...rate, rate: 0.85 }, recall: rate, f1: 0.874 }];
  const report = {
    enough: 10,
    enoughPeople: null,
    accuracy: rate,
    perGesture,
    macro: means,
    weighted: { ...means, f1: 0.931 },
  };
  await open({ ...many, report }).page.refresh();
  expect(textOf("totals")).toContain("Accuracy90.0 %69 – 98 % of 20 samples");
  expect(rows(`report-${MODEL}`).slice(1)).toEqual([
    ["Fist", "18 of 20", "90.0 %", "69 – 98 %", "85.0 %", "0.87"],
    ["All", "18 of 20", "90.0 %", "69 – 98 %", "", ""],
    ["Mean of the gestures", "", "90.0 %", "", "95.0 %", "0.92"],
    ["Mean by how often shown", "", "90.0 %", "", "95.0 %", "0.93"],
  ]);
});

describe("read again", () => {
  test("figures that did not change leave the page alone", async () => {
    const opened = open(overview("stats"));
    await opened.page.refresh();
    const table = document.querySelector(`#confusion-${MODEL} table`);
    opened.now = () => null;
    await opened.page.refresh();
    expect(document.querySelector(`#confusion-${MODEL} table`)).toBe(table);
  });

  test("new figures leave open what is open and the focus where it is", async () => {
    const opened = open(overview("stats"));
    await opened.page.refresh();
    const report = document.querySelector<HTMLButtonElement>(`#report-${MODEL} button`);
    const details = document.querySelector<HTMLDetailsElement>("#predicted-gestures details");
    if (details === null || report === null) throw new Error("no details, no button");
    details.open = true;
    report.focus();
    const { totals } = overview("stats");
    opened.now = () => ({ value: { ...overview("stats"), totals: { ...totals, samples: 4 } }, etag: null });
    await opened.page.refresh();
    expect(textOf("totals")).toContain("Samples4");
    expect(document.querySelector("#predicted-gestures details")).toBe(details);
    expect(details.open).toBe(true);
    expect(document.activeElement).toBe(report);
  });

  test("a server that is away is said, and the figures stay until it is back", async () => {
    const opened = open(overview("stats"));
    await opened.page.refresh();
    opened.now = () => {
      throw new ApiError(0, "The server cannot be reached.");
    };
    await opened.page.refresh();
    expect(document.getElementById("away")?.hidden).toBe(false);
    expect(textOf("away")).toMatch(/^Stats need the network/);
    expect(document.querySelectorAll("section .trouble:not([hidden])")).toHaveLength(0);
    expect(rows(`report-${MODEL}`)).toHaveLength(4);
    opened.now = () => null;
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
    const trouble = document.querySelector<HTMLElement>("#now .trouble");
    expect(trouble?.hidden).toBe(false);
    expect(trouble?.textContent).toMatch(/^The database does not answer\. .*figures from before/);
    expect(document.getElementById("away")?.hidden).toBe(true);
    expect(rows(`report-${MODEL}`)).toHaveLength(4);
  });
});

describe("filters", () => {
  const form = (): HTMLFormElement => document.querySelector("#filters") as HTMLFormElement;
  const choose = (name: string, value: string): void => {
    const control = form().elements.namedItem(name) as HTMLSelectElement | HTMLInputElement;
    control.value = value;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  };

  test("come from the address, go to the server, and stay selected", async () => {
    history.replaceState(null, "", "/stats?model=older&truth=corrected&people=equal");
    const opened = open(overview("stats"));
    await opened.page.refresh();
    expect(opened.asked).toEqual(["?model=older&truth=corrected&people=equal"]);
    expect((form().elements.namedItem("model") as HTMLSelectElement).value).toBe("older");
    expect((form().elements.namedItem("people") as HTMLInputElement).checked).toBe(true);
  });

  test("that a person chooses become part of the address, which Back undoes", async () => {
    const opened = open(overview("stats"));
    await opened.page.refresh();
    choose("truth", "prompted");
    choose("from", "2026-11-20");
    expect(location.search).toBe("?from=2026-11-20&truth=prompted");
    await vi.waitFor(() => expect(opened.asked.at(-1)).toBe("?from=2026-11-20&truth=prompted"));
    history.back();
    await vi.waitFor(() => expect(opened.asked.at(-1)).toBe("?truth=prompted"));
    expect((form().elements.namedItem("from") as HTMLInputElement).value).toBe("");
    form().querySelector<HTMLButtonElement>("[type=reset]")?.click();
    await vi.waitFor(() => expect(opened.asked.at(-1)).toBe(""));
    expect(location.search).toBe("");
  });
});
