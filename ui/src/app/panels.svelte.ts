import type { ComponentProps } from 'svelte';

import type SettingsDialog from '../features/settings/SettingsDialog.svelte';

/** Narrower than this, in pixels, the list lies over the conversation. */
const NARROW = 720;
/** Narrower than this, in pixels, the parameters lie over the conversation. */
const BESIDE = 960;

/** What lies over the window and takes all keys; one at a time. */
export type Dialog = 'search' | 'palette' | 'settings' | 'library';
export type SettingsTab = ComponentProps<typeof SettingsDialog>['tab'];

/** What of the window is open beside and over the conversation. */
export class Panels {
  width = $state(window.innerWidth);
  list = $state(window.innerWidth > NARROW);
  parameters = $state(false);
  find = $state(false);
  dialog = $state.raw<Dialog | null>(null);
  /** Where the settings are to be opened. */
  settings = $state.raw<{ tab?: SettingsTab; provider?: string }>({});

  /** Whether the list lies over the conversation. */
  get isListOver(): boolean {
    return this.list && this.width <= NARROW;
  }

  /** Whether the parameters lie over the conversation. */
  get areParametersOver(): boolean {
    return this.parameters && this.width <= BESIDE;
  }

  /** Whether there is something that Esc closes. */
  get isOpen(): boolean {
    return this.find || this.parameters || this.isListOver;
  }

  /** Opens a dialog, in place of any other, or closes it. */
  set(dialog: Dialog, open: boolean): void {
    if (open) this.dialog = dialog;
    else if (this.dialog === dialog) this.dialog = null;
  }

  openSettings(tab?: SettingsTab, provider?: string): void {
    this.settings = { tab, provider };
    this.dialog = 'settings';
  }

  /** A conversation is gone to: what lay over it goes. */
  uncover(): void {
    this.find = false;
    if (this.isListOver) this.list = false;
    this.dialog = null;
  }
}
