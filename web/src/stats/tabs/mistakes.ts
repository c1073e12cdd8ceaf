/** What went wrong, to be looked at one by one. */

import { element } from "../../ui/element";
import { type MakeTab, panel } from "../panel";
import { Mistakes } from "../sections/mistakes";

export const makeMistakes: MakeTab = ({ page, client, refresh }) => {
  const correct = async (id: string, label: string): Promise<void> => {
    await client.send("put", "/api/stats/mistakes/{id}", { path: { id }, body: { label } });
  };
  const [list, news] = [element(page, "gallery", HTMLElement), element(page, "mistakes-news", HTMLElement)];
  const gallery = new Mistakes(list, news, correct, refresh);
  return [
    panel("mistakes", "mistakes", (answer) => {
      element(page, "mistakes-hidden", HTMLElement).hidden = answer !== null;
      gallery.show(answer?.mistakes ?? null);
    }),
  ];
};
