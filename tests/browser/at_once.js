// Put into the page before its own code: notes when the first answer came, how many there were, and by which models.
(() => {
  const noted = { first: null, answers: 0, models: [] };
  document.addEventListener("gesture", ({ detail }) => {
    noted.first ??= performance.now();
    noted.answers += 1;
    if (noted.models.at(-1) !== detail.modelId) noted.models.push(detail.modelId);
  });
  window.noted = noted;
})();
