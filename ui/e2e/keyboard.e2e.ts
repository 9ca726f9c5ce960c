import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

import type { Script } from './harness/models';
import { test } from './harness/test';
import { until } from './harness/until';

/** An answer that begins so and goes on for longer than anybody waits. */
const slowly = (beginning: string): Script => ({
  kind: 'chat',
  content: [`${beginning}\n\n`, ...Array.from({ length: 600 }, (_, n) => `word ${n} `)],
  pace_ms: 100,
});

/** More stops than any way through the window has. */
const FAR = 120;

/** Goes on with Tab until this has the focus. Wherever it stops on the way can be seen. */
async function tabTo(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await wanted.waitFor({ state: 'attached' });
  for (let stop = 0; stop < FAR; stop++) {
    const isThere = await wanted.evaluate((element) => element === document.activeElement);
    if (isThere) return;
    await page.keyboard.press(key);
    const unseen = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      const { width, height } = at.getBoundingClientRect();
      return width * height > 0 && at.checkVisibility() ? null : at.outerHTML;
    });
    expect(unseen, 'the focus is somewhere that is not seen').toBeNull();
  }
  throw new Error(`Tab does not lead to ${String(wanted)}`);
}

test(
  'everything that is done every day is done without a mouse',
  { timeout: 120_000 },
  async ({ home, models, page }) => {
    const { keyboard } = page;
    const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
    const field = page.getByRole('textbox', { name: 'Message' });
    const answers = page.getByRole('article', { name: 'Assistant' });
    home.connectTo(models.url);
    await page.reload();
    await field.waitFor();

    // A question, and Stop.
    await keyboard.press('Control+N');
    await models.reply(slowly('The first answer.'));
    await keyboard.type('First question');
    await keyboard.press('Enter');
    await answers.getByText('The first').waitFor();
    await tabTo(page, button('Stop'));
    await keyboard.press('Enter');
    await page.getByText('Stopped', { exact: true }).waitFor();

    // Another version of the answer, and back to the one before.
    await models.reply({ kind: 'chat', content: ['Another answer.'] });
    await tabTo(page, button('Regenerate'), 'Shift+Tab');
    await keyboard.press('Enter');
    await answers.getByText('Another answer.').waitFor();
    await page.getByText('2/2').waitFor();
    await tabTo(page, button('Previous version'), 'Shift+Tab');
    await keyboard.press('Enter');
    await answers.getByText('The first').waitFor();

    // Another model.
    await tabTo(page, button('Model'));
    await keyboard.press('Enter');
    await page.getByRole('option', { name: /testkit-vision/ }).waitFor();
    await keyboard.type('testkit-vision');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await page.getByText('testkit-vision:latest · Ollama').waitFor();

    // The settings: every tab, and a provider's form.
    await keyboard.press('Control+,');
    for (const name of ['Providers', 'Models', 'Appearance', 'Data', 'Shortcuts', 'About']) {
      const tab = page.getByRole('tab', { name });
      if (name === 'Providers') await tabTo(page, tab);
      await until(`${name} is open`, async () => (await tab.getAttribute('aria-selected')) === 'true');
      await keyboard.press('ArrowRight');
    }
    await page.getByRole('tab', { name: 'Providers', selected: true }).waitFor();
    await tabTo(page, button(/^DeepSeek/));
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'DeepSeek' }).waitFor();
    await tabTo(page, page.getByLabel('API key', { exact: true }));
    await keyboard.type('sk-by-keys-alone');
    await tabTo(page, button('Save'));
    await keyboard.press('Enter');
    await page.getByRole('status').getByText('Saved').waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    // Another name, by way of the palette to another conversation, deleted and brought back.
    const list = page.getByRole('navigation', { name: 'Conversations' });
    await tabTo(page, list.getByRole('link', { name: 'First question' }), 'Shift+Tab');
    await keyboard.press('F2');
    await until('the old name is chosen', async () =>
      page.evaluate(() => {
        const { activeElement: at } = document;
        return (
          at instanceof HTMLInputElement && at.selectionEnd === at.value.length && at.selectionStart === 0
        );
      }),
    );
    await keyboard.type('A better name');
    await keyboard.press('Enter');
    await list.getByRole('link', { name: 'A better name' }).waitFor();
    await keyboard.press('Control+N');
    await keyboard.press('Control+K');
    await page.getByRole('searchbox', { name: 'Search for anything' }).waitFor();
    await keyboard.type('better');
    await page.getByRole('option', { name: 'A better name' }).waitFor();
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'A better name' }).waitFor();
    await until('one can write', () => field.evaluate((element) => element === document.activeElement));
    await tabTo(page, list.getByRole('link', { name: 'A better name' }), 'Shift+Tab');
    await keyboard.press('Delete');
    await list.getByRole('link', { name: 'A better name' }).waitFor({ state: 'detached' });
    await tabTo(page, button('Undo'));
    await keyboard.press('Enter');
    await list.getByRole('link', { name: 'A better name' }).waitFor();
  },
);

test('Esc closes what is open, one after the other, and then stops', async ({ home, models, page }) => {
  const { keyboard } = page;
  const gone = (name: string) =>
    page.getByRole('dialog', { name, exact: true }).waitFor({ state: 'detached' });
  home.connectTo(models.url);
  await page.reload();
  const field = page.getByRole('textbox', { name: 'Message' });
  await models.reply(slowly('It goes on.'));
  await field.fill('Go on.');
  await keyboard.press('Enter');
  await page.getByRole('article', { name: 'Assistant' }).getByText('It goes').waitFor();
  await page.getByRole('button', { name: 'Parameters' }).click();
  await keyboard.press('Control+,');
  await page.getByRole('dialog', { name: 'Settings' }).waitFor();
  // One dialog at a time.
  await keyboard.press('Control+K');
  await gone('Settings');
  await page.getByRole('searchbox', { name: 'Search for anything' }).waitFor();

  const stop = page.getByRole('button', { name: 'Stop' });
  const parameters = page.getByRole('complementary', { name: 'Parameters' });
  await keyboard.press('Escape');
  await gone('Command palette');
  expect([await parameters.count(), await stop.count()]).toEqual([1, 1]);
  await keyboard.press('Escape');
  await parameters.waitFor({ state: 'detached' });
  expect(await stop.count()).toBe(1);
  await keyboard.press('Escape');
  await stop.waitFor({ state: 'detached' });
  await page.getByText('Stopped', { exact: true }).waitFor();
});
