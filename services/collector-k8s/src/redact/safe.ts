import { holdsSecret, namesSecret as namesSecretAnywhere } from '@culprit/domain';

const NUMBER = /^-?\d{1,12}(\.\d{1,6})?%?$/;
const QUANTITY = /^\d{1,12}(\.\d{1,6})?(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei)$/;
const DURATION = /^(\d{1,9}(\.\d{1,6})?(ns|us|ms|s|m|h|d))+$/;
const ISO_DURATION = /^P(?=.)(\d{1,4}[WD])?(T(?=\d)(\d{1,5}H)?(\d{1,5}M)?(\d{1,5}S)?)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const WORD = /^(true|false|yes|no|on|off|enabled|disabled|debug|info|warn|warning|error|trace|fatal)$/i;
const REPOSITORY = /^[a-z0-9]+([._-][a-z0-9]+)*(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HOST = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const SEGMENT = /^([a-z][a-z-]{0,31}|v\d{1,3}|\d{1,5})?$/;

/** Names of things whose values are never shown, whatever they look like: more than elsewhere, because here anything may stand under any name. */
const SECRET_NAME = /pass|pwd|secret|token|key|cred|auth|salt|pin$|cert|private|signature|dsn|cookie|session|jwt|cvv|otp/i;
export const namesSecret = (name: string): boolean => SECRET_NAME.test(name) || namesSecretAnywhere(name);

/** What is a secret everywhere, and what only looks like the beginning of one. */
const BEGINNING = /^eyJ|:\/\/[^/\s]*@|gh[pousr]_|github_pat_|xox[abeprs]-|glpat-|\bsk[-_]/;
const TOKEN = /[A-Za-z0-9+/_=-]{10,}/g;

/** True for what a person who found it in a dump would take for a credential. */
export const looksSecret = (text: string): boolean => BEGINNING.test(text) || holdsSecret('', text) || (text.match(TOKEN) ?? []).some((part) => /[a-z]/.test(part) && /[A-Z]/.test(part) && /\d/.test(part));

const LONG_TOKEN = /[A-Za-z0-9+_=]{20,}/g;
/** The same of a name that an author gave: names may mix letters and digits, but not for so long. */
export const isSecretName = (text: string): boolean => BEGINNING.test(text) || holdsSecret('', text) || (text.match(LONG_TOKEN) ?? []).some((part) => /[a-z]/.test(part) && /[A-Z]/.test(part) && /\d.*\d/.test(part));

export interface ImageRef {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** `registry:5000/acme/app:1.2@sha256:…` in its parts; undefined when it is no image reference. */
export const imageRef = (text: string): ImageRef | undefined => {
  const [named = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined;
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  const repository = tagged ? named.slice(0, colon) : named;
  const tag = tagged ? named.slice(colon + 1) : undefined;
  if (repository.length > 255 || !REPOSITORY.test(repository) || (tag !== undefined && !TAG.test(tag))) return undefined;
  return { repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
};

/** An image reference that nothing but an image reference looks like: with a registry's host, or with a digest. */
const isPlainlyImage = (text: string): boolean => {
  const ref = imageRef(text);
  if (ref === undefined || looksSecret(`${ref.repository} ${ref.tag ?? ''}`)) return false;
  return ref.digest !== undefined || (ref.tag !== undefined && /^[^/]*\.[^/]*\//.test(ref.repository));
};

/** A URL that can carry no credential: no userinfo, no query, no fragment, and only plain words in its path. */
const isPlainUrl = (text: string): boolean => {
  const url = URL.parse(text);
  if (url === null || !/^[a-z][a-z0-9+.-]{1,15}:\/\//.test(text) || looksSecret(text)) return false;
  if (url.username !== '' || url.password !== '' || /[?#@\s%]/.test(text)) return false;
  return HOST.test(url.hostname) && url.hostname.split('.').every((label) => label.length <= 40) && url.pathname.split('/').every((part) => SEGMENT.test(part));
};

/** The shapes that may leave the collector from a place where anything can stand (env values, args, annotations): everything else is hidden. */
export const isSafeShape = (text: string): boolean => {
  if (text === '') return true;
  if (text.length > 512) return false;
  if (NUMBER.test(text) || QUANTITY.test(text) || WORD.test(text) || INSTANT.test(text)) return true;
  if (text.length <= 32 && (DURATION.test(text) || ISO_DURATION.test(text))) return true;
  return isPlainlyImage(text) || isPlainUrl(text);
};
