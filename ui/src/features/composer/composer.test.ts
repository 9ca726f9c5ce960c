import { beforeEach, expect, test } from 'vitest';

import type { Picture } from '../../contract';
import { FakeHost, refuse } from '../../host/fake';
import { Refused } from '../../host/host';
import { Composer } from './composer.svelte';
import { Drafts } from './drafts';

const picture: Picture = {
  image: { from: 'link', url: 'https://a.example/1.png' },
  media_type: 'image/png',
  bytes: 3,
};
const link = { from: 'link' as const, urls: ['https://a.example/1.png'] };

beforeEach(() => localStorage.clear());

function composer(host: FakeHost, conversation: string | null = 'c') {
  return new Composer(host, new Drafts(), conversation);
}

test('a draft is kept for its own conversation, across restarts', async () => {
  const host = new FakeHost({ add_picture: () => picture });
  const first = composer(host, 'one');
  first.text = 'half a thou';
  await first.add([link]);
  expect(composer(host, 'two').text).toBe('');
  const again = composer(host, 'one');
  expect(again.text).toBe('half a thou');
  expect(again.attachments.map((attachment) => attachment.picture)).toEqual([picture]);
});

test('a draft that cannot be read is none', () => {
  localStorage.setItem('draft:c', '{');
  expect(composer(new FakeHost()).isEmpty).toBe(true);
});

test('what was sent is gone, from the screen and from the drafts', async () => {
  const host = new FakeHost({ add_picture: () => picture });
  const begun = composer(host, null);
  begun.text = 'What is this?';
  await begun.add([link]);
  const sent: unknown[] = [];
  await begun.send(async (question) => {
    sent.push(question);
    return 'c';
  });
  expect(sent).toEqual([{ text: 'What is this?', images: [picture.image], media: [] }]);
  expect(begun.isEmpty).toBe(true);
  expect(localStorage.length).toBe(0);
});

test('what was refused stays written and attached, and the reason is kept', async () => {
  const host = new FakeHost({ add_picture: () => picture });
  const refused = composer(host);
  refused.text = 'What is this?';
  await refused.add([link]);
  await refused.send(() => Promise.reject(new Refused({ code: 'read_only' })));
  expect(refused.text).toBe('What is this?');
  expect(refused.attachments).toHaveLength(1);
  expect(refused.error).toMatchObject({ refusal: { code: 'read_only' } });
  expect(composer(host).text).toBe('What is this?');
});

test('what is written while a question is on its way is the next one', async () => {
  const begun = composer(new FakeHost(), null);
  begun.text = 'One';
  await begun.send(async () => {
    begun.text += ' two';
    return 'c';
  });
  expect(begun.text).toBe(' two');
  expect(new Drafts().get('c').text).toBe(' two');
  expect(new Drafts().get(null).text).toBe('');
});

test('a question waits for its pictures', async () => {
  let arrive = () => {};
  const host = new FakeHost({
    add_picture: () => new Promise((resolve) => (arrive = () => resolve(picture))),
  });
  const waiting = composer(host);
  waiting.text = 'What is this?';
  void waiting.add([link]);
  let images: unknown[] = [];
  const sending = waiting.send(async (question) => {
    images = question.images;
    return 'c';
  });
  arrive();
  await sending;
  expect(images).toEqual([picture.image]);
});

test('a question is not sent without the picture that was refused', async () => {
  const host = new FakeHost({ add_picture: refuse({ code: 'not_a_picture' }) });
  const refused = composer(host);
  refused.text = 'What is this?';
  void refused.add([link]);
  let sent = false;
  await refused.send(async () => {
    sent = true;
    return 'c';
  });
  expect(sent).toBe(false);
  expect(refused.text).toBe('What is this?');
  expect(refused.attachments).toEqual([]);
  expect(refused.error).toMatchObject({ refusal: { code: 'not_a_picture' } });
});

test('of several addresses the first that is a picture is taken', async () => {
  const host = new FakeHost({
    add_picture: (args) =>
      args.from === 'link' && args.url.endsWith('.png') ? picture : refuse({ code: 'not_a_picture' })(),
  });
  const dropped = composer(host);
  await dropped.add([{ from: 'link', urls: ['https://a.example/page', 'https://a.example/1.png'] }]);
  expect(dropped.attachments).toHaveLength(1);
  expect(dropped.error).toBeNull();
});

test('a file is handed over as its bytes, and one that is too large not at all', async () => {
  const host = new FakeHost({ add_picture: () => picture });
  const attached = composer(host);
  await attached.add([{ from: 'file', file: new File(['png'], 'a.png') }]);
  expect(host.argsOf('add_picture')).toEqual([{ from: 'data', base64: btoa('png') }]);
  const huge = new File([], 'film.mp4');
  Object.defineProperty(huge, 'size', { value: 21 * 1024 * 1024 });
  await attached.add([{ from: 'file', file: huge }]);
  expect(host.asked).toHaveLength(1);
  expect(attached.error).toMatchObject({ refusal: { code: 'picture_too_large' } });
});

test('a pasted address that is no picture is left as text', async () => {
  const pasted = composer(new FakeHost({ add_picture: refuse({ code: 'not_a_picture' }) }));
  pasted.text = 'See ';
  await pasted.addOrWrite([link], 'https://a.example/1.png');
  expect(pasted.text).toBe('See https://a.example/1.png');
});

test('links to audio and video are kept in the draft and sent as what they are', async () => {
  const media = { kind: 'audio' as const, url: 'https://a.example/talk.mp3' };
  const host = new FakeHost();
  await composer(host).add([{ from: 'media', ...media }]);
  const again = composer(host);
  expect(again.attachments).toMatchObject([{ media }]);
  const sent: unknown[] = [];
  await again.send(async (question) => {
    sent.push(question);
    return 'c';
  });
  expect(sent).toEqual([{ text: '', images: [], media: [media] }]);
  expect(host.asked).toEqual([]);
  expect(localStorage.length).toBe(0);
});
