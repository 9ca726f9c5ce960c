import type { ModelView, Place, ProviderView, Settings } from '../contract';

/** Providers, models and settings for tests. */

export function provider(id: string, place: Place, name: string): ProviderView {
  return {
    id,
    name_en: name,
    name_zh: name,
    base_url: place === 'custom' ? null : `https://${id}.example/v1`,
    place,
    key_page: place === 'cloud' ? `https://${id}.example/keys` : null,
    pictures: 'link',
    thinking: [],
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
  default_model: { provider: 'offline', model: 'demo' },
  enter_sends: true,
  welcomed: true,
  providers: {},
};

export function model(id: string, what: Partial<ModelView> = {}): ModelView {
  return { id, name: null, vision: null, thinking: null, context_tokens: null, added: false, ...what };
}
