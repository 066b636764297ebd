// Compile-time checks of the library's types. Each `@ts-expect-error` is an error that must stay one.
import { type ErrorCode, type Session, addPasskey, createSesame, settle, signInWithPasskey } from "sesame";
import { createVerifier } from "sesame/server";

const sesame = createSesame({ baseURL: "https://auth.example.com" });
const byCookies = createSesame({ baseURL: "https://auth.example.com", cookies: true });

export async function results(): Promise<string> {
  const { data, error } = await sesame.signIn({ email: "ada@example.org", password: "correct horse battery" });
  if (error) {
    if (error.code === "TOTP_REQUIRED") return "code";
    // @ts-expect-error: no such code
    if (error.code === "TOTP_REQURED") return "code";
    return error.message;
  }
  // @ts-expect-error: a user may have no name
  const name: string = data.user.name;
  return data.user.id + name;
}

export async function everyPath(): Promise<void> {
  const { data } = await settle(sesame.api.GET("/api/auth/sessions"));
  data?.sessions[0]?.platform.toUpperCase();
  await sesame.api.DELETE("/api/auth/sessions/{id}", { params: { path: { id: "77aa" } } });
  // @ts-expect-error: the path needs its id
  await sesame.api.DELETE("/api/auth/sessions/{id}");
  // @ts-expect-error: no such path
  await sesame.api.GET("/api/auth/sesions");
  // @ts-expect-error: a new password is missing
  await sesame.api.POST("/api/auth/change-password", { body: { currentPassword: "a" } });
}

export async function kinds(): Promise<void> {
  await addPasskey(byCookies);
  await signInWithPasskey(sesame);
  // @ts-expect-error: opens a session by token, which cookies do not carry
  await signInWithPasskey(byCookies);
  byCookies.signInURL("https://app.example.com/");
  // @ts-expect-error: the pages set cookies, which a client by token does not use
  sesame.signInURL("https://app.example.com/");
  // @ts-expect-error: cookies are in no storage
  createSesame({ baseURL: "https://auth.example.com", cookies: true, storage: localStorage });
}

export function states(session: Session | null | undefined): ErrorCode | string {
  // @ts-expect-error: nobody may be signed in
  return session.user.id;
}

export async function claims(request: Request): Promise<string> {
  const { sub } = await createVerifier({ issuer: "https://auth.example.com", audience: "https://api.example.com" }).authenticate(request);
  return sub;
}
