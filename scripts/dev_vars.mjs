// Settings of local development in .dev.vars, which `wrangler dev` reads and a deployment does not.
import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, say } from "./run.mjs";

const newSecret = () => randomBytes(32).toString("base64url");

/** Writes .dev.vars with new secrets, unless it exists. */
export function ensureDevVars(publicUrl) {
  const path = join(root, ".dev.vars");
  if (existsSync(path)) return;
  say("Writing .dev.vars with new secrets");
  const settings = {
    AUTH_SECRET: newSecret(),
    DATA_SECRET: `1:${newSecret()}`,
    PUBLIC_URL: publicUrl,
    TRUSTED_ORIGINS: "http://localhost:3000",
    MAIL_TRANSPORT: "mailbox",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}="${value}"\n`);
  writeFileSync(path, lines.join(""), { mode: 0o600 });
}
