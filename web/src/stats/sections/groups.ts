/** For whom it fails: gestures on a class of device in some light, the surely weakest first. */

import { wordsFor } from "../../shared/gestures";
import { make } from "../../ui/make";
import type { Groups } from "../answers";
import type { Choice } from "../charts/spec";
import type { FigureContent } from "../figure";
import { percent } from "../format";
import { numberCell, percentCell, textCell } from "../table";
import { GROUPS, interval, ofAll } from "../words";
import { beside, said } from "./compared";

type Group = Groups["groups"][number];

/** So many are shown in the chart, and pictures of. */
const FEW = 5;

export function weakestGroups(answer: Groups): FigureContent | string {
  const { groups, enough, too_few: tooFew } = answer;
  const [weakest] = groups;
  if (weakest === undefined) return GROUPS.tooFew(enough, tooFew);
  const rateOf = (compared: Pick<Groups, "groups">, group: Group): number | null | undefined =>
    compared.groups.find((other) => wordsOf(other) === wordsOf(group))?.rate;
  const then = beside(answer, groups, rateOf);
  const few = groups.slice(0, FEW);
  const fewThen = beside(answer, few, rateOf);
  const summary = GROUPS.weakest(wordsOf(weakest), percent(weakest.rate, 0), interval(weakest));
  return {
    summary: `${summary}${said(
      answer,
      (compared) => rateOf(compared, weakest),
      (rate) => percent(rate, 0),
    )}`,
    charts: [
      {
        kind: "rows",
        title: "",
        unit: "share",
        points: [{ name: GROUPS.correct }, ...fewThen.points],
        rows: few.map((group, i) => ({
          name: wordsOf(group),
          note: GROUPS.note(percent(group.rate, 0), group.n),
          values: [group.rate, ...fewThen.at(i)],
          low: group.low,
          high: group.high,
          choice: choiceOf(group),
        })),
      },
    ],
    table: {
      headings: [...GROUPS.headings, ...then.heading(GROUPS.correct)],
      rows: groups.map((group, i) => [
        { ...textCell(wordsFor(group.gesture)), choice: choiceOf(group) },
        textCell(GROUPS.device[group.device_class]),
        textCell(GROUPS.light[group.light]),
        percentCell(group.rate),
        numberCell(interval(group)),
        numberCell(ofAll(group), group.n),
        ...then.cell(i, percentCell),
      ]),
    },
  };
}

/** What was named wrongly in the weakest groups, where the viewer may see it. */
export function groupPictures({ groups }: Groups): HTMLElement[] {
  return groups.slice(0, FEW).flatMap((group) => {
    const { picture } = group;
    if (picture === null) return [];
    const image = make("img", { src: picture, alt: GROUPS.picture(wordsOf(group)), loading: "lazy" });
    return [make("li", { title: wordsOf(group) }, image)];
  });
}

/** Its mistakes on that class of device; light is no filter. */
function choiceOf({ gesture, device_class }: Group): Choice {
  return device_class === "unknown" ? { label: gesture } : { label: gesture, device_class };
}

function wordsOf({ gesture, device_class, light }: Group): string {
  const known = [
    device_class === "unknown" ? "" : GROUPS.device[device_class],
    light === "unknown" ? "" : GROUPS.light[light],
  ];
  return [wordsFor(gesture), ...known.filter((words) => words !== "")].join(", ");
}
