import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import { test } from './harness/test';
import { until } from './harness/until';

test('how wide and how large one reads is kept in the settings file, comments and all, and seen at once', async ({
  home,
  page,
}) => {
  const file = join(home.runnel, 'settings.toml');
  writeFileSync(file, 'welcomed = true # seen\n# Mine:\ntext_size = "small" # sharp eyes\n');
  await page.reload();
  const field = page.getByRole('textbox', { name: 'Message' });
  await field.fill('What can you do?');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Regenerate' }).waitFor();
  const words = page.getByRole('article', { name: 'Assistant' }).getByRole('paragraph').first();
  const sizes = async () => ({
    text: await words.evaluate((element) => parseFloat(getComputedStyle(element).fontSize)),
    field: await field.evaluate((element) => parseFloat(getComputedStyle(element).fontSize)),
    width: (await page.getByRole('log').boundingBox())!.width,
  });
  const before = await sizes();
  expect(before.text).toBeLessThan(before.field);

  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Appearance' }).click();
  await page.getByRole('radio', { name: 'Larger' }).check();
  await page.getByRole('radio', { name: 'Narrow' }).check();
  await until('it is kept', () => readFileSync(file, 'utf8').includes('narrow'));
  // What was asked was written there too, after all of it.
  expect(readFileSync(file, 'utf8').split('\n[[recent]]')[0]).toBe(
    'welcomed = true # seen\n# Mine:\ntext_size = "larger" # sharp eyes\nreading_width = "narrow"\n',
  );
  const after = await until('it is seen', async () => {
    const now = await sizes();
    return now.width < before.width && now;
  });
  expect(after.text / before.text).toBeCloseTo(1.35 / 0.9, 2);
  expect(after.field).toBe(before.field);
});
