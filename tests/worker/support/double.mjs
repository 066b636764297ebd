// Shared parts of the doubles of other services: stopping, and a period of misbehaviour.
import { once } from "node:events";

/** Stops a server despite open connections. */
export async function closeServer(server) {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}

/** Makes a double answer in this way while `act` runs. */
export async function whileBehaving(double, behaviour, act) {
  double.behaviour = behaviour;
  try {
    return await act();
  } finally {
    double.behaviour = null;
  }
}
