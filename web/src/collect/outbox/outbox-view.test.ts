// @vitest-environment jsdom
/** What keeps samples from being stored or sent: said for each of them, also where the words are those of before. */

import { expect, test } from "vitest";
import { passOnNews } from "../../account/news";
import { openPage } from "../../testing/pages";
import { Details } from "../../ui/details";
import { OutboxView } from "./outbox-view";

test("trouble that comes again is said again, over what was said meanwhile", async () => {
  openPage("index.html");
  const said: string[] = [];
  passOnNews(document, (words) => said.push(words));
  const view = new OutboxView(document, () => {}, new Details(document), undefined);
  for (const words of ["full", "full", "", "refused"]) {
    view.showTrouble(words);
    await Promise.resolve(); // what observes the dialog is told then
  }
  expect(said).toEqual(["full", "full", "refused"]);
});
