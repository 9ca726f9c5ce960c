import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import en from '../src/messages/en.json';
import { examine } from './harness/examine';
import { ask, finishedAnswer } from './harness/person';
import { test } from './harness/test';

const CITIES = [
  { city: 'Ulm', people: 126_329 },
  { city: '杭州, 浙江', people: 11_936_010 },
];

test('an answer in JSON is a tree in the window, and is saved among the downloads', async ({
  home,
  models,
  app,
}) => {
  home.connectTo(models.url);
  const text = JSON.stringify(CITIES);
  await models.reply({ kind: 'chat', content: [text.slice(0, 20), text.slice(20)] });
  const window = await app.open();
  await ask(window, 'Two cities, as JSON.');
  const json = await (await finishedAnswer(window)).get('region', 'JSON');
  await json.says(/city: "Ulm"[^]*people: 11936010/);

  await (await json.get('button', 'Save as .json')).click();
  await json.says('Saved as ');
  await (await json.get('button', 'Table')).click();
  await (await json.get('button', 'Save as .csv')).click();
  await json.says('answer.csv');
  const kept = savedIn(home.env.HOME!);
  expect(kept).toEqual({
    'answer.csv': '\ufeffcity,people\r\nUlm,126329\r\n"杭州, 浙江",11936010\r\n',
    'answer.json': text,
  });
});

test('what an answer and the parameters offer has no serious accessibility finding', async ({
  home,
  models,
  page,
}) => {
  home.connectTo(models.url);
  await page.reload();
  const button = (key: keyof typeof en) => page.getByRole('button', { name: en[key], exact: true });
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await button('composer.json').click();
  await page.getByRole('menuitem', { name: en['format.choose_schema'] }).click();
  await examine(page, 'schema');
  const schema = { title: 'Cities', type: 'array', items: { properties: { people: { type: 'string' } } } };
  await page.getByRole('textbox', { name: 'JSON Schema' }).fill(JSON.stringify(schema));
  await button('format.use').click();

  await models.reply({ kind: 'chat', content: [JSON.stringify(CITIES)], pace_ms: 100 });
  await page.getByRole('textbox', { name: 'Message' }).fill('Two cities, as JSON.');
  await page.keyboard.press('Enter');
  await page
    .getByRole('treeitem', { name: /is not of type/ })
    .first()
    .waitFor();
  await examine(page, 'JSON, tree');
  await button('json.table').click();
  await examine(page, 'JSON, table');

  await button('composer.parameters').click();
  await page.getByText(en['parameters.more'], { exact: true }).click();
  await examine(page, 'parameters');

  await models.reply({ kind: 'fault', name: 'unauthorized' });
  await button('chat.regenerate').click();
  await page.getByRole('alert').waitFor();
  await examine(page, 'a failed answer');
});

/** The files in a person's download folder, or where there is none, in their home. */
function savedIn(home: string): Record<string, string> {
  const folder = readdirSync(home).includes('Downloads') ? join(home, 'Downloads') : home;
  const files = readdirSync(folder).filter((name) => name.startsWith('answer'));
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
