/** Asks for a drawing to be done soon. */
export interface Pace {
  ask(): void;
}

/** How many times as long as a drawing took the window rests after it, so that typing comes first. */
const REST = 3;
/** The longest rest, in milliseconds: a computer that slept in mid-drawing is not waited for. */
const LONGEST_REST = 2000;

/**
 * Draws when asked: once a frame at most, and less often the longer a drawing takes, so that however
 * much arrives, drawing never takes more than a quarter of the time.
 */
export class FramePace implements Pace {
  #asked = false;
  #drawing = false;

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
      await painted();
      await rest(Math.min(REST * (performance.now() - began), LONGEST_REST));
    }
    this.#drawing = false;
  }
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A message posted within a frame arrives when the frame has been laid out and painted. */
function painted(): Promise<unknown> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => {
      port1.close();
      resolve(event);
    };
    port2.postMessage(null);
  });
}
