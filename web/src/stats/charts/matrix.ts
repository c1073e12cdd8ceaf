/** A matrix of counts, each cell shaded by its share of its row. */

import { cell, plot, text } from "@observablehq/plot";
import { FIGURE } from "../words";
import { LINE, type Look, paleInk, QUIET, type Stop, TEXT, widest } from "./look";
import type { MatrixSpec } from "./spec";

const WIDEST_CELL_REM = 3.75;
const TALL_REM = 1.9;

interface Field {
  readonly row: number;
  readonly column: number;
  readonly n: number;
  readonly share: number;
  readonly fill: string;
}

export function drawMatrix(spec: MatrixSpec, { width, rem, fontSize }: Look): { svg: SVGSVGElement; stops: Stop[] } {
  const { names, letters } = spec;
  const places = names.map((_, i) => i);
  const rowNames = names.map((name, i) => (letters[i] === name ? name : `${name}  ${letters[i]}`));
  const left = widest(rowNames, fontSize) + 0.5 * rem;
  const wide = Math.min(WIDEST_CELL_REM * rem, (width - left - 2) / names.length);
  const [top, step] = [1.4 * rem, TALL_REM * rem];
  const [total, height] = [Math.floor(left + wide * names.length + 2), Math.ceil(top + step * names.length + 2)];
  const fields = fieldsOf(spec);
  const label = { fill: QUIET, fontWeight: 600 };
  const svg = plot({
    width: total,
    height,
    marginLeft: left,
    marginRight: 2,
    marginTop: top,
    marginBottom: 2,
    x: { type: "band", domain: places, padding: 0.04, axis: null },
    y: { type: "band", domain: places, padding: 0.04, axis: null },
    color: { type: "identity" },
    marks: [
      cell(fields, { x: "column", y: "row", fill: "fill", stroke: LINE, strokeWidth: 0.5, rx: 2 }),
      text(
        fields.filter(({ n }) => n > 0),
        {
          x: "column",
          y: "row",
          text: ({ share }: Field) => shareWords(share),
          fill: TEXT,
          fontWeight: (({ row, column }: Field) => (row === column ? 650 : 400)) as never,
        },
      ),
      text(places, {
        y: (i) => i,
        text: (i: number) => rowNames[i] ?? "",
        frameAnchor: "left",
        textAnchor: "end",
        dx: -6,
        ...label,
      }),
      text(places, {
        x: (i) => i,
        text: (i: number) => letters[i] ?? "",
        frameAnchor: "top",
        dy: -0.7 * rem,
        ...label,
      }),
    ],
  }) as SVGSVGElement;
  svg.setAttribute("font-size", String(fontSize));
  const stops = fields.map(({ row, column, n, share }) => ({
    x: left + column * wide,
    y: top + row * step,
    width: wide,
    height: step,
    words: [
      row === column ? FIGURE.right(names[row] ?? "") : `${names[row]} ${spec.relation} ${names[column]}`,
      FIGURE.ofRow(n, share),
    ],
  }));
  return { svg, stops };
}

function fieldsOf({ counts }: MatrixSpec): Field[] {
  return counts.flatMap((row, i) => {
    const sum = row.reduce((all, n) => all + n, 0);
    return row.map((n, j) => {
      const share = sum === 0 ? 0 : n / sum;
      return { row: i, column: j, n, share, fill: paleInk(i === j ? 0 : 1, n === 0 ? 0 : Math.max(0.12, share)) };
    });
  });
}

/** Per cent without the sign, which the figure's sentence has; what is there is never 0. */
function shareWords(share: number): string {
  return share < 0.01 ? "<1" : String(Math.round(100 * share));
}
