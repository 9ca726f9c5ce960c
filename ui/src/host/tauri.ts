import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';

import type { Refusal } from '../contract';
import { picturePath, Refused, type Host } from './host';

/** The engine in the desktop shell. */
export const tauriHost: Host = {
  async call(name, args) {
    try {
      return await invoke(name, { args });
    } catch (error) {
      throw asRefused(error);
    }
  },

  stream(name, args, onItem, onFailure) {
    let listening = true;
    const channel = new Channel<Parameters<typeof onItem>[0]>((item) => {
      if (listening) onItem(item);
    });
    invoke(name, { args, channel }).catch((error: unknown) => {
      if (listening) onFailure?.(asRefused(error));
    });
    return () => {
      listening = false;
    };
  },

  pictureUrl(image) {
    // `convertFileSrc` knows how this platform spells the address of a custom protocol.
    return convertFileSrc('', 'picture') + picturePath(image);
  },

  openExternal(url) {
    void invoke('open_external', { url });
  },

  async saveFile(name, text) {
    try {
      return await invoke<string>('save_file', { name, text });
    } catch (error) {
      throw new Error((error as { reason?: string }).reason ?? String(error), { cause: error });
    }
  },

  setZoom: (factor) => invoke('set_zoom', { factor }),

  choosePath(wanted) {
    return invoke<string | null>('choose_path', { wanted });
  },

  async openDataFolder() {
    await invoke('open_data_folder');
  },

  print() {
    void invoke('print_page');
  },
};

/** What `invoke` rejects with is the refusal itself, unless the shell failed on its own account. */
function asRefused(error: unknown): unknown {
  const isRefusal = typeof error === 'object' && error !== null && 'code' in error;
  return isRefusal ? new Refused(error as Refusal) : error;
}
