import { createRequire } from 'node:module';

import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Fails on what keeps somebody from using this page, by these rules of axe beside its own; only tells the rest. */
export async function examine(page: Page, what: string, more: readonly string[] = []): Promise<void> {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  await page.addScriptTag({ path: AXE });
  const rules = Object.fromEntries(more.map((rule) => [rule, { enabled: true }]));
  const { violations } = await page.evaluate(
    (rules) => (globalThis as unknown as { axe: typeof axe }).axe.run({ rules }),
    rules,
  );
  const told = violations.map(({ id, impact, help, nodes }) => ({
    impact,
    text: `${impact}: ${id}: ${help}\n${nodes.map(({ html }) => `    ${html}`).join('\n')}`,
  }));
  for (const { text } of told) console.info(`${what}: ${text}`);
  const grave = told.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ text }) => text)).toEqual([]);
}
