// Marks that were typed and are not yet stored. Each is kept on this device until the server has answered for
// it, so that neither a lost network nor a closed page loses one; it is sent again when the network is back.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 20000;
const AT_ONCE = 100;

export class Outbox extends EventTarget {
  constructor({ address, token, kept }) {
    super();
    this.address = address;
    this.token = token;
    this.prefix = `${kept}:`;
    this.items = new Map();
    this.wait = FIRST_WAIT;
    this.trouble = "";
    this.running = false;
    this.restore();
    window.addEventListener("online", () => this.hurry());
  }

  static key(entry, problem) {
    return `${entry}:${problem}`;
  }

  get(entry, problem) {
    return this.items.get(Outbox.key(entry, problem));
  }

  // Not replaced meanwhile by something typed later.
  isPresent(item) {
    return this.get(item.entry, item.problem) === item;
  }

  inState(...states) {
    return [...this.items.values()].filter((item) => states.includes(item.state));
  }

  // Take a typed mark; a later one for the same script replaces what is not yet stored.
  put({ entry, code, problem }, text, seen) {
    const before = this.get(entry, problem);
    // Typed over what is on its way: the version seen is the one that was seen first.
    const inFlight = before && ["waiting", "sending"].includes(before.state);
    const item = { entry, code, problem, text, seen: inFlight ? before.seen : seen, state: "waiting" };
    this.items.set(Outbox.key(entry, problem), item);
    this.store(item);
    this.tell(item);
    this.hurry();
  }

  drop(item) {
    this.items.delete(Outbox.key(item.entry, item.problem));
    this.forget(item);
    this.tell(item);
  }

  // After both values were shown: send mine, having now seen theirs.
  insist(item) {
    this.drop(item);
    this.put(item, item.text, item.now.version);
  }

  hurry() {
    window.clearTimeout(this.timer);
    this.wait = FIRST_WAIT;
    this.send();
  }

  async send() {
    if (this.running) return;
    const batch = this.inState("waiting").slice(0, AT_ONCE);
    if (!batch.length) return;
    this.running = true;
    for (const item of batch) this.move(item, "sending");
    const answer = await this.post(batch);
    this.running = false;
    if (answer) {
      this.trouble = "";
      this.settle(batch, answer);
      this.wait = FIRST_WAIT;
      this.send();
    } else {
      for (const item of batch.filter((each) => this.isPresent(each))) this.move(item, "waiting");
      this.timer = window.setTimeout(() => this.send(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
    this.dispatchEvent(new Event("status"));
  }

  // The server's answer as JSON; null when there was none that can be used, with `trouble` saying of which kind.
  async post(batch) {
    const marks = batch.map(({ entry, problem, text, seen }) => ({ entry, problem, text, seen }));
    try {
      const response = await fetch(this.address, {
        method: "POST", redirect: "manual", credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify({ marks }),
      });
      if ([200, 409, 422, 423].includes(response.status)) return await response.json();
      this.trouble = response.type === "opaqueredirect" || response.status === 403 ? "signedOut" : "server";
    } catch {
      this.trouble = "offline";
    }
    return null;
  }

  settle(batch, answer) {
    if (answer.closed) {
      for (const item of batch.filter((each) => this.isPresent(each))) this.move(item, "refused", { why: answer.closed });
      return;
    }
    batch.forEach((item, place) => this.settleOne(item, answer.marks[place]));
    this.dispatchEvent(new CustomEvent("rows", { detail: answer.rows }));
  }

  settleOne(item, mark) {
    const present = this.get(item.entry, item.problem);
    const typedAgain = !this.isPresent(item);
    if (mark.is === "saved") {
      this.dispatchEvent(new CustomEvent("saved", { detail: { item, mark } }));
      if (!typedAgain) this.drop(item);
      else if (present) { present.seen = mark.version; this.store(present); }
    } else if (mark.is === "overtaken") {
      if (present) this.move(present, "overtaken", { now: mark });
    } else if (!typedAgain) {
      this.move(item, "refused", { why: mark.why });
    }
  }

  move(item, state, more = {}) {
    Object.assign(item, more, { state });
    this.store(item);
    this.tell(item);
  }

  tell(item) {
    this.dispatchEvent(new CustomEvent("item", { detail: item }));
    this.dispatchEvent(new Event("status"));
  }

  store(item) {
    try { window.localStorage.setItem(this.prefix + Outbox.key(item.entry, item.problem), JSON.stringify(item)); } catch { /* full, or not allowed: the page still holds it */ }
  }

  forget(item) {
    try { window.localStorage.removeItem(this.prefix + Outbox.key(item.entry, item.problem)); } catch { /* not allowed */ }
  }

  // What an earlier page of this person could not send.
  restore() {
    try {
      for (const name of Object.keys(window.localStorage)) {
        if (!name.startsWith(this.prefix)) continue;
        const item = JSON.parse(window.localStorage.getItem(name));
        if (item.state === "sending") item.state = "waiting";
        this.items.set(Outbox.key(item.entry, item.problem), item);
      }
    } catch { /* not allowed, or not ours */ }
  }
}
