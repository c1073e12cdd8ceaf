/** How hands are seen: on which side, how many, how large, in what light, and how often they are lost. */

import type { Hands } from "../../answers";
import type { ChartSpec } from "../../charts/spec";
import type { FigureContent } from "../../figure";
import { number, percent, rounded } from "../../format";
import { numberCell, percentCell, textCell } from "../../table";
import { INTERVAL, interval, ofAll } from "../../words";
import { beside, besideDays, daysOfBoth, said } from "../compared";
import { HANDS, MODELS } from "../words";
import { binWords } from "./drift";

type Condition = Hands["conditions"][number];

export function handFigures(hands: Hands) {
  return { "hand-conditions": conditions(hands), tracking: tracking(hands) };
}

/** How accurate it is in each part of each measure, and how much of the use is in that part. */
function conditions(hands: Hands): FigureContent | string {
  const { conditions: all, enough } = hands;
  const seen = all.filter(({ bins }) => bins.some(({ n, accuracy }) => n + accuracy.n > 0));
  if (seen.length === 0) return HANDS.none;
  const rated = seen.flatMap(({ measure, bins }) => bins.map((bin) => ({ measure, bin })));
  const then = beside(hands, rated, accuracyOf);
  const known = rated.filter(({ bin }) => bin.accuracy.rate !== null);
  const weakest = known.reduce<(typeof known)[number] | null>(
    (a, b) => (a === null || (b.bin.accuracy.rate ?? 1) < (a.bin.accuracy.rate ?? 1) ? b : a),
    null,
  );
  const summary =
    weakest === null
      ? HANDS.tooFew(enough)
      : HANDS.weakest(
          HANDS.what[weakest.measure],
          binWords(weakest.bin, weakest.measure),
          `${percent(weakest.bin.accuracy.rate)} (${interval(weakest.bin.accuracy)})`,
        );
  return {
    summary: `${summary}${said(hands, (compared) => weakest && accuracyOf(compared, weakest), percent)}`,
    charts: seen.map((condition) => conditionChart(condition, hands)),
    table: {
      headings: [...HANDS.headings, INTERVAL, ...then.heading(MODELS.accuracy)],
      rows: rated.map(({ measure, bin }, i) => [
        textCell(HANDS.what[measure]),
        textCell(binWords(bin, measure)),
        numberCell(number(bin.n), bin.n),
        percentCell(bin.share),
        numberCell(ofAll(bin.accuracy)),
        percentCell(bin.accuracy.rate),
        numberCell(interval(bin.accuracy)),
        ...then.cell(i, percentCell),
      ]),
    },
  };
}

interface Part {
  readonly measure: Condition["measure"];
  readonly bin: Condition["bins"][number];
}

function accuracyOf({ conditions: all }: Pick<Hands, "conditions">, { measure, bin }: Part): number | null | undefined {
  const bins = all.find((other) => other.measure === measure)?.bins;
  return bins?.find(({ name, from }) => name === bin.name && from === bin.from)?.accuracy.rate;
}

/** A row for each part that has a name; ranges of a measure along an axis. */
function conditionChart({ measure, bins }: Condition, hands: Hands): ChartSpec {
  const title = HANDS.what[measure];
  const then = beside(hands, bins, (compared, bin) => accuracyOf(compared, { measure, bin }));
  if (bins.every(({ name }) => name === null)) {
    const of = (key: "rate" | "low" | "high") => bins.map(({ accuracy }) => accuracy[key]);
    const accuracy = { name: MODELS.accuracy, values: of("rate"), low: of("low"), high: of("high"), ink: 0 };
    const shares = { name: HANDS.share, values: bins.map(({ share }) => share), isReference: true };
    const names = bins.map((bin) => binWords(bin, measure));
    const series = [accuracy, shares, ...then.series];
    return { kind: "lines", title, unit: "share", x: { kind: "names", names }, series };
  }
  return {
    kind: "rows",
    title,
    unit: "share",
    points: [{ name: MODELS.accuracy }, ...then.points],
    rows: bins.map((bin, i) => ({
      name: binWords(bin, measure),
      note: HANDS.ofUse(bin.share),
      values: [bin.accuracy.rate, ...then.at(i)],
      low: bin.accuracy.low,
      high: bin.accuracy.high,
    })),
  };
}

/** How often a hand that was followed is lost, per minute with a hand. */
function tracking(hands: Hands): FigureContent | string {
  const { tracking: all, tracking_by_day: byDay } = hands;
  if (byDay.length === 0 || all.per_minute === null) return HANDS.noTracking;
  const days = daysOfBoth(
    hands,
    byDay.map(({ day }) => day),
    (compared) => compared.tracking_by_day.map(({ day }) => day),
  );
  const lossesOn = (compared: Pick<Hands, "tracking_by_day">, wanted: string): number | null | undefined =>
    compared.tracking_by_day.find(({ day }) => day === wanted)?.per_minute;
  const then = besideDays(hands, days, lossesOn);
  const found = new Map(byDay.map((row) => [row.day, row]));
  const of = (key: "per_minute" | "low" | "high") => days.map((day) => found.get(day)?.[key] ?? null);
  const series = { name: HANDS.losses, values: of("per_minute"), low: of("low"), high: of("high"), ink: 1 };
  const summary = HANDS.lost(all.per_minute, rounded(all.low), rounded(all.high), all.minutes);
  return {
    summary: `${summary}${said(hands, (compared) => compared.tracking.per_minute, rounded)}`,
    charts: [{ kind: "lines", title: "", unit: "rate", x: { kind: "days", days }, series: [series, ...then.series] }],
    table: {
      headings: [...HANDS.trackingHeadings, INTERVAL, ...then.heading(HANDS.losses)],
      rows: [...byDay]
        .reverse()
        .map(({ day, minutes, lost, per_minute, low, high }) => [
          { ...textCell(day), choice: { from: day, to: day } },
          numberCell(rounded(minutes), minutes),
          numberCell(number(lost), lost),
          numberCell(rounded(per_minute), per_minute),
          numberCell(low === null || high === null ? "" : `${rounded(low)} – ${rounded(high)}`),
          ...then.cell(days.indexOf(day), (losses) => numberCell(rounded(losses), losses)),
        ]),
    },
  };
}
