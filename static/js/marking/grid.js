// The grid: keys, clipboard and tools lead to the editor; answers and news are painted into the cells.

import { fill } from "./cells.js";
import { Editor } from "./editor.js";
import { News } from "./news.js";
import { Troubles } from "./troubles.js";

export class Grid {
  constructor({ table, cells, outbox, words }) {
    Object.assign(this, { table, cells, outbox, words });
    this.writable = table.dataset.writable === "yes";
    this.status = document.getElementById("grid-status");
    this.spoken = document.getElementById("grid-spoken");
    this.editor = new Editor({ cells, outbox, move: (rows, columns) => this.move(rows, columns) });
    this.troubles = new Troubles(document.getElementById("grid-troubles"), {
      outbox, words, show: (item) => this.show(item),
    });
    this.current = cells.at(0, 0);
  }

  listen() {
    const { table, outbox } = this;
    // Inside the grid arrows lead from cell to cell; Tab does not stop at a hundred links on the way.
    table.querySelectorAll("a").forEach((link) => { link.tabIndex = -1; });
    if (this.current) this.current.tabIndex = 0;
    table.addEventListener("focusin", (event) => this.focused(event));
    table.addEventListener("keydown", (event) => this.key(event));
    table.addEventListener("dblclick", (event) => this.edit(markCell(event)));
    table.addEventListener("pointerup", (event) => { if (event.pointerType !== "mouse") this.edit(markCell(event)); });
    table.addEventListener("copy", (event) => this.copy(event));
    table.addEventListener("paste", (event) => this.paste(event));
    document.getElementById("grid-tools").addEventListener("click", (event) => this.tool(event));
    outbox.addEventListener("item", ({ detail }) => this.itemChanged(detail));
    outbox.addEventListener("saved", ({ detail }) => this.saved(detail));
    outbox.addEventListener("rows", ({ detail }) => this.cells.paintTotals(detail));
    outbox.addEventListener("status", () => this.showStatus());
    window.addEventListener("beforeunload", (event) => {
      this.editor.commit();
      if (outbox.inState("waiting", "sending").length) event.preventDefault();
    });
    outbox.items.forEach((item) => this.itemChanged(item));
    this.showStatus();
    this.news = new News({
      address: table.dataset.changes, cursor: Number(table.dataset.cursor),
      take: (news) => this.takeNews(news), open: (open) => this.opened(open),
    });
  }

  // --- moving ---

  focused({ target }) {
    const cell = target.closest("td[data-problem]");
    if (!cell || cell === this.current) return;
    if (this.current) this.current.tabIndex = -1;
    this.current = cell;
    cell.tabIndex = 0;
    this.pointTools(cell);
  }

  move(rows, columns) {
    const { row, column } = this.cells.place(this.current);
    const width = this.cells.marksOf(this.cells.rows[0]).length;
    // Beyond the end of a row goes on in the next, as Tab does in a spreadsheet's selection.
    const place = row * width + column + columns;
    const target = columns
      ? this.cells.at(Math.floor(place / width), ((place % width) + width) % width)
      : this.cells.at(row + rows, column);
    (target ?? this.current).focus();
    return Boolean(target);
  }

  jump(row, column) {
    const last = this.cells.rows.length - 1;
    this.cells.at(Math.max(0, Math.min(last, row)), column)?.focus();
  }

  show(item) {
    const cell = this.cells.find(item.entry, item.problem);
    if (cell) cell.focus();
    else this.status.focus();
  }

  // --- keys ---

  key(event) {
    const cell = event.target.closest("td[data-problem]");
    if (!cell || event.target !== cell || event.isComposing) return;
    if (this.navigate(event, cell) || this.change(event, cell)) event.preventDefault();
  }

  navigate(event, cell) {
    const { row, column } = this.cells.place(cell);
    const width = this.cells.marksOf(cell.closest("tr")).length;
    const all = event.ctrlKey || event.metaKey;
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
    const sideways = { ArrowLeft: -1, ArrowRight: 1 };
    if (steps[event.key]) this.move(...steps[event.key]);
    else if (event.key in sideways) this.jump(row, Math.max(0, Math.min(width - 1, column + sideways[event.key])));
    else if (event.key === "Tab") return this.move(0, event.shiftKey ? -1 : 1);
    else if (event.key === "Home") this.jump(all ? 0 : row, 0);
    else if (event.key === "End") this.jump(all ? Infinity : row, width - 1);
    else if (event.key === "PageUp") this.jump(row - 10, column);
    else if (event.key === "PageDown") this.jump(row + 10, column);
    else if (event.key === "Escape") this.status.focus();
    else return false;
    return true;
  }

