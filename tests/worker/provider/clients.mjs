// Clients of the conformance modules. Neither their redirects nor their pages are ever fetched.
const members = (name) => ({
  client_id: `${name}-client`,
  client_secret: `secret-of-${name}-0123456789abcdef0123456789abcdef`,
  redirect_uri: `https://${name}.example.com/callback`,
  post_logout_redirect_uri: `https://${name}.example.com/signed-out`,
});

export const CLIENTS = {
  client: { ...members("first"), token_endpoint_auth_method: "client_secret_basic" },
  second: { ...members("second"), token_endpoint_auth_method: "client_secret_basic" },
  posting: { ...members("posting"), token_endpoint_auth_method: "client_secret_post" },
};
