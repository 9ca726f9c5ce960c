import { SvelteMap } from 'svelte/reactivity';

import type { Commands, KeyStatus, ModelView, ProviderView, Settings } from '../contract';

/** Whoever can be asked for models and keys. */
export interface Asked {
  call<K extends keyof Commands>(name: K, args: Commands[K]['args']): Promise<Commands[K]['reply']>;
}

/** What a provider offers, as far as it is known: models that were read before stay while they are read again. */
export interface Offer {
  models: ModelView[];
  loading: boolean;
  /** Why they could not be read the last time; it holds until they can be. */
  error: unknown;
}

/** Which keys are set and which models there are: read once for the whole window, and again in the background. */
export class Catalogue {
  readonly keys = new SvelteMap<string, KeyStatus>();
  readonly offers = new SvelteMap<string, Offer>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  readonly #asked = new Map<string, symbol>();

  constructor(private readonly engine: Asked) {}

  /** Whether a provider can be asked for models as things stand. */
  isReady(provider: ProviderView, settings: Settings): boolean {
    switch (provider.place) {
      case 'built_in':
      case 'local':
        return true;
      case 'cloud':
        return !provider.needs_key || (this.keys.get(provider.id)?.kept ?? 'nowhere') !== 'nowhere';
      case 'custom':
        return Boolean(settings.providers[provider.id]?.base_url ?? provider.base_url);
    }
  }

  /** Reads the keys' states, and of all providers that are ready the lists that the engine keeps up to date. */
  async refresh(providers: readonly ProviderView[], settings: Settings): Promise<void> {
    await Promise.all(
      providers.map(async (provider) => {
        if (provider.place === 'cloud') await this.readKey(provider.id);
        const isAsked = this.offers.get(provider.id)?.loading ?? false;
        if (this.isReady(provider, settings) && !isAsked) await this.#read(provider.id, false);
      }),
    );
  }

  /** Reads whether a key is set. A keychain that does not answer leaves what was known. */
  async readKey(provider: string): Promise<void> {
    try {
      this.keys.set(provider, await this.engine.call('key_status', { provider }));
    } catch {
      // Whoever sets or removes a key is told why the keychain refuses.
    }
  }

  /** Lets the provider be asked for its models now. */
  async readModels(provider: string): Promise<void> {
    await this.#read(provider, true);
  }

  /** A person's own providers are others than before: what was known of them is read again or forgotten. */
  providersChanged(providers: readonly ProviderView[]): void {
    const isThere = (id: string) => providers.some((provider) => provider.id === id);
    for (const known of [this.keys, this.offers, this.#asked]) {
      for (const id of [...known.keys()]) if (!isThere(id)) known.delete(id);
    }
    for (const { id, own } of providers) {
      if (!own) continue;
      void this.readKey(id);
      if (this.offers.has(id)) void this.readModels(id);
    }
  }

  /** The engine keeps another list than before: whoever looks at the old one sees the new one. */
  async changed(provider: string): Promise<void> {
    if (this.offers.has(provider)) await this.#read(provider, false);
  }

  async #read(provider: string, refresh: boolean): Promise<void> {
    const question = Symbol(provider);
    this.#asked.set(provider, question);
    const { models, error } = this.offers.get(provider) ?? { models: [], error: null };
    this.offers.set(provider, { models, loading: true, error });
    const offer = await this.engine.call('list_models', { provider, refresh }).then(
      ({ models }): Offer => ({ models: eachOnce(models), loading: false, error: null }),
      (error: unknown): Offer => ({ models, loading: false, error }),
    );
    // An answer to an earlier question is not shown.
    if (this.#asked.get(provider) === question) this.offers.set(provider, offer);
  }
}

/** Some providers list a model twice. */
function eachOnce(models: ModelView[]): ModelView[] {
  return [...new Map(models.map((model) => [model.id, model])).values()];
}

const catalogues = new WeakMap<Asked, Catalogue>();

/** The window's one catalogue of what this engine offers. */
export function catalogueOf(engine: Asked): Catalogue {
  const catalogue = catalogues.get(engine) ?? new Catalogue(engine);
  catalogues.set(engine, catalogue);
  return catalogue;
}

/** Whether a model is meant by every word of a search. */
export function isFound(
  { id, name }: Pick<ModelView, 'id' | 'name'>,
  providerName: string,
  search: string,
): boolean {
  const text = `${id} ${name ?? ''} ${providerName}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
