import { cut } from '../../provider/wording.js';

/** The organisation in an address of Sentry: `sentry.io/organizations/acme/...`, `acme.sentry.io/...`, `sentry.io/acme/shop/issues/...`, an API's `projects/acme/shop/events`. */
export const organisationIn = (...urls: readonly (string | undefined)[]): string | undefined =>
  urls.map((url) => cut(url ?? '', 1000)).map((url) => /\/organizations\/([\w-]{1,100})\//.exec(url)?.[1] ?? /^https?:\/\/([\w-]{1,100})\.sentry\.io\//.exec(url)?.[1] ?? /\/projects\/([\w-]{1,100})\/[\w-]{1,100}\//.exec(url)?.[1]
    ?? /^https?:\/\/[\w.:-]{1,200}\/([\w-]{1,100})\/[\w-]{1,100}\/issues\//.exec(url)?.[1]).find((slug) => slug !== undefined && slug !== 'www' && slug !== 'api');

/** The project in an API's address of an event. */
export const projectIn = (url: string | undefined): string | undefined => /\/projects\/[\w-]{1,100}\/([\w-]{1,100})\//.exec(cut(url ?? '', 1000))?.[1];

/** The issue in an address. */
export const issueIn = (...urls: readonly (string | undefined)[]): string | undefined => urls.map((url) => /\/issues\/(\d{1,30})(?:\/|$)/.exec(cut(url ?? '', 1000))?.[1]).find((id) => id !== undefined);
