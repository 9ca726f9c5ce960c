import { SvelteMap } from 'svelte/reactivity';

import type { Pull } from '../contract';
import { catalogueOf, type Asked } from './catalogue.svelte';

/** The models that are being fetched, and those whose fetching ended and was not put away yet. */
export class Pulls {
  readonly #pulls = new SvelteMap<string, Pull>();

  constructor(private readonly engine: Asked) {}

  /** Those of a provider, in the order in which they were begun. */
  of(provider: string): Pull[] {
    return [...this.#pulls.values()].filter((pull) => pull.provider === provider);
  }

  /** How many of a provider's models have been fetched since the window was opened, as far as they are shown. */
  doneOf(provider: string): number {
    return this.of(provider).filter(({ state }) => state.type === 'done').length;
  }

  /** Takes those that go on now: whatever went on before and is not among them has ended unheard. */
  reset(underway: readonly Pull[]): void {
    for (const [key, { state }] of this.#pulls) if (state.type === 'running') this.#pulls.delete(key);
    for (const pull of underway) this.#pulls.set(keyOf(pull), pull);
  }

  /** Takes what was told of one. */
  take(pull: Pull): void {
    this.#pulls.set(keyOf(pull), pull);
    if (pull.state.type === 'done') void catalogueOf(this.engine).readModels(pull.provider);
  }

  /** Begins to fetch a model, or goes on where an earlier fetch of it was cut off. */
  async start(provider: string, name: string): Promise<void> {
    await this.engine.call('pull_model', { provider, name });
  }

  async cancel({ provider, name }: Pull): Promise<void> {
    await this.engine.call('cancel_pull', { provider, name });
  }

  /** Puts one away that has ended. */
  dismiss(pull: Pull): void {
    this.#pulls.delete(keyOf(pull));
  }
}

const keyOf = ({ provider, name }: Pull) => JSON.stringify([provider, name]);

const known = new WeakMap<Asked, Pulls>();

/** The window's one list of what this engine fetches. */
export function pullsOf(engine: Asked): Pulls {
  const pulls = known.get(engine) ?? new Pulls(engine);
  known.set(engine, pulls);
  return pulls;
}
