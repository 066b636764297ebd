// Places for the session token, and for the time of the last renewal.

/** Place that keeps text between calls. The `Storage` of browsers is one. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Storage that ends with the page or the process. */
export function memoryStorage(): TextStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

export const inBrowser = (): boolean => typeof document !== "undefined";

/** `localStorage`, which the tabs of an origin share; memory outside browsers and where the person blocks it. */
export function defaultStorage(): TextStorage {
  if (!inBrowser()) return memoryStorage();
  try {
    localStorage.getItem("sesame");
    return localStorage;
  } catch {
    return memoryStorage();
  }
}

/** True of the storage that other tabs see. */
export function isShared(storage: TextStorage): boolean {
  try {
    return inBrowser() && storage === localStorage;
  } catch {
    return false;
  }
}
