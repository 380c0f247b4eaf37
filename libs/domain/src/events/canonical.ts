/** JSON with object keys sorted at every depth and `undefined` left out: equal values give equal text, whatever their key order. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return Array.isArray(value) ? list(value) : fields(value as Readonly<Record<string, unknown>>);
};

// Text that JSON writes as it is: no quote, backslash, control character or surrogate.
const plain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;
const quoted = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text));

// Every event and every revision passes here, several times: text is put together at once, no sorted copy is made.
const list = (items: readonly unknown[]): string => {
  let text = '[';
  for (let i = 0; i < items.length; i++) text += `${i === 0 ? '' : ','}${items[i] === undefined ? 'null' : canonicalJson(items[i])}`;
  return `${text}]`;
};

const fields = (object: Readonly<Record<string, unknown>>): string => {
  let text = '';
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(value)}`;
  }
  return `{${text}}`;
};

/** Order of text by code unit: the same on every machine and in every locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
