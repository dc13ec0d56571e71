// Scoring by keyboard: a number gives that score and goes on.
(() => {
  const card = document.getElementById("scorecard");
  if (!card) return;
  const criteria = [...card.querySelectorAll("fieldset.criterion:not([disabled])")];
  const typing = (element) => element.matches("textarea, select, input:not([type=radio])");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key) || typing(event.target)) return;
    const here = event.target.closest("fieldset.criterion")
      || criteria.find((each) => !each.querySelector("input:checked")) || criteria[0];
    const level = here?.querySelector(`input[type=radio][value="${event.key}"]`);
    if (!level || level.disabled) return;
    event.preventDefault();
    level.checked = true;
    level.dispatchEvent(new Event("change", { bubbles: true }));
    const following = criteria[criteria.indexOf(here) + 1];
    (following?.querySelector("input:checked, input") || level).focus();
    following?.scrollIntoView({ block: "nearest" });
  });
})();
