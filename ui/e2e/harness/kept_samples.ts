import type { Home } from './home';

/** What conversations are called that every stage keeps. */
export const INTERRUPTED = '河流与溪水 – rivers and runnels';
export const READ_ONLY = 'From a newer version';

const CREATED = 1_750_000_000_000;
let made = 0;

/** An id of version 7, larger than all before it. */
const id = () => `0197a001-0000-7000-8000-${String(++made).padStart(12, '0')}`;

/** Keeps a conversation that was cut off, and one that only a newer version can go on with. */
export function keepSamples(home: Home): void {
  keepSample(home, INTERRUPTED, 1, { type: 'interrupted' });
  keepSample(home, READ_ONLY, 2, { type: 'finished', reason: 'stop' });
}

function keepSample(home: Home, title: string, format: number, ending: object): void {
  const [conversation, question] = [id(), id()];
  const record = (kind: string, more: object) => ({ id: id(), parent: null, at: CREATED, kind, ...more });
  const text = 'A runnel is a small stream.\n\n涓涓细流，汇成江河。它从泉眼流出，';
  const answer = { provider: 'offline', model: 'demo', ending, usage: null, timing: {}, cost: null };
  home.keepConversation(conversation, [
    record('conversation', { conversation, format }),
    record('title', { title }),
    {
      ...record('message', { role: 'user', parts: [{ type: 'text', text: 'What is a runnel? 溪是什么？' }] }),
      id: question,
    },
    {
      ...record('message', { role: 'assistant', parts: [{ type: 'text', text }], answer }),
      parent: question,
    },
  ]);
}
