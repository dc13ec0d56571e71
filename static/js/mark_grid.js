// The grid of marks, keyboard first, like a spreadsheet. Without this file it is a table to read, whose
// contestants and problems lead to plain forms.

import { Cells } from "./marking/cells.js";
import { Grid } from "./marking/grid.js";
import { Outbox } from "./marking/outbox.js";

const table = document.getElementById("mark-grid");
if (table) start(table);

function start(table) {
  const words = JSON.parse(document.getElementById("grid-words").textContent);
  const cells = new Cells(table, words);
  const outbox = new Outbox({
    address: table.dataset.enter,
    token: document.querySelector("#grid-tools [name=csrfmiddlewaretoken]").value,
    kept: `luminary-marks:${table.dataset.contest}:${table.dataset.user}`,
  });
  const grid = new Grid({ table, cells, outbox, words });
  grid.listen();
  outbox.hurry();
}
