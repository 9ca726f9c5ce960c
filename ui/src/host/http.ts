import type { Refusal } from '../contract';
import { picturePath, Refused, type Host } from './host';
import { lines } from './lines';

/** The engine behind a development server, for an ordinary browser. */
export const httpHost: Host = {
  async call(name, args) {
    const response = await post(`/api/${name}`, args);
    return response.json();
  },

  stream(name, args, onItem, onFailure) {
    const leaving = new AbortController();
    const listen = async () => {
      const response = await post(`/stream/${name}`, args, leaving.signal);
      if (!response.body) return;
      for await (const line of lines(response.body)) {
        if (leaving.signal.aborted) return;
        onItem(JSON.parse(line));
      }
    };
    listen().catch((error: unknown) => {
      if (!leaving.signal.aborted) onFailure?.(error);
    });
    return () => leaving.abort();
  },

  pictureUrl(image) {
    return `/picture/${picturePath(image)}`;
  },

  openExternal(url) {
    window.open(url, '_blank', 'noopener');
  },

  async saveFile(name, text) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text]));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
    return null;
  },

  async choosePath() {
    return null;
  },

  print() {
    window.print();
  },
};

async function post(path: string, args: unknown, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args),
    signal,
  });
  if (response.status === 422) throw new Refused((await response.json()) as Refusal);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}
