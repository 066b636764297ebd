// The client, once for the application, and a hook for who is signed in.
import { useSyncExternalStore } from "react";
import { createSesame } from "sesame";

export const sesame = createSesame({ baseURL: import.meta.env.VITE_SESAME_URL ?? "http://localhost:8787" });
void sesame.load();

/** Session; `null` if nobody is signed in, `undefined` until the service has said so. */
export const useSession = () => useSyncExternalStore(sesame.subscribe, sesame.session);
