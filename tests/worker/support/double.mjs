// What the local servers in the place of others have alike: an end, and a while in which they misbehave.
import { once } from "node:events";

/** Ends a server, whoever is still connected. */
export async function closeServer(server) {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}

/** Has a double answer in this way while `act` runs. */
export async function whileBehaving(double, behaviour, act) {
  double.behaviour = behaviour;
  try {
    return await act();
  } finally {
    double.behaviour = null;
  }
}
