import { expect, test, vi } from 'vitest';

import type { ConversationView } from '../../contract';
import { FakeHost, refuse } from '../../host/fake';
import { Refused } from '../../host/host';
import { Chat, type Question } from './chat.svelte';
import { wordsOf } from './parts';
import type { Reply } from './reply.svelte';
import { answer, batches, content, live, question, reasoning, sent, UNSET, view } from './samples';

const atOnce = (show: () => void) => ({ ask: show });
const texts = (messages: readonly (Question | Reply)[]) => messages.map(({ parts }) => wordsOf(parts));

const why = { text: 'Why?', images: [], media: [] };
const asked = question('q1', 'Why?');
const reply = live('a1', 'q1');

async function opened(host: FakeHost, conversation: string | null = 'c'): Promise<Chat> {
  const chat = new Chat(host, conversation, UNSET, atOnce);
  await chat.open();
  return chat;
}

test('a question begins a conversation, and its reply grows to its end', async () => {
  const host = new FakeHost({ send: () => sent(asked, reply) });
  const chat = await opened(host, null);
  await chat.send(why);
  expect(chat.conversation).toBe('c');
  expect(chat.live).not.toBeNull();

  const [stream] = host.listening('attach');
  expect(stream?.args).toEqual({ conversation: 'c', message: 'a1', after: 0 });
  const [first, second] = batches('a1', [reasoning('Hm. '), content('Be')], [content('cause.')]);
  stream?.give(first!);
  expect(texts(chat.messages)).toEqual(['Why?', 'Be']);
  stream?.give(second!);
  expect(texts(chat.messages)).toEqual(['Why?', 'Because.']);
  expect(chat.live).toBeNull();
  expect(chat.lastAnswer).toBe('Because.');
});

test('the first question carries what was chosen before it', async () => {
  const host = new FakeHost({ send: () => sent(asked, reply) });
  const chat = await opened(host, null);
  await chat.chooseModel({ provider: 'ollama', model: 'qwen3' });
  await chat.setParameters({ ...UNSET, system: 'Be brief.' });
  expect(host.asked).toEqual([]);
  await chat.send(why);
  expect(host.argsOf('send')).toEqual([
    {
      conversation: null,
      text: 'Why?',
      images: [],
      media: [],
      choice: { provider: 'ollama', model: 'qwen3' },
      parameters: { ...UNSET, system: 'Be brief.' },
    },
  ]);
});

test('a later question waits until what was set is kept', async () => {
  const order: string[] = [];
  const host = new FakeHost({
    open_conversation: () => view([]),
    set_parameters: async () => {
      await Promise.resolve();
      order.push('set');
      return {};
    },
    send: () => {
      order.push('sent');
      return sent(asked, reply);
    },
  });
  const chat = await opened(host);
  const setting = chat.setParameters({ ...UNSET, rounds: 3 });
  await Promise.all([setting, chat.send(why)]);
  expect(order).toEqual(['set', 'sent']);
  expect(host.argsOf('send')[0]).toMatchObject({ choice: null, parameters: null });
});

test('a refused question changes nothing', async () => {
  const host = new FakeHost({ send: refuse({ code: 'reply_underway' }) });
  const chat = await opened(host, null);
  await expect(chat.send(why)).rejects.toBeInstanceOf(Refused);
  expect(chat.conversation).toBeNull();
  expect(chat.messages).toEqual([]);
  expect(chat.sending).toBe(false);
});

test('opening a conversation shows its reply from the beginning', async () => {
  const host = new FakeHost({ open_conversation: () => view([asked], { live: reply }) });
  const chat = await opened(host);
  expect(host.listening('attach')[0]?.args.after).toBe(0);
  for (const batch of batches('a1', [content('Be')], [content('cause.')]))
    host.listening('attach')[0]?.give(batch);
  expect(texts(chat.messages)).toEqual(['Why?', 'Because.']);
});

