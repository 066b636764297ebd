// Single-page application: a public client, code and PKCE. The tokens stay in the tab, and nothing runs on a server.
import { UserManager, WebStorageStateStore } from "oidc-client-ts";

const { url, clientId } = document.querySelector("#sesame").dataset;

const people = new UserManager({
  authority: url,
  client_id: clientId,
  redirect_uri: `${location.origin}/`,
  post_logout_redirect_uri: `${location.origin}/`,
  scope: "openid profile email",
  userStore: new WebStorageStateStore({ store: sessionStorage }),
  loadUserInfo: true, // the name and the email, which are not in the ID token
  automaticSilentRenew: true, // by the refresh token: a hidden frame is not supported
});

const show = (user) => {
  document.querySelector("output").textContent = user ? `Hello ${user.profile.name ?? user.profile.email}` : "You are signed out.";
};

if (new URLSearchParams(location.search).has("state")) {
  await people.signinCallback().catch((error) => console.error(error));
  history.replaceState(null, "", "/");
}
document.querySelector("#sign-in").onclick = () => people.signinRedirect();
document.querySelector("#sign-out").onclick = () => people.signoutRedirect();
document.querySelector("#refresh").onclick = async () => show(await people.signinSilent());
show(await people.getUser());
