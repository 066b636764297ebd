// Pages of the account site, by the forms on them.

/** Page with the form of an action such as `/account/passkeys/<id>/remove`; undefined for a form of other pages. */
export function accountPageOf(action) {
  if (action === "/sign-out") return "/account";
  const [, subject] = action.match(/^\/account\/([a-z-]+)/) ?? [];
  const page = {
    profile: "/account", email: "/account", password: "/account/security", passkeys: "/account/security",
    "two-factor": "/account/security", identities: "/account/security", sessions: "/account/devices",
    applications: "/account/applications", delete: "/account/data",
  };
  return page[subject];
}
