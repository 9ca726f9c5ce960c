import { SvelteMap } from 'svelte/reactivity';

import type { Abilities, Bound, Commands, ModelChoice, Parameter, ProviderView } from '../contract';

/** Whoever can be asked what a model can do. */
export interface Asked {
  call<K extends keyof Commands>(name: K, args: Commands[K]['args']): Promise<Commands[K]['reply']>;
}

/** The bounds that hold where a model has none of its own. */
const BOUNDS: readonly Bound[] = [
  { parameter: 'temperature', min: 0, max: 2 },
  { parameter: 'top_p', min: 0, max: 1 },
  { parameter: 'frequency_penalty', min: -2, max: 2 },
  { parameter: 'presence_penalty', min: -2, max: 2 },
];

const PARAMETERS: readonly Parameter[] = [
  'temperature',
  'top_p',
  'top_k',
  'max_tokens',
  'frequency_penalty',
  'presence_penalty',
  'seed',
  'stop',
];

/** What the models of a provider are taken to do until one of them is known. */
export function assumedAbilities(provider: ProviderView | undefined): Abilities {
  return {
    thinking: provider?.thinking ?? [],
    vision: null,
    pictures: provider?.pictures ?? 'data',
    media: [],
    json: true,
    schema: true,
    json_with_thinking: true,
    json_needs_word: false,
    search: 'none',
    takes: [...PARAMETERS],
    bounds: [],
    context_tokens: null,
    max_output_tokens: null,
    price: null,
  };
}

/** The bounds of a parameter for a model; without an end where there is none. */
export function boundsOf(abilities: Abilities, parameter: Parameter): { min: number; max: number } {
  const isIt = (bound: Bound) => bound.parameter === parameter;
  const { min = -Infinity, max = Infinity } = abilities.bounds.find(isIt) ?? BOUNDS.find(isIt) ?? {};
  return { min, max };
}

/** What models can do: each is asked after once, when it is first looked at. */
export class AbilitiesBook {
  readonly #known = new SvelteMap<string, Abilities>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  readonly #asked = new Map<string, ModelChoice>();

  constructor(private readonly engine: Asked) {}

  /** What a model can do, or is taken to until that is known. */
  of(choice: ModelChoice, provider: ProviderView | undefined): Abilities {
    const key = JSON.stringify([choice.provider, choice.model]);
    if (!this.#asked.has(key)) {
      this.#asked.set(key, choice);
      // Not while something is drawn: what is known then must not change.
      queueMicrotask(() => void this.#ask(key, choice));
    }
    return this.#known.get(key) ?? assumedAbilities(provider);
  }

  /** Models may be others by now: what was known holds until it is known again. */
  refresh(): void {
    for (const [key, choice] of this.#asked) void this.#ask(key, choice);
  }

  async #ask(key: string, choice: ModelChoice): Promise<void> {
    try {
      this.#known.set(key, await this.engine.call('model_abilities', choice));
    } catch {
      // Asking this model something will tell why; until then it is taken to be like the others.
      this.#asked.delete(key);
    }
  }
}
