// What a person must decide or correct: marks that somebody else changed first, and marks that were refused.

import { fill } from "./cells.js";

export class Troubles {
  constructor(place, { outbox, words, show }) {
    this.place = place;
    this.outbox = outbox;
    this.words = words;
    this.show = show;
    this.shown = "";
  }

  draw() {
    const items = this.outbox.inState("overtaken", "refused");
    // Drawn again only when something changed: a button does not vanish under a finger.
    const now = JSON.stringify(items);
    if (now === this.shown) return;
    this.shown = now;
    this.place.hidden = !items.length;
    this.place.querySelector("ul").replaceChildren(...items.map((item) => this.line(item)));
  }

  line(item) {
    const line = document.createElement("li");
    const sentence = document.createElement("span");
    sentence.textContent = item.state === "overtaken" ? this.overtaken(item) : this.refused(item);
    line.append(sentence, ...this.buttons(item));
    return line;
  }

  overtaken({ code, problem, text, now }) {
    const at = now.at ? new Date(now.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : "";
    const shown = (value) => value || this.words.notMarked;
    return fill(this.words.overtaken, { script: `${code}, P${problem}`, typed: shown(text), now: shown(now.text), who: now.by, at });
  }

  refused({ code, problem, text, why }) {
    return fill(this.words.refused, { script: `${code}, P${problem}`, typed: text || this.words.notMarked, why });
  }

  buttons(item) {
    const take = (action) => () => { action(); this.show(item); };
    if (item.state === "overtaken") {
      return [
        button(fill(this.words.keepTheirs, { now: item.now.text || this.words.notMarked }), take(() => this.outbox.drop(item))),
        button(fill(this.words.putMine, { typed: item.text || this.words.notMarked }), take(() => this.outbox.insist(item))),
      ];
    }
    return [
      button(this.words.goTo, () => this.show(item)),
      button(this.words.dropMine, take(() => this.outbox.drop(item))),
    ];
  }
}

function button(label, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-sm btn-outline-primary";
  element.textContent = label;
  element.addEventListener("click", act);
  return element;
}
