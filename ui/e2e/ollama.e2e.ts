import { expect } from 'vitest';

import { keep } from './harness/artefacts';
import { chooseModel, closeSettings, openSettings } from './harness/person';
import { test } from './harness/test';
import { until } from './harness/until';

const SIZE = 2_500_000_000;

/** What Ollama tells while it fetches a model, in twenty steps. */
const FETCHING = [
  { status: 'pulling manifest' },
  ...Array.from({ length: 20 }, (_, step) => ({
    status: 'pulling 3e4cb1417446',
    digest: 'sha256:3e4cb1417446',
    total: SIZE,
    completed: ((step + 1) * SIZE) / 20,
  })),
];

test('a model is fetched by its name with progress, also while the settings are closed, and is chosen', async ({
  home,
  models,
  app,
}) => {
  home.connectTo(models.url, { provider: 'ollama', model: 'testkit:latest' });
  await models.reply({
    kind: 'ndjson',
    path: '/api/pull',
    events: [...FETCHING, { status: 'success' }],
    pace_ms: 300,
  });
  const window = await app.open();
  let dialog = await openSettings(window, 'Models');
  await (await dialog.get('list', 'Installed models')).says('testkit-thinking:latest');
  await (await dialog.get('textbox', 'Model to download')).type('qwen3:4b');
  await (await dialog.get('button', 'Download')).click();
  await dialog.get('progressbar', 'Downloading qwen3:4b');

  await closeSettings(window);
  dialog = await openSettings(window, 'Models');
  const bar = await dialog.get('progressbar', 'Downloading qwen3:4b');
  const part = await until('some of it has come', async () => Number(await bar.attribute('aria-valuenow')));
  expect(part).toBeLessThan(100);
  const list = await dialog.get('list', 'Downloads');
  await list.says(/of 2\.5 GB · .*\/s · .* left/);
  await bar.run((element) => element.scrollIntoView({ block: 'center' }));
  await window.drawn();
  keep('window-pull.png', await window.screenshot());

  const details = { parameter_size: '4.0B', quantization_level: 'Q4_K_M' };
  await models.reply({
    kind: 'json',
    path: '/api/tags',
    body: { models: [{ name: 'qwen3:4b', size: SIZE, details, capabilities: ['completion'] }] },
  });
  await list.says('Downloaded');
  await (await dialog.get('list', 'Installed models')).says('2.5 GB · 4.0B · Q4_K_M');
  await closeSettings(window);
  await chooseModel(window, /^qwen3:4b/);

  const pulls = (await models.requests()).filter(({ path }) => path === '/api/pull');
  expect(pulls.map(({ body }) => body)).toEqual([{ model: 'qwen3:4b', stream: true }]);
});

test('a fetch that is cut off says so, and is gone on with', async ({ home, models, app }) => {
  home.connectTo(models.url, { provider: 'ollama', model: 'testkit:latest' });
  await models.reply({ kind: 'ndjson', path: '/api/pull', events: FETCHING });
  const window = await app.open();
  const dialog = await openSettings(window, 'Models');
  await (await dialog.get('textbox', 'Model to download')).type('qwen3:4b');
  await (await dialog.get('button', 'Download')).click();
  const list = await dialog.get('list', 'Downloads');
  await list.says('The connection broke off');

  await models.reply({ kind: 'ndjson', path: '/api/pull', events: [...FETCHING, { status: 'success' }] });
  await (await list.get('button', 'Resume qwen3:4b')).click();
  await list.says('Downloaded');
});
