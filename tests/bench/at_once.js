// Put into the page before its own code: saves the background as soon as the page wants it; notes times and answers.
(() => {
  const noted = { states: {}, first: null, answers: 0, models: [] };
  const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const note = () => {
    const { state } = document.body.dataset;
    noted.states[state] ??= performance.now();
    if (state === "needs-background") press("b");
  };
  document.addEventListener("DOMContentLoaded", () => {
    note();
    new MutationObserver(note).observe(document.body, { attributeFilter: ["data-state"] });
  });
  document.addEventListener("gesture", ({ detail }) => {
    noted.first ??= performance.now();
    noted.answers += 1;
    if (noted.models.at(-1) !== detail.modelId) noted.models.push(detail.modelId);
  });
  window.noted = noted;
})();
