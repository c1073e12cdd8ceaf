/** What GET /api/stats says: parsed JSON in, typed counts out. */

import { type Fields, integer, list, record, text } from "./strict";

export interface GestureCount {
  readonly gesture: string;
  readonly correct: number;
  readonly n: number;
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
