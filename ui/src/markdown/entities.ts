const known = new Map<string, string>();

/** The text with `&amp;`, `&#38;` and their like as the characters they stand for. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});/g, (entity) => {
    const decoded = known.get(entity) ?? decode(entity);
    known.set(entity, decoded);
    return decoded;
  });
}

/** The browser knows the two thousand names. An entity and nothing else is parsed, in a document that is not shown. */
function decode(entity: string): string {
  return new DOMParser().parseFromString(entity, 'text/html').body.textContent || entity;
}
