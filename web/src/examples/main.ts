/** The examples page's root: shows what examples say, and runs exactly that. */

import type { ChangeDetail, ProblemDetail } from "../embed/watching";
import { wordsOf } from "../shared/errors";
import { wordsFor } from "../shared/gestures";
import { element } from "../ui/element";
import { FilmPlayer } from "./film-player";
import { EXAMPLES } from "./words";

type Package = typeof import("../embed/main");

const OUR_ADDRESS = /\.{1,2}\/embed\//g;
const player = new FilmPlayer(
  element(document, "film", HTMLCanvasElement),
  element(document, "film-toggle", HTMLButtonElement),
);
const here = (path: string): string => new URL(path, document.baseURI).href;

for (const section of document.querySelectorAll<HTMLElement>("[data-example]")) {
  const file = here(`./examples/${section.dataset.example}`);
  const [code, run] = [section.querySelector("pre code"), section.querySelector("button")];
  const text = read(file);
  text.then(
    (text) => code?.replaceChildren(text.replaceAll(OUR_ADDRESS, here("./embed/")).trim()),
    (error: unknown) => code?.replaceChildren(EXAMPLES.failed(wordsOf(error))),
  );
  run?.addEventListener("click", async () => {
    run.disabled = true;
    run.textContent = EXAMPLES.running;
    void player.play();
    if (file.endsWith(".js")) await import(/* @vite-ignore */ file);
    else await put(await text, section.querySelector(".live") ?? section);
  });
}

for (const section of document.querySelectorAll<HTMLElement>("[data-hears]")) {
  const heard = section.querySelector("output");
  document.addEventListener("gesturechange", ({ target, detail }: CustomEventInit<ChangeDetail> & Event) => {
    const isOfThis = target instanceof Element && target.matches(section.dataset.hears ?? "");
    if (isOfThis && heard !== null && detail != null) heard.textContent = EXAMPLES.heard(wordsFor(detail.gesture));
  });
  document.addEventListener("problem", ({ detail }: CustomEventInit<ProblemDetail> & Event) => {
    if (heard !== null && detail != null) heard.textContent = detail.message;
  });
}

async function read(file: string): Promise<string> {
  const answer = await fetch(file);
  if (!answer.ok) throw new Error(`${answer.status}.`);
  return answer.text();
}

/** Puts an example's HTML into the page. Scripts that come as text do not run, so each is made anew. */
async function put(html: string, place: Element): Promise<void> {
  const template = Object.assign(document.createElement("template"), { innerHTML: html });
  for (const old of template.content.querySelectorAll("script")) {
    const script = document.createElement("script");
    for (const { name, value } of old.attributes) script.setAttribute(name, value);
    old.replaceWith(script);
  }
  place.append(template.content);
  const address = here("./embed/gesture-camera.js");
  const { watchForTags } = (await import(/* @vite-ignore */ address)) as Package;
  watchForTags(address); // where another example has loaded the package before, this tag is not seen by itself
}

element(document, "like", HTMLButtonElement).addEventListener("click", () => {
  const likes = element(document, "likes", HTMLElement);
  likes.textContent = String(Number(likes.textContent) + 1);
});
