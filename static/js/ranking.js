// Alt with an arrow key moves the line that one is in, by pressing the button that moves it.
// The list is then swapped; whoever moved a line stays in it.
(() => {
  let again = null;

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("[data-row]");
    if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const button = row.querySelector(`[name=${event.key === "ArrowUp" ? "up" : "down"}]`);
    if (button && !button.disabled) {
      again = row.id;
      button.click();
    }
  });

  document.addEventListener("htmx:afterSwap", () => {
    if (again) document.getElementById(again)?.querySelector("input")?.focus();
    again = null;
  });
})();
