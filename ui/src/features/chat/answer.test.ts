import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { createRawSnippet, tick } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import type { Answer as Kept, AnswerFormat, ModelChoice, Part, Problem, ProblemCode } from '../../contract';
import { FakeHost } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import * as clipboard from '../../shared/clipboard';
import { providers } from '../../shared/samples';
import Answer from './Answer.svelte';
import { Chat } from './chat.svelte';
import { Reply } from './reply.svelte';
import { answer, batches, content, finished, live, question, sent, UNSET, view } from './samples';

beforeEach(() => {
  setLanguage('en');
  vi.useRealTimers();
});

const problem = (code: ProblemCode, more: Partial<Problem> = {}): Problem => ({
  code,
  message: 'as it said',
  status: 429,
  retry_after_ms: null,
  raw: '{"raw":true}',
  ...more,
});

const another: ModelChoice = { provider: 'ollama', model: 'qwen3' };

/** One other model to choose. */
const models = createRawSnippet<[(choice: ModelChoice) => void]>((choose) => ({
  render: () => '<button>Another model</button>',
  setup: (button) => button.addEventListener('click', () => choose()(another)),
}));

/** What the window does for an answer. */
const around = () => ({ models, onfork: vi.fn(), ondelete: vi.fn(), onstep: vi.fn() });

vi.mock('../../shared/clipboard', { spy: true });

interface Shown {
  parts?: Part[];
  kept?: Partial<Kept>;
  format?: AnswerFormat | null;
  host?: FakeHost;
  readOnly?: boolean;
  /** How many rounds there are before the question. */
  before?: number;
}

/** An answer as it is read in its conversation. */
async function show({
  parts,
  kept = {},
  format = null,
  host = new FakeHost(),
  before = 0,
  readOnly = false,
}: Shown) {
  const rounds = Array.from({ length: before }, (_, n) => [
    question(`p${n}`, 'Why?'),
    answer(`r${n}`, `p${n}`, 'So.'),
  ]);
  const message = {
    ...answer('a1', 'q1', 'Because.'),
    ...(parts && { parts }),
    answer: { ...finished, provider: 'deepseek', ...kept },
  };
  host.answers.open_conversation = () =>
    view([...rounds.flat(), question('q1', 'Why?'), message], {
      parameters: { ...UNSET, format },
      read_only: readOnly,
    });
  const chat = new Chat(host, 'c');
  await chat.open();
  const doing = around();
  const reply = chat.messages.at(-1) as Reply;
  render(Answer, { reply, chat, host, providers, newest: true, ...doing });
  return { chat, host, ...doing };
}

const failed = (code: ProblemCode, more: Partial<Problem> = {}): Shown => ({
  kept: { ending: { type: 'failed', problem: problem(code, more) } },
});

const text = (words: string): Part[] => [{ type: 'text', text: words }];
const steps = () => screen.getAllByRole('button').map((button) => button.textContent?.trim());

test('the pages that were found are a list of links at the end', async () => {
  await show({
    parts: [
      ...text('Because.'),
      { type: 'source', url: 'https://www.a.example/rivers', title: 'Rivers' },
      { type: 'source', url: 'https://b.example/', title: null },
      { type: 'source', url: 'javascript:alert(1)', title: 'No page' },
    ],
  });
  const sources = screen.getByRole('region', { name: 'Sources' });
  const links = within(sources).getAllByRole<HTMLAnchorElement>('link');
  expect(links.map(({ textContent, href }) => [textContent, href])).toEqual([
    ['Rivers', 'https://www.a.example/rivers'],
    ['b.example', 'https://b.example/'],
  ]);
  expect(sources.textContent).toContain('No page');
});

test('what was sent otherwise than it was asked for is one quiet line', async () => {
  await show({
    kept: { adjustments: [{ type: 'dropped', parameter: 'seed' }, { type: 'json_by_prompt' }] },
  });
  expect(screen.getByText('Sent without seed; JSON by prompt')).toBeTruthy();
});

test.each<[ProblemCode, string[]]>([
  ['bad_key', ['Set up DeepSeek', 'Open the key page']],
  ['no_money', ['Open the key page', 'Choose a model']],
  ['model_missing', ['Choose a model']],
  ['rate_limited', ['Try again', 'Choose a model']],
  ['network', ['Try again', 'Set up DeepSeek']],
  ['timeout', ['Try again', 'Set up DeepSeek']],
])('what helps after %s is one click away', async (code, expected) => {
  const { onstep } = await show(failed(code));
  expect(steps().slice(0, expected.length)).toEqual(expected);
  const alert = screen.getByRole('alert');
  const page = within(alert).getByRole<HTMLAnchorElement>('link');
  expect(page.href).toBe('https://deepseek.example/errors');
  expect(within(alert).getByText('Details').closest('details')?.textContent).toContain('{"raw":true}');
  if (expected[0] === 'Try again') return;
  await fireEvent.click(within(alert).getByRole('button', { name: expected[0] }));
  expect(onstep).toHaveBeenCalledOnce();
});

