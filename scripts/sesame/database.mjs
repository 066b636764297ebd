// D1 of the service, by wrangler: the local one, which works beside a running `npm start`, or the deployed one.
import { spawn } from "node:child_process";
import { Refusal, root } from "../run.mjs";
import { toolEnvironment } from "../toolchain.mjs";

/** SQL literal of a text: hexadecimal, so that no character of it is SQL. */
export const text = (value) => (value === null ? "NULL" : `CAST(X'${Buffer.from(value, "utf8").toString("hex")}' AS TEXT)`);

/** SQL literal of a whole number, or NULL. */
export const integer = (value) => (value === null ? "NULL" : String(Math.trunc(Number(value))));

function wrangler(args, env) {
  return new Promise((done, failed) => {
    const child = spawn("wrangler", args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (part) => { out += part; });
    child.stderr.setEncoding("utf8").on("data", (part) => { err += part; });
    child.on("error", failed);
    child.on("close", (code) => done({ code, out, err }));
  });
}

/**
 * Database with one method, `run`: runs statements in one transaction and returns the rows of the last.
 * @param isRemote true for the deployed database
 * @param environment environment of wrangler.toml, or null
 */
export async function openDatabase({ isRemote, environment }) {
  const env = { ...toolEnvironment(), CI: "true", NO_COLOR: "1" };
  const { SESAME_STATE: state } = process.env; // folder of the local database, if not wrangler's own
  const place = isRemote ? ["--remote"] : ["--local", ...(state === undefined ? [] : ["--persist-to", state])];
  if (environment !== null) place.push("--env", environment);
  return {
    async run(statements) {
      const args = ["d1", "execute", "DB", ...place, "--json", "--yes", `--command=${statements.join(";\n")}`];
      const { code, out, err } = await wrangler(args, env);
      const results = code === 0 ? JSON.parse(out.slice(out.indexOf("["))) : null;
      if (!results?.every(({ success }) => success)) {
        const fresh = /no such (table|column)/.test(out + err) ? " Run `npm start` once, or `npm run deploy`: the database is not migrated." : "";
        throw new Refusal(`wrangler could not reach the database.${fresh}\n${(err || out).trim()}`);
      }
      return results.at(-1).results;
    },
  };
}
