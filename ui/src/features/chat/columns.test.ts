import { expect, test } from 'vitest';

import type { LiveReply } from '../../contract';
import { FakeHost } from '../../host/fake';
import { Chat } from './chat.svelte';
import { wordsOf } from './parts';
import { answer, batches, content, finished, live, question, sent, UNSET, view } from './samples';

const atOnce = (show: () => void) => ({ ask: show });
const asked = question('q1', 'Why?');
const why = { text: 'Why?', images: [], media: [] };

const by = (message: string, model: string): LiveReply => ({
  ...live(message, 'q1'),
  choice: { provider: 'offline', model },
});
const one = by('a1', 'one');
const two = by('a2', 'two');

const kept = (id: string, model: string, text: string) => ({
  ...answer(id, 'q1', text),
  answer: { ...finished, model },
});

const seen = (chat: Chat) =>
  chat.beside.columns?.replies.map((reply) => `${reply.choice.model}: ${wordsOf(reply.parts)}`);

async function askedTwo(answers: FakeHost['answers'] = {}): Promise<{ chat: Chat; host: FakeHost }> {
  const host = new FakeHost({
    send_to_several: () => sent(asked, one),
    open_conversation: () => view([asked], { live: one, also_live: [two] }),
    answers: () => [],
    choose_model: () => ({}),
    ...answers,
  });
  const chat = new Chat(host, null, UNSET, atOnce);
  chat.beside.models = [one.choice, two.choice];
  await chat.send(why);
  await expect
    .poll(() => [host.argsOf('answers').length, chat.beside.columns?.replies.length])
    .toEqual([1, 2]);
  return { chat, host };
}

function tell(host: FakeHost, message: string, ...words: string[]): void {
  const stream = host.listening('attach').find(({ args }) => args.message === message);
  for (const batch of batches(message, ...words.map((word) => [content(word)]), [])) stream?.give(batch);
}

test('a question to two models has a column for each, which grow on their own', async () => {
  const { chat, host } = await askedTwo();
  expect(host.argsOf('send_to_several')).toMatchObject([
    { question: { text: 'Why?' }, choices: [{ model: 'one' }, { model: 'two' }] },
  ]);
  tell(host, 'a2', 'Second ', 'answer.');
  expect(seen(chat)).toEqual(['one: ', 'two: Second answer.']);
  await chat.replyEnded('a2');
  expect(chat.replying).toBe(true);
  tell(host, 'a1', 'First.');
  await chat.replyEnded('a1');
  expect(seen(chat)).toEqual(['one: First.', 'two: Second answer.']);
  expect(chat.replying).toBe(false);
  expect(host.asked.map(({ name }) => name)).toEqual(['send_to_several', 'open_conversation', 'answers']);
});

test('an answer whose end was not seen is read', async () => {
  let all: ReturnType<typeof kept>[] = [];
  const { chat, host } = await askedTwo({ answers: () => all });
  tell(host, 'a1', 'First.');
  all = [kept('a1', 'one', 'First.'), kept('a2', 'two', 'Second.')];
  await chat.replyEnded('a2');
  expect(seen(chat)).toEqual(['one: First.', 'two: Second.']);
});

test('going on with one chooses its branch and its model, and folds the columns', async () => {
  const after = view([asked, kept('a2', 'two', 'Second.')], {
    branches: [{ message: 'a2', siblings: ['a1', 'a2'] }],
    choice: two.choice,
  });
  const { chat, host } = await askedTwo({ choose_branch: () => after });
  tell(host, 'a1', 'First.');
  tell(host, 'a2', 'Second.');
  await chat.replyEnded('a1');
  await chat.replyEnded('a2');
  await chat.beside.goOnWith(chat.beside.columns!.get('a2')!);
  expect(chat.beside.columns).toBeNull();
  expect(host.argsOf('choose_branch')).toEqual([{ conversation: 'c', message: 'a2' }]);
  expect(host.argsOf('choose_model')).toEqual([{ conversation: 'c', choice: two.choice }]);
  expect([chat.choice, chat.beside.models]).toEqual([two.choice, []]);
  expect(chat.branches.a2).toEqual(['a1', 'a2']);
});

