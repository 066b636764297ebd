import { defineConfig } from "vite";

// The origin is one of the service's TRUSTED_ORIGINS.
export default defineConfig({ server: { port: 3000, strictPort: true } });
