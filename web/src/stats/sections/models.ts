/**
 * All models beside each other: each is a head, and the heads of one backbone are also told together. Where they are
 * compared with each other, nothing else is compared with; each one's card is (model-cards.ts).
 */

import type { BestModels, Rate } from "../answers";
import type { Row } from "../charts/spec";
import type { FigureContent } from "../figure";
import { NONE, number, percent } from "../format";
import { type Cell, numberCell, percentCell, textCell } from "../table";
import { INTERVAL, interval, many, ofAll } from "../words";
import { MODELS } from "./words";

export function modelsContent({ models, backbones, enough }: BestModels): FigureContent | string {
  const seen = models.filter(({ report }) => report.accuracy.n > 0);
  if (seen.length === 0) return MODELS.none;
  const [best] = seen;
  const shared = backbones.filter((backbone) => backbone.models.length > 1);
  const chart = (name: string, rate: Rate, model: string | null): Row => ({
    name,
    note: many(rate.n, "label"),
    values: [rate.rate],
    low: rate.low,
    high: rate.high,
    ...(model === null ? {} : { choice: { model } }),
  });
  return {
    summary:
      best === undefined || best.report.accuracy.rate === null
        ? MODELS.tooFew(enough)
        : MODELS.best(best.model_id, percent(best.report.accuracy.rate), interval(best.report.accuracy)),
    charts: [
      {
        kind: "rows",
        title: "",
        unit: "share",
        points: [{ name: MODELS.accuracy }],
        rows: [
          ...seen.map(({ model_id, report }) => chart(model_id, report.accuracy, model_id)),
          ...shared.map((each) => chart(allHeads(each), each.report.accuracy, null)),
        ],
      },
    ],
    table: {
      headings: [...MODELS.headings, INTERVAL],
      rows: [
        ...seen.map(({ model_id, way, backbone, report }) => [
          { ...textCell(model_id), choice: { model: model_id } },
          textCell(way === null ? NONE : MODELS.way[way]),
          textCell(backbone ?? NONE),
          ...rateCells(report),
        ]),
        ...shared.map((each) => [
          textCell(allHeads(each)),
          textCell(MODELS.way.hand),
          textCell(each.backbone),
          ...rateCells(each.report),
        ]),
      ],
    },
  };
}

function allHeads({ backbone, models }: BestModels["backbones"][number]): string {
  return MODELS.allHeads(backbone, models.length);
}

function rateCells({ accuracy, macro }: BestModels["models"][number]["report"]): Cell[] {
  return [
    numberCell(ofAll(accuracy)),
    percentCell(accuracy.rate),
    numberCell(number(macro?.f1 ?? null, 3), macro?.f1 ?? null),
    numberCell(interval(accuracy)),
  ];
}
