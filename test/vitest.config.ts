import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // Two cores: more workers than that only make the tests of real processes flaky.
    maxWorkers: 2,
  },
});
