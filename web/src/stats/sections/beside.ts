/** What a new model would say: the answers of challengers beside the champion's in; how often and how they differ out. */

import { wordsFor } from "../../shared/gestures";
import type { Shadow } from "../../shared/stats/shadow";
import type { FigureContent } from "../figure";
import { figure, said } from "../table";
import { interval, many, percent, TOO_FEW } from "../words";

type Pair = Shadow["pairs"][number];

/** One pair of models a row; null: nothing has been compared. */
export function comparedContent({ pairs, challenger }: Shadow): FigureContent | null {
  const [first] = pairs;
  if (first === undefined) return null;
  const now = challenger === null ? " Nothing is compared just now." : "";
  return {
    summary: `${first.challenger} said something else than ${first.champion} in ${rateWords(first)}.${now}`,
    charts: [],
    table: {
      headings: [
        "New model",
        "Beside",
        "Frames",
        "Different",
        "Share",
        "95\u00a0%",
        "Told: new right",
        "Told: in use right",
        "Told: neither",
      ],
      rows: pairs.map((pair) => [
        said(pair.challenger),
        said(pair.champion),
        figure(pair.compared.toLocaleString(), pair.compared),
        figure(pair.disagreed.toLocaleString(), pair.disagreed),
        figure(percent(pair.rate), pair.rate),
        figure(interval(pair), interval(pair)),
        figure(String(pair.right.challenger)),
        figure(String(pair.right.champion)),
        figure(String(pair.right.neither)),
      ]),
    },
  };
}

/** What the first pair's models said where they differed; null: no such picture was kept. */
export function differencesContent({ pairs }: Shadow): FigureContent | null {
  const [first] = pairs;
  const sum = (first?.kept.counts ?? []).flat().reduce((total, n) => total + n, 0);
  if (first === undefined || sum === 0) return null;
  const { labels, counts } = first.kept;
  return {
    summary: most(first),
    charts: [],
    table: {
      headings: ["In use says", ...labels.map((label) => `New: ${wordsFor(label)}`)],
      rows: labels.map((label, i) => [
        said(wordsFor(label)),
        ...labels.map((_, j) => {
          const n = counts[i]?.[j] ?? 0;
          const className = `count matrix${n === 0 ? " zero" : " wrong"}`;
          return figure(String(n), n, n === 0 ? { className } : { className, shade: n / sum });
        }),
      ]),
    },
  };
}

function rateWords(pair: Pair): string {
  const of = `${pair.disagreed.toLocaleString()} of ${many(pair.compared, "frame")}`;
  return pair.rate === null
    ? `${of}, ${TOO_FEW} for a rate`
    : `${of}: ${percent(pair.rate)}, between ${interval(pair)}`;
}

function most({ kept: { labels, counts }, champion, challenger }: Pair): string {
  const all = labels.flatMap((one, i) => labels.map((other, j) => ({ one, other, n: counts[i]?.[j] ?? 0 })));
  const { one, other, n } = all.reduce((a, b) => (b.n > a.n ? b : a));
  const said = `${champion} said ${wordsFor(one)} and ${challenger} said ${wordsFor(other)}`;
  return `Most often ${said}: ${many(n, "picture")}.`;
}
