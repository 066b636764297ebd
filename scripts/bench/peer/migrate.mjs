// Tables of better-auth, made by its own migration, and its application.
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { options } from "./options.mjs";

export async function migrate(env, database) {
  const { runMigrations } = await getMigrations(options(env, database));
  await runMigrations();
}

/** Registers an application whose people are not asked for consent: {id, secret}. Its owner has an account. */
export async function registerApp(env, database, callback) {
  const { api } = betterAuth(options(env, database));
  const { token } = await api.signUpEmail({ body: { email: "owner@example.com", password: "correct horse battery staple 7", name: "Owner" } });
  const { client_id: id, client_secret: secret } = await api.adminCreateOAuthClient({
    headers: new Headers({ authorization: `Bearer ${token}` }),
    body: { client_name: "Bench", redirect_uris: [callback], skip_consent: true, token_endpoint_auth_method: "client_secret_basic", grant_types: ["authorization_code", "refresh_token"] },
  });
  return { id, secret };
}
