import type { ConversationSummary } from '../../contract';
import { dateFormat } from '../../messages/formats';
import { language, t } from '../../messages/messages.svelte';

/** Conversations that stand under one heading. */
export interface Group {
  id: string;
  name: string;
  conversations: ConversationSummary[];
}

/** The conversations under headings, in the order in which they come: pinned ones, then the days, then the months. */
export function grouped(list: readonly ConversationSummary[], now: number): Group[] {
  const groups: Group[] = [];
  const headingOf = headings(new Date(now));
  for (const conversation of list) {
    const heading = headingOf(conversation);
    const last = groups.at(-1);
    if (last?.id === heading.id) last.conversations.push(conversation);
    else groups.push({ ...heading, conversations: [conversation] });
  }
  return groups;
}

type Heading = Omit<Group, 'conversations'>;

function headings(now: Date): (conversation: ConversationSummary) => Heading {
  const day = (back: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - back).getTime();
  const today = day(0);
  const yesterday = day(1);
  const week = day((now.getDay() + 7 - firstDayOfWeek()) % 7);
  // Chinese counts its months: the long form spells the number out.
  const month = dateFormat(language(), { month: language() === 'zh-CN' ? 'short' : 'long' });
  const monthOfYear = dateFormat(language(), { month: 'long', year: 'numeric' });
  return ({ pinned, updated }) => {
    if (pinned) return { id: 'pinned', name: t('sidebar.pinned') };
    if (updated >= today) return { id: 'today', name: t('sidebar.today') };
    if (updated >= yesterday) return { id: 'yesterday', name: t('sidebar.yesterday') };
    if (updated >= week) return { id: 'week', name: t('sidebar.week') };
    const at = new Date(updated);
    const isThisYear = at.getFullYear() === now.getFullYear();
    return {
      id: `${at.getFullYear()}-${at.getMonth() + 1}`,
      name: (isThisYear ? month : monthOfYear).format(at),
    };
  };
}

/** The day that weeks begin with where the person is, Sunday being 0; Monday where the system does not say. */
export function firstDayOfWeek(language = navigator.language): number {
  return (localeOf(language)?.getWeekInfo?.().firstDay ?? 1) % 7;
}

type Locale = Intl.Locale & { getWeekInfo?: () => { firstDay: number } };

/** A system without a language may say what is none: WebKit passes on a plain `c`. */
function localeOf(language: string): Locale | null {
  try {
    return new Intl.Locale(language);
  } catch {
    return null;
  }
}