test('how long to wait before trying again is counted down, and one may try before', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const ended = { first_token_ms: null, reasoning_ms: null, total_ms: Date.now() - 500 };
  const shown = failed('rate_limited', { retry_after_ms: 12_000 });
  const host = new FakeHost({ regenerate: () => sent(question('q1', 'Why?'), live('a2', 'q1')) });
  await show({ ...shown, kept: { ...shown.kept, timing: ended }, host });
  expect(screen.getByRole('button', { name: 'Try again in 12 s' })).toBeTruthy();
  await vi.advanceTimersByTimeAsync(2000);
  const button = await screen.findByRole('button', { name: 'Try again in 10 s' });
  await vi.advanceTimersByTimeAsync(11_000);
  expect(await screen.findByRole('button', { name: 'Try again' })).toBe(button);
  await fireEvent.click(button);
  expect(host.argsOf('regenerate')).toHaveLength(1);
});

test('a conversation that is too long is sent with fewer rounds, as the button says', async () => {
  const host = new FakeHost({
    set_parameters: () => ({}),
    regenerate: () => sent(question('q1', 'Why?'), live('a2', 'q1')),
  });
  await show({ ...failed('context_too_long'), host, before: 6 });
  const button = screen.getByRole('button', { name: 'Send only the last 3 rounds and try again' });
  await fireEvent.click(button);
  await vi.waitFor(() => expect(host.argsOf('regenerate')).toHaveLength(1));
  expect(host.argsOf('set_parameters')[0]?.parameters.rounds).toBe(3);
});

test('a question that is too long by itself is not sent shorter', async () => {
  await show(failed('context_too_long'));
  expect(steps().slice(0, 2)).toEqual(['Choose a model', 'Change what is sent']);
});

test('while it waits to try again it says why and for how long, and can be stopped', async () => {
  const host = new FakeHost({
    open_conversation: () => view([question('q1', 'Why?')], { live: live('a1', 'q1') }),
    stop: () => ({}),
  });
  const chat = new Chat(host, 'c', UNSET, (show) => ({ ask: show }));
  await chat.open();
  render(Answer, { reply: chat.live!, chat, host, providers, newest: true, ...around() });
  const retrying = { type: 'retrying', after_ms: 3000, problem: problem('rate_limited') } as const;
  const [first, second] = batches('a1', [retrying], [content('Because.')], []);
  host.listening('attach')[0]?.give(first!);
  expect((await screen.findByRole('timer')).textContent).toBe('Trying again in 3 s: rate limited');
  await fireEvent.click(screen.getByRole('button', { name: 'Give up' }));
  expect(host.argsOf('stop')).toEqual([{ conversation: 'c' }]);
  host.listening('attach')[0]?.give(second!);
  await vi.waitFor(() => expect(screen.queryByRole('timer')).toBeNull());
});

test('an answer that is one JSON value is a tree, and prose is prose', async () => {
  await show({ parts: text('{"a": 1}') });
  expect(screen.getByRole('tree', { name: 'JSON' })).toBeTruthy();
});

test.each(['42', 'Here: {"a": 1}', '```json\n{"a": 1}\n```'])('%j is prose', async (words) => {
  await show({ parts: text(words) });
  expect(screen.queryByRole('tree')).toBeNull();
});

test('an answer that was asked to be JSON is held to its schema, without its fence', async () => {
  const schema = { type: 'object' };
  const host = new FakeHost({
    check_json: () => ({ value: null, error: null, violations: [{ path: '/a', message: 'no' }] }),
  });
  await show({ parts: text('```json\n{"a": 1}\n```'), format: { type: 'json_schema', schema }, host });
  expect(await screen.findByRole('note', { name: 'It breaks its schema in 1 place.' })).toBeTruthy();
  expect(host.argsOf('check_json')).toEqual([{ text: '{"a": 1}', schema }]);
});

test('a tree stays as it was left when the conversation is read again', async () => {
  const host = new FakeHost({ check_json: () => ({ value: null, error: null, violations: [] }) });
  const format: AnswerFormat = { type: 'json_schema', schema: { type: 'object' } };
  const { chat } = await show({ parts: text('{"a": {"b": 1}}'), format, host });
  await fireEvent.click(screen.getByRole('treeitem', { name: /^a/ }));
  expect(screen.getAllByRole('treeitem')).toHaveLength(2);
  const opened = host.answers.open_conversation!;
  host.answers.open_conversation = async (args) => structuredClone(await opened(args));
  await chat.lookAgain();
  expect(screen.getAllByRole('treeitem')).toHaveLength(2);
  expect(host.argsOf('check_json')).toHaveLength(1);
});

test('an answer that was asked to be JSON and is broken says where', async () => {
  await show({ parts: text('```json\n{"a": 1,\n  oops'), format: { type: 'json_object' } });
  expect(screen.getByText('This is not valid JSON: it breaks in line 2, column 3.')).toBeTruthy();
});

