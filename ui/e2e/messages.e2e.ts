import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import en from '../src/messages/en.json';
import zh from '../src/messages/zh-CN.json';
import { keep } from './harness/artefacts';
import { examine } from './harness/examine';
import { test } from './harness/test';
import { until } from './harness/until';

// Everything that is done with a message, one after the other, with pictures for people to look at.
test.for([
  ['light', 'en', en],
  ['dark', 'zh-CN', zh],
] as const)(
  'a question is edited, an answer continued, deleted, forked and made again, %s, %s',
  async ([theme, language, words], { home, models, page }) => {
    const say = (key: keyof typeof en) => words[key];
    const log = page.getByRole('log', { name: say('chat.messages') });
    const asked = log.getByRole('article', { name: say('chat.you') });
    const answers = log.getByRole('article', { name: say('chat.assistant') });
    const button = (key: keyof typeof en) => page.getByRole('button', { name: say(key), exact: true });
    const composer = page.getByRole('textbox', { name: say('composer.message') });
    const more = async (article: typeof asked, key: keyof typeof en) => {
      await article.hover();
      await article.getByRole('button', { name: say('chat.more') }).click();
      await page.getByRole('menuitem', { name: say(key), exact: true }).click();
    };
    const look = async (what: string) => {
      await examine(page, `${what}, ${theme}, ${language}`);
      keep(`messages-${what}-${theme}-${language.slice(0, 2)}.png`, await page.screenshot());
    };
    const ask = async (text: string) => {
      await composer.fill(text);
      await page.keyboard.press('Enter');
    };
    const ended = () => button('composer.send').waitFor();

    home.connectTo(
      models.url,
      { provider: 'custom-openai', model: 'testkit-chat' },
      `theme = "${theme}"\nlanguage = "${language}"`,
    );
    await page.reload();

    await models.reply({ kind: 'chat', content: ['The **Nile**', ' is the longest river.'] });
    await ask('Which river is the longest?');
    await answers.getByText('longest river').waitFor();
    await ended();

    // In other words: the first ones stay, as a version.
    await composer.press('ArrowUp');
    const edit = page.getByRole('textbox', { name: say('chat.edit_message') });
    expect(await edit.inputValue()).toBe('Which river is the longest?');
    await edit.fill('Which river is the longest in Asia?');
    await look('editing');
    await page.keyboard.press('Escape');
    await asked.getByText(say('chat.edit_unsent')).waitFor();
    await look('edited');
    await button('chat.edit').click();
    expect(await edit.inputValue()).toBe('Which river is the longest in Asia?');
    await models.reply({ kind: 'chat', content: ['The Yangtze', ', of course.'] });
    await page.keyboard.press('Enter');
    await answers.getByText('of course').waitFor();
    await ended();
    expect(await asked.count()).toBe(1);
    await asked.getByText('2/2').waitFor();
    await button('chat.previous').focus();
    await page.keyboard.press('Enter');
    await answers.getByText('longest river').waitFor();
    await until('one is still at the switch', () =>
      button('chat.next').evaluate((next) => next === document.activeElement),
    );
    await page.keyboard.press('Enter');
    await answers.getByText('of course').waitFor();

    // An answer that was stopped goes on.
    await models.reply({
      kind: 'chat',
      content: Array.from({ length: 200 }, (_, number) => `tributary ${number}, `),
      pace_ms: 40,
    });
    await ask('And which flow into it?');
    await answers.last().getByText('tributary 3').waitFor();
    await button('chat.stop').click();
    await button('chat.continue').waitFor();
    await look('stopped');
    await models.reply({ kind: 'chat', content: ['and the Han.'] });
    await button('chat.continue').click();
    await answers.last().getByText('and the Han.').waitFor();
    await ended();
    await asked.getByText(say('chat.go_on'), { exact: true }).waitFor();

    // What is deleted comes back.
    const before = await asked.count();
    await asked.last().hover();
    await asked
      .last()
      .getByRole('button', { name: say('chat.more') })
      .click();
    await look('question-menu');
    await page.getByRole('menuitem', { name: say('chat.delete'), exact: true }).click();
    await until('it is gone', async () => (await asked.count()) === before - 1);
    await until('one is still among the messages', () =>
      log.evaluate((log) => log === document.activeElement),
    );
    await look('deleted');
    await button('app.undo').click();
    await until('it is back', async () => (await asked.count()) === before);

    // Another answer, of another model.
    await answers.first().hover();
    await answers
      .first()
      .getByRole('button', { name: say('chat.more') })
      .click();
    await look('answer-menu');
    await page.getByRole('menuitem', { name: say('chat.regenerate_with'), exact: true }).click();
    const list = page.getByRole('listbox', { name: say('models.models') });
    await list.getByRole('option').first().waitFor();
    await look('another-model');
    await models.reply({ kind: 'chat', content: ['The Yangtze it is.'] });
    await list
      .getByRole('option', { name: /testkit-thinking|testkit-vision/ })
      .first()
      .click();
    await answers.getByText('Yangtze it is').waitFor();
    await ended();
    await answers.getByText('2/2').waitFor();
    await look('versions');

    // With its looks, for other programs.
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await models.reply({
      kind: 'chat',
      content: ['The **Yangtze** has:\n\n| side | river |\n|---|---|\n| left | Han |'],
    });
    await answers
      .last()
      .getByRole('button', { name: say('chat.regenerate') })
      .click();
    await answers.getByRole('table').waitFor();
    await ended();
    await more(answers.last(), 'chat.copy_rich');
    await page.getByText(say('chat.copied_rich')).waitFor();
    await look('copied');
    const copied = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const said = async (type: string) => (await item!.getType(type)).text();
      return { plain: await said('text/plain'), html: await said('text/html') };
    });
    expect(copied.plain).toContain('The **Yangtze** has:');
    expect(copied.html).toContain('<strong>Yangtze</strong>');
    expect(copied.html).toContain('<td>Han</td>');

    // A conversation of its own, up to there.
    await more(answers.last(), 'chat.fork');
    const conversations = page.getByRole('navigation', { name: say('sidebar.conversations') });
    await until('there are two', async () => (await conversations.getByRole('link').count()) === 2);
    await answers.getByRole('table').waitFor();
    await until('it is alone there', async () => (await page.getByText(/^[23]\/[23]$/).count()) === 0);

    // A newer version has written it since: it is read, and forked.
    const folder = join(home.runnel, 'conversations');
    for (const name of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
      const text = readFileSync(join(folder, name), 'utf8');
      writeFileSync(join(folder, name), text.replace(/"format":1\b/, '"format":999'));
    }
    await page.reload();
    await conversations.getByRole('link').last().click();
    await page.getByText(say('chat.read_only')).waitFor();
    await answers.last().hover();
    await answers
      .last()
      .getByRole('button', { name: say('chat.more') })
      .click();
    await look('read-only');
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([
      say('chat.copy_rich'),
      say('chat.fork'),
    ]);
  },
);
