// Express application whose people sign in with Sesame.
import express from "express";
import connect from "express-openid-connect";

const { SESAME_URL, SESAME_CLIENT_ID, SESAME_CLIENT_SECRET, APP_URL, APP_SECRET } = process.env;
const app = express();

// Adds /login, /callback and /logout. Register APP_URL/callback as the redirect URI, and APP_URL to return to after sign-out.
app.use(connect.auth({
  issuerBaseURL: SESAME_URL,
  baseURL: APP_URL,
  clientID: SESAME_CLIENT_ID,
  clientSecret: SESAME_CLIENT_SECRET,
  secret: APP_SECRET, // signs the cookies of this application
  authorizationParams: { response_type: "code", scope: "openid profile email" },
  authRequired: false,
  idpLogout: true,
}));

app.get("/", (request, response) => response.send(request.oidc.isAuthenticated() ? "You are signed in." : "You are signed out."));

app.get("/me", connect.requiresAuth(), async (request, response) => {
  const { sub, name, email } = await request.oidc.fetchUserInfo();
  response.json({ sub, name, email });
});

// Answers with a new access token, once the one of the sign-in has run out.
app.get("/token", connect.requiresAuth(), async (request, response) => {
  const { accessToken } = request.oidc;
  const { access_token: token } = accessToken.isExpired() ? await accessToken.refresh() : accessToken;
  response.json({ token });
});

app.listen(new URL(APP_URL).port);