test('leaving a conversation stops looking and nothing else', async () => {
  const host = new FakeHost({ open_conversation: () => view([asked], { live: reply }) });
  const chat = await opened(host);
  chat.close();
  expect(host.listening('attach')).toEqual([]);
  expect(host.asked.map(({ name }) => name)).toEqual(['open_conversation']);
});

test('a reply whose end was not seen is read again when it has ended', async () => {
  let now: ConversationView = view([asked], { live: reply });
  const host = new FakeHost({ open_conversation: () => now });
  const chat = await opened(host);
  host.listening('attach')[0]?.give(batches('a1', [content('Be')], [])[0]!);
  now = view([asked, answer('a1', 'q1', 'Because.')]);
  await chat.replyEnded('a1');
  expect(texts(chat.messages)).toEqual(['Why?', 'Because.']);
  expect(chat.live).toBeNull();
});

test('a reply whose end was seen is not read again', async () => {
  const host = new FakeHost({ open_conversation: () => view([asked], { live: reply }) });
  const chat = await opened(host);
  for (const batch of batches('a1', [content('Because.')])) host.listening('attach')[0]?.give(batch);
  await chat.replyEnded('a1');
  expect(host.argsOf('open_conversation')).toHaveLength(1);
});

test('a reply that ended before it could be followed is read from the conversation', async () => {
  let now: ConversationView = view([asked], { live: reply });
  const host = new FakeHost({ open_conversation: () => now });
  const chat = await opened(host);
  now = view([asked, answer('a1', 'q1', 'Because.')]);
  host.listening('attach')[0]?.fail(new Refused({ code: 'reply_over' }));
  await vi.waitFor(() => expect(texts(chat.messages)).toEqual(['Why?', 'Because.']));
  expect(chat.error).toBeNull();
});

test('a reply that cannot be followed at all says so and does not ask for ever', async () => {
  const host = new FakeHost({ open_conversation: () => view([asked], { live: reply }) }, ({ name, fail }) => {
    if (name === 'attach') queueMicrotask(() => fail(new Error('no journal')));
  });
  const chat = await opened(host);
  await vi.waitFor(() => expect(chat.error).toEqual(new Error('no journal')));
  expect(host.argsOf('open_conversation')).toHaveLength(2);
});

test('a reply that was begun elsewhere is joined', async () => {
  let now = view([]);
  const host = new FakeHost({ open_conversation: () => now });
  const chat = await opened(host);
  now = view([asked], { live: reply });
  await chat.replyStarted(reply);
  expect(texts(chat.messages)).toEqual(['Why?', '']);
  await chat.replyStarted(reply);
  expect(host.argsOf('open_conversation')).toHaveLength(2);
});

test('an old view of the conversation does not undo what has happened since', async () => {
  let answerLater = (_: ConversationView) => {};
  const views: (() => ConversationView | Promise<ConversationView>)[] = [
    () => view([asked, answer('a1', 'q1', 'Because.')]),
    () => new Promise((resolve) => (answerLater = resolve)),
    () => view([asked, answer('a1', 'q1', 'Because.'), question('q2', 'And?')], { live: live('a2', 'q2') }),
  ];
  const host = new FakeHost({
    open_conversation: () => views.shift()!(),
    send: () => sent(question('q2', 'And?'), live('a2', 'q2')),
  });
  const chat = await opened(host);
  const looking = chat.replyEnded('a0');
  await chat.send({ ...why, text: 'And?' });
  answerLater(view([asked, answer('a1', 'q1', 'Because.')]));
  await looking;
  expect(texts(chat.messages)).toEqual(['Why?', 'Because.', 'And?', '']);
});

test('a reply that is kept already and still called live is shown once', async () => {
  const kept = view([asked, answer('a1', 'q1', 'Because.')], { live: reply });
  const chat = await opened(new FakeHost({ open_conversation: () => kept }));
  expect(texts(chat.messages)).toEqual(['Why?', 'Because.']);
  expect(chat.live).toBeNull();
});

