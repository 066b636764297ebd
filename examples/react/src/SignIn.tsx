import { type FormEvent, useState } from "react";
import { signInWithPasskey } from "sesame";
import { sesame } from "./session.ts";
import { useCall } from "./useCall.ts";

export function SignIn() {
  const [isNew, setNew] = useState(false);
  const { call, isBusy, refused, message } = useCall();
  const asksForCode = refused === "TOTP_REQUIRED" || refused === "INVALID_TOTP";

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [email, password, totpCode] = ["email", "password", "code"].map((name) => String(form.get(name) ?? "")) as [string, string, string];
    void call<unknown>(() => (isNew ? sesame.signUp({ email, password }) : sesame.signIn({ email, password, totpCode })));
  }

  return (
    <>
      <h1>{isNew ? "Create an account" : "Sign in"}</h1>
      <form onSubmit={submit}>
        <p><label>Email <input name="email" type="email" autoComplete="username" required /></label></p>
        <p><label>Password <input name="password" type="password" autoComplete={isNew ? "new-password" : "current-password"} required /></label></p>
        {asksForCode && <p><label>Code <input name="code" inputMode="numeric" autoComplete="one-time-code" required /></label></p>}
        <p role="alert">{message}</p>
        <button disabled={isBusy}>{isNew ? "Sign up" : "Sign in"}</button>
      </form>
      {!isNew && <p><button onClick={() => call(() => signInWithPasskey(sesame))} disabled={isBusy}>Sign in with a passkey</button></p>}
      <p><button onClick={() => setNew(!isNew)}>{isNew ? "I have an account" : "Create an account"}</button></p>
    </>
  );
}
