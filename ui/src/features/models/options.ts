import type { ModelChoice, ModelView, ProviderView, Settings } from '../../contract';
import { language, t } from '../../messages/messages.svelte';
import { isFound, type Catalogue } from '../../shared/catalogue.svelte';
import { isSame } from '../../shared/models';
import { providerName } from '../../shared/providers';
import type { ListGroup, ListOption } from '../../shared/SearchList.svelte';
import { refusalOf, troubleOf } from '../../shared/trouble';

/** A model that can be chosen. */
export interface ModelOption extends ListOption {
  choice: ModelChoice;
  /** What is read in the list. */
  text: string;
  /** Whose it is, where `text` does not tell. */
  provider: string | null;
  /** Its heading does not tell whose it is. */
  mixed: boolean;
  favourite: boolean;
  /** What is known of it; `null` for one that its provider does not list. */
  model: ModelView | null;
}

/** What a picker draws from. */
interface Offered {
  providers: readonly ProviderView[];
  settings: Settings;
  catalogue: Catalogue;
  /** The model that is chosen now. */
  chosen: ModelChoice | null;
  /** The models that are marked as chosen: several may be asked at once. */
  picked: readonly ModelChoice[];
}

type Group = ListGroup<ModelOption>;

/**
 * What can be chosen of the providers that are ready, as far as a search finds it: the favourites, what was used
 * last, and the rest of each provider. Each model is there once.
 */
export function modelGroups(offered: Offered, search: string): Group[] {
  const { providers, settings, catalogue, chosen } = offered;
  const ready = providers.filter((provider) => catalogue.isReady(provider, settings));
  const silent = ready.filter((provider) => isNotRunning(provider, catalogue));
  const used = chosen === null ? settings.recent : [chosen, ...settings.recent];
  // Ids of providers hold no colon.
  const groups = [
    chosenGroup(':favourites', t('models.favourites'), settings.favourites, ready, offered),
    chosenGroup(':recent', t('models.recent'), used, ready, offered),
    ...ready
      .filter((provider) => !silent.includes(provider))
      .map((provider) => providerGroup(provider, offered)),
  ];
  if (silent.length > 0) {
    const names = new Intl.ListFormat(language(), { type: 'conjunction' }).format(silent.map(providerName));
    groups.push({ id: ':silent', name: t('models.not_running'), options: [], note: names });
  }
  const found = eachOnce(search === '' ? groups : groups.map((group) => narrowed(group, search)));
  const typed = typedOptions(ready, catalogue, search.trim());
  return [...found, { id: ':typed', name: t('models.another'), options: typed, note: null }];
}

/** Models that the person chose once, of whichever providers. */
function chosenGroup(
  id: string,
  name: string,
  choices: readonly ModelChoice[],
  ready: readonly ProviderView[],
  offered: Offered,
): Group {
  const options = choices.flatMap((choice) => {
    const provider = ready.find(({ id }) => id === choice.provider);
    if (!provider || isGone(choice, provider, offered.catalogue)) return [];
    return [optionOf(choice, provider, modelOf(choice, offered.catalogue), true, offered)];
  });
  return { id, name, options, note: null };
}

function providerGroup(provider: ProviderView, offered: Offered): Group {
  const models = offered.catalogue.offers.get(provider.id)?.models ?? [];
  const options = models.map((model) =>
    optionOf({ provider: provider.id, model: model.id }, provider, model, false, offered),
  );
  return { id: provider.id, name: providerName(provider), options, note: noteOf(provider, offered) };
}

function optionOf(
  choice: ModelChoice,
  provider: ProviderView,
  model: ModelView | null,
  mixed: boolean,
  { settings, picked }: Offered,
): ModelOption {
  return {
    id: `${choice.provider} ${choice.model}`,
    chosen: picked.some((one) => isSame(one, choice)),
    choice,
    text: choice.model,
    provider: providerName(provider),
    mixed,
    favourite: settings.favourites.some((favourite) => isSame(favourite, choice)),
    model,
  };
}

/** What a search finds of a group; what there is to say of it is for those who look at all of it. */
function narrowed(group: Group, search: string): Group {
  const isWanted = ({ text, provider, model }: ModelOption) =>
    isFound({ id: text, name: model?.name ?? null }, provider ?? '', search);
  return { ...group, options: group.options.filter(isWanted), note: null };
}

/** Leaves each option in the first of the groups that have it. */
function eachOnce(groups: Group[]): Group[] {
  const seen = new Set<string>();
  return groups.map((group) => {
    const options = group.options.filter(({ id }) => !seen.has(id) && seen.add(id));
    return { ...group, options };
  });
}

function modelOf({ provider, model }: ModelChoice, catalogue: Catalogue): ModelView | null {
  return catalogue.offers.get(provider)?.models.find(({ id }) => id === model) ?? null;
}

/** Whether it was on this computer and no longer is. In a cloud there may be models that are not listed. */
function isGone(choice: ModelChoice, { place }: ProviderView, catalogue: Catalogue): boolean {
  const offer = catalogue.offers.get(choice.provider);
  return place === 'local' && offer !== undefined && !offer.loading && modelOf(choice, catalogue) === null;
}

/** Whether it is a program on this computer that does not answer, and of which nothing is known. */
function isNotRunning({ id, place }: ProviderView, catalogue: Catalogue): boolean {
  const offer = catalogue.offers.get(id);
  if (place !== 'local' || !offer?.error || offer.models.length > 0) return false;
  const refusal = refusalOf(offer.error);
  return refusal?.code === 'provider' && refusal.problem.code === 'network';
}

/** What is to be said of a provider beside its models. */
function noteOf({ id }: ProviderView, { catalogue, providers }: Offered): string | null {
  const offer = catalogue.offers.get(id);
  if (offer?.error) return troubleOf(offer.error, id, providers).text;
  if (offer && offer.models.length > 0) return null;
  return !offer || offer.loading ? t('models.loading') : t('models.none');
}

/** What was typed, as a model that a provider may have without listing it. */
function typedOptions(ready: readonly ProviderView[], catalogue: Catalogue, model: string): ModelOption[] {
  if (model === '') return [];
  return ready
    .filter(({ id, place }) => place !== 'built_in' && modelOf({ provider: id, model }, catalogue) === null)
    .map((provider) => ({
      id: `typed ${provider.id}`,
      chosen: false,
      choice: { provider: provider.id, model },
      text: t('models.use', { model, provider: providerName(provider) }),
      provider: null,
      mixed: false,
      favourite: false,
      model: null,
    }));
}
