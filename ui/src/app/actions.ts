import type { ShortcutGroup } from '../features/settings/ShortcutsTab.svelte';
import { t, type MessageKey } from '../messages/messages.svelte';
import type { App } from './app.svelte';
import { isPressed, isTyped, keysOf, type Shortcut } from './shortcuts';

/** What parts of the window do when they are asked to. */
export interface Parts {
  show: (conversation: string | null) => void;
  focusComposer: () => void;
  openModels: () => void;
  openPalette: () => void;
  openSettings: (tab?: 'shortcuts') => void;
  openSearch: () => void;
  openFind: () => void;
  openLibrary: () => void;
  print: () => void;
  toggleSidebar: () => void;
  toggleParameters: () => void;
  copyLast: () => void;
  /** Whether something is open that Esc closes. */
  isOpen: () => boolean;
  close: () => void;
}

type After<Prefix extends string, Key> = Key extends `${Prefix}${infer Id}` ? Id : never;
/** An action is called what the message `actions.<id>` says. */
type ActionId = After<'actions.', MessageKey>;
type GroupId = After<'action_group.', MessageKey>;

/** A line of the list of shortcuts. */
interface Listed {
  id: ActionId;
  group: GroupId;
  /** The first is the one that is shown. */
  shortcuts?: readonly Shortcut[];
}

/** Something a person can do from anywhere in the window. The palette, the shortcuts and their list are made of these. */
export interface Action extends Listed {
  /** Whether there is something to do now; always, where it is not said. A shortcut of what is not possible is free. */
  possible?: () => boolean;
  run: (key: string) => void;
  /** Only a key says what is meant: the palette does without it. */
  byKeyOnly?: true;
}

/** All that can be done. A new action is a line here, and its name in the messages. */
export function actionsOf(app: App, parts: Parts): Action[] {
  const nth = (place: number) => app.conversations.list[place - 1];
  const isKept = () => app.chat.conversation !== null;
  const isReplying = () => app.chat.replying;
  const lastReply = () => app.chat.messages.findLast((message) => message.role === 'assistant');
  return [
    { id: 'new', group: 'conversations', shortcuts: ['Mod+N'], run: () => parts.show(null) },
    {
      id: 'switch',
      group: 'conversations',
      shortcuts: ['Mod+1…9'],
      byKeyOnly: true,
      run: (key) => parts.show(nth(Number(key))?.id ?? app.chat.conversation),
    },
    { id: 'search', group: 'conversations', shortcuts: ['Mod+Shift+F'], run: parts.openSearch },
    {
      id: 'find',
      group: 'conversations',
      shortcuts: ['Mod+F'],
      // A conversation that begins is kept a moment after its first question was asked.
      possible: () => isKept() || isReplying(),
      run: parts.openFind,
    },
    {
      id: 'pin',
      group: 'conversations',
      possible: isKept,
      run: () => {
        const summary = app.conversations.get(app.chat.conversation) ?? app.chat.summary;
        if (summary) void app.pin(summary.id, !summary.pinned);
      },
    },
    { id: 'print', group: 'conversations', possible: isKept, run: parts.print },
    {
      id: 'delete',
      group: 'conversations',
      possible: isKept,
      run: () => app.chat.conversation && void app.delete(app.chat.conversation),
    },
    { id: 'composer', group: 'message', shortcuts: ['Mod+L'], run: parts.focusComposer },
    { id: 'model', group: 'message', possible: () => !app.chat.readOnly, run: parts.openModels },
    { id: 'parameters', group: 'message', run: parts.toggleParameters },
    { id: 'library', group: 'message', run: parts.openLibrary },
    {
      id: 'stop',
      group: 'answer',
      shortcuts: ['Mod+.'],
      possible: isReplying,
      run: () => void app.chat.stop(),
    },
    {
      id: 'copy',
      group: 'answer',
      shortcuts: ['Mod+Shift+C'],
      possible: () => app.chat.lastAnswer !== null,
      run: parts.copyLast,
    },
    {
      id: 'regenerate',
      group: 'answer',
      possible: () => lastReply() !== undefined && !isReplying() && !app.chat.readOnly,
      run: () => {
        const reply = lastReply();
        if (reply) void app.chat.regenerate(reply.id);
      },
    },
    { id: 'palette', group: 'window', shortcuts: ['Mod+K'], byKeyOnly: true, run: parts.openPalette },
    { id: 'sidebar', group: 'window', shortcuts: ['Mod+B'], run: parts.toggleSidebar },
    { id: 'settings', group: 'window', shortcuts: ['Mod+,'], run: () => parts.openSettings() },
    { id: 'shortcuts', group: 'window', shortcuts: ['?'], run: () => parts.openSettings('shortcuts') },
    {
      id: 'zoom_in',
      group: 'window',
      // On many keyboards the sign needs Shift, and the key without it is "=".
      shortcuts: ['Mod++', 'Mod+='],
      possible: () => app.zoom.possible,
      run: () => app.zoom.by(1),
    },
    {
      id: 'zoom_out',
      group: 'window',
      shortcuts: ['Mod+-'],
      possible: () => app.zoom.possible,
      run: () => app.zoom.by(-1),
    },
    {
      id: 'zoom_reset',
      group: 'window',
      shortcuts: ['Mod+0'],
      possible: () => app.zoom.possible,
      run: () => app.zoom.reset(),
    },
    {
      id: 'close',
      group: 'window',
      shortcuts: ['Esc'],
      byKeyOnly: true,
      possible: () => parts.isOpen() || isReplying(),
      run: () => (parts.isOpen() ? parts.close() : void app.chat.stop()),
    },
  ];
}

/** Keys that a part of the window answers by itself while it has the focus. */
function keysOfParts(enterSends: boolean): Required<Listed>[] {
  const [send, newLine] = enterSends ? ['Enter', 'Shift+Enter'] : ['Shift+Enter', 'Enter'];
  return [
    { id: 'rename', group: 'conversations', shortcuts: ['F2'] },
    { id: 'delete_chosen', group: 'conversations', shortcuts: ['Delete'] },
    { id: 'send', group: 'message', shortcuts: [send] },
    { id: 'new_line', group: 'message', shortcuts: [newLine] },
    { id: 'edit_last', group: 'message', shortcuts: ['Up'] },
  ];
}

const GROUPS: readonly GroupId[] = ['conversations', 'message', 'answer', 'window'];

/** Everything that has a shortcut, by group. */
export function shortcutList(
  actions: readonly Action[],
  isMac: boolean,
  enterSends: boolean,
): ShortcutGroup[] {
  const listed = [...actions, ...keysOfParts(enterSends)];
  return GROUPS.map((group) => ({
    name: t(`action_group.${group}`),
    lines: listed.flatMap(({ id, group: own, shortcuts: [shortcut] = [] }) =>
      own === group && shortcut ? [{ does: t(`actions.${id}`), keys: keysOf(shortcut, isMac) }] : [],
    ),
  }));
}

/** The action that a key asks for. A sign alone asks for nothing where it is typed. */
export function actionOf(
  actions: readonly Action[],
  event: KeyboardEvent,
  isMac: boolean,
): Action | undefined {
  const isMeant = (shortcut: Shortcut) =>
    isPressed(shortcut, event, isMac) && !(isTyped(shortcut) && isWritten(event.target));
  return actions.find(({ shortcuts, possible }) => shortcuts?.some(isMeant) && (possible?.() ?? true));
}

function isWritten(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])')
  );
}
