import type { ModelChoice, ProviderView, Settings } from '../../contract';
import { t } from '../../messages/messages.svelte';
import { isFound, type Catalogue } from '../../shared/catalogue.svelte';
import { providerName } from '../../shared/providers';
import type { ListGroup, ListOption } from '../../shared/SearchList.svelte';
import { troubleOf } from '../../shared/trouble';

/** A model that can be chosen. */
export interface ModelOption extends ListOption {
  choice: ModelChoice;
  /** What is read in the list. */
  text: string;
  /** Whose it is, where `text` does not tell. */
  provider: string | null;
  /** What it can do, in a word each. */
  badges: string[];
}

/** What can be chosen of the providers that are ready, as far as a search finds it. */
export function modelGroups(
  providers: readonly ProviderView[],
  settings: Settings,
  catalogue: Catalogue,
  chosen: ModelChoice | null,
  search: string,
): ListGroup<ModelOption>[] {
  const ready = providers.filter((provider) => catalogue.isReady(provider, settings));
  const groups = ready.map((provider) => providerGroup(provider, providers, catalogue, chosen, search));
  const typed = typedOptions(ready, catalogue, search.trim());
  return typed.length > 0
    ? [...groups, { id: 'typed', name: t('models.another'), options: typed, note: null }]
    : groups;
}

function providerGroup(
  provider: ProviderView,
  providers: readonly ProviderView[],
  catalogue: Catalogue,
  chosen: ModelChoice | null,
  search: string,
): ListGroup<ModelOption> {
  const name = providerName(provider);
  const offer = catalogue.offers.get(provider.id);
  const options = (offer?.models ?? [])
    .filter((model) => isFound(model, name, search))
    .map((model): ModelOption => {
      const badges = [model.vision && t('models.vision'), model.thinking && t('models.thinking')].filter(
        (badge) => badge !== null && badge !== false,
      );
      return {
        id: `${provider.id} ${model.id}`,
        chosen: chosen?.provider === provider.id && chosen.model === model.id,
        choice: { provider: provider.id, model: model.id },
        text: model.id,
        provider: name,
        badges,
      };
    });
  return { id: provider.id, name, options, note: search === '' ? noteOf() : null };

  function noteOf(): string | null {
    if (offer?.error) return troubleOf(offer.error, provider.id, providers).text;
    if (options.length > 0) return null;
    return !offer || offer.loading ? t('models.loading') : t('models.none');
  }
}

/** What was typed, as a model that a provider may have without listing it. */
function typedOptions(ready: readonly ProviderView[], catalogue: Catalogue, model: string): ModelOption[] {
  if (model === '') return [];
  return ready
    .filter(({ id, place }) => place !== 'built_in' && !isListed(catalogue, id, model))
    .map((provider) => {
      const text = t('models.use', { model, provider: providerName(provider) });
      const choice = { provider: provider.id, model };
      return { id: `typed ${provider.id}`, chosen: false, choice, text, provider: null, badges: [] };
    });
}

function isListed(catalogue: Catalogue, provider: string, model: string): boolean {
  return catalogue.offers.get(provider)?.models.some(({ id }) => id === model) ?? false;
}