test('another answer takes the place of the first, which stays a version', async () => {
  const host = new FakeHost({
    open_conversation: () => view([asked, answer('a1', 'q1', 'Because.')]),
    regenerate: () => sent(asked, live('a2', 'q1')),
    choose_branch: () =>
      view([asked, answer('a1', 'q1', 'Because.')], {
        branches: [{ message: 'a1', siblings: ['a1', 'a2'] }],
      }),
  });
  const chat = await opened(host);
  await chat.regenerate('a1');
  for (const batch of batches('a2', [content('So.')])) host.listening('attach')[0]?.give(batch);
  expect(texts(chat.messages)).toEqual(['Why?', 'So.']);
  expect(chat.branches['a2']).toEqual(['a1', 'a2']);
  await chat.chooseBranch('a1');
  expect(texts(chat.messages)).toEqual(['Why?', 'Because.']);
});

test('a reply that was stopped before it began is stopped as soon as it has', async () => {
  let begin: (value: ReturnType<typeof sent>) => void = () => {};
  const host = new FakeHost({
    send: () => new Promise<ReturnType<typeof sent>>((resolve) => (begin = resolve)),
    stop: () => ({}),
  });
  const chat = await opened(host, null);
  const sending = chat.send(why);
  await vi.waitFor(() => expect(host.argsOf('send')).toHaveLength(1));
  await chat.stop();
  expect(host.argsOf('stop')).toEqual([]);
  begin(sent(asked, reply));
  await sending;
  expect(host.argsOf('stop')).toEqual([{ conversation: reply.conversation }]);
});

test('a conversation that is gone says so', async () => {
  const host = new FakeHost({
    open_conversation: refuse({ code: 'conversation_missing', conversation: 'c' }),
  });
  const chat = await opened(host);
  expect(chat.error).toMatchObject({ refusal: { code: 'conversation_missing' } });
  expect(chat.opening).toBe(false);
});

test('of several answers the first is shown, and the others wait behind the switch', async () => {
  let begin: (value: ReturnType<typeof sent>) => void = () => {};
  const host = new FakeHost({
    send: () => new Promise<ReturnType<typeof sent>>((resolve) => (begin = resolve)),
  });
  const chat = await opened(host, null);
  const sending = chat.send(why);
  await vi.waitFor(() => expect(host.argsOf('send')).toHaveLength(1));
  // The engine tells of all of them; which is shown is known only then.
  await chat.replyStarted(reply);
  await chat.replyStarted(live('a2', 'q1'));
  begin(sent(asked, reply));
  await sending;
  await chat.replyStarted(live('a3', 'q1'));
  expect(chat.messages.map(({ id }) => id)).toEqual(['q1', 'a1']);
  expect(chat.branches['a1']).toEqual(['a1', 'a2', 'a3']);
  expect(host.listening('attach').map(({ args }) => args.message)).toEqual(['a1']);

  for (const batch of batches('a1', [content('Because.')])) host.listening('attach')[0]?.give(batch);
  expect(chat.live).toBeNull();
  expect(chat.replying).toBe(true);
  await chat.replyEnded('a2');
  await chat.replyEnded('a3');
  expect(chat.replying).toBe(false);
  expect(texts(chat.messages)).toEqual(['Why?', 'Because.']);
  expect(chat.branches['a3']).toEqual(['a1', 'a2', 'a3']);
  expect(host.argsOf('open_conversation')).toEqual([]);
});

