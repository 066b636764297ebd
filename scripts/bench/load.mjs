// Block of load: one operation over several connections, until a number of requests or a time is reached.
import { OPERATIONS } from "./operations.mjs";
import { accounted } from "./processes.mjs";

/**
 * @param bounds {requests, seconds}: whichever is reached first
 * @returns {times (ms of each request), perSecond, cpu (ms of the server a request), foreign (share of the machine
 *          that other processes took), trips ([D1, KV] a request, where the server counts them)}
 */
export async function block(client, operation, connections, { requests, seconds }) {
  client.connect(connections);
  const { on } = OPERATIONS[operation];
  const next = await client.subjects(operation, on, requests + connections, connections);
  const each = (work) => Promise.all(Array.from({ length: connections }, (_, connection) => work(connection)));
  await each((connection) => client.act(operation, next(connection))); // opens the connections
  const times = [];
  const trips = [];
  let begun = 0;
  const { seconds: passed, used, foreign } = await accounted(client.server.pid, async () => {
    const end = performance.now() + seconds * 1000;
    await each(async (connection) => {
      while (begun < requests && performance.now() < end) {
        begun += 1;
        const subject = next(connection);
        if (!subject) return;
        const began = performance.now();
        const { headers } = await client.act(operation, subject);
        times.push(performance.now() - began);
        trips.push([Number(headers["x-test-d1-calls"]), Number(headers["x-test-kv-calls"])]);
      }
    });
  });
  const cpu = used === null ? null : (used * 1000) / times.length;
  return { times, perSecond: times.length / passed, cpu, foreign, trips };
}
