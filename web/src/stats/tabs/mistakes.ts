/** What went wrong, to be looked at one by one. */

import { element, setText } from "../../ui/element";
import { type MakeTab, panel } from "../panel";
import { MistakeQueue } from "../sections/mistakes";
import { MISTAKES } from "../words";

export const makeMistakes: MakeTab = ({ page, client, filters, choose, refresh }) => {
  const correct = async (id: string, label: string): Promise<void> => {
    await client.send("put", "/api/stats/mistakes/{id}", { path: { id }, body: { label } });
  };
  const [list, news] = [element(page, "gallery", HTMLElement), element(page, "mistakes-news", HTMLElement)];
  const queue = new MistakeQueue(list, news, correct, refresh);
  const all = element(page, "all-mistakes", HTMLButtonElement);
  all.addEventListener("click", () => choose({}, ["label", "predicted"]));
  return [
    panel("mistakes", "mistakes", (answer) => {
      const { label, predicted } = filters();
      element(page, "mistakes-of", HTMLElement).hidden = label === undefined && predicted === undefined;
      setText(element(page, "mistakes-cell", HTMLElement), MISTAKES.cell(label, predicted));
      element(page, "mistakes-hidden", HTMLElement).hidden = answer !== null;
      queue.show(answer);
    }),
  ];
};
