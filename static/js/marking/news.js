// What others change appears by asking the server from time to time; an answer without news is a few bytes.

const OFTEN = 3000;
const SELDOM = 30000;

export class News {
  constructor({ address, cursor, take, open }) {
    this.address = address;
    this.cursor = cursor;
    this.take = take;
    this.open = open;
    this.wait = OFTEN;
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.soon(0); });
    this.soon(this.wait);
  }

  soon(wait) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), wait);
  }

  async ask() {
    if (document.hidden) return;
    try {
      const address = new URL(this.address, window.location.href);
      address.searchParams.set("since", this.cursor);
      const response = await fetch(address, { redirect: "manual", credentials: "same-origin" });
      if (!response.ok) throw new Error(String(response.status));
      const news = await response.json();
      this.cursor = news.cursor;
      this.open(news.open);
      this.take(news);
      this.wait = news.more ? 0 : OFTEN;
    } catch {
      this.wait = Math.min(SELDOM, Math.max(OFTEN, this.wait * 2));
    }
    this.soon(this.wait);
  }
}
