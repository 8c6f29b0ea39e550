// Warns whoever leaves a page with words that were not saved. Without it, the page works the same:
// only its buttons save.

const form = document.querySelector("form[data-unsaved]");

if (form) {
  const typed = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrf"));
  // A page that comes back with a refusal holds words that were not kept.
  const kept = form.dataset.unsaved === "refused" ? "" : typed();
  let sending = false;

  form.addEventListener("submit", () => { sending = true; });
  // Whoever comes back with the browser’s own button may change the page again.
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("beforeunload", (event) => {
    if (!sending && typed() !== kept) event.preventDefault();
  });
}
