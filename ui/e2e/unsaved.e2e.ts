import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import en from '../src/messages/en.json';
import zh from '../src/messages/zh-CN.json';
import { keep } from './harness/artefacts';
import { openBrowser } from './harness/browser';
import { DevServer } from './harness/devserver';
import { examine } from './harness/examine';
import { test } from './harness/test';
import { until } from './harness/until';

/** No file of the engine may be larger, in kilobytes: to it that is a full disk. */
const LARGEST_FILE = 256;

test.for([
  ['light', 'en', en],
  ['dark', 'zh-CN', zh],
] as const)(
  'a reply that the disk does not take says so, and is saved elsewhere and again, %s, %s',
  { timeout: 120_000 },
  async ([theme, language, words], { home, models, onTestFinished }) => {
    home.connectTo(
      models.url,
      { provider: 'custom-openai', model: 'testkit-chat' },
      `theme = "${theme}"\nlanguage = "${language}"`,
    );
    const server = await DevServer.start(home, { largestFile: LARGEST_FILE });
    onTestFinished(() => server.stop());
    const browser = await openBrowser(home);
    onTestFinished(() => browser.close());
    const page = browser.pages()[0] ?? (await browser.newPage());
    const button = (key: keyof typeof en) => page.getByRole('button', { name: words[key], exact: true });
    const said = (key: keyof typeof en) => words[key].replace('{reason}', words['refusal.disk_full']);
    const look = async (what: string) => {
      await examine(page, `${what}, ${theme}, ${language}`);
      keep(`unsaved-${what}-${theme}-${language.slice(0, 2)}.png`, await page.screenshot());
    };
    await page.goto(server.url);

    await models.reply({
      kind: 'chat',
      content: Array<string>(80).fill(`${'water '.repeat(700)}\n\n`),
      pace_ms: 40,
    });
    await page.getByRole('textbox', { name: words['composer.message'] }).fill('Flood me.');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(said('unsaved.not_being_saved')).waitFor();
    await look('growing');
    await page.getByRole('alert').getByText(said('unsaved.not_saved')).waitFor();

    // It is said again to whoever comes later.
    await page.reload();
    await page.getByRole('link', { name: 'Flood me.' }).click();
    await button('step.again').click();
    await until('why it failed is said beside it', async () => (await page.getByRole('alert').count()) === 2);
    await look('refused');

    execFileSync('prlimit', ['--pid', String(server.pid), '--fsize=unlimited:unlimited']);
    await button('unsaved.elsewhere').click();
    const file = page.getByRole('textbox', { name: words['unsaved.file'] });
    expect(await file.inputValue()).toBe('~/Downloads/Flood me.jsonl');
    await look('elsewhere');
    await page.keyboard.press('Enter');
    await page.getByText('Flood me.jsonl').waitFor();
    const saved = join(home.env.HOME!, 'Downloads/Flood me.jsonl');
    expect(existsSync(saved) && readFileSync(saved, 'utf8')).toContain('water water');
    await look('saved');

    await button('step.again').click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(home.conversations().at(-1)?.at(-1)?.text).toContain('water water');
    expect(readdirSync(join(home.runnel, 'conversations'))).not.toEqual([]);
  },
);
