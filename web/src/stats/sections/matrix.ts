/** A matrix of counts, such as a confusion matrix, as a chart and as a table: each cell shaded by its share of its row. */

import { PROMPT_KEYS, wordsFor } from "../../shared/gestures";
import type { Confusion } from "../answers";
import type { Choice, MatrixSpec } from "../charts/spec";
import { number, percent } from "../format";
import { type Cell, numberCell, type TableContent, textCell } from "../table";
import { type Compared, nameOf } from "./compared";

/** `relation` stands between row and column in a sentence; where `isChoosable`, a cell leads to its mistakes. */
export function matrixChart({ labels, counts }: Confusion, relation: string, isChoosable: boolean): MatrixSpec {
  const choice = (label: string, predicted: string): Choice => (label === predicted ? {} : { label, predicted });
  const choices = labels.map((label) => labels.map((predicted) => choice(label, predicted)));
  return {
    kind: "matrix",
    title: "",
    names: labels.map(wordsFor),
    letters: labels.map(letterOf),
    counts,
    relation,
    ...(isChoosable ? { choices } : {}),
  };
}

/** The key by which a person says it, else its first letter. */
export function letterOf(label: string): string {
  const key = Object.entries(PROMPT_KEYS).find(([, gesture]) => gesture === label)?.[0];
  return (key ?? label.slice(0, 1)).toUpperCase();
}

/**
 * `corner` names the rows; `column` gives a column's heading. The diagonal is where both agree. Below each row is the
 * same of what it is compared with.
 */
export function matrixTable(
  { labels, counts }: Confusion,
  corner: string,
  column: (label: string) => string,
  other: Compared<Confusion>,
): TableContent {
  const { compared } = other;
  const then = compared === null || compared.counts.flat().every((n) => n === 0) ? [] : [compared];
  const rows = labels.flatMap((label, i) => [
    matrixRow(wordsFor(label), counts[i] ?? [], i),
    ...then.map((confusion) => matrixRow(`${wordsFor(label)}, ${nameOf(other)}`, rowOf(confusion, label, labels), i)),
  ]);
  return { headings: [corner, ...labels.map(column)], rows };
}

/** Of a matrix that may have other labels. */
function rowOf(confusion: Confusion, label: string, labels: readonly string[]): number[] {
  const row = confusion.counts[confusion.labels.indexOf(label)] ?? [];
  return labels.map((predicted) => row[confusion.labels.indexOf(predicted)] ?? 0);
}

function matrixRow(name: string, row: readonly number[], place: number): Cell[] {
  const sum = row.reduce((all, n) => all + n, 0);
  return [textCell(name), ...row.map((n, j) => matrixCell(n, sum, place === j))];
}

/** The most frequent cell off the diagonal; null: there is none. */
export function largestOffDiagonal({ labels, counts }: Confusion) {
  const cells = counts.flatMap((row, i) => row.map((n, j) => ({ row: i, column: j, n: i === j ? 0 : n })));
  const largest = cells.reduce((a, b) => (b.n > a.n ? b : a), { row: 0, column: 0, n: 0 });
  if (largest.n === 0) return null;
  const [row, column] = [largest.row, largest.column].map((i) => wordsFor(labels[i] ?? ""));
  return { row, column, n: largest.n };
}

function matrixCell(n: number, sum: number, isRight: boolean): Cell {
  const className = `count matrix${n === 0 ? " zero" : isRight ? " right" : " wrong"}`;
  if (n === 0) return numberCell("0", 0, { className });
  return numberCell(`${number(n)} (${percent(n / sum, 0)})`, n, { className, shade: n / sum });
}
