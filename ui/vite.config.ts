import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

// Where a development server of the engine listens, for working on the UI in an ordinary browser.
const engine = process.env.RUNNEL_ENGINE_URL;

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: {
    port: 1420,
    strictPort: true,
    proxy: engine ? { '/api': engine, '/stream': engine, '/picture': engine } : undefined,
  },
  build: {
    target: ['es2022', 'safari16'],
    // The content security policy allows no data: addresses.
    assetsInlineLimit: 0,
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
  },
});
