import { canonicalEnvironment, type Environment } from '@culprit/domain';

type Given<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]: Given<Exclude<T[K], null>> } : T;

/** Input as it is meant. */
export type Giving = <T extends object>(input: T | null | undefined) => Given<T>;

/**
 * GraphQL's null and its absence both mean "not asked"; inside only absence does. An environment is asked for under any of its names, and has one
 * inside, as at the collectors' doors.
 */
export const givenIn = (environments: readonly Environment[]): Giving => {
  const inside = (key: string, value: unknown): unknown => {
    if (key === 'environment' && typeof value === 'string') return canonicalEnvironment(environments, { environment: value });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? given(value) : value;
  };
  const given: Giving = <T extends object>(input: T | null | undefined) =>
    Object.fromEntries(
      Object.entries(input ?? {})
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([key, value]: [string, unknown]) => [key, inside(key, value)]),
    ) as Given<T>;
  return given;
};
