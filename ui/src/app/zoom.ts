import type { Host } from '../host/host';

/** As browsers zoom: in steps that feel alike. */
const STEPS = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const AS_IT_IS = STEPS.indexOf(1);
const NAME = 'zoom';

type Keep = Pick<Storage, 'getItem' | 'setItem'>;

/** How large the window draws everything. It outlives the window. */
export class Zoom {
  #step: number;

  constructor(
    private readonly host: Pick<Host, 'setZoom'>,
    private readonly storage: Keep = localStorage,
  ) {
    const kept = STEPS.indexOf(Number(storage.getItem(NAME)));
    this.#step = kept < 0 ? AS_IT_IS : kept;
    if (this.#step !== AS_IT_IS) this.#apply();
  }

  /** A browser zooms by itself. */
  get possible(): boolean {
    return this.host.setZoom !== undefined;
  }

  /** One step larger or smaller, as far as it goes. */
  by(steps: 1 | -1): void {
    this.#step = Math.min(Math.max(this.#step + steps, 0), STEPS.length - 1);
    this.#apply();
  }

  reset(): void {
    this.#step = AS_IT_IS;
    this.#apply();
  }

  #apply(): void {
    const factor = STEPS[this.#step] ?? 1;
    this.storage.setItem(NAME, String(factor));
    void this.host.setZoom?.(factor);
  }
}
