import type { Host } from './host';
import { httpHost } from './http';
import { tauriHost } from './tauri';

/** The host of this window: the shell where there is one, else the server it was loaded from. */
export const host: Host = '__TAURI_INTERNALS__' in window ? tauriHost : httpHost;