test('an earlier answer in prose stays prose when JSON is asked for later', async () => {
  await show({ parts: text('Because **so**.'), format: { type: 'json_object' } });
  expect(screen.getByText('so').tagName).toBe('STRONG');
});

test('JSON that is still written is shown as text', async () => {
  const host = new FakeHost({
    open_conversation: () => view([question('q1', 'Why?')], { live: live('a1', 'q1') }),
  });
  const chat = new Chat(host, 'c', UNSET, (show) => ({ ask: show }));
  await chat.open();
  render(Answer, { reply: chat.live!, chat, host, providers, newest: true, ...around() });
  const [first, second] = batches('a1', [content('{"__a__": ')], [content('1}')]);
  host.listening('attach')[0]?.give(first!);
  await vi.waitFor(() => expect(screen.getByText('{"__a__":').tagName).toBe('CODE'));
  host.listening('attach')[0]?.give(second!);
  expect(await screen.findByRole('tree')).toBeTruthy();
});

test('links to audio and video are links', async () => {
  await show({ parts: [{ type: 'media', kind: 'audio', url: 'https://a.example/talk.mp3' }] });
  expect(screen.getByRole<HTMLAnchorElement>('link', { name: 'talk.mp3' }).href).toBe(
    'https://a.example/talk.mp3',
  );
});

const more = async (name: string) => {
  await fireEvent.keyDown(screen.getByRole('button', { name: 'More' }), { key: 'Enter' });
  await fireEvent.keyDown(await screen.findByRole('menuitem', { name }), { key: 'Enter' });
};

test('an answer is made again with another model, which answers from then on', async () => {
  const host = new FakeHost({ regenerate: () => sent(question('q1', 'Why?'), live('a2', 'q1')) });
  const { chat } = await show({ host });
  await more('Regenerate with another model…');
  await fireEvent.click(await screen.findByRole('button', { name: 'Another model' }));
  expect(host.argsOf('regenerate')).toEqual([{ conversation: 'c', message: 'a1', choice: another }]);
  await vi.waitFor(() => expect(chat.choice).toEqual(another));
});

test.each<[string, Kept['ending'], boolean]>([
  ['stopped', { type: 'stopped' }, true],
  ['interrupted', { type: 'interrupted' }, true],
  ['failed', { type: 'failed', problem: problem('network') }, true],
  ['cut by its length', { type: 'finished', reason: 'length' }, true],
  ['whole', { type: 'finished', reason: 'stop' }, false],
  ['filtered', { type: 'finished', reason: 'content_filter' }, false],
])('an answer that is %s can be continued: %s, %s', async (_, ending, expected) => {
  const host = new FakeHost({ continue_answer: () => sent(question('q1', 'Why?'), live('a2', 'q1')) });
  await show({ kept: { ending }, host });
  const button = screen.queryByRole('button', { name: 'Continue' });
  expect(button !== null).toBe(expected);
  if (!button) return;
  await fireEvent.click(button);
  expect(host.argsOf('continue_answer')).toEqual([{ conversation: 'c', message: 'a1', words: 'Go on.' }]);
});

test('an answer that said nothing is not continued', async () => {
  await show({ parts: [{ type: 'reasoning', text: 'Hm.' }], kept: { ending: { type: 'stopped' } } });
  expect(screen.queryByRole('button', { name: 'Continue' })).toBeNull();
});

test('an answer is copied as it looks, and as it was written', async () => {
  const copied = vi.spyOn(clipboard, 'copyRich').mockResolvedValue();
  await show({ parts: text('So **it** is.') });
  await more('Copy with formatting');
  expect(await screen.findByText('Copied with formatting')).toBeTruthy();
  expect(copied).toHaveBeenCalledWith({ plain: 'So **it** is.', html: '<p>So <strong>it</strong> is.</p>' });
});

test('what cannot be written can be copied and forked, and nothing else', async () => {
  const kept: Partial<Kept> = { ending: { type: 'stopped' } };
  const { onfork } = await show({ kept, readOnly: true });
  expect(screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual([
    'Copy',
    'More',
  ]);
  await more('Fork into a new conversation');
  expect(onfork).toHaveBeenCalledOnce();
  expect(screen.queryByRole('menuitem', { name: 'Delete' })).toBeNull();
});

test('the last words of an answer are there before what stands under them is built', async () => {
  const host = new FakeHost();
  const reply = Reply.growing(live('a1', 'q1'), (show) => ({ ask: show }));
  render(Answer, { reply, chat: new Chat(host, 'c'), host, providers, newest: true, ...around() });
  for (const batch of batches('a1', [content('Because')], [content(' of the rain.')])) reply.take(batch);
  await tick();
  expect(screen.getByRole('article').textContent).toContain('Because of the rain.');
  expect(screen.queryByRole('button', { name: 'Copy' })).toBeNull();
  expect(await screen.findByRole('button', { name: 'Copy' })).toBeTruthy();
});
