import { expect } from 'vitest';

import { attacks } from '../src/markdown/samples';
import { test } from './harness/test';

/** Code units a delta has; attacks are cut in the middle of their marks. */
const CHUNK = 7;

test(
  'nothing that is said runs, and nothing is fetched for it',
  { timeout: 180_000 },
  async ({ home, models, page }) => {
    const strange: string[] = [];
    const origin = new URL(page.url()).origin;
    page.on('dialog', (dialog) => {
      strange.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.route('**/*', (route) => {
      const url = route.request().url();
      if (url.startsWith(origin) || url.startsWith('blob:')) return route.continue();
      strange.push(`request: ${url}`);
      return route.abort();
    });
    await page.addInitScript(() => {
      Object.assign(window, { hits: 0, hit: () => ((window as unknown as { hits: number }).hits += 1) });
    });
    home.connectTo(models.url);

    const all = attacks();
    const said = [];
    for (let start = 0; start < all.length; start += 150)
      said.push(all.slice(start, start + 150).join('\n\nnext\n\n'));
    for (const text of said) {
      const content = text.match(new RegExp(`[\\s\\S]{1,${CHUNK}}`, 'g'))!;
      await models.reply({ kind: 'chat', content });
      await page.goto(origin);
      await page.getByRole('textbox', { name: 'Message' }).fill('Go on.');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Regenerate' }).waitFor({ timeout: 60_000 });
      const read = page.getByRole('log', { name: 'Messages' });
      const blocks = read.locator('.code');
      // Diagrams are drawn and previews opened as they are come by.
      for (const block of await blocks.all()) await block.scrollIntoViewIfNeeded();
      for (const button of await read.locator('[data-act=preview]').all()) await button.click();
      await page.waitForFunction(() => {
        const diagrams = [...document.querySelectorAll<HTMLElement>('[data-language=mermaid]')];
        return diagrams.every(({ dataset }) => dataset.shows);
      });
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      );
      expect(await page.evaluate(() => (window as unknown as { hits: number }).hits)).toBe(0);
    }
    expect(strange).toEqual([]);
  },
);
