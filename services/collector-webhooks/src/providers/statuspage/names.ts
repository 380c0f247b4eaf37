import { cut } from '../../provider/wording.js';
import type { Page, Settings } from './schema.js';

/** `Stripe API` of the component `API`, where the endpoint says that the page is Stripe's. */
export const componentName = (name: string, { vendor }: Settings): string =>
  vendor === '' || name.toLowerCase().startsWith(vendor.toLowerCase()) ? cut(name, 300) : cut(`${vendor} ${name}`, 400);

/** The components as things that services may own, and last the page itself: an incident may name no component. */
export const entitiesOf = (names: readonly string[], page: Page, settings: Settings): string[] =>
  [...[...new Set(names)].slice(0, 200).map((name) => `statuspage:component/${componentName(name, settings)}`), `statuspage:page/${page.id}`];

const worseLast = ['operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'];

/** How bad a component's status is; a word we do not know is worse than none. */
export const badness = (status: string): number => {
  const at = worseLast.indexOf(status.toLowerCase());
  return at < 0 ? 0.5 : at;
};

export const plain = (status: string): string => cut(status.replaceAll('_', ' '), 60);
