import type { ModelList, ModelView, Place, ProviderView, Settings } from '../contract';
import { UNSET } from './parameters';

/** Providers, models and settings for tests. */

export function provider(id: string, place: Place, name: string): ProviderView {
  return {
    id,
    name_en: name,
    name_zh: name,
    base_url: place === 'custom' ? null : `https://${id}.example/v1`,
    place,
    key_page: place === 'cloud' ? `https://${id}.example/keys` : null,
    errors_page: place === 'cloud' ? `https://${id}.example/errors` : null,
    pictures: 'link',
    thinking: [],
    needs_key: place === 'cloud',
    own: false,
    like: null,
    protocol: 'openai-chat',
  };
}

/** One of each place, and a second cloud. */
export const providers: ProviderView[] = [
  provider('offline', 'built_in', 'Demonstration'),
  provider('dashscope', 'cloud', 'Bailian'),
  provider('deepseek', 'cloud', 'DeepSeek'),
  provider('ollama', 'local', 'Ollama'),
  provider('custom-openai', 'custom', 'Own server'),
];

export const settings: Settings = {
  theme: 'system',
  language: 'en',
  reading_width: 'normal',
  text_size: 'normal',
  default_model: { provider: 'offline', model: 'demo' },
  enter_sends: true,
  welcomed: true,
  favourites: [],
  recent: [],
  parameters: UNSET,
  backup: { every: 'never', folder: null },
  providers: {},
};

export function model(id: string, what: Partial<ModelView> = {}): ModelView {
  return {
    id,
    name: null,
    vision: null,
    thinking: null,
    json: null,
    context_tokens: null,
    max_output_tokens: null,
    price: null,
    added: false,
    ...what,
  };
}

/** The answer of a provider that was asked just now. */
export function listed(models: ModelView[]): ModelList {
  return { models, read_at: 1, stale: false };
}
