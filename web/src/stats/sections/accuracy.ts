/** How accurate a model is on labelled samples: its report, its confusion matrix, and recall by day. */

import { wordsFor } from "../../shared/gestures";
import type { Confusion, Overview, Rate, Report } from "../answers";
import type { ChartSpec } from "../charts/spec";
import { allDays, dayOf } from "../days";
import type { FigureContent } from "../figure";
import { NONE, number, percent } from "../format";
import { type Cell, numberCell, percentCell, textCell } from "../table";
import { basis, interval, needsOf, ofAll } from "../words";
import { beside, besideDays, type Compared, daysOfBoth, partOf, said } from "./compared";
import { largestOffDiagonal, matrixChart, matrixTable } from "./matrix";
import { MODELS, NO_LABELS } from "./words";

const BLANK = numberCell("", null);

/** Recall of each gesture with its interval, and its precision beside it. */
export function reportContent(report: Report, other: Compared<Report>): FigureContent | string {
  const { accuracy, macro, weighted } = report;
  if (accuracy.n === 0) return NO_LABELS;
  const seen = report.per_gesture.filter(({ precision, recall }) => precision.n + recall.n > 0);
  const then = beside(
    other,
    [
      ...seen.map(
        ({ gesture }) =>
          ({ per_gesture: all }: Report) =>
            recallOf(all, gesture),
      ),
      ({ accuracy }: Report) => accuracy.rate,
      ({ macro }: Report) => macro?.recall,
      ({ weighted }: Report) => weighted?.recall,
    ],
    (compared, read) => read(compared),
  );
  const gestures = seen.map(({ gesture, recall, precision, f1 }) => [
    textCell(wordsFor(gesture)),
    ...rateCells(recall),
    percentCell(precision.rate),
    numberCell(number(f1, 2), f1),
  ]);
  const all = [textCell(MODELS.all), ...rateCells(accuracy), BLANK, BLANK];
  const rows = [
    ...gestures,
    all,
    ...meanCells(MODELS.macroAverage, macro),
    ...meanCells(MODELS.weightedAverage, weighted),
  ];
  const means = macro === null ? "" : MODELS.macro(macro.f1);
  return {
    summary: `${accuracyWords(report)}${means}${said(other, (compared) => compared.accuracy.rate, percent)}`,
    charts: [
      {
        kind: "rows",
        title: "",
        unit: "share",
        points: [{ name: MODELS.recall }, { name: MODELS.precision }, ...then.points],
        rows: seen.map(({ gesture, recall, precision }, i) => ({
          name: wordsFor(gesture),
          note: number(recall.n),
          values: [recall.rate, precision.rate, ...then.at(i)],
          low: recall.low,
          high: recall.high,
          choice: { label: gesture },
        })),
      },
    ],
    table: {
      headings: [...MODELS.reportHeadings, ...then.heading(MODELS.recall)],
      rows: rows.map((cells, i) => [...cells, ...then.cell(i, percentCell)]),
    },
  };
}

export function confusionContent(confusion: Confusion, other: Compared<Confusion>): FigureContent | string {
  if (confusion.counts.flat().every((n) => n === 0)) return NO_LABELS;
  const most = mostConfused(confusion);
  return {
    summary: `${most === null ? MODELS.noConfusion : MODELS.confused(most)}${said(other, mostConfused, (words) => words)}`,
    charts: [matrixChart(confusion, MODELS.predictedAs, true)],
    table: matrixTable(confusion, MODELS.label, wordsFor, other),
  };
}

function mostConfused(confusion: Confusion): string | null {
  const most = largestOffDiagonal(confusion);
  return most === null ? null : MODELS.cell(most.row, most.column, most.n);
}

