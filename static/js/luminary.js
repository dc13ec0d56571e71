// Small behaviours that every page shares. Each works without this file too, only less smoothly.
(() => {
  // A filter takes effect when it is chosen.
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
  });
  // After a refused form the summary of what to correct is read first.
  document.querySelector("[data-focus]")?.focus();
  // A pressed button is not pressed twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.pressed) { event.preventDefault(); return; }
    form.dataset.pressed = "yes";
    window.setTimeout(() => { delete form.dataset.pressed; }, 4000);
  });
  // The zone that this device keeps, where nobody has chosen one yet.
  document.querySelectorAll("[data-guess-zone]").forEach((field) => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (field.value && field.value !== "UTC") return;
    if (!field.options || [...field.options].some((option) => option.value === zone)) field.value = zone;
  });
  // What is saved as it is typed says so when it could not be: signed out, or no connection.
  const unsaved = (shown) => document.querySelectorAll("[data-unsaved]").forEach((words) => { words.hidden = !shown; });
  document.addEventListener("htmx:responseError", () => unsaved(true));
  document.addEventListener("htmx:sendError", () => unsaved(true));
  document.addEventListener("htmx:afterSwap", () => unsaved(false));
  // One box that ticks or clears all the boxes of its form that are shown.
  document.querySelectorAll("[data-tick-all]").forEach((all) => {
    all.closest("[hidden]")?.removeAttribute("hidden");
    const boxes = () => [...document.querySelectorAll(`input[type=checkbox][name="${all.dataset.tickAll}"]`)];
    const count = () => {
      const n = boxes().filter((box) => box.checked).length;
      document.querySelectorAll(`[data-ticked="${all.dataset.tickAll}"]`).forEach((words) => { words.textContent = n ? `(${n})` : ""; });
    };
    all.addEventListener("change", () => { boxes().forEach((box) => { box.checked = all.checked; }); count(); });
    document.addEventListener("change", count);
    count();
  });
  // A typed form is not left by mistake.
  let typed = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-keep]")) typed = true; });
  document.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  // A page made for paper.
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
})();
