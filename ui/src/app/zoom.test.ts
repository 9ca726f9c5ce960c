import { beforeEach, expect, test } from 'vitest';

import { Zoom } from './zoom';

const zoomed: number[] = [];
const host = { setZoom: async (factor: number) => void zoomed.push(factor) };

beforeEach(() => {
  localStorage.clear();
  zoomed.length = 0;
});

test('it grows and shrinks by steps, and goes back', () => {
  const zoom = new Zoom(host);
  zoom.by(1);
  zoom.by(1);
  zoom.by(-1);
  zoom.reset();
  expect(zoomed).toEqual([1.1, 1.25, 1.1, 1]);
});

test('it ends somewhere', () => {
  const zoom = new Zoom(host);
  for (let step = 0; step < 30; step++) zoom.by(-1);
  expect(zoomed.at(-1)).toBe(0.5);
  for (let step = 0; step < 30; step++) zoom.by(1);
  expect(zoomed.at(-1)).toBe(3);
});

test('the next window is as large as the one before', () => {
  new Zoom(host).by(1);
  new Zoom(host);
  expect(zoomed).toEqual([1.1, 1.1]);
});

test('nothing is asked of a browser, which zooms by itself', () => {
  expect(new Zoom({}).possible).toBe(false);
  expect(new Zoom(host).possible).toBe(true);
});
