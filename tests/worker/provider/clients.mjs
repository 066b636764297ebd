// Clients of the conformance modules, and what registers a client. Neither their redirects nor their pages are ever fetched.
const members = (name, method) => ({
  client_name: name,
  redirect_uri: `https://${name}.example.com/callback`,
  post_logout_redirect_uri: `https://${name}.example.com/signed-out`,
  token_endpoint_auth_method: method,
  require_pkce: false, // neither PKCE nor a nonce is in every request of the plans
});

/** Registers the clients of the modules; returns {client, second, posting}. */
export async function registerClients(register) {
  return {
    client: await registered(register, members("first", "client_secret_basic")),
    second: await registered(register, members("second", "client_secret_basic")),
    posting: await registered(register, members("posting", "client_secret_post")),
  };
}

/**
 * Registers a client with one redirect URI.
 *
 * @param register function of the members of RFC 7591, which returns what the registration answered
 * @param client members, with `redirect_uri` and `post_logout_redirect_uri` in place of the lists
 */
export async function registered(register, { redirect_uri: uri, post_logout_redirect_uri: after, ...members }) {
  const lists = { redirect_uris: [uri], ...(after ? { post_logout_redirect_uris: [after] } : {}) };
  const made = await register({ client_name: "A client", grant_types: ["authorization_code", "refresh_token"], ...members, ...lists });
  return { ...made, redirect_uri: uri, post_logout_redirect_uri: after };
}
