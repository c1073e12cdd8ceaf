/** How hands are seen: on which side, how many, how large, in what light, and how often they are lost. */

import type { Hands } from "../answers";
import type { ChartSpec } from "../charts/spec";
import { allDays } from "../days";
import type { FigureContent } from "../figure";
import { number, percent, rounded } from "../format";
import { numberCell, percentCell, textCell } from "../table";
import { INTERVAL, interval, ofAll } from "../words";
import { binWords } from "./drift";
import { BEFORE, HANDS, MODELS } from "./words";

type Condition = Hands["conditions"][number];

export function handFigures(hands: Hands) {
  return { "hand-conditions": conditions(hands), tracking: tracking(hands) };
}

/** How accurate it is in each part of each measure, and how much of the use is in that part. */
function conditions({ conditions: all, enough, compared }: Hands): FigureContent | string {
  const seen = all.filter(({ bins }) => bins.some(({ n, accuracy }) => n + accuracy.n > 0));
  if (seen.length === 0) return HANDS.none;
  const rated = seen.flatMap(({ measure, bins }) => bins.map((bin) => ({ measure, bin })));
  const known = rated.filter(({ bin }) => bin.accuracy.rate !== null);
  const weakest = known.reduce<(typeof known)[number] | null>(
    (a, b) => (a === null || (b.bin.accuracy.rate ?? 1) < (a.bin.accuracy.rate ?? 1) ? b : a),
    null,
  );
  return {
    summary:
      weakest === null
        ? HANDS.tooFew(enough)
        : HANDS.weakest(
            HANDS.what[weakest.measure],
            binWords(weakest.bin, weakest.measure),
            `${percent(weakest.bin.accuracy.rate)} (${interval(weakest.bin.accuracy)})`,
          ),
    charts: seen.map((condition) => conditionChart(condition, compared)),
    table: {
      headings: [...HANDS.headings, INTERVAL],
      rows: rated.map(({ measure, bin }) => [
        textCell(HANDS.what[measure]),
        textCell(binWords(bin, measure)),
        numberCell(number(bin.n), bin.n),
        percentCell(bin.share),
        numberCell(ofAll(bin.accuracy)),
        percentCell(bin.accuracy.rate),
        numberCell(interval(bin.accuracy)),
      ]),
    },
  };
}

/** A row for each part that has a name; ranges of a measure along an axis. */
function conditionChart({ measure, bins }: Condition, compared: Hands["compared"]): ChartSpec {
  const title = HANDS.what[measure];
  const before = compared?.conditions.find((other) => other.measure === measure)?.bins;
  const earlier = bins.map(({ name, from }) => {
    const same = before?.find((other) => other.name === name && other.from === from);
    return same?.accuracy.rate ?? null;
  });
  const isCompared = earlier.some((rate) => rate !== null);
  if (bins.every(({ name }) => name === null)) {
    const of = (key: "rate" | "low" | "high") => bins.map(({ accuracy }) => accuracy[key]);
    const accuracy = { name: MODELS.accuracy, values: of("rate"), low: of("low"), high: of("high"), ink: 0 };
    const shares = { name: HANDS.share, values: bins.map(({ share }) => share), ink: 7, isReference: true };
    const names = bins.map((bin) => binWords(bin, measure));
    const then = isCompared ? [{ name: BEFORE, values: earlier, ink: 3 }] : [];
    return { kind: "lines", title, unit: "share", x: { kind: "names", names }, series: [accuracy, ...then, shares] };
  }
  return {
    kind: "rows",
    title,
    unit: "share",
    points: [{ name: MODELS.accuracy }, ...(isCompared ? [{ name: BEFORE, isReference: true }] : [])],
    rows: bins.map((bin, i) => ({
      name: binWords(bin, measure),
      note: HANDS.ofUse(bin.share),
      values: [bin.accuracy.rate, ...(isCompared ? [earlier[i] ?? null] : [])],
      low: bin.accuracy.low,
      high: bin.accuracy.high,
    })),
  };
}

/** How often a hand that was followed is lost, per minute with a hand. */
function tracking({ tracking: all, tracking_by_day: byDay }: Hands): FigureContent | string {
  if (byDay.length === 0 || all.per_minute === null) return HANDS.noTracking;
  const days = allDays(byDay.map(({ day }) => day));
  const found = new Map(byDay.map((row) => [row.day, row]));
  const of = (key: "per_minute" | "low" | "high") => days.map((day) => found.get(day)?.[key] ?? null);
  const series = { name: HANDS.losses, values: of("per_minute"), low: of("low"), high: of("high"), ink: 1 };
  return {
    summary: HANDS.lost(all.per_minute, rounded(all.low), rounded(all.high), all.minutes),
    charts: [{ kind: "lines", title: "", unit: "rate", x: { kind: "days", days }, series: [series] }],
    table: {
      headings: [...HANDS.trackingHeadings, INTERVAL],
      rows: [...byDay]
        .reverse()
        .map(({ day, minutes, lost, per_minute, low, high }) => [
          { ...textCell(day), choice: { from: day, to: day } },
          numberCell(rounded(minutes), minutes),
          numberCell(number(lost), lost),
          numberCell(rounded(per_minute), per_minute),
          numberCell(low === null || high === null ? "" : `${rounded(low)} – ${rounded(high)}`),
        ]),
    },
  };
}
