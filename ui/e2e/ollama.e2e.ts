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
const HALF = FETCHING.slice(0, 11)
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('').length;

const QWEN = {
  name: 'qwen3:4b',
  size: SIZE,
  details: { parameter_size: '4.0B', quantization_level: 'Q4_K_M' },
  capabilities: ['completion'],
};

test('a model is fetched by its name with progress, cut off, gone on with, and chosen', async ({
  home,
  models,
  app,
}) => {
  home.connectTo(models.url, { provider: 'ollama', model: 'testkit:latest' });
  await models.reply({
    kind: 'ndjson',
    path: '/api/pull',
    events: FETCHING,
    pace_ms: 100,
    stall_after: HALF,
  });
  const window = await app.open();
  let dialog = await openSettings(window, 'Models');
  await (await dialog.get('list', 'Installed models')).says('testkit-thinking:latest');
  await (await dialog.get('textbox', 'Model to download')).type('qwen3:4b');
  await (await dialog.get('button', 'Download')).click();
  await dialog.get('progressbar', 'Downloading qwen3:4b');

  // It goes on while the settings are closed.
  await closeSettings(window);
  dialog = await openSettings(window, 'Models');
  const bar = await dialog.get('progressbar', 'Downloading qwen3:4b');
  const percent = await until('some of it has come', async () =>
    Number(await bar.attribute('aria-valuenow')),
  );
  expect(percent).toBeLessThanOrEqual(50);
  const list = await dialog.get('list', 'Downloads');
  await list.says(/ of 2\.5 GB · .*\/s · .* left/);
  await bar.run((element) => element.scrollIntoView({ block: 'center' }));
  await window.drawn();
  keep('window-pull.png', await window.screenshot());

  await (await list.get('button', 'Cancel qwen3:4b')).click();
  await list.says('Cut off');
  expect(await models.hangUps()).toMatchObject([{ path: '/api/pull' }]);

  await models.reply({ kind: 'ndjson', path: '/api/pull', events: [...FETCHING, { status: 'success' }] });
  await models.reply({ kind: 'json', path: '/api/tags', body: { models: [QWEN] } });
  await (await list.get('button', 'Resume qwen3:4b')).click();
  await list.says('Downloaded');
  await (await dialog.get('list', 'Installed models')).says('2.5 GB · 4.0B · Q4_K_M');
  await closeSettings(window);
  await chooseModel(window, /^qwen3:4b/);

  const pulls = (await models.requests()).filter(({ path }) => path === '/api/pull');
  expect(pulls.map(({ body }) => body)).toEqual([1, 2].map(() => ({ model: 'qwen3:4b', stream: true })));
});
