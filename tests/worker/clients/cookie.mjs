// Dialect D: /api/v1/auth/*/ with the cookies access_token and refresh_token.
import { bearerHeader, cookieHeader, send } from "./http.mjs";

export const cookie = (worker) => {
  const post = (name, options) => send(worker, "POST", `/api/v1/auth/${name}/`, options);
  return {
    dialect: "cookie",
    signUp: async ({ email, password, name = "Somebody", ip }, options = {}) =>
      signedIn(await post("signup", { ip, ...options, body: { email, password, name, captcha: "none" } })),
    signIn: async ({ email, password, ip }, options = {}) =>
      signedIn(await post("signin", { ip, ...options, body: { login: email, password, captcha: "none" } })),
    refresh: async (refreshToken, options = {}) =>
      signedIn(await post("custom-refresh", { ...options, headers: { ...cookieHeader({ refresh_token: refreshToken }), ...options.headers } })),
    verifyCode: (token, code, options = {}) =>
      post("verify-email", { ...options, body: { verification_code: code }, headers: { ...bearerHeader(token), ...options.headers } }),
    signOut: (pair, options = {}) =>
      post("custom-logout", { ...options, headers: { ...(pair ? cookieHeader(pair) : {}), ...options.headers } }),
  };
};

const signedIn = (answer) => ({
  ...answer,
  token: answer.cookies.access_token?.value || undefined,
  refreshToken: answer.cookies.refresh_token?.value || undefined,
});
