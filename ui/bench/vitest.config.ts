import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

// Vitest runs TypeScript and waits for what was begun; what is said here is a table and no verdict.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    include: ['**/*.bench.ts'],
    fileParallelism: false,
    testTimeout: 0,
    hookTimeout: 60_000,
    disableConsoleIntercept: true,
    silent: false,
  },
});
