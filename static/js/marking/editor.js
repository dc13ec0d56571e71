// Typing into one cell. "Overwrite" begins with what was typed, and arrows leave the cell, as in a spreadsheet;
// "edit" (F2, a double click, a tap) begins with what stands there, and arrows move in the text.

export class Editor {
  constructor({ cells, outbox, move }) {
    this.cells = cells;
    this.outbox = outbox;
    this.move = move;
    this.open = null;
  }

  begin(cell, typed = null) {
    this.commit();
    const { entry, problem } = this.cells.script(cell);
    const input = document.createElement("input");
    input.className = "mark-input";
    input.inputMode = "decimal";
    input.autocomplete = "off";
    input.maxLength = 40;
    input.setAttribute("aria-label", this.cells.name(cell));
    input.value = typed ?? this.outbox.get(entry, problem)?.text ?? cell.dataset.text;
    // The version that the person sees now: what others change while they type is told, not overwritten.
    this.open = { cell, input, overwrite: typed !== null, seen: this.seen(cell) };
    cell.replaceChildren(input);
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.commit({ focus: false }));
    input.focus();
    if (typed === null) input.select();
  }

  key(event) {
    if (event.isComposing) return;
    event.stopPropagation();
    const step = this.stepOf(event);
    if (event.key === "Escape") this.cancel();
    else if (step) this.commit();
    else return;
    event.preventDefault();
    if (step) this.move(...step);
  }

  // Where the key leads, if it leaves the cell: [rows, columns].
  stepOf({ key, shiftKey }) {
    if (key === "Enter") return [shiftKey ? -1 : 1, 0];
    if (key === "Tab") return [0, shiftKey ? -1 : 1];
    if (key === "ArrowUp") return [-1, 0];
    if (key === "ArrowDown") return [1, 0];
    if (this.open.overwrite && key === "ArrowLeft") return [0, -1];
    if (this.open.overwrite && key === "ArrowRight") return [0, 1];
    return null;
  }

  commit({ focus = true } = {}) {
    if (!this.open) return;
    const { input, cell, seen } = this.close();
    this.enter(cell, input.value.trim(), seen);
    if (focus) cell.focus();
  }

  cancel() {
    if (!this.open) return;
    const { cell } = this.close();
    this.repaint(cell);
    cell.focus();
  }

  close() {
    const open = this.open;
    this.open = null;
    open.cell.replaceChildren();
    return open;
  }

  // Put `text` into the cell, as if typed there by somebody who saw `seen` (by default what is shown now).
  enter(cell, text, seen = this.seen(cell)) {
    const script = this.cells.script(cell);
    const pending = this.outbox.get(script.entry, script.problem);
    const same = (pending?.text ?? cell.dataset.text).toLowerCase() === text.toLowerCase();
    const asBefore = !pending && text.toLowerCase() === cell.dataset.text.toLowerCase();
    const back = pending?.state === "refused" && text.toLowerCase() === cell.dataset.text.toLowerCase();
    if (back) this.outbox.drop(pending);
    else if (!same && !asBefore) this.outbox.put(script, text, seen);
    this.repaint(cell);
  }

  // The version shown now; where another's value is shown beside one's own, that of the other.
  seen(cell) {
    const { entry, problem } = this.cells.script(cell);
    return this.outbox.get(entry, problem)?.now?.version ?? Number(cell.dataset.version);
  }

  repaint(cell) {
    const { entry, problem } = this.cells.script(cell);
    this.cells.paint(cell, this.outbox.get(entry, problem));
  }
}
