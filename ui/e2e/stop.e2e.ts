import { expect } from 'vitest';

import { measured } from './harness/measured';
import { ask, finishedAnswer, newestAnswer } from './harness/person';
import { test } from './harness/test';
import { until } from './harness/until';

test('stop ends a reply that has fallen silent, at once, and keeps its text', async ({
  home,
  models,
  app,
}) => {
  home.connectTo(models.url);
  await models.reply({
    kind: 'chat',
    content: ['What came ', 'before the silence', ' and after.'],
    stall_after: 500,
  });
  const window = await app.open();
  await ask(window, 'Say something and fall silent.');
  await (await newestAnswer(window)).says('What came');
  const stop = await window.get('button', 'Stop');

  // Measured in the page, from the click to the first moment at which the button is no longer there.
  await stop.run((button) => {
    const times = ((globalThis as Record<string, unknown>)['times'] = {} as Record<string, number>);
    button.addEventListener('click', () => (times['clicked'] = performance.now()));
    new MutationObserver(() => {
      if (!button.isConnected) times['ended'] ??= performance.now();
    }).observe(document.body, { childList: true, subtree: true });
  });
  const before = performance.now();
  await stop.click();
  const [hangUp] = await until('the server saw the connection close', async () => {
    const all = await models.hangUps();
    return all.length > 0 && all;
  });
  measured(
    'from before the click to the closed connection, driver included',
    performance.now() - before,
    'ms',
  );
  expect(hangUp?.path).toBe('/v1/chat/completions');
  const answer = await finishedAnswer(window);
  const took = await window.page(() => {
    const { clicked, ended } = (globalThis as unknown as { times: Record<string, number> }).times;
    return ended! - clicked!;
  });
  measured('from the click on Stop to the end of the reply', took, 'ms');

  await answer.says('What came');
  await answer.says('Stopped');
  expect(home.conversations()[0]?.at(-1)).toMatchObject({ role: 'assistant', ending: 'stopped' });
});
