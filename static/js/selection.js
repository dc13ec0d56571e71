// Scoring: by keyboard, and kept even where the connection is not.
(() => {
  const card = document.getElementById("scorecard");
  if (!card) return;
  const criteria = [...card.querySelectorAll("fieldset.criterion:not([disabled])")];
  const typing = (element) => element.matches("textarea, select, input:not([type=radio])");

  // A number gives that score and goes on; "1" and then "0" at once is ten.
  const TEN_WITHIN = 700;
  let last = { criterion: null, at: 0 };
  const level = (criterion, value) => criterion?.querySelector(`input[type=radio][value="${value}"]`);
  const choose = (input) => {
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const score = (event) => {
    const ten = event.key === "0" && event.timeStamp - last.at < TEN_WITHIN && level(last.criterion, "10");
    const here = ten ? last.criterion : event.target.closest("fieldset.criterion")
      || criteria.find((each) => !each.querySelector("input:checked")) || criteria[0];
    const chosen = ten || level(here, event.key);
    if (!chosen || chosen.disabled) return;
    event.preventDefault();
    choose(chosen);
    last = { criterion: event.key === "1" ? here : null, at: event.timeStamp };
    const following = criteria[criteria.indexOf(here) + 1];
    (following?.querySelector("input:checked, input") || chosen).focus();
    following?.scrollIntoView({ block: "nearest" });
  };
  // Only while the scoring has the focus: a page takes no single keys from whoever reads or dictates.
  card.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      card.requestSubmit(card.querySelector("[data-submit-review]"));
    }
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (/^[0-9]$/.test(event.key)) score(event);
    if (event.key === "n") document.querySelector("[data-next]")?.click();
  });

  // What could not be kept is tried again by itself, later each time, and at once when the connection is back.
  const WAITS = [2, 4, 8, 15, 30];
  const waiting = new Map();
  const refused = document.querySelector("[data-refused]");
  const keep = (element) => {
    window.clearTimeout(waiting.get(element)?.timer);
    window.htmx.trigger(element, "change");
  };
  const later = (element) => {
    const tries = (waiting.get(element)?.tries ?? -1) + 1;
    window.clearTimeout(waiting.get(element)?.timer);
    const timer = window.setTimeout(() => keep(element), WAITS[Math.min(tries, WAITS.length - 1)] * 1000);
    waiting.set(element, { tries, timer });
  };
  card.addEventListener("htmx:sendError", (event) => later(event.detail.elt));
  card.addEventListener("htmx:timeout", (event) => later(event.detail.elt));
  card.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if (status >= 500 || status === 429) { later(event.detail.elt); return; }
    // Refused for good, such as for a review that went to somebody else: trying again changes nothing.
    waiting.delete(event.detail.elt);
    if (refused) refused.hidden = false;
    document.addEventListener("htmx:responseError", () => {
      document.querySelectorAll("[data-unsaved]").forEach((words) => { words.hidden = true; });
    }, { once: true });
  });
  card.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    window.clearTimeout(waiting.get(event.detail.elt)?.timer);
    waiting.delete(event.detail.elt);
    // Another part may still wait while this one is kept.
    if (waiting.size) document.querySelectorAll("[data-unsaved]").forEach((words) => { words.hidden = false; });
  });
  window.addEventListener("online", () => { [...waiting.keys()].forEach(keep); });
  window.addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
  card.addEventListener("submit", () => { waiting.forEach(({ timer }) => window.clearTimeout(timer)); waiting.clear(); });
})();
