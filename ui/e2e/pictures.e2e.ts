import { expect } from 'vitest';

import type { ModelServer } from './harness/models';
import { ask, chooseModel, finishedAnswer } from './harness/person';
import { test } from './harness/test';
import { Key } from './harness/webdriver';
import type { AppWindow } from './harness/window';

test('a picture link dragged from another application is sent as that link', async ({
  home,
  models,
  desktop,
  app,
}) => {
  home.connectTo(models.url);
  const picture = `${models.url}/pictures/red.png`;
  const window = await app.open();
  await desktop.dragLink(picture, 'Runnel', () => offersToTake(window));
  await shown(window, models);

  await ask(window, 'What is this?');
  const { body } = await models.chat();
  expect(body.messages.at(-1)?.content).toEqual(
    expect.arrayContaining([{ type: 'image_url', image_url: expect.objectContaining({ url: picture }) }]),
  );
  await finishedAnswer(window);
  expect(await window.has('list', 'Attachments')).toBe(false);
});

test('a pasted picture link is attached; for Ollama, two clicks away, it is sent as data', async ({
  home,
  models,
  app,
}) => {
  home.connectTo(models.url);
  const window = await app.open();
  await paste(window, `${models.url}/pictures/red.png`);
  const strip = await shown(window, models);
  await strip.says('sent as link');

  await chooseModel(window, /testkit-vision/);
  await strip.says('sent as data');
  await ask(window, 'And this?');
  const chat = await models.chat();
  expect(chat.path).toBe('/api/chat');
  const bytes = Buffer.from(await (await fetch(`${models.url}/pictures/red.png`)).arrayBuffer());
  expect(chat.body).toMatchObject({ model: 'testkit-vision:latest' });
  expect(chat.body.messages.at(-1)).toMatchObject({
    content: 'And this?',
    images: [bytes.toString('base64')],
  });
  await (await finishedAnswer(window)).says('Hello from the testkit.');
});

test('a pasted link that is no picture is refused with the reason, and what was typed stays', async ({
  home,
  models,
  app,
}) => {
  home.connectTo(models.url);
  const window = await app.open();
  const field = await window.get('textbox', 'Message');
  await field.type('Words of mine. ');
  await paste(window, `${models.url}/pictures/lying.png`);
  await (await window.get('alert')).says('not a picture');
  expect(await field.value()).toContain('Words of mine. ');
  expect(await window.has('list', 'Attachments')).toBe(false);
});

test('a dropped page is refused with the reason, and what was typed stays', async ({
  home,
  models,
  desktop,
  app,
}) => {
  home.connectTo(models.url);
  const window = await app.open();
  const field = await window.get('textbox', 'Message');
  await field.type('Words of mine.');
  await desktop.dragLink(`${models.url}/pictures/page.html`, 'Runnel', () => offersToTake(window));
  await (await window.get('alert')).says('not a picture');
  expect(await field.value()).toBe('Words of mine.');
  expect(await window.has('list', 'Attachments')).toBe(false);
});

/** Whether the composer says that what is held over the window can be dropped. */
async function offersToTake(window: AppWindow): Promise<boolean> {
  const field = await window.get('textbox', 'Message');
  return (await field.attribute('placeholder')) === 'Drop pictures or picture links here';
}

/** Waits for the one thumbnail; the web view must have had it through the application, not from the web. */
async function shown(window: AppWindow, models: ModelServer) {
  const strip = await window.get('list', 'Attachments');
  const thumbnail = await strip.get('image');
  expect(await thumbnail.attribute('src')).toMatch(/^picture:\/\/localhost\//);
  await thumbnail.loaded();
  const askers = (await models.requests())
    .filter(({ path }) => path.startsWith('/pictures/'))
    .map(({ headers }) => headers['user-agent'] ?? '');
  expect(askers.length).toBeGreaterThan(0);
  expect(askers.filter((asker) => asker.includes('WebKit'))).toEqual([]);
  return strip;
}

/** Pastes a text after what stands in the composer; it gets onto the clipboard by being cut out of there. */
async function paste(window: AppWindow, text: string): Promise<void> {
  const field = await window.get('textbox', 'Message');
  const typed = await field.value();
  await field.fill(text);
  await field.type(`${Key.Control}ax`);
  if (typed !== '') await field.type(typed);
  await field.type(`${Key.Control}v`);
}