test('another answer can be looked at while all of them grow', async () => {
  const host = new FakeHost({
    open_conversation: () => view([asked], { live: reply, also_live: [live('a2', 'q1')] }),
    choose_branch: () => view([asked, answer('a1', 'q1', 'Because.')], { live: live('a2', 'q1') }),
  });
  const chat = await opened(host);
  host.listening('attach')[0]?.give(batches('a1', [content('Be')], [])[0]!);
  await chat.chooseBranch('a2');
  expect(host.listening('attach').map(({ args }) => args.message)).toEqual(['a2']);
  host.listening('attach')[0]?.give(batches('a2', [content('So')], [])[0]!);
  expect(texts(chat.messages)).toEqual(['Why?', 'So']);
  await chat.chooseBranch('a1');
  expect(host.listening('attach').map(({ args }) => args)).toEqual([
    { conversation: 'c', message: 'a1', after: 0 },
  ]);
  expect(host.argsOf('choose_branch')).toEqual([]);
  // The next question is to go on from the answer that was chosen, and not from the one that began first.
  for (const batch of batches('a1', [content('Because.')])) host.listening('attach')[0]?.give(batch);
  await vi.waitFor(() =>
    expect(host.argsOf('choose_branch')).toEqual([{ conversation: 'c', message: 'a1' }]),
  );
  expect(texts(chat.messages)).toEqual(['Why?', 'Because.']);
  expect(chat.branches['a1']).toEqual(['a1', 'a2']);
});

test('an answer that grows beside one that is kept is behind the switch', async () => {
  const host = new FakeHost({
    open_conversation: () => view([asked, answer('a1', 'q1', 'Because.')], { live: live('a2', 'q1') }),
  });
  const chat = await opened(host);
  expect(texts(chat.messages)).toEqual(['Why?', 'Because.']);
  expect(chat.live).toBeNull();
  expect(chat.replying).toBe(true);
  expect(chat.branches['a1']).toEqual(['a1', 'a2']);
});

test('a refused question leaves no answers behind', async () => {
  let refusing = () => {};
  const host = new FakeHost({
    send: () =>
      new Promise((_, reject) => (refusing = () => reject(new Refused({ code: 'nothing_to_send' })))),
  });
  const chat = await opened(host, null);
  const sending = chat.send(why);
  await vi.waitFor(() => expect(host.argsOf('send')).toHaveLength(1));
  await chat.replyStarted(reply);
  refusing();
  await expect(sending).rejects.toBeInstanceOf(Refused);
  expect(chat.replying).toBe(false);
});

test('a conversation that is too long is asked again with half of its rounds', async () => {
  const rounds = [1, 2, 3, 4].flatMap((n) => [question(`q${n}`, 'Why?'), answer(`a${n}`, `q${n}`, 'So.')]);
  const order: string[] = [];
  const host = new FakeHost({
    open_conversation: () => view([...rounds, question('q5', 'And?'), answer('a5', 'q5', '')]),
    set_parameters: ({ parameters }) => {
      order.push(`${parameters.rounds} rounds`);
      return {};
    },
    regenerate: ({ message }) => {
      order.push(message);
      return sent(question('q5', 'And?'), live('a6', 'q5'));
    },
  });
  const chat = await opened(host);
  expect(chat.fewerRounds).toBe(2);
  await chat.regenerateShorter('a5');
  expect(order).toEqual(['2 rounds', 'a5']);
  expect(chat.fewerRounds).toBe(1);
  await chat.setParameters({ ...UNSET, rounds: 0 });
  expect(chat.fewerRounds).toBeUndefined();
});

test('what goes with a question is looked through, and nothing else', async () => {
  const messages = [question('q1', 'In JSON'), answer('a1', 'q1', 'Yes.'), question('q2', 'And?')];
  const chat = await opened(
    new FakeHost({
      open_conversation: () => view([...messages, answer('a2', 'q2', 'So.')]),
      set_parameters: () => ({}),
    }),
  );
  expect(chat.sends(/json/i)).toBe(true);
  for (const rounds of [0, 1]) {
    await chat.setParameters({ ...UNSET, rounds });
    expect(chat.sends(/json/i)).toBe(false);
  }
  await chat.setParameters({ ...UNSET, rounds: 0, system: 'Always json.' });
  expect(chat.sends(/json/i)).toBe(true);
});
