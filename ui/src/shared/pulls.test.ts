import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { ProblemCode, Pull, PullState, Refusal } from '../contract';
import { setLanguage } from '../messages/messages.svelte';
import type { Asked } from './catalogue.svelte';
import PullForm from './PullForm.svelte';
import { pullsOf } from './pulls.svelte';
import { listed, providers } from './samples';

const ollama = providers.find(({ id }) => id === 'ollama')!;

function show(pullModel: () => object = () => ({})) {
  const asked: [name: string, args: unknown][] = [];
  const answers: Record<string, () => object> = {
    pull_model: pullModel,
    cancel_pull: () => ({}),
    list_models: () => listed([]),
  };
  const engine = {
    call: async (name: string, args: unknown) => {
      asked.push([name, args]);
      return answers[name]!();
    },
  } as Asked;
  const pulls = pullsOf(engine);
  render(PullForm, { pulls, provider: ollama, providers });
  return { pulls, asked };
}

function pull(name: string, state: PullState): Pull {
  return { provider: 'ollama', name, state };
}

function running(more: Partial<Extract<PullState, { type: 'running' }>> = {}): PullState {
  return {
    type: 'running',
    status: 'pulling 3e4cb1417446',
    completed_bytes: 1_250_000_000,
    total_bytes: 2_500_000_000,
    bytes_per_second: 12_000_000,
    seconds_left: 104,
    ...more,
  };
}

function failed(code: ProblemCode): PullState {
  return {
    type: 'failed',
    problem: { code, message: 'why', status: null, retry_after_ms: null, raw: null },
  };
}

const button = (name: string) => screen.getByRole('button', { name });

beforeEach(() => setLanguage('en'));
afterEach(() => vi.restoreAllMocks());

test('a model is fetched by the name that was typed, or by the command that was copied', async () => {
  const { asked } = show();
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Model to download' });
  for (const text of [' qwen3:4b ', 'ollama pull gemma3:4b']) {
    await fireEvent.input(field, { target: { value: text } });
    await fireEvent.submit(field.form!);
    await expect.poll(() => field.value).toBe('');
  }
  expect(asked).toEqual([
    ['pull_model', { provider: 'ollama', name: 'qwen3:4b' }],
    ['pull_model', { provider: 'ollama', name: 'gemma3:4b' }],
  ]);
});

test('a fetch that is refused says why, and the name stays typed', async () => {
  const refusal: Refusal = { code: 'base_url_invalid', base_url: 'nowhere' };
  show(() => {
    throw Object.assign(new Error(), { refusal });
  });
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Model to download' });
  await fireEvent.input(field, { target: { value: 'qwen3:4b' } });
  await fireEvent.submit(field.form!);
  expect((await screen.findByRole('alert')).textContent).toContain('nowhere');
  expect(field.value).toBe('qwen3:4b');
});

test('a fetch shows how much has come, how fast, and how long it will take', async () => {
  const { pulls } = show();
  pulls.take(pull('qwen3:4b', running()));
  const bar = await screen.findByRole('progressbar', { name: 'Downloading qwen3:4b' });
  expect(bar.getAttribute('aria-valuenow')).toBe('50');
  expect(bar.getAttribute('aria-valuetext')).toBe('1.3 GB of 2.5 GB');
  expect(screen.getByText('1.3 GB of 2.5 GB · 12 MB/s · 104 s left')).toBeTruthy();
});

test('a fetch of which the size is not known yet has a bar without a value', async () => {
  const { pulls } = show();
  pulls.take(
    pull('qwen3:4b', running({ status: 'pulling manifest', completed_bytes: 0, total_bytes: null })),
  );
  const bar = await screen.findByRole('progressbar');
  expect(bar.hasAttribute('aria-valuenow')).toBe(false);
  expect(screen.getByText('Looking it up…')).toBeTruthy();
});

test('what was asked for just now is brought into view, and nothing else', async () => {
  const seen: string[] = [];
  vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(function (this: Element) {
    seen.push(this.querySelector('strong')?.textContent ?? '');
  });
  const { pulls } = show();
  pulls.take(pull('earlier:1b', running()));
  await screen.findByText('earlier:1b');
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Model to download' });
  await fireEvent.input(field, { target: { value: 'qwen3:4b' } });
  await fireEvent.submit(field.form!);
  pulls.take(pull('qwen3:4b', running()));
  await screen.findByText('qwen3:4b');
  pulls.take(pull('qwen3:4b', running({ completed_bytes: 2_000_000_000 })));
  await screen.findByText(/^2 GB/);
  expect(seen).toEqual(['qwen3:4b']);
});

test('a step of the server that is not known is told in its words', async () => {
  const { pulls } = show();
  pulls.take(pull('qwen3:4b', running({ status: 'warming up' })));
  expect(await screen.findByText('warming up')).toBeTruthy();
});

test('several are fetched at once, and each is cancelled by itself', async () => {
  const { asked, pulls } = show();
  pulls.take(pull('qwen3:4b', running()));
  pulls.take(pull('gemma3:4b', running({ completed_bytes: 0 })));
  pulls.take({ ...pull('elsewhere:1b', running()), provider: 'custom-ollama' });
  const list = await screen.findByRole('list', { name: 'Downloads' });
  expect(within(list).getAllByRole('progressbar')).toHaveLength(2);
  await fireEvent.click(button('Cancel gemma3:4b'));
  expect(asked).toEqual([['cancel_pull', { provider: 'ollama', name: 'gemma3:4b' }]]);
});

test.each<[string, PullState, string]>([
  ['was cancelled', { type: 'cancelled' }, 'Cut off. It goes on from here when you resume it.'],
  ['broke off', failed('truncated'), 'The connection broke off. It goes on from here when you resume it.'],
  ['has no such model', failed('model_missing'), 'No model is called “qwen3:4b”.'],
  ['failed', failed('network'), 'Ollama could not be reached. Is it running?'],
])('a fetch that %s says so, and goes on when it is resumed', async (_, state, words) => {
  const { asked, pulls } = show();
  pulls.take(pull('qwen3:4b', state));
  expect(await screen.findByText(words)).toBeTruthy();
  await fireEvent.click(button('Resume qwen3:4b'));
  expect(asked).toEqual([['pull_model', { provider: 'ollama', name: 'qwen3:4b' }]]);
});

test('a fetch that is done says so until it is put away, and its provider is asked what it has', async () => {
  const { asked, pulls } = show();
  pulls.take(pull('qwen3:4b', { type: 'done' }));
  expect(await screen.findByText('Downloaded')).toBeTruthy();
  expect(asked).toEqual([['list_models', { provider: 'ollama', refresh: true }]]);
  await fireEvent.click(button('Dismiss qwen3:4b'));
  expect(screen.queryByText('Downloaded')).toBeNull();
});

test('when the window hears again, what goes on is shown, and what ended unheard is not', () => {
  const { pulls } = show();
  pulls.take(pull('ended:1b', running()));
  pulls.take(pull('cut:1b', { type: 'cancelled' }));
  pulls.reset([pull('qwen3:4b', running())]);
  expect(pulls.of('ollama').map(({ name }) => name)).toEqual(['cut:1b', 'qwen3:4b']);
});
