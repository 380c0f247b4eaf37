/** A tree of `f:` fields, as `fieldsV1` of `managedFields` holds it. */
export interface Fields {
  [field: string]: Fields;
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** List items by their name, as the API server keys them. */
const entriesOf = (value: unknown): [string, unknown][] => {
  if (isMap(value)) return Object.entries(value).map(([key, inner]) => [`f:${key}`, inner]);
  if (Array.isArray(value) && value.every((item) => isMap(item) && typeof item['name'] === 'string')) {
    return value.map((item: Record<string, unknown>) => [`k:${JSON.stringify({ name: item['name'] })}`, item]);
  }
  return [];
};

/** The fields of `after` that are not as in `before`. */
export const fieldsChanged = (before: unknown, after: unknown): Fields => {
  const old = new Map(entriesOf(before));
  const changed = entriesOf(after).filter(([field, value]) => JSON.stringify(old.get(field)) !== JSON.stringify(value));
  return Object.fromEntries(changed.map(([field, value]) => [field, fieldsChanged(old.get(field), value)]));
};

/** Two trees in one. */
export const fieldsUnion = (a: Fields, b: Fields): Fields => {
  const all = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(all.map((field) => [field, fieldsUnion(a[field] ?? {}, b[field] ?? {})]));
};

/** `a` without the leaves of `b`: an owner that another's update has replaced. */
export const fieldsWithout = (a: Fields, b: Fields): Fields =>
  Object.fromEntries(
    Object.entries(a).flatMap(([field, inner]) => {
      const taken = b[field];
      if (taken === undefined) return [[field, inner]];
      const left = fieldsWithout(inner, taken);
      return Object.keys(left).length === 0 ? [] : [[field, left]];
    }),
  );
