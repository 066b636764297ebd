// Silent renewal: while a tab is open, before the credential ends, by one tab for all.
import type { TextStorage } from "./storage.ts";
import { inBrowser } from "./storage.ts";
import type { Tabs } from "./tabs.ts";

interface Parts {
  tabs: Tabs;
  storage: TextStorage;
  /** Key in the storage that holds the time of the last renewal. */
  key: string;
  /** Milliseconds between two renewals. */
  period: number;
}

export class Renewals {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Notes that the credential is new. */
  note(): void {
    this.#parts.storage.setItem(this.#parts.key, String(Date.now()));
  }

  /** Runs the renewal, unless one ended after `since` or runs now, in this tab or another: then waits, and returns `undefined`. */
  async once<T>(since: number, renew: () => Promise<T>): Promise<T | undefined> {
    const { tabs, storage, key } = this.#parts;
    return tabs.single(async () => (Number(storage.getItem(key)) > since ? undefined : renew()));
  }

  /** Calls back in time, and when the tab is shown again after a longer sleep. Returns what ends that. */
  schedule(renew: () => Promise<unknown>): () => void {
    if (!inBrowser()) return () => {};
    const { period } = this.#parts;
    const check = () => void this.once(Date.now() - period, renew).catch(() => {}); // offline: the next one tries again
    const whenShown = () => document.visibilityState === "visible" && check();
    const timer = setInterval(check, period / 4);
    document.addEventListener("visibilitychange", whenShown);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", whenShown);
    };
  }
}
