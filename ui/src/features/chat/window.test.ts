import { expect, test } from 'vitest';

import type { ConversationView, Message, RecordId } from '../../contract';
import { FakeHost } from '../../host/fake';
import { Chat } from './chat.svelte';
import { answer, question, UNSET, view } from './samples';

/** A conversation whose messages each follow the one before. */
function chain(count: number): Message[] {
  return Array.from({ length: count }, (_, n) => {
    const parent = n === 0 ? null : `m${n - 1}`;
    return n % 2 ? answer(`m${n}`, parent!, 'So.') : { ...question(`m${n}`, 'Why?'), parent };
  });
}

/** What a host shows of these messages: four at a time. */
class Host extends FakeHost {
  constructor(public messages: Message[]) {
    super({
      open_conversation: () => this.end(),
      choose_branch: () => this.end(),
      earlier_messages: ({ message, from: wanted }) => {
        const before = this.messages.findIndex(({ id }) => id === message);
        const place = this.messages.findIndex(({ id }) => id === wanted);
        const from = Math.max(place < 0 ? before - 4 : Math.min(before - 4, place), 0);
        const messages = this.messages.slice(from, before);
        const branches = messages.map(({ id }) => ({ message: id, siblings: [id, `${id}b`] }));
        return { messages, earlier: from, branches };
      },
    });
  }

  end(): ConversationView {
    return view(this.messages.slice(-4), { earlier: Math.max(this.messages.length - 4, 0) });
  }
}

const ids = (chat: Chat): RecordId[] => chat.messages.map(({ id }) => id);
const all = (host: Host): RecordId[] => host.messages.map(({ id }) => id);

async function opened(host: Host): Promise<Chat> {
  const chat = new Chat(host, 'c', UNSET);
  await chat.open();
  return chat;
}

test('what comes before is read when it is asked for, until there is no more', async () => {
  const host = new Host(chain(10));
  const chat = await opened(host);
  expect([ids(chat), chat.earlier]).toEqual([['m6', 'm7', 'm8', 'm9'], 6]);
  await chat.readEarlier();
  expect([ids(chat)[0], chat.earlier, chat.branches['m2']]).toEqual(['m2', 2, ['m2', 'm2b']]);
  await chat.readEarlier();
  expect([ids(chat), chat.earlier]).toEqual([all(host), 0]);
  await chat.readEarlier();
  expect(host.argsOf('earlier_messages')).toHaveLength(2);
});

test('what comes before is read once at a time', async () => {
  const host = new Host(chain(20));
  const chat = await opened(host);
  await Promise.all([chat.readEarlier(), chat.readEarlier()]);
  expect(ids(chat)).toEqual(all(host).slice(-8));
});

test('everything from a message on is read in one go, also while less is read', async () => {
  const host = new Host(chain(100));
  const chat = await opened(host);
  await Promise.all([chat.readEarlier(), chat.readEarlier('m3')]);
  expect([ids(chat)[0], chat.earlier]).toEqual(['m3', 3]);
  expect(host.argsOf('earlier_messages')).toHaveLength(2);
});

test('what was read before stays when the end is read again', async () => {
  const host = new Host(chain(10));
  const chat = await opened(host);
  await chat.readEarlier();
  host.messages = chain(12);
  await chat.lookAgain();
  expect([ids(chat), chat.earlier]).toEqual([all(host).slice(2), 2]);
  expect(chat.branches['m2']).toEqual(['m2', 'm2b']);
});

test('what was read before goes where it is not as it was', async () => {
  const host = new Host(chain(10));
  const chat = await opened(host);
  await chat.readEarlier();
  // Another program deleted a message that is here.
  host.messages = host.messages.filter(({ id }) => id !== 'm3');
  await chat.lookAgain();
  expect([ids(chat), chat.earlier]).toEqual([['m6', 'm7', 'm8', 'm9'], 5]);
  await chat.readEarlier();
  expect(ids(chat)).toEqual(all(host).slice(-8));
});

test('another branch that ends sooner does not keep what is not above it', async () => {
  const host = new Host(chain(10));
  const chat = await opened(host);
  await chat.readEarlier();
  const other = { ...question('x', 'Why not?'), parent: 'm3' };
  host.messages = [...chain(4), other];
  await chat.chooseBranch('x');
  expect(ids(chat)).toEqual(['m1', 'm2', 'm3', 'x']);
  expect(chat.earlier).toBe(1);
});

test('how many rounds were sent is told with those that were not read', async () => {
  const chat = await opened(new Host([...chain(40)]));
  expect(chat.fewerRounds).toBe(9);
});
