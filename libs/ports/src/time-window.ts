import { durationMillis, millis, timeOf, type Time } from '@culprit/domain';

/**
 * What `from`, `to` and `last` of a question mean together: `last` counts back from `to` (default `now`, ms); `from` wins over `last`;
 * with neither, `otherwise` (ISO 8601) if given, else no lower bound.
 */
export const timeWindow = (
  asked: { readonly from?: Time | null | undefined; readonly to?: Time | null | undefined; readonly last?: string | null | undefined },
  now: number,
  otherwise?: string,
): { from?: Time; to?: Time } => {
  const to = asked.to ?? undefined;
  const last = asked.last ?? otherwise;
  const from = asked.from ?? (last === undefined ? undefined : timeOf(millis(to ?? timeOf(now)) - durationMillis(last)));
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
};
