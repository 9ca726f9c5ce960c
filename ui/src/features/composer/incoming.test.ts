import { expect, test } from 'vitest';

import { attachedByDrop, attachedByPaste, taken, type Carried } from './incoming';

function carried(data: Record<string, string>, files: File[] = []): Carried {
  return { getData: (type) => data[type] ?? '', files: files as unknown as FileList };
}

const png = new File(['png'], 'a.png', { type: 'image/png' });
const link = (...urls: string[]) => ({ from: 'link', urls });

test('a dropped list of addresses gives them, without its comments and line ends', () => {
  const list = '# from the gallery\r\nhttps://a.example/1.png\r\nhttps://a.example/2.png\r\n';
  expect(attachedByDrop(carried({ 'text/uri-list': list }))).toEqual([
    link('https://a.example/1.png'),
    link('https://a.example/2.png'),
  ]);
});

test('a dropped picture that is a link is tried at its target, then as the picture', () => {
  const drop = carried({
    'text/uri-list': 'https://a.example/page\r\n',
    'text/html': '<a href="https://a.example/page"><img src="https://a.example/1.png"></a>',
  });
  expect(attachedByDrop(drop)).toEqual([link('https://a.example/page', 'https://a.example/1.png')]);
});

test('a piece of a page gives its picture before its link', () => {
  const html = '<a href="https://a.example/page">see <img src="https://a.example/1.png"></a>';
  expect(attachedByDrop(carried({ 'text/html': html }))).toEqual([link('https://a.example/1.png')]);
  const without = '<a href="https://a.example/page">see</a>';
  expect(attachedByDrop(carried({ 'text/html': without }))).toEqual([link('https://a.example/page')]);
});

test('a dropped text that is an address gives it', () => {
  expect(attachedByDrop(carried({ 'text/plain': 'https://a.example/1' }))).toEqual([
    link('https://a.example/1'),
  ]);
  expect(attachedByDrop(carried({ 'text/plain': 'some words' }))).toEqual([]);
});

test('dropped files give themselves, unless their link came with them', () => {
  const file = { from: 'file', file: png };
  expect(attachedByDrop(carried({ 'text/uri-list': 'file:///home/a.png\r\n' }, [png]))).toEqual([file]);
  expect(attachedByDrop(carried({ 'text/uri-list': 'https://a.example/a.png' }, [png]))).toEqual([
    link('https://a.example/a.png'),
  ]);
});

test('a page that carries a script is only read', () => {
  const html =
    '<img src="https://a.example/1.png" onerror="globalThis.ran = true"><script>globalThis.ran = true</script>';
  attachedByDrop(carried({ 'text/html': html }));
  expect('ran' in globalThis).toBe(false);
});

test('a pasted picture gives itself; a picture of pasted words does not', () => {
  expect(attachedByPaste(carried({}, [png]))).toEqual([{ from: 'file', file: png }]);
  expect(
    attachedByPaste(carried({ 'text/html': '<img src="https://a.example/1.png">' }, [png])),
  ).toHaveLength(1);
  expect(attachedByPaste(carried({ 'text/plain': 'words', 'text/html': '<b>words</b>' }, [png]))).toEqual([]);
});

test.each([
  ['https://a.example/cat.PNG', true],
  ['https://a.example/cat.jpeg?w=100', true],
  ['https://a.example/media/x?format=jpg&name=large', true],
  ['data:image/png;base64,iVBORw0KGgo=', true],
  ['https://a.example/article', false],
  ['https://a.example/png', false],
  ['look at https://a.example/cat.png', false],
  ['file:///etc/cat.png', false],
  ['cat.png', false],
])('pasting %s attaches a picture: %s', (text, attaches) => {
  expect(attachedByPaste(carried({ 'text/plain': text })).length > 0).toBe(attaches);
});

test('a link to audio or video is attached where it is taken, and stays words where not', () => {
  const audio = { from: 'media' as const, kind: 'audio' as const, url: 'https://a.example/talk.mp3' };
  const pasted = attachedByPaste(carried({ 'text/plain': audio.url }));
  expect(pasted).toEqual([audio]);
  expect(attachedByDrop(carried({ 'text/uri-list': `${audio.url}\r\n` }))).toEqual([audio]);
  const picture = link('https://a.example/1.png') as { from: 'link'; urls: string[] };
  expect(taken([audio, picture], ['audio'])).toEqual({ attached: [audio, picture], words: [] });
  expect(taken([audio, picture], ['video'])).toEqual({ attached: [picture], words: [audio.url] });
});
