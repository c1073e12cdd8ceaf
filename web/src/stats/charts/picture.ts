/** A figure as a picture to save: its charts or its table, with title and sentence. */

import type { Cell, TableContent } from "../table";
import type { DrawnPanel, LegendItem } from "./charts";
import { inkOf, type Theme, themeOf } from "./theme";

const MARGIN = 24;
const LINE = 24;
const CELL = { height: 30, padding: 12 };

/** Charts one after another, each with its title or its legend. */
export async function pictureOfCharts(
  title: string,
  summary: string,
  panels: readonly DrawnPanel[],
): Promise<HTMLCanvasElement> {
  const drawings = await Promise.all(panels.map(async (panel) => ({ ...panel, image: await imageOf(panel.svg) })));
  const width = Math.max(480, ...drawings.map(({ image }) => image.width)) + 2 * MARGIN;
  const height = drawings.reduce((sum, { image }) => sum + image.height + LINE, 0);
  return picture(title, summary, width, height, (context, theme, top) => {
    let y = top;
    for (const { title: name, legend, image } of drawings) {
      if (name !== "") write(context, name, MARGIN, y + 14, theme.text);
      else if (legend.length > 1) writeLegend(context, legend, y, theme);
      y += LINE;
      context.drawImage(image, MARGIN, y, image.width, image.height);
      y += image.height;
    }
  });
}

/** The drawing by itself, with the colours that it has on the page now. */
async function imageOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll("*");
  for (const [i, element] of copy.querySelectorAll("*").entries()) {
    const style = getComputedStyle(originals[i] as Element);
    for (const name of ["fill", "stroke"]) {
      if (element.getAttribute(name)?.includes("(")) element.setAttribute(name, style.getPropertyValue(name));
    }
  }
  copy.querySelector(".cursor")?.remove();
  const { width, height } = svg.viewBox.baseVal;
  const text = new XMLSerializer().serializeToString(copy);
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const image = new Image(width * devicePixelRatio, height * devicePixelRatio);
  image.src = address;
  await image.decode();
  URL.revokeObjectURL(address);
  [image.width, image.height] = [width, height];
  return image;
}

/** Rows and columns, shaded as on the page. */
export function pictureOfTable(title: string, summary: string, { headings, rows }: TableContent): HTMLCanvasElement {
  const ruler = context2d(document.createElement("canvas"));
  ruler.font = fontOf();
  const all: readonly (readonly Cell[])[] = [headings.map((text) => ({ text })), ...rows];
  const widths = headings.map(
    (_, i) => Math.max(...all.map((cells) => ruler.measureText(cells[i]?.text ?? "").width)) + 2 * CELL.padding,
  );
  const width = widths.reduce((sum, one) => sum + one, 2 * MARGIN);
  return picture(title, summary, Math.max(480, width), all.length * CELL.height, (context, theme, top) => {
    for (const [row, cells] of all.entries()) {
      let x = MARGIN;
      const y = top + row * CELL.height;
      for (const [column, cell] of cells.entries()) {
        const wide = widths[column] as number;
        writeCell(context, cell, { x, y, wide }, row === 0 || column === 0 ? theme.quiet : theme.text, theme);
        x += wide;
      }
    }
  });
}

function writeCell(
  context: CanvasRenderingContext2D,
  { text, className, shade }: Cell,
  { x, y, wide }: { readonly x: number; readonly y: number; readonly wide: number },
  colour: string,
  theme: Theme,
): void {
  if (shade !== undefined && shade > 0) {
    context.globalAlpha = 0.45 * shade;
    context.fillStyle = inkOf(theme, className?.includes("wrong") ? 1 : 0);
    context.fillRect(x, y, wide, CELL.height);
    context.globalAlpha = 1;
  }
  const isFigure = className?.includes("count") === true;
  context.textAlign = isFigure ? "right" : "left";
  write(context, text, isFigure ? x + wide - CELL.padding : x + CELL.padding, y + 20, colour);
  context.textAlign = "left";
}

function writeLegend(context: CanvasRenderingContext2D, legend: readonly LegendItem[], y: number, theme: Theme): void {
  let x = MARGIN;
  for (const { name, ink, shape } of legend) {
    const colour = ink === null ? theme.quiet : inkOf(theme, ink - 1);
    context.fillStyle = colour;
    if (shape === undefined) context.fillRect(x, y + 4, 12, 12);
    else write(context, shape, x, y + 14, colour);
    write(context, name, x + 18, y + 14, theme.text);
    x += context.measureText(name).width + 36;
  }
}

function picture(
  title: string,
  summary: string,
  width: number,
  height: number,
  paint: (context: CanvasRenderingContext2D, theme: Theme, top: number) => void,
): HTMLCanvasElement {
  const theme = themeOf(document.documentElement);
  const ruler = context2d(document.createElement("canvas"));
  ruler.font = fontOf();
  const lines = wrapped(ruler, summary, width - 2 * MARGIN);
  const top = MARGIN + LINE * (1.5 + lines.length);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * devicePixelRatio);
  canvas.height = Math.ceil((top + height + MARGIN) * devicePixelRatio);
  const context = context2d(canvas);
  context.scale(devicePixelRatio, devicePixelRatio);
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.font = fontOf("600 18px");
  write(context, title, MARGIN, MARGIN + 16, theme.text);
  context.font = fontOf();
  for (const [i, line] of lines.entries()) write(context, line, MARGIN, MARGIN + LINE * (i + 2), theme.quiet);
  paint(context, theme, top);
  return canvas;
}

function wrapped(ruler: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && ruler.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function write(context: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string): void {
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

function fontOf(size = "14px"): string {
  return `${size} system-ui, sans-serif`;
}

function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser draws no pictures");
  return context;
}
