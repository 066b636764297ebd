// Tables of better-auth, made by its own migration.
import { getMigrations } from "better-auth/db/migration";
import { options } from "./options.mjs";

export async function migrate(env, database) {
  const { runMigrations } = await getMigrations(options(env, database));
  await runMigrations();
}
