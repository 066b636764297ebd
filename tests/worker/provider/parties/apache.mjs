// Debian's libapache2-mod-auth-openidc, in an Apache of its own.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { APACHE } from "../../../../scripts/test_tools/install.mjs";
import { registered } from "../clients.mjs";
import { freePort, runApplication } from "./application.mjs";

const MODULES = ["mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc"];

/** Signs in to a guarded folder, reads what the module keeps, refreshes, and signs out of both. */
export async function modAuthOpenidc({ issuer, register, open }) {
  const origin = `http://localhost:${await freePort()}`;
  const callback = `${origin}/guarded/callback`;
  const client = await registered(register, {
    redirect_uri: callback, post_logout_redirect_uri: `${origin}/out`, token_endpoint_auth_method: "client_secret_basic",
  });
  const folder = mkdtempSync(join(tmpdir(), "sesame-apache-"));
  layOut(folder, configuration({ folder, origin, callback, issuer, client }));
  let close = () => {};
  try {
    ({ close } = await runApplication(APACHE.program, ["-f", join(folder, "apache.conf"), "-DFOREGROUND"], { origin }));
    await goesThrough(await open({ origins: [origin] }), { origin, callback });
  } catch (error) {
    throw new Error(`${error.message}\n${existsSync(join(folder, "log")) ? readFileSync(join(folder, "log")) : ""}`, { cause: error });
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
}

/** Writes what Apache reads. It does so as another user than root. */
function layOut(folder, text) {
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "apache.conf"), text);
  mkdirSync(join(folder, "www", "guarded"), { recursive: true });
  writeFileSync(join(folder, "www", "guarded", "page"), "guarded");
  writeFileSync(join(folder, "www", "out"), "signed out");
}

async function goesThrough(browser, { origin, callback }) {
  assert.equal((await browser.visit(`${origin}/guarded/page`)).html, "guarded");
  const info = async () => JSON.parse((await browser.visit(`${callback}?info=json`)).html);
  const { id_token: claims, userinfo, access_token: before } = await info();
  assert.deepEqual([userinfo.sub, userinfo.email], [claims.sub, browser.person.email]);
  await browser.visit(`${callback}?${new URLSearchParams({ refresh: `${origin}/guarded/page`, access_token: before })}`);
  assert.notEqual((await info()).access_token, before);
  const out = await browser.visit(`${callback}?${new URLSearchParams({ logout: `${origin}/out` })}`);
  assert.equal(out.html, "signed out");
}

const configuration = ({ folder, origin, callback, issuer, client }) => `
ServerName localhost
ServerRoot ${APACHE.folder}
PidFile ${folder}/pid
Listen 127.0.0.1:${new URL(origin).port}
ErrorLog ${folder}/log
LogLevel warn
${MODULES.map((name) => `LoadModule ${name}_module modules/mod_${name}.so`).join("\n")}
${process.getuid() === 0 ? "User www-data\nGroup www-data" : ""}
DocumentRoot ${folder}/www
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${client.client_id}
OIDCClientSecret ${client.client_secret}
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRedirectURI ${callback}
OIDCCryptoPassphrase a-secret-of-the-tests
OIDCScope "openid profile email offline_access"
OIDCAuthRequestParams prompt=consent
OIDCPKCEMethod S256
OIDCInfoHook access_token id_token userinfo
<Location />
  Require all granted
</Location>
<Location /guarded>
  AuthType openid-connect
  Require valid-user
</Location>
`;
