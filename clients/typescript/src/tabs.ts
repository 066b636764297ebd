// What the tabs of one origin agree on: one renewal at a time (Web Locks), and news of the session (BroadcastChannel).

export type News = "signed-in" | "signed-out";

export interface Tabs {
  /** Runs the work while no other tab runs its own. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  tell(news: News): void;
  /** Calls back for what other tabs tell. */
  listen(heard: (news: News) => void): void;
  close(): void;
}

/** One client by itself, as on a server, where clients of several people share a process. */
export function soleTab(): Tabs {
  return { alone: queue(), tell: () => {}, listen: () => {}, close: () => {} };
}

/** Tabs of a browser. `name` is the same in those that share a session. */
export function browserTabs(name: string): Tabs {
  const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(name);
  return {
    alone: typeof navigator.locks === "undefined" ? queue() : async (work) => navigator.locks.request(name, work),
    tell: (news) => channel?.postMessage(news),
    listen(heard) {
      channel?.addEventListener("message", ({ data }) => {
        if (data === "signed-in" || data === "signed-out") heard(data);
      });
    },
    close: () => channel?.close(),
  };
}

/** Runs each work after the one before, within this tab. */
function queue(): Tabs["alone"] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}
