import { drawnLate } from './late';

/** What can wait may take about so long in a frame, in milliseconds, so that frames go on and keys are answered. */
const SLICE = 6;
/** Whoever asks so long after the slice began, in milliseconds, asks in another frame. */
const FRAME = 16;

/** Goes on with work that can wait, until `until` (as `performance.now()` tells it). Returns whether it is done. */
export type Work = (until: number) => boolean;

let waiting: Work[] = [];
let frame = 0;
let began = -Infinity;
let finished = (): void => {};

/** Until when there is time in this frame for what can wait. All who ask share it. */
export function sliceEnd(): number {
  const now = performance.now();
  if (now - began >= FRAME) began = now;
  return began + SLICE;
}

/** Works in the frames to come until it is done, and before what was begun earlier. Returns what calls it off. */
export function inSlices(work: Work): () => void {
  waiting.push(work);
  if (frame === 0) {
    drawnLate(new Promise<void>((resolve) => (finished = resolve)));
    frame = requestAnimationFrame(goOn);
  }
  return () => {
    waiting = waiting.filter((each) => each !== work);
  };
}

function goOn(): void {
  const until = sliceEnd();
  for (let work = waiting.at(-1); work; work = waiting.at(-1)) {
    if (work(until)) waiting = waiting.filter((each) => each !== work);
    if (performance.now() >= until) break;
  }
  frame = waiting.length > 0 ? requestAnimationFrame(goOn) : 0;
  if (frame === 0) finished();
}
