/** Asks for a drawing to be done soon. */
export interface Pace {
  ask(): void;
}

/** How many times as long as a drawing took the window rests for it at least, so that typing comes first. */
const REST = 3;
/** How many times as long it rests where that is short: who reads sees no difference, and the computer stays cool. */
const SHORT_REST = 20;
/** Up to so long a rest is short, in milliseconds: words that come in such steps still flow. */
const SHORT = 70;
/** So much rest can be owed for a while, in milliseconds: a drawing that follows soon, and then none, waits for nothing. */
const LENT = 50;
/** The longest rest, in milliseconds: a computer that slept in mid-drawing is not waited for. */
const LONGEST_REST = 2000;

/**
 * Draws when asked: once a frame at most, and less often the longer a drawing takes. So however much arrives, drawing
 * takes a twentieth of the time where that leaves steps that flow, and never more than a quarter.
 */
export class FramePace implements Pace {
  #asked = false;
  #drawing = false;
  /** How much rest is owed, in milliseconds, and since when it is counted. */
  #owed = 0;
  #countedAt = 0;

  constructor(private readonly draw: () => void) {}

  ask(): void {
    this.#asked = true;
    if (!this.#drawing) void this.#drawWhileAsked();
  }

  async #drawWhileAsked(): Promise<void> {
    this.#drawing = true;
    while (this.#asked) {
      await nextFrame();
      this.#asked = false;
      const began = performance.now();
      this.draw();
      await framePainted();
      const rests = this.#owe(performance.now() - began) - LENT;
      if (rests > 0) await rest(rests);
    }
    this.#drawing = false;
  }

  /** Owes more rest, for a drawing that took so long. What passed since the last one was rest. */
  #owe(drawing: number): number {
    const now = performance.now();
    const rested = now - this.#countedAt - drawing;
    const more = Math.max(REST * drawing, Math.min(SHORT_REST * drawing, SHORT));
    this.#owed = Math.min(Math.max(this.#owed - rested, 0) + more, LONGEST_REST);
    this.#countedAt = now;
    return this.#owed;
  }
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until what is on the page now has been painted. */
export async function painted(): Promise<void> {
  await nextFrame();
  await framePainted();
}

/** A message posted within a frame arrives when the frame has been laid out and painted. */
function framePainted(): Promise<unknown> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => {
      port1.close();
      resolve(event);
    };
    port2.postMessage(null);
  });
}
