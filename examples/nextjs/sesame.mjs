// Sesame as a provider of Auth.js.
export const sesame = {
  id: "sesame", // the redirect URI to register is <your site>/api/auth/callback/sesame
  name: "Sesame",
  type: "oidc",
  issuer: process.env.SESAME_URL,
  clientId: process.env.SESAME_CLIENT_ID,
  clientSecret: process.env.SESAME_CLIENT_SECRET,
  checks: ["pkce", "state", "nonce"],
  authorization: { params: { scope: "openid profile email" } },
  idToken: false, // reads the name and the email from userinfo, where Sesame puts them
};