  change(event, cell) {
    if (!this.writable || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "F2") this.editor.begin(cell);
    else if (event.key === "Delete" || event.key === "Backspace") this.editor.enter(cell, "");
    else if (event.key.length === 1 && event.key !== " ") this.editor.begin(cell, event.key);
    else return false;
    return true;
  }

  edit(cell) {
    if (cell && this.writable && this.editor.open?.cell !== cell) this.editor.begin(cell);
  }

  // --- the clipboard ---

  copy(event) {
    if (event.target.closest("input")) return;
    event.clipboardData.setData("text/plain", this.current.dataset.text);
    event.preventDefault();
  }

  // A block from a spreadsheet, from the current cell to the right and down.
  paste(event) {
    if (!this.writable || event.target.closest("input")) return;
    event.preventDefault();
    const lines = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/);
    const start = this.cells.place(this.current);
    let beyond = 0;
    lines.forEach((line, down) => line.split("\t").forEach((text, right) => {
      const cell = this.cells.at(start.row + down, start.column + right);
      if (cell) this.editor.enter(cell, text.trim());
      else beyond += 1;
    }));
    if (beyond) this.speak(fill(this.words.beyond, { n: beyond }));
  }

  // --- tools for the current cell ---

  tool(event) {
    const button = event.target.closest("button");
    if (!button || !this.current) return;
    if (button.dataset.put !== undefined && this.writable) {
      this.editor.enter(this.current, button.dataset.put);
      this.current.focus();
    } else if (button.dataset.history !== undefined) this.showHistory();
  }

  pointTools(cell) {
    const form = document.getElementById("grid-form-link");
    form.href = cell.closest("tr").querySelector("th a").href;
    form.textContent = fill(this.words.formOf, { code: this.cells.script(cell).code });
    form.hidden = false;
  }

  async showHistory() {
    const { entry, problem } = this.cells.script(this.current);
    const dialog = document.getElementById("grid-history");
    const address = `${this.table.dataset.history}${entry}/${problem}/`;
    const response = await fetch(address, { headers: { "X-Requested-With": "grid" } }).catch(() => null);
    if (!response?.ok) { window.location.assign(address); return; }
    dialog.querySelector("[data-part]").innerHTML = await response.text();
    dialog.showModal();
    dialog.addEventListener("close", () => this.current.focus(), { once: true });
  }

  // --- what happens to marks ---

  itemChanged(item) {
    const cell = this.cells.find(item.entry, item.problem);
    const pending = this.outbox.get(item.entry, item.problem);
    if (cell) {
      // Whoever keeps the other's mark has seen it now.
      if (!pending && item.state === "overtaken") this.cells.keep(cell, item.now);
      this.cells.paint(cell, pending);
    }
    if (pending?.state === "refused") this.speak(this.troubles.refused(pending));
    if (pending?.state === "overtaken") this.speak(this.troubles.overtaken(pending));
    this.troubles.draw();
  }

  saved({ item, mark }) {
    const cell = this.cells.find(item.entry, item.problem);
    if (cell && mark.version >= Number(cell.dataset.version)) this.cells.keep(cell, mark);
  }

  takeNews({ marks, rows }) {
    for (const mark of marks) {
      const cell = this.cells.find(mark.entry, mark.problem);
      const pending = this.outbox.get(mark.entry, mark.problem);
      if (pending?.state === "overtaken" && mark.version > pending.now.version) {
        this.outbox.move(pending, "overtaken", { now: mark });
      }
      if (!cell || mark.version <= Number(cell.dataset.version)) continue;
      this.cells.keep(cell, mark);
      this.cells.paint(cell, pending);
      if (!pending) this.cells.flash(cell);
    }
    this.cells.paintTotals(rows);
  }

  opened(open) {
    if (this.writable && !open) {
      this.writable = false;
      this.table.setAttribute("aria-readonly", "true");
      this.speak(this.words.closed);
      this.showStatus();
    }
  }

  showStatus() {
    const sending = this.outbox.inState("sending").length;
    const waiting = this.outbox.inState("waiting").length;
    const unsaved = waiting + this.outbox.inState("overtaken", "refused").length;
    const kind = unsaved && !(waiting && !this.outbox.trouble && unsaved === waiting) ? "unsaved" : sending + waiting ? "saving" : "saved";
    const sentences = {
      saved: this.writable ? this.words.saved : this.words.readOnly,
      saving: this.words.saving,
      unsaved: `${fill(this.words.unsaved, { n: unsaved })} ${this.words[this.outbox.trouble] ?? ""}`,
    };
    this.status.dataset.kind = kind;
    if (this.status.textContent !== sentences[kind]) this.status.textContent = sentences[kind];
  }

  speak(sentence) {
    this.spoken.textContent = sentence;
  }
}

function markCell(event) {
  return event.target.closest("td[data-problem]");
}
