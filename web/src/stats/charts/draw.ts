/** Charts by Observable Plot, as SVG; loaded when the first one is drawn. */

import { choicesOf } from "./choices";
import { drawColumns } from "./columns";
import { attachCursor } from "./cursor";
import { type Look, lookOf, type Stop } from "./look";
import { drawMatrix } from "./matrix";
import { drawRows } from "./rows";
import type { ChartSpec, Draw } from "./spec";
import { drawTimeline } from "./timeline";

/** Draws into `host`, as wide as that is, in the place of what is there. */
export const drawChart: Draw = async (host, spec, onChoose) => {
  const { svg, stops } = drawingOf(spec, lookOf(host));
  // The policy allows no styles inside a page; those that Plot brings are in figures.css.
  for (const style of svg.querySelectorAll("style")) style.remove();
  svg.setAttribute("class", "drawing");
  svg.setAttribute("aria-hidden", "true");
  host.replaceChildren(svg);
  const isSpark = "size" in spec && spec.size === "spark";
  const detach = isSpark ? () => {} : attachCursor(host, svg, stops, choicesOf(spec), onChoose);
  return {
    svg,
    destroy() {
      detach();
      svg.remove();
    },
  };
};

function drawingOf(spec: ChartSpec, look: Look): { svg: SVGSVGElement; stops: Stop[] } {
  if (spec.kind === "rows") return drawRows(spec, look);
  if (spec.kind === "matrix") return drawMatrix(spec, look);
  if (spec.kind === "timeline") return drawTimeline(spec, look);
  return drawColumns(spec, look);
}
