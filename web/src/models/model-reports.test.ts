/** What the server is told of models: each thing once, and again only where it was not heard. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError, type ModelReport } from "../api/api";
import { ModelReports } from "./model-reports";

const sent: ModelReport[] = [];
const faults: ApiError[] = [];
const api = {
  reportModel: async (report: ModelReport): Promise<void> => {
    sent.push(report);
    const fault = faults.shift();
    if (fault !== undefined) throw fault;
  },
};
const report = (model_id: string, outcome: ModelReport["outcome"] = "running"): ModelReport => ({
  model_id,
  outcome,
  backend: null,
  fps: null,
});
const told = (): string[] => sent.map(({ model_id, outcome }) => `${model_id} ${outcome}`);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  sent.length = faults.length = 0;
});

test("the same word on a model is told once, another one again", async () => {
  const reports = new ModelReports(api);
  for (const one of [report("a"), report("a"), report("b", "unloaded"), report("b"), report("b")]) {
    reports.tell(one);
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(told()).toEqual(["a running", "b unloaded", "b running"]);
});

test.each([[new ApiError(0, "away")], [new ApiError(503, "busy")], [new ApiError(429, "too many")]])(
  "what was not heard (%s) is told later, and only the newest of it",
  async (fault) => {
    faults.push(fault, fault);
    const reports = new ModelReports(api);
    reports.tell(report("a", "unloaded"));
    await vi.advanceTimersByTimeAsync(29_000);
    reports.tell(report("a"));
    expect(told()).toEqual(["a unloaded"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told()).toEqual(["a unloaded", "a running"]);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told().slice(2)).toEqual(["a running"]);
    await vi.advanceTimersByTimeAsync(4_000_000);
    expect(sent).toHaveLength(3);
  },
);

test("the server's word on how long to wait counts", async () => {
  faults.push(new ApiError(429, "too many", 600));
  new ModelReports(api).tell(report("a"));
  await vi.advanceTimersByTimeAsync(599_000);
  expect(sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toHaveLength(2);
});

test("what the server will never take is not told again", async () => {
  faults.push(new ApiError(422, "no report"));
  const reports = new ModelReports(api);
  reports.tell(report("a"));
  await vi.advanceTimersByTimeAsync(4_000_000);
  reports.tell(report("b"));
  await vi.advanceTimersByTimeAsync(0);
  expect(told()).toEqual(["a running", "b running"]);
});