/** Recall of each gesture, one chart each. */
export function recallByDay(overview: Overview): FigureContent | string {
  const { told_by_day: labelled, labels, switches, report } = overview;
  if (labelled.length === 0) return NO_LABELS;
  const seen = labelled.map(({ day }) => day);
  const days = daysOfBoth(overview, seen, (compared) => compared.told_by_day.map(({ day }) => day));
  const found = byDayAndGesture(overview);
  const foundThen = partOf(overview, byDayAndGesture);
  const then = labels.map((label) => besideDays(foundThen, days, (all, day) => all.get(`${day} ${label}`)?.rate));
  const at = (day: string, label: string): Rate | undefined => found.get(`${day} ${label}`);
  const x = { kind: "days", days } as const;
  const marks = switches.map(({ at, after }) => ({ day: dayOf(new Date(at)), words: MODELS.now(after ?? "") }));
  const charts = labels.map((label, ink): ChartSpec => {
    const rates = days.map((day) => at(day, label));
    const of = (key: "rate" | "low" | "high") => rates.map((rate) => rate?.[key] ?? null);
    const name = wordsFor(label);
    const series = { name, values: of("rate"), low: of("low"), high: of("high"), ink };
    return { title: name, kind: "lines", unit: "share", x, series: [series, ...(then[ink]?.series ?? [])], marks };
  });
  const { correct, n } = sumOf(overview);
  const before = said(overview, (compared) => (compared.told_by_day.length === 0 ? null : sumOf(compared)), ofAll);
  const summary = `${MODELS.byDay(correct, n, allDays(seen).length)}${before}`;
  const most = Math.max(...labelled.map((row) => row.n));
  const isEnough = labelled.some(({ rate }) => rate !== null);
  return {
    summary: isEnough ? summary : `${summary} ${MODELS.dayNeeds(report.enough, most)}`,
    charts: isEnough ? charts : [],
    isFolded: true,
    table: {
      headings: [
        MODELS.day,
        ...labels.flatMap((label, i) => [wordsFor(label), ...(then[i]?.heading(wordsFor(label)) ?? [])]),
      ],
      rows: days
        .map((day, place) => [
          textCell(day),
          ...labels.flatMap((label, i) => [recallCell(at(day, label)), ...(then[i]?.cell(place, percentCell) ?? [])]),
        ])
        .reverse(),
    },
  };
}

type Told = Pick<Overview, "told_by_day">;

function byDayAndGesture({ told_by_day: labelled }: Told): ReadonlyMap<string, Rate> {
  return new Map(labelled.map((row) => [`${row.day} ${row.gesture}`, row]));
}

function sumOf({ told_by_day: labelled }: Told): Pick<Rate, "correct" | "n"> {
  const sum = (key: "correct" | "n"): number => labelled.reduce((all, row) => all + row[key], 0);
  return { correct: sum("correct"), n: sum("n") };
}

function recallOf(all: Report["per_gesture"], wanted: string): number | null | undefined {
  return all.find(({ gesture }) => gesture === wanted)?.recall.rate;
}

function recallCell(rate: Rate | undefined): Cell {
  if (rate === undefined) return numberCell(NONE, null, { className: "count zero" });
  return numberCell(rate.rate === null ? ofAll(rate) : `${percent(rate.rate, 0)} (${ofAll(rate)})`, ofAll(rate));
}

function meanCells(name: string, of: Report["macro"]): Cell[][] {
  if (of === null) return [];
  const cells = [percentCell(of.recall), BLANK, percentCell(of.precision), numberCell(number(of.f1, 2), of.f1)];
  return [[textCell(name), BLANK, ...cells]];
}

function rateCells(rate: Rate): Cell[] {
  return [numberCell(ofAll(rate)), percentCell(rate.rate), numberCell(interval(rate))];
}

function accuracyWords(report: Report): string {
  const { accuracy } = report;
  if (accuracy.rate === null) return MODELS.few(ofAll(accuracy), needsOf(report));
  return MODELS.rate(percent(accuracy.rate), interval(accuracy), basis(accuracy));
}
