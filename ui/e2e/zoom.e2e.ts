import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import en from '../src/messages/en.json';
import zh from '../src/messages/zh-CN.json';
import { keep } from './harness/artefacts';
import { examine } from './harness/examine';
import { test } from './harness/test';
import { until } from './harness/until';

/** A picture larger than the window, with rings around its middle. */
async function picture(page: Page, hue: number): Promise<Buffer> {
  const url = await page.evaluate((hue) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1600 });
    const context = canvas.getContext('2d')!;
    for (let ring = 60; ring > 0; ring--) {
      context.fillStyle = `hsl(${hue + ring} 45% ${35 + (ring % 2) * 20}%)`;
      context.beginPath();
      context.arc(1200, 800, ring * 25, 0, 2 * Math.PI);
      context.fill();
    }
    return canvas.toDataURL('image/png');
  }, hue);
  return Buffer.from(url.split(',')[1]!, 'base64');
}

test.for([
  ['light', 'en', en],
  ['dark', 'zh-CN', zh],
] as const)(
  'pictures are looked at closely with the keyboard alone, %s, %s',
  async ([theme, language, words], { home, models, page }) => {
    const say = (key: keyof typeof en, values: Record<string, number> = {}) =>
      words[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const look = async (what: string) => {
      await examine(page, `${what}, ${theme}, ${language}`);
      keep(`zoom-${what}-${theme}-${language.slice(0, 2)}.png`, await page.screenshot());
    };
    home.connectTo(
      models.url,
      { provider: 'custom-openai', model: 'testkit-chat' },
      `theme = "${theme}"\nlanguage = "${language}"`,
    );
    await page.reload();

    const files = await Promise.all([10, 190].map((hue) => picture(page, hue)));
    const file = (buffer: Buffer, place: number) => ({ name: `${place}.png`, mimeType: 'image/png', buffer });
    await page.locator('input[type=file]').setInputFiles(files.map(file));
    const strip = page.getByRole('list', { name: say('composer.attachments') });
    await until('both are attached', async () => (await strip.getByRole('img').count()) === 2);
    await page.getByRole('textbox', { name: say('composer.message') }).fill('Which is warmer?');
    await page.keyboard.press('Enter');
    await button(say('composer.send')).waitFor();
    const asked = page.getByRole('article', { name: say('chat.you') });
    await asked.hover();
    await look('question');

    await asked.getByRole('button', { name: say('chat.picture', { n: 1 }) }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: say('chat.picture', { n: 1 }) });
    await dialog.getByText(say('zoom.place', { n: 1, of: 2 })).waitFor();
    const fits = () =>
      page.getByRole('dialog').evaluate((dialog) => {
        const [image, box] = [dialog.querySelector('img')!, dialog.getBoundingClientRect()];
        const { width, height } = image.getBoundingClientRect();
        return image.complete && width > 0 && width <= box.width && height <= box.height;
      });
    await until('it fits', fits);
    await look('fit');

    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: say('chat.picture', { n: 2 }) }).waitFor();
    await button(say('zoom.actual')).focus();
    await page.keyboard.press('Enter');
    const view = page.getByRole('group', { name: say('zoom.view'), exact: true });
    expect(await view.getByRole('img').evaluate((image: HTMLImageElement) => image.width)).toBe(2400);
    await view.focus();
    const place = () => view.evaluate(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]);
    const before = await place();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await until('it has moved', async () => {
      const [left, top] = await place();
      return left! > before[0]! && top! > before[1]!;
    });
    await look('actual');

    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until('one is where one was', () =>
      page.evaluate(() => document.activeElement?.querySelector('img') !== null),
    );

    // They go along when the question is put in other words.
    await page.getByRole('textbox', { name: say('composer.message') }).press('ArrowUp');
    await page.getByRole('list', { name: say('chat.attachments') }).waitFor();
    await look('editing');
    await button(
      say('chat.attachment_remove', {}).replace('undefined', say('chat.picture', { n: 1 })),
    ).click();
    await button(say('composer.send')).first().click();
    await asked.getByText('2/2').waitFor();
    await until('one picture is left', async () => (await asked.getByRole('img').count()) === 1);
  },
);
