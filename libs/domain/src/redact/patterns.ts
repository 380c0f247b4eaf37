import { HIDDEN } from './rules.js';

/** Every expression here runs in a time that grows with the text alone: no repetition inside another, none without an end before what may be missing. */
interface Pattern {
  readonly find: RegExp;
  readonly by: string;
}

// in an ARN the word is the name of a service; a client's request token makes a call safe to repeat
const word = '(?<!:)(?:passw(?:or)?d|passphrase|pwd|secret|token(?<!client-?request-?token)|api[_-]?key|access[_-]?key|private[_-]?key|routing[_-]?key|signing[_-]?key|account[_-]?key|auth[_-]?key|credential|authorization)';
const quote = '\\\\{0,3}["\']';

/** What is a credential by the look of it. */
const shapes: readonly Pattern[] = [
  { find: /-----BEGIN [\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g, by: HIDDEN },
  { find: /(?<![A-Za-z\d])eyJ[\w-]{8,}(?:\.[\w-]+)*/g, by: HIDDEN },
  { find: /(?<![A-Za-z\d])(?:AKIA|ASIA)[A-Z0-9]{12,}/g, by: HIDDEN },
  { find: /(?<![A-Za-z\d])(?:gh[pousr]_|github_pat_|glpat-|gldt-|glrt-|npm_|dop_v1_|hv[sb]\.|shpat_|lin_api_|pypi-|whsec_|NRA[AK]-|dckr_pat_|xapp-|xox[a-z]-|ATATT|AIza|ya29\.|SG\.)[\w.=-]{4,}/g, by: HIDDEN },
  { find: /(?<![A-Za-z\d])[srp]k[-_](?:live|test|proj|ant|or|lf)[-_][\w-]{8,}|(?<![A-Za-z\d])sk-[A-Za-z0-9]{20,}/g, by: HIDDEN },
  { find: /(?<![A-Za-z\d])hooks\.slack\.com\/[\w/-]+|\/api\/webhooks\/[\w/-]+|(?<![A-Za-z\d])webhook\.office\.com\/[\w/@-]+/g, by: HIDDEN },
];

/** Whether one of the shapes may be in a text, written so that most texts are passed over by their letters. */
export const SHAPED = /[_J-](?<=eyJ|-----|gh[pousr]_|github_pat_|gl(?:pat|dt|rt)-|npm_|dop_v1_|shpat_|lin_api_|pypi-|whsec_|NRA[AK]-|dckr_pat_|xapp-|xox[a-z]-|[srp]k[-_])|A[KS]IA|ATATT|AIza|ya29\.|SG\.|hv[sb]\.|hooks\.slack|webhooks\/|webhook\.office|BEARER|BASIC|[Bb]earer|[Bb]asic/;

/** What is one by where it stands: before an `@`, behind a name. */
const places: readonly Pattern[] = [
  { find: /:\/\/(?:[^/\s:@]*:[^/\s@]*|[^/\s:@]{12,})@/g, by: `://${HIDDEN}@` },
  { find: /(?<=[\w%.-])(?<!mailto|acct|sip|xmpp|sha256):(?=[^\s/@:]{0,256}[\d!#$%^&*_+=])[^\s/@:]{3,256}@(?!sha256:)/g, by: `:${HIDDEN}@` },
  { find: /(?<![A-Za-z\d])(Bearer|Basic)(\s{1,3})(?=\S{0,60}[\d=_.-])[\w.~+/=-]{8,}/gi, by: `$1$2${HIDDEN}` },
  // "name":"value" and \"name\":\"value\", to the quote that ends it
  { find: new RegExp(`(${word}[\\w-]{0,30}(?:${quote})?\\s{0,3}[=:]\\s{0,3})(\\\\{0,3})(["'])(?:(?!\\3)[^\\\\]|\\\\(?!\\3).)*(\\\\{0,3}\\3)?`, 'gis'), by: `$1$2$3${HIDDEN}$4` },
  { find: new RegExp(`(${word}[\\w-]{0,30}(?:${quote})?\\s{0,3}=\\s{0,3})[^\\s"'\\\\&,;<>)}\\]=[][^\\s"'\\\\&,;<>)}\\]]*`, 'gi'), by: `$1${HIDDEN}` },
  // `name: value`, where the value is no word of a sentence
  { find: new RegExp(`(${word}[\\w-]{0,30}(?:${quote})?:\\s{0,3})(?=[^\\s,;]{0,200}[\\d!#$%^&*_+=/.~-]|[^\\s,;]{16})[^\\s"'\\\\&,;<>)}\\][][^\\s"'\\\\&,;<>)}\\]]*`, 'gi'), by: `$1${HIDDEN}` },
  { find: new RegExp(`(-[\\w-]{0,30}${word}[\\w-]{0,30}\\s{1,3})[^\\s"'-][^\\s"']*`, 'gi'), by: `$1${HIDDEN}` },
  { find: /([?&;](?:[\w-]{0,30}(?:sig|signature|_key|apikey)|key|auth|pass)=)[^&\s"'<>#]+/gi, by: `$1${HIDDEN}` },
];

export const USERINFO = /:\/\/[^/\s]{0,500}@|[\w%.-]:[^\s/@:]{3,256}@/;
export const MARKED = new RegExp(`[?&;](?:[\\w-]{0,30}(?:sig|signature|_key|apikey)|key|auth|pass)=|${word}`, 'i');

export const hidePatterns = (text: string): string => [...shapes, ...places].reduce((rest, { find, by }) => rest.replace(find, by), text);
