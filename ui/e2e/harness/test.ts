import { test as plain } from 'vitest';

import { App } from './app';
import { keep } from './artefacts';
import { openBrowser } from './browser';
import { Desktop } from './desktop';
import { DevServer } from './devserver';
import { Home } from './home';
import { Keyring } from './keyring';
import { ModelServer } from './models';

/** A test of the whole application; each gets what it names, for itself alone. */
export const test = plain
  .extend('home', ({ task }, { onCleanup }) => {
    const home = new Home(task.name);
    onCleanup(() => home.remove());
    return home;
  })
  .extend('models', async ({ home }, { onCleanup }) => {
    const models = await ModelServer.start(home);
    onCleanup(() => models.stop());
    return models;
  })
  .extend('keyring', async ({ home }, { onCleanup }) => {
    const keyring = await Keyring.start(home);
    onCleanup(() => keyring.stop());
    return keyring;
  })
  .extend('desktop', async ({ home }, { onCleanup }) => {
    const desktop = await Desktop.start(home);
    onCleanup(() => desktop.stop());
    return desktop;
  })
  .extend('app', ({ home, task }, { onCleanup }) => {
    const app = new App(home);
    onCleanup(async () => {
      if (task.result?.state === 'fail') await app.keepEvidence();
      await app.close();
    });
    return app;
  })
  .extend('page', async ({ home, task }, { onCleanup }) => {
    const server = await DevServer.start(home);
    const browser = await openBrowser(home);
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(server.url);
    onCleanup(async () => {
      if (task.result?.state === 'fail') keep(`failed-${home.name}.png`, await page.screenshot());
      await browser.close();
      await server.stop();
    });
    return page;
  });
