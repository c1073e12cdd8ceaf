/**
 * What has changed since the model's first week: the distributions of then and now beside each other. That is a
 * comparison already, so that nothing else is compared with.
 */

import { LABELS, wordsFor } from "../../../shared/gestures";
import type { Quality } from "../../answers";
import { GREY } from "../../charts/look";
import type { ChartSpec } from "../../charts/spec";
import type { FigureContent } from "../../figure";
import { dayWords, NONE, number, percent } from "../../format";
import { type Cell, numberCell, percentCell, textCell } from "../../table";
import { letterOf } from "../matrix";
import { HANDS, QUALITY } from "../words";

type Drifts = Quality["drift"];
type Measure = keyof typeof QUALITY.what;
type Found = Drifts["predictions"] & { readonly measure: Measure; readonly name: string };
type Bin = Drifts["predictions"]["bins"][number];
const MEASURES = Object.keys(QUALITY.what) as readonly Measure[];
const WORST_FIRST = ["strong", "some", "none", null] as const;

/** By the population stability index (PSI); what has changed most comes first. */
export function driftContent({ drift: all }: Quality): FigureContent | string {
  const { reference, current, enough } = all;
  if (reference === null || current === null) return QUALITY.noDrift;
  const found = MEASURES.map((measure) => ({
    measure,
    name: QUALITY.what[measure],
    ...all[measure],
    bins: inOrder(all[measure].bins),
  }))
    .filter(({ n, n_reference }) => n + n_reference > 0)
    .sort((a, b) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict));
  const changed = found
    .filter(({ verdict }) => verdict === "some" || verdict === "strong")
    .map(({ name, verdict }) => `${name}: ${verdictWords(verdict)}.`);
  const few = found.filter(({ verdict }) => verdict === null).map(({ name }) => name.toLowerCase());
  const same = found.filter(({ verdict }) => verdict === "none").map(({ name }) => name.toLowerCase());
  const days = QUALITY.compared(daysWords(current), daysWords(reference), enough);
  return {
    summary: [
      ...changed,
      ...(same.length === 0 ? [] : [QUALITY.same(same)]),
      ...(few.length === 0 ? [] : [QUALITY.few(few)]),
      days,
    ].join(" "),
    charts: found
      .filter(({ bins }) => bins.length > 0)
      .map(({ measure, name, verdict, bins }): ChartSpec => {
        const short = measure === "predictions" ? bins.map((bin) => letterOf(bin.name ?? "")) : null;
        const names = bins.map((bin) => binWords(bin, measure));
        return {
          kind: "beside",
          title: `${name}: ${verdictWords(verdict)}`,
          unit: "share",
          x: { kind: "names", names, ...(short === null ? {} : { short }) },
          series: [
            { name: QUALITY.firstWeek, values: bins.map((bin) => bin.reference), ink: GREY },
            { name: QUALITY.now, values: bins.map((bin) => bin.current), ink: 0 },
          ],
        };
      }),
    table: {
      headings: QUALITY.driftHeadings,
      rows: found.flatMap((each) => rowsOf(each)),
    },
  };
}

/** What is of the whole measure stands in its first row. */
function rowsOf({ measure, name, verdict, psi, n, n_reference, bins }: Found): Cell[][] {
  const whole = [
    verdictCell(verdict),
    numberCell(number(psi, 3), psi),
    numberCell(number(n_reference), n_reference),
    numberCell(number(n), n),
  ];
  if (bins.length === 0) return [[textCell(name), BLANK, BLANK, BLANK, ...whole]];
  return bins.map((bin, i) => [
    textCell(name),
    textCell(binWords(bin, measure)),
    percentCell(bin.reference),
    percentCell(bin.current),
    ...(i === 0 ? whole : whole.map(() => BLANK)),
  ]);
}

const BLANK = numberCell("", null);

/** Gestures in the order that they have everywhere. */
function inOrder(bins: readonly Bin[]): readonly Bin[] {
  const names: readonly string[] = LABELS;
  const place = ({ name }: Bin): number => names.indexOf(name ?? "");
  return [...bins].sort((a, b) => place(a) - place(b));
}

function verdictWords(verdict: keyof typeof QUALITY.verdict | null): string {
  return verdict === null ? QUALITY.tooFew : QUALITY.verdict[verdict];
}

function verdictCell(verdict: keyof typeof QUALITY.verdict | null): Cell {
  return verdict === null ? textCell(NONE) : { text: QUALITY.verdict[verdict], className: `verdict-${verdict}` };
}

/** A gesture, a number of hands, a side, or a range of a share. */
export function binWords({ name, from, to }: Pick<Bin, "name" | "from" | "to">, measure: string): string {
  if (name !== null) return measure === "predictions" ? wordsFor(name) : (HANDS.name[name] ?? name);
  const [low, high] = [from ?? 0, to ?? 1];
  // Narrow bins need digits behind the point.
  const digits = Math.max(0, Math.min(2, Math.ceil(-Math.log10(100 * (high - low)))));
  return `${number(100 * low, digits)}\u00a0–\u00a0${percent(high, digits)}`;
}

function daysWords({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${dayWords(from)} – ${dayWords(to)}`;
}
