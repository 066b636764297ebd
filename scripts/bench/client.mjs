// Client of one side: sends requests over a bounded number of kept connections, and checks every answer.
import { randomInt } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { codeOf, newPerson, refreshTokenOf } from "./operations.mjs";

const TIMEOUT = 60_000; // milliseconds

export class Client {
  constructor(server, side) {
    Object.assign(this, { server, side, members: [], sessions: [], agent: null });
    this.connect(1);
  }

  /** Replaces the connections by new ones, at most this many. */
  connect(connections) {
    this.agent?.destroy();
    this.agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  }

  can(operation) {
    return operation in this.side.requests;
  }

  /** Sends one request. Throws unless the answer is right. */
  async send(operation, on) {
    const answer = await this.exchange(this.side.requests[operation](on));
    const good = this.side.good[operation] ?? this.side.good.otherwise;
    const isRight = operation === "chain" ? answer.status === 204 : good(answer, on);
    if (!isRight) throw new Error(`${this.side.name}, ${operation}: ${answer.status} ${answer.text.slice(0, 200)}`);
    return answer;
  }

  /** As `once`, but retries if the server closed an idle connection, and so saw nothing of the request. */
  async exchange(request) {
    try {
      return await this.once(request);
    } catch (error) {
      if (error.code !== "ECONNRESET" || !error.wasReused) throw error;
      return this.once(request);
    }
  }

  once({ method, path, headers, body, form }) {
    const text = form ? new URLSearchParams(form).toString() : body === undefined ? undefined : JSON.stringify(body);
    const own = { "cf-connecting-ip": `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}` };
    const type = form ? "application/x-www-form-urlencoded" : "application/json";
    if (text !== undefined) Object.assign(own, { "content-type": type, "content-length": Buffer.byteLength(text) });
    const { host, port } = this.server;
    return new Promise((done, failed) => {
      const sent = httpRequest({ host, port, method, path, headers: { ...own, ...headers }, agent: this.agent, timeout: TIMEOUT }, (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("end", () => done(read(response, Buffer.concat(parts).toString())));
        response.on("error", failed);
      });
      sent.on("timeout", () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
      sent.on("error", (error) => failed(Object.assign(error, { wasReused: sent.reusedSocket })));
      sent.end(text);
    });
  }

  async addMembers(count) {
    await inParallel(count, 8, async () => {
      const person = newPerson();
      await this.send("sign-up", person);
      this.members.push(person);
    });
  }

  #member() {
    return this.members[randomInt(this.members.length)];
  }

  async #signedIn() {
    const person = this.#member();
    return { ...person, app: this.server.app, ...this.side.credentials(await this.send("sign-in", person)) };
  }

  async #session() {
    if (this.sessions.length === 0) this.sessions = await inParallel(32, 8, () => this.#signedIn());
    return this.sessions[randomInt(this.sessions.length)];
  }

  /** Session with a code for the application. */
  async #code() {
    const session = await this.#session();
    return { ...session, code: codeOf(await this.send("authorize", session)) };
  }

  /** Session with tokens of the application. */
  async #granted() {
    const subject = await this.#code();
    const answer = await this.send("token, code", subject);
    return { ...subject, access: answer.json.access_token, refresh: refreshTokenOf(answer) };
  }

  async #chain() {
    return { refresh: refreshTokenOf(await this.send("chain", this.#member())) };
  }

  /** Returns the subjects of an operation's next requests; null when they are used up. */
  async subjects(operation, on, count, connections) {
    if (on === "stranger") return newPerson;
    if (on === "member") return () => this.#member();
    await this.#session();
    if (on === "session") return () => this.sessions[randomInt(this.sessions.length)];
    if (on === "chain" || on === "grant") {
      const chains = await inParallel(connections, 8, () => (on === "chain" ? this.#chain() : this.#granted()));
      return (connection) => chains[connection];
    }
    if (on === "granted") {
      const granted = await inParallel(32, 8, () => this.#granted());
      return () => granted[randomInt(granted.length)];
    }
    const ending = await inParallel(count, 8, () => (on === "code" ? this.#code() : this.#signedIn()));
    return () => ending.pop() ?? null;
  }

  /** Runs an operation once; returns the answer. */
  async act(operation, subject) {
    const answer = await this.send(operation, subject);
    if (/\brefresh$/.test(operation)) subject.refresh = refreshTokenOf(answer);
    return answer;
  }
}

function read(response, text) {
  const cookies = {};
  for (const line of response.headers["set-cookie"] ?? []) {
    const [pair] = line.split(";", 1);
    if (!/;\s*max-age=0\b/i.test(line)) cookies[pair.slice(0, pair.indexOf("="))] = pair.slice(pair.indexOf("=") + 1);
  }
  let json = null;
  if (response.headers["content-type"]?.includes("json") && text) json = JSON.parse(text);
  return { status: response.statusCode, headers: response.headers, cookies, text, json };
}

/** Runs `work` this many times over several lanes; returns the results. */
export async function inParallel(count, lanes, work) {
  const results = [];
  let begun = 0;
  const lane = async () => {
    while (begun < count) {
      begun += 1;
      results.push(await work());
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
