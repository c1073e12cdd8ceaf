/** What GET /api/stats says: parsed JSON in, typed counts out. */

import { type Fields, finite, integer, list, record, text } from "./strict";

export interface GestureCount {
  readonly gesture: string;
  readonly correct: number;
  readonly n: number;
}

/** How many of how many, and the share with its 95 % interval, 0 … 1; null where n is too small to say. */
export interface Rate {
  readonly correct: number;
  readonly n: number;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Means over the gestures, 0 … 1. */
export interface Averages {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface Report {
  /** A rate of fewer samples is null. */
  readonly enough: number;
  readonly accuracy: Rate;
  readonly perGesture: readonly {
    readonly gesture: string;
    readonly precision: Rate;
    readonly recall: Rate;
    readonly f1: number | null;
  }[];
  /** null until every gesture was shown often enough. */
  readonly macro: Averages | null;
  readonly weighted: Averages | null;
}

export interface SessionSummary {
  readonly sessionId: string;
  readonly startedAt: string;
  readonly samples: number;
  readonly gestures: Readonly<Record<string, number>>;
}

export interface Stats {
  readonly computedAt: string;
  readonly modelId: string;
  readonly labels: readonly string[];
  readonly totals: { readonly samples: number; readonly users: number; readonly sessions: number };
  readonly byDay: readonly { readonly day: string; readonly gesture: string; readonly samples: number }[];
  /** What was shown and told, by true gesture. */
  readonly toldByDay: readonly (Rate & { readonly day: string; readonly gesture: string })[];
  readonly report: Report;
  readonly accuracy: { readonly correct: number; readonly n: number; readonly perGesture: readonly GestureCount[] };
  /** Rows: true gesture, columns: predicted. */
  readonly confusion: { readonly labels: readonly string[]; readonly counts: readonly (readonly number[])[] };
  /** null when nobody is logged in. */
  readonly yourSessions: readonly SessionSummary[] | null;
}

/** Reads a reply of GET /api/stats. Throws ShapeError, whose message names the field. */
export function parseStats(reply: Fields): Stats {
  const totals = record(reply.totals, "reply.totals");
  const accuracy = record(reply.accuracy, "reply.accuracy");
  const confusion = record(reply.confusion, "reply.confusion");
  return {
    computedAt: text(reply.computed_at, "reply.computed_at"),
    modelId: text(reply.model_id, "reply.model_id"),
    labels: texts(reply.labels, "reply.labels"),
    totals: {
      samples: integer(totals.samples, "reply.totals.samples"),
      users: integer(totals.users, "reply.totals.users"),
      sessions: integer(totals.sessions, "reply.totals.sessions"),
    },
    byDay: list(reply.by_day, "reply.by_day").map(dayCount),
    toldByDay: list(reply.told_by_day, "reply.told_by_day").map((told) => {
      const fields = record(told, "reply.told_by_day[]");
      return {
        day: text(fields.day, "reply.told_by_day[].day"),
        gesture: text(fields.gesture, "reply.told_by_day[].gesture"),
        ...rate(fields, "reply.told_by_day[]"),
      };
    }),
    report: report(reply.report, "reply.report"),
    accuracy: {
      correct: integer(accuracy.correct, "reply.accuracy.correct"),
      n: integer(accuracy.n, "reply.accuracy.n"),
      perGesture: list(accuracy.per_gesture, "reply.accuracy.per_gesture").map(gestureCount),
    },
    confusion: {
      labels: texts(confusion.labels, "reply.confusion.labels"),
      counts: list(confusion.counts, "reply.confusion.counts").map((row) =>
        list(row, "reply.confusion.counts[]").map((n) => integer(n, "reply.confusion.counts[][]")),
      ),
    },
    yourSessions:
      reply.your_sessions === null ? null : list(reply.your_sessions, "reply.your_sessions").map(sessionSummary),
  };
}

function texts(value: unknown, path: string): string[] {
  return list(value, path).map((each, i) => text(each, `${path}[${i}]`));
}

function report(value: unknown, path: string): Report {
  const fields = record(value, path);
  return {
    enough: integer(fields.enough, `${path}.enough`, 1),
    accuracy: rate(fields.accuracy, `${path}.accuracy`),
    perGesture: list(fields.per_gesture, `${path}.per_gesture`).map((each) => {
      const row = record(each, `${path}.per_gesture[]`);
      return {
        gesture: text(row.gesture, `${path}.per_gesture[].gesture`),
        precision: rate(row.precision, `${path}.per_gesture[].precision`),
        recall: rate(row.recall, `${path}.per_gesture[].recall`),
        f1: share(row.f1, `${path}.per_gesture[].f1`),
      };
    }),
    macro: averages(fields.macro, `${path}.macro`),
    weighted: averages(fields.weighted, `${path}.weighted`),
  };
}

function rate(value: unknown, path: string): Rate {
  const fields = record(value, path);
  return {
    correct: integer(fields.correct, `${path}.correct`),
    n: integer(fields.n, `${path}.n`),
    rate: share(fields.rate, `${path}.rate`),
    low: share(fields.low, `${path}.low`),
    high: share(fields.high, `${path}.high`),
  };
}

function averages(value: unknown, path: string): Averages | null {
  if (value === null) return null;
  const fields = record(value, path);
  return {
    precision: finite(fields.precision, `${path}.precision`, 0, 1),
    recall: finite(fields.recall, `${path}.recall`, 0, 1),
    f1: finite(fields.f1, `${path}.f1`, 0, 1),
  };
}

function share(value: unknown, path: string): number | null {
  return value === null ? null : finite(value, path, 0, 1);
}

function dayCount(value: unknown): Stats["byDay"][number] {
  const fields = record(value, "reply.by_day[]");
  return {
    day: text(fields.day, "reply.by_day[].day"),
    gesture: text(fields.gesture, "reply.by_day[].gesture"),
    samples: integer(fields.samples, "reply.by_day[].samples"),
  };
}

function gestureCount(value: unknown): GestureCount {
  const fields = record(value, "reply.accuracy.per_gesture[]");
  return {
    gesture: text(fields.gesture, "reply.accuracy.per_gesture[].gesture"),
    correct: integer(fields.correct, "reply.accuracy.per_gesture[].correct"),
    n: integer(fields.n, "reply.accuracy.per_gesture[].n"),
  };
}

function sessionSummary(value: unknown): SessionSummary {
  const path = "reply.your_sessions[]";
  const fields = record(value, path);
  const gestures = Object.entries(record(fields.gestures, `${path}.gestures`)).map(
    ([name, n]) => [name, integer(n, `${path}.gestures.${name}`)] as const,
  );
  return {
    sessionId: text(fields.session_id, `${path}.session_id`),
    startedAt: text(fields.started_at, `${path}.started_at`),
    samples: integer(fields.samples, `${path}.samples`),
    gestures: Object.fromEntries(gestures),
  };
}
