import { expect } from 'vitest';

import { App } from './harness/app';
import { APP } from './harness/binaries';
import { Home } from './harness/home';
import { Program } from './harness/program';
import { test } from './harness/test';
import { until } from './harness/until';

test('a second start brings the window of its home to the front, and ends', async ({
  home,
  desktop,
  app,
}) => {
  home.prefers('light', 'en');
  const window = await app.open();
  await window.get('textbox', 'Message');
  const elsewhere = new Home('another home');
  const other = new App(elsewhere);
  try {
    elsewhere.prefers('dark', 'en');
    const covering = await other.open();
    await covering.get('textbox', 'Message');
    await until(
      'the other home has a window of its own',
      async () => (await desktop.inFront()) === covering.pid,
    );

    const second = await Program.start(APP, [], { outputFile: home.outputFile('second'), env: home.env });
    await second.ended();
    expect(second.output()).toBe('');
    expect(second.status).toBe(0);
    await until('the first is in front', async () => (await desktop.inFront()) === window.pid);
    expect([window.running, covering.running]).toEqual([true, true]);
  } finally {
    await other.close();
    elsewhere.remove();
  }
});

test('a window that was killed is in nobody’s way', async ({ home, app }) => {
  home.prefers('light', 'en');
  const first = await app.open();
  await first.get('textbox', 'Message');
  await first.kill();
  await (await app.open()).get('textbox', 'Message');
});
