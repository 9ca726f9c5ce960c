import type { Preferences } from '../../contract';
import { t } from '../../messages/messages.svelte';

/** A way in which the window can look. */
interface Look {
  name: string;
  /** The language that its name is in, if that is always the same. */
  lang?: string;
  /** What is preferred by who chooses it. */
  change: Partial<Preferences>;
}

/** What can be chosen of how the window looks: one of each of these. */
export interface LookGroup {
  id: keyof Preferences;
  name: string;
  looks: readonly Look[];
}

/** All that can be chosen, in the language that is spoken now. */
export function lookGroups(): LookGroup[] {
  return [
    {
      id: 'theme',
      name: t('settings.theme'),
      looks: (['system', 'light', 'dark'] as const).map((theme) => ({
        name: t(`settings.theme_${theme}`),
        change: { theme },
      })),
    },
    {
      id: 'language',
      name: t('settings.language'),
      // A language is called by its own name, so that who does not read this one finds theirs.
      looks: [
        { name: t('settings.language_system'), change: { language: 'system' } },
        { name: 'English', lang: 'en', change: { language: 'en' } },
        { name: '简体中文', lang: 'zh-CN', change: { language: 'zh-CN' } },
      ],
    },
    {
      id: 'reading_width',
      name: t('settings.reading_width'),
      looks: (['narrow', 'normal', 'wide'] as const).map((reading_width) => ({
        name: t(`settings.reading_width_${reading_width}`),
        change: { reading_width },
      })),
    },
    {
      id: 'text_size',
      name: t('settings.text_size'),
      looks: (['small', 'normal', 'large', 'larger'] as const).map((text_size) => ({
        name: t(`settings.text_size_${text_size}`),
        change: { text_size },
      })),
    },
  ];
}

/** Whether the window looks so now. */
export function isSo({ change }: Look, preferences: Preferences): boolean {
  return Object.entries(change).every(([name, value]) => preferences[name as keyof Preferences] === value);
}
