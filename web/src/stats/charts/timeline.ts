/** What happened when, on one line for each kind. */

import { axisX, dot, plot, ruleY, text } from "@observablehq/plot";
import { moment } from "../format";
import { ink, LINE, type Look, QUIET, type Stop, TEXT, widest } from "./look";
import type { TimelineSpec } from "./spec";

const LANE_REM = 2;
const DAY_MS = 86_400_000;

export function drawTimeline(
  { lanes, events }: TimelineSpec,
  { width, rem, fontSize }: Look,
): { svg: SVGSVGElement; stops: Stop[] } {
  const names = lanes.map(({ name }) => name);
  const left = widest(names, fontSize) + rem;
  const [top, right, bottom, step] = [0.25 * rem, rem, 1.6 * rem, LANE_REM * rem];
  const times = events.map(({ at }) => Date.parse(at));
  const days = (Math.max(...times) - Math.min(...times)) / DAY_MS;
  const ticks = Math.max(2, Math.min(Math.ceil(days), Math.floor(width / (6 * rem))));
  const edge = DAY_MS * Math.max(0.5, 0.03 * days);
  const [first, last] = [Math.min(...times) - edge, Math.max(...times) + edge];
  const data = events.map(({ lane, at }) => ({ lane: names.indexOf(lane), at: new Date(at) }));
  const format = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
  const svg = plot({
    width,
    height: Math.round(top + bottom + step * lanes.length),
    marginLeft: left,
    marginRight: right,
    marginTop: top,
    marginBottom: bottom,
    x: { type: "time", domain: [new Date(first), new Date(last)], axis: null },
    y: { type: "point", domain: lanes.map((_, i) => i), padding: 0.5, axis: null },
    marks: [
      ruleY(
        lanes.map((_, i) => i),
        { stroke: LINE },
      ),
      axisX({
        anchor: "bottom",
        ticks,
        tickSize: 0,
        label: null,
        color: QUIET,
        tickFormat: (at: Date) => format.format(at),
      }),
      text(lanes, { y: (_, i) => i, text: "name", frameAnchor: "left", textAnchor: "end", dx: -0.6 * rem, fill: TEXT }),
      ...lanes.map(({ ink: number, shape }, i) =>
        dot(
          data.filter(({ lane }) => lane === i),
          {
            x: "at",
            y: "lane",
            r: 5,
            symbol: shape,
            stroke: ink(number),
            strokeWidth: 2,
            fill: ink(number),
          },
        ),
      ),
    ],
  }) as SVGSVGElement;
  svg.setAttribute("font-size", String(fontSize));
  const stops = events.map(({ at, lane, words }, i): Stop => {
    const x = left + ((width - left - right) * ((times[i] as number) - first)) / (last - first);
    const y = top + (names.indexOf(lane) + 0.5) * step;
    return { x: x - 8, y: y - 8, width: 16, height: 16, words: [moment(at), lane, words] };
  });
  return { svg, stops };
}
