import type { Preferences, Settings } from '../contract';

/** What a person prefers, with what changes of it. */
export function preferencesWith(settings: Settings, change: Partial<Preferences>): Preferences {
  const { theme, language, reading_width, text_size, enter_sends, welcomed } = settings;
  return { theme, language, reading_width, text_size, enter_sends, welcomed, ...change };
}
