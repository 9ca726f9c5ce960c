import type { ProviderView } from '../contract';
import { language } from '../messages/messages.svelte';

/** The provider's name in the reader's language. */
export function providerName(provider: ProviderView): string {
  return language() === 'zh-CN' ? provider.name_zh : provider.name_en;
}

/** The name of the provider with this id, or the id itself where it is not known. */
export function nameOf(providers: readonly ProviderView[], id: string): string {
  const provider = providers.find((provider) => provider.id === id);
  return provider ? providerName(provider) : id;
}
