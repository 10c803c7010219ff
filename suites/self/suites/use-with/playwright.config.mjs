import { defineConfig } from "@playwright/test";

export default defineConfig({ timeout: 120_000, use: { proxy: { server: process.env.HTTPS_PROXY } } });
