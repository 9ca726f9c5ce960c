import { expect, test } from 'vitest';

import { fileNameOf, mediaKindOf } from './media';

test.each([
  ['https://a.example/song.mp3', 'audio'],
  ['https://a.example/talk.WAV?token=1', 'audio'],
  ['https://a.example/film.webm#t=3', 'video'],
  ['http://a.example/a.mov', 'video'],
  ['https://a.example/mp4', null],
  ['https://a.example/page?file=a.mp4', null],
  ['see https://a.example/a.mp4', null],
  ['file:///home/a.mp4', null],
  ['a.mp4', null],
  ['https://a.example/a.constructor', null],
])('%s leads to %s', (url, kind) => {
  expect(mediaKindOf(url)).toBe(kind);
});

test('a link is called what its file is called', () => {
  expect(fileNameOf('https://a.example/dir/%E5%B1%B1.mp3?x=1')).toBe('山.mp3');
  expect(fileNameOf('https://a.example/100%.mp3')).toBe('100%.mp3');
  expect(fileNameOf('https://a.example/')).toBe('https://a.example/');
});
