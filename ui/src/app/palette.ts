import type { ConversationSummary } from '../contract';
import { modelGroups } from '../features/models/options';
import type { Entry } from '../features/palette/entries';
import { isSo, lookGroups } from '../features/settings/appearance';
import { TABS, type SettingsTab } from '../features/settings/SettingsDialog.svelte';
import { inEveryLanguage, t } from '../messages/messages.svelte';
import { catalogueOf } from '../shared/catalogue.svelte';
import { providerName } from '../shared/providers';
import type { Action } from './actions';
import type { App } from './app.svelte';
import { keysOf } from './shortcuts';

/** Where entries lead to. */
interface Ways {
  show: (conversation: string) => void;
  openSettings: (tab: SettingsTab, provider?: string) => void;
}

/** All that the palette offers: what can be done now, and every conversation, model and setting there is. */
export function entriesOf(app: App, actions: readonly Action[], isMac: boolean, ways: Ways): Entry[] {
  return [
    ...actions.flatMap((action) => actionEntry(action, isMac)),
    ...app.conversations.list.map((summary) => conversationEntry(summary, ways.show)),
    ...modelEntries(app),
    ...settingEntries(app, ways),
  ];
}

/** The conversations whose titles have these words: the list may hold the newest only. */
export async function titlesWith(search: string, { host }: App, show: Ways['show']): Promise<Entry[]> {
  const { conversations } = await host.call('search', {
    text: search,
    role: null,
    provider: null,
    model: null,
    from: null,
    to: null,
    folder: null,
    has_image: false,
    before: null,
    limit: 1,
  });
  return conversations.map(({ summary }) => conversationEntry(summary, show));
}

function actionEntry({ id, shortcuts, possible, run, byKeyOnly }: Action, isMac: boolean): Entry[] {
  if (byKeyOnly || possible?.() === false) return [];
  return [
    {
      id: `action ${id}`,
      kind: 'action',
      text: t(`actions.${id}`),
      also: inEveryLanguage(`actions.${id}`),
      keys: shortcuts?.[0] === undefined ? undefined : keysOf(shortcuts[0], isMac),
      run: () => run(''),
    },
  ];
}

function conversationEntry({ id, title }: ConversationSummary, show: Ways['show']): Entry {
  return {
    id: `conversation ${id}`,
    kind: 'conversation',
    text: title ?? t('sidebar.untitled'),
    run: () => show(id),
  };
}

function modelEntries(app: App): Entry[] {
  const { host, providers, settings, choice } = app;
  const offered = { providers, settings, catalogue: catalogueOf(host), chosen: choice, picked: [choice] };
  return modelGroups(offered, '')
    .flatMap(({ options }) => options)
    .map(({ id, choice, text, provider, model }) => ({
      id: `model ${id}`,
      kind: 'model',
      text,
      detail: provider ?? undefined,
      also: model?.name ?? undefined,
      run: () => void app.chooseModel(choice, false),
    }));
}

function settingEntries(app: App, { openSettings }: Ways): Entry[] {
  const tabs = TABS.map((tab) => ({
    id: `settings ${tab}`,
    text: t(`settings.tab_${tab}`),
    detail: t('settings.settings'),
    also: inEveryLanguage(`settings.tab_${tab}`),
    run: () => openSettings(tab),
  }));
  const looks = lookGroups().flatMap(({ id, name, looks }) =>
    looks
      .filter((look) => !isSo(look, app.settings))
      .map((look) => ({
        id: `look ${id} ${Object.values(look.change).join()}`,
        text: t('palette.set', { what: name, to: look.name }),
        detail: t('settings.tab_appearance'),
        also: `${id} ${Object.values(look.change).join()}`,
        run: () => void app.prefer(look.change),
      })),
  );
  const sends = app.settings.enter_sends;
  const enter = {
    id: `enter ${String(!sends)}`,
    text: sends ? t('settings.enter_sends_off') : t('settings.enter_sends'),
    detail: t('settings.composer'),
    run: () => void app.prefer({ enter_sends: !sends }),
  };
  const providers = app.providers.map((provider) => ({
    id: `provider ${provider.id}`,
    text: providerName(provider),
    detail: t('settings.tab_providers'),
    also: `${provider.id} ${provider.name_en} ${provider.name_zh}`,
    run: () => openSettings('providers', provider.id),
  }));
  return [...tabs, ...looks, enter, ...providers].map((entry) => ({ ...entry, kind: 'setting' }));
}
