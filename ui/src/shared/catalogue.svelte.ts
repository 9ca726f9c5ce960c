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
  /** Why they could not be read the last time. */
  error: unknown;
  /** When they were last asked for. */
  asked: number;
}

/** How long a list of models is taken as new, in milliseconds. */
const NEW = 60_000;

/** Which keys are set and which models there are: read once for the whole window, and again in the background. */
export class Catalogue {
  readonly keys = new SvelteMap<string, KeyStatus>();
  readonly offers = new SvelteMap<string, Offer>();

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

  /** Reads the keys' states, and the models of all providers that are ready and were not asked just now. */
  async refresh(providers: readonly ProviderView[], settings: Settings): Promise<void> {
    await Promise.all(
      providers.map(async (provider) => {
        if (provider.place === 'cloud') await this.readKey(provider.id);
        if (this.isReady(provider, settings) && !this.isNew(provider.id)) await this.readModels(provider.id);
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

  /** Reads the models of a provider again. */
  async readModels(provider: string): Promise<void> {
    const asked = Date.now();
    const models = this.offers.get(provider)?.models ?? [];
    this.offers.set(provider, { models, loading: true, error: null, asked });
    const offer = await this.engine.call('list_models', { provider, refresh: true }).then(
      ({ models }): Offer => ({ models, loading: false, error: null, asked }),
      (error: unknown): Offer => ({ models, loading: false, error, asked }),
    );
    // An answer to an earlier question is not shown.
    if (this.offers.get(provider)?.asked === asked) this.offers.set(provider, offer);
  }

  /** A person's own providers are others than before: what was known of them is read again or forgotten. */
  providersChanged(providers: readonly ProviderView[]): void {
    const isThere = (id: string) => providers.some((provider) => provider.id === id);
    for (const known of [this.keys, this.offers]) {
      for (const id of [...known.keys()]) if (!isThere(id)) known.delete(id);
    }
    for (const { id, own } of providers) {
      if (!own) continue;
      void this.readKey(id);
      if (this.offers.has(id)) void this.readModels(id);
    }
  }

  private isNew(provider: string): boolean {
    const offer = this.offers.get(provider);
    return offer !== undefined && offer.error === null && Date.now() - offer.asked < NEW;
  }
}

const catalogues = new WeakMap<Asked, Catalogue>();

/** The window's one catalogue of what this engine offers. */
export function catalogueOf(engine: Asked): Catalogue {
  const catalogue = catalogues.get(engine) ?? new Catalogue(engine);
  catalogues.set(engine, catalogue);
  return catalogue;
}

/** Whether a model is meant by every word of a search. */
export function isFound(model: ModelView, providerName: string, search: string): boolean {
  const text = `${model.id} ${model.name ?? ''} ${providerName}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
