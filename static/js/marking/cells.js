// The grid's cells: finding them, and painting how each mark stands. Knows nothing of the network.

export class Cells {
  constructor(table, words) {
    this.table = table;
    this.words = words;
    this.rows = [...table.tBodies[0].rows];
    this.byEntry = new Map(this.rows.map((row) => [row.dataset.entry, row]));
  }

  marksOf(row) {
    return [...row.querySelectorAll("td[data-problem]")];
  }

  at(row, column) {
    return this.rows[row] ? this.marksOf(this.rows[row])[column] : undefined;
  }

  place(cell) {
    const row = cell.closest("tr");
    return { row: this.rows.indexOf(row), column: this.marksOf(row).indexOf(cell) };
  }

  find(entry, problem) {
    return this.byEntry.get(entry)?.querySelector(`td[data-problem="${Number(problem)}"]`);
  }

  // Which script the cell is, in the words of the server and of people.
  script(cell) {
    const row = cell.closest("tr");
    return { entry: row.dataset.entry, code: row.dataset.code, problem: Number(cell.dataset.problem) };
  }

  name(cell) {
    const { code, problem } = this.script(cell);
    return `${code}, P${problem}`;
  }

  // What the server said of the mark; kept even while something else is shown in the cell.
  keep(cell, mark) {
    cell.dataset.text = mark.text;
    cell.dataset.words = mark.words;
    cell.dataset.version = mark.version;
  }

  // Draw the cell from what is kept, and from what waits to be sent (`pending`, from the outbox), if anything does.
  paint(cell, pending) {
    if (cell.querySelector("input")) return;
    const state = pending?.state ?? "";
    cell.dataset.state = state;
    cell.replaceChildren(span("mark-text", pending ? pending.text : cell.dataset.text));
    if (state === "overtaken") cell.append(span("mark-other", `≠ ${pending.now.text || "–"}`));
    cell.toggleAttribute("aria-invalid", state === "refused" || state === "overtaken");
    if (cell.hasAttribute("aria-invalid")) cell.setAttribute("aria-invalid", "true");
    const label = this.label(cell, pending);
    if (label) cell.setAttribute("aria-label", label);
    else cell.removeAttribute("aria-label");
    cell.title = state === "refused" ? pending.why : "";
  }

  // Words where the letters alone would not be understood when read aloud; '' where a number says all.
  label(cell, pending) {
    if (!pending) return cell.dataset.words;
    const typed = pending.text || this.words.notMarked;
    if (pending.state === "overtaken") {
      return fill(this.words.overtakenCell, { typed, now: pending.now.text || this.words.notMarked, who: pending.now.by });
    }
    if (pending.state === "refused") return `${typed}. ${pending.why}`;
    return `${typed}, ${pending.state === "sending" ? this.words.cellSaving : this.words.cellUnsaved}`;
  }

  flash(cell) {
    cell.classList.add("mark-news");
    window.setTimeout(() => cell.classList.remove("mark-news"), 4000);
  }

  // Totals and ranks at the ends of rows, for the entries that the server sent.
  paintTotals(rows) {
    for (const [entry, { total, rank }] of Object.entries(rows)) {
      const row = this.byEntry.get(entry);
      if (!row) continue;
      row.querySelector("[data-total]").textContent = total;
      row.querySelector("[data-rank]").textContent = rank;
    }
  }
}

function span(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

// "Not saved: {n}" with its names filled in.
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
