// Agreement of the tabs of one origin: one renewal at a time (Web Locks), and news of the session.

export type News = "signed-in" | "signed-out";

export interface Tabs {
  /** Runs the work. While it runs already, here or in another tab, waits for that instead, and returns `undefined`. */
  single<T>(work: () => Promise<T>): Promise<T | undefined>;
  tell(news: News): void;
  /** Calls back for what other tabs tell. */
  listen(heard: (news: News) => void): void;
  close(): void;
}

/** One client by itself, as on a server, where clients of several people share a process. */
export function soleTab(): Tabs {
  return { single: flight(), tell: () => {}, listen: () => {}, close: () => {} };
}

/**
 * Tabs that share `localStorage[name]`. Its own events are the news: another tab sees them once it sees the token, which is
 * later than a message.
 */
export function tabsOfStorage(name: string): Tabs {
  const ends = new AbortController();
  return {
    single: lock(name),
    tell: () => {},
    listen(heard) {
      const changed = ({ key, newValue }: StorageEvent) => {
        if (key === name || key === null) heard(newValue === null ? "signed-out" : "signed-in");
      };
      addEventListener("storage", changed, { signal: ends.signal });
    },
    close: () => ends.abort(),
  };
}

/** Tabs that share cookies, whose change no tab sees. */
export function tabsOfCookies(name: string): Tabs {
  const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(name);
  return {
    single: lock(name),
    tell: (news) => channel?.postMessage(news),
    listen(heard) {
      channel?.addEventListener("message", ({ data }) => {
        if (data === "signed-in" || data === "signed-out") heard(data);
      });
    },
    close: () => channel?.close(),
  };
}

/** One work over all tabs; within this one where the browser has no locks. */
function lock(name: string): Tabs["single"] {
  if (typeof navigator.locks === "undefined") return flight();
  const { locks } = navigator;
  return async (work) => {
    const attempt = await locks.request(name, { ifAvailable: true }, async (held) => held && { done: await work() });
    if (attempt) return attempt.done;
    await locks.request(name, async () => {});
    return undefined;
  };
}

/** One work within this tab. */
function flight(): Tabs["single"] {
  let running: Promise<unknown> | undefined;
  return async (work) => {
    if (running) return void (await running.catch(() => {}));
    const own = work().finally(() => (running = undefined));
    running = own;
    return own;
  };
}
