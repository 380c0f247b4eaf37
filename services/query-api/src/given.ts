type Given<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]: Given<Exclude<T[K], null>> } : T;

/** GraphQL's null and its absence both mean "not asked"; inside only absence does. */
export const given = <T extends object>(input: T | null | undefined): Given<T> =>
  Object.fromEntries(
    Object.entries(input ?? {})
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]: [string, unknown]) => [key, typeof value === 'object' && value !== null && !Array.isArray(value) ? given(value) : value]),
  ) as Given<T>;