test('one is stopped alone', async () => {
  const { chat, host } = await askedTwo({ stop_reply: () => ({}) });
  await chat.beside.stop('a2');
  expect(host.argsOf('stop_reply')).toEqual([{ conversation: 'c', message: 'a2' }]);
});

test('one that failed is asked again in its place, with its own model', async () => {
  const again = by('a3', 'one');
  const { chat, host } = await askedTwo({ regenerate: () => sent(asked, again) });
  tell(host, 'a1', '');
  tell(host, 'a2', 'Second.');
  await chat.replyEnded('a1');
  await chat.replyEnded('a2');
  await chat.regenerate('a1');
  tell(host, 'a3', 'Now.');
  expect(host.argsOf('regenerate')).toMatchObject([{ message: 'a1', choice: { model: 'one' } }]);
  expect(seen(chat)).toEqual(['one: Now.', 'two: Second.']);
});

test('the answers of an earlier question are read side by side when that is asked for', async () => {
  const host = new FakeHost({
    open_conversation: () =>
      view([asked, kept('a1', 'one', 'First.')], { branches: [{ message: 'a1', siblings: ['a1', 'a2'] }] }),
    answers: () => [kept('a1', 'one', 'First.'), kept('a2', 'two', 'Second.')],
  });
  const chat = new Chat(host, 'c', UNSET, atOnce);
  await chat.open();
  expect(chat.beside.columns).toBeNull();
  chat.beside.open('q1');
  await expect.poll(() => seen(chat)).toEqual(['one: First.', 'two: Second.']);
  expect(host.argsOf('answers')).toEqual([{ conversation: 'c', message: 'q1' }]);
  chat.beside.fold();
  expect(chat.beside.columns).toBeNull();
});

test('coming back while several models answer shows them side by side, unless one was chosen', async () => {
  const host = new FakeHost({
    open_conversation: () => view([asked], { live: one, also_live: [two] }),
    answers: () => [],
  });
  const chat = new Chat(host, 'c', UNSET, atOnce);
  await chat.open();
  expect(seen(chat)).toEqual(['one: ', 'two: ']);
  expect(host.listening('attach').map(({ args }) => args.message)).toEqual(['a1', 'a2']);
  chat.beside.fold();
  await chat.open();
  expect(chat.beside.columns).toBeNull();
});

test('leaving the conversation stops looking at every column', async () => {
  const { chat, host } = await askedTwo();
  expect(host.listening('attach')).toHaveLength(2);
  chat.close();
  expect(host.listening('attach')).toEqual([]);
});

test('one that failed at once has a column and a version while the others go on', async () => {
  const { chat } = await askedTwo({
    // Only what is read, and what grows, is told of: not that the second is kept.
    open_conversation: () => view([asked], { live: one }),
    answers: () => [kept('a2', 'two', 'No key.')],
  });
  expect(seen(chat)).toEqual(['one: ', 'two: No key.']);
  expect(chat.branches.a1).toEqual(['a1', 'a2']);
});

test('nothing need be heard of the answers: they are looked for once the question is kept', async () => {
  const host = new FakeHost({
    send_to_several: () => sent(asked, one),
    open_conversation: () =>
      view([asked, kept('a1', 'one', 'First.')], { branches: [{ message: 'a1', siblings: ['a1', 'a2'] }] }),
    answers: () => [kept('a1', 'one', 'First.'), kept('a2', 'two', 'No key.')],
  });
  const chat = new Chat(host, null, UNSET, atOnce);
  chat.beside.models = [one.choice, two.choice];
  await chat.send(why);
  await expect.poll(() => seen(chat)).toEqual(['one: First.', 'two: No key.']);
  expect(chat.replying).toBe(false);
});
