import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

// One test at a time: a drag needs the pointer for itself, and what is measured needs a quiet machine.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    include: ['**/*.e2e.ts'],
    globalSetup: './harness/forget_failures.ts',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
});
