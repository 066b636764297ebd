// Session as this tab knows it, for whoever renders it.
import type { components } from "./schema.ts";

export type User = components["schemas"]["User"];

export interface Session {
  id: string;
  user: User;
  /** RFC 3339. The session is renewed long before, while it is used. */
  expiresAt: string;
}

export class SessionState {
  #current: Session | null | undefined;
  readonly #listeners = new Set<() => void>();

  /** `undefined` until known, `null` if nobody is signed in; the same object until something changes. */
  get(): Session | null | undefined {
    return this.#current;
  }

  set(next: Session | null): void {
    if (JSON.stringify(next) === JSON.stringify(this.#current)) return;
    this.#current = next;
    for (const changed of [...this.#listeners]) changed();
  }

  /** Calls back after each change, until the returned function is called. */
  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  }
}

export function sessionOf({ user, session }: components["schemas"]["UserAndSession"]): Session {
  return { id: session.id, user, expiresAt: session.expiresAt };
}
