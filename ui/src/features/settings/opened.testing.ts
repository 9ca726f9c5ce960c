import { fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { vi } from 'vitest';

import type { Parameters, ProviderView } from '../../contract';
import { FakeHost } from '../../host/fake';
import { listed, providers, settings } from '../../shared/samples';
import SettingsDialog, { type SettingsTab } from './SettingsDialog.svelte';

/** The settings, opened for a test. */
export function open(
  answers: FakeHost['answers'],
  tab?: SettingsTab,
  at?: string,
  more: readonly ProviderView[] = [],
) {
  const host = new FakeHost({
    key_status: () => ({ kept: 'nowhere' }),
    list_models: () => listed([]),
    ...answers,
  });
  const onsettings = vi.fn();
  const { rerender } = render(SettingsDialog, {
    open: true,
    tab,
    provider: at,
    host,
    providers: [...providers, ...more],
    settings,
    onsettings,
    parameters: colder,
    shortcuts: [{ name: 'Window', lines: [{ does: 'Settings', keys: ['Ctrl', ','] }] }],
    version: '1.2.3',
  });
  return { host, onsettings, rerender };
}

/** In place of the fields of parameters: a button that sets one of them. */
export const colder = createRawSnippet<[Parameters, (parameters: Parameters) => void]>(
  (parameters, onchange) => ({
    render: () => '<button>Colder</button>',
    setup: (button) => {
      button.addEventListener('click', () => onchange()({ ...parameters(), temperature: 0 }));
    },
  }),
);

export const button = (name: string) => screen.getByRole('button', { name });
export const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
export const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
