import NextAuth from "next-auth";
import { sesame } from "./sesame.mjs";

export const { handlers, auth, signIn, signOut } = NextAuth({ providers: [sesame] });
