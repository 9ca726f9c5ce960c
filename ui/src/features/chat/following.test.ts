import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Following } from './following.svelte';

/** How high the window is. */
const HEIGHT = 500;

/** What waits to be told that something grew. */
let grown: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  grown = [];
  class Observer {
    constructor(grew: () => void) {
      grown.push(grew);
    }
    observe() {}
    disconnect() {}
  }
  vi.stubGlobal('ResizeObserver', Observer);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what grows keeps its end in view', () => {
  const { following, grow, top } = reader(2_000);
  grow(2_600);
  expect(top()).toBe(2_100);
  expect(following.atEnd).toBe(true);
});

test('a reader who goes up is left alone', () => {
  const { following, grow, turn, top } = reader(2_000);
  grow(2_600);
  turn(1_800);
  expect(following.atEnd).toBe(false);
  grow(3_000);
  expect(top()).toBe(1_800);
});

test('a reader who comes back to the end follows again', () => {
  const { following, grow, turn, top } = reader(2_000);
  turn(1_000);
  turn(1_490);
  expect(following.atEnd).toBe(true);
  grow(2_400);
  expect(top()).toBe(1_900);
});

test('an end that moves up by itself is followed, since it was taken for more than it is', () => {
  const { following, grow, scroll, top } = reader(2_000);
  grow(2_600);
  vi.advanceTimersByTime(16);
  scroll(1_900);
  expect(following.atEnd).toBe(true);
  grow(2_700);
  expect(top()).toBe(2_200);
});

test('an end that comes up to a reader is not gone to', () => {
  const { following, grow, turn, scroll, top } = reader(2_000);
  turn(1_000);
  grow(1_200);
  scroll(700);
  expect(following.atEnd).toBe(false);
  grow(2_000);
  expect(top()).toBe(700);
});

test('an end is there where everything is seen', () => {
  const { following, grow, turn } = reader(2_000);
  turn(1_000);
  grow(400);
  expect(following.atEnd).toBe(true);
});

test('a way up long after anything grew is the way of a reader, whatever moved them', () => {
  const { following, grow, scroll } = reader(2_000);
  grow(2_600);
  vi.advanceTimersByTime(5_000);
  scroll(1_900);
  expect(following.atEnd).toBe(false);
});

test('a pointer that only lies there goes nowhere', () => {
  const { following, grow, scroll, element } = reader(2_000);
  grow(2_600);
  element.dispatchEvent(new PointerEvent('pointermove', { buttons: 0 }));
  scroll(2_000);
  expect(following.atEnd).toBe(true);
  element.dispatchEvent(new PointerEvent('pointermove', { buttons: 1 }));
  scroll(1_900);
  expect(following.atEnd).toBe(false);
});

test('what is not the end yet is not taken for it', () => {
  const { following, scroll } = reader(2_000, () => false);
  following.leave();
  scroll(1_500);
  expect(following.atEnd).toBe(false);
});

/** A reader at the end of so many pixels. */
function reader(pixels: number, isEndDrawn?: () => boolean) {
  const following = new Following(isEndDrawn);
  const element = document.createElement('div');
  let [all, top] = [pixels, pixels - HEIGHT];
  Object.defineProperties(element, {
    scrollHeight: { get: () => all },
    clientHeight: { get: () => HEIGHT },
    scrollTop: { get: () => top, set: (to: number) => (top = Math.min(to, all - HEIGHT)) },
  });
  following.scroller(element);
  following.content(document.createElement('div'));
  following.jump();
  const scroll = (to: number) => {
    element.scrollTop = to;
    element.dispatchEvent(new Event('scroll'));
  };
  return {
    following,
    element,
    top: () => top,
    scroll,
    grow: (to: number) => {
      all = to;
      for (const tell of grown) tell();
    },
    /** Goes there by the wheel. */
    turn: (to: number) => {
      element.dispatchEvent(new WheelEvent('wheel'));
      scroll(to);
    },
  };
}
