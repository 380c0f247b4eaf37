import { variableOf, type Added, type Guide, type Provider } from '@culprit/collector-webhooks';
import type { Paint } from '../text/paint.js';

export interface AddedText {
  readonly provider: Provider;
  readonly name: string;
  readonly added: Added;
  readonly guide: Guide;
  readonly url: string;
  readonly reachable: boolean;
  readonly file: string;
  /** ENDPOINTS_FILE of the running collector is this one. */
  readonly configured: boolean;
}

const UNREACHABLE = [
  'This address is of this machine: nobody outside reaches it. For a first try open a tunnel to it (cloudflared tunnel --url ADDRESS, ngrok http PORT, ssh -R);',
  'for good give the collector a name behind your proxy. Then set PUBLIC_URL to what is reached from outside, and this command prints that.',
];

/** What somebody needs who now goes to the sender: address, secret, steps. */
export const addedText = ({ provider, name, added, guide, url, reachable, file, configured }: AddedText, { bold, yellow }: Paint): string => {
  const token = provider.credential === 'TOKENS';
  const { origin, port } = new URL(url);
  const lines = [
    bold(`${guide.title}: endpoint ${name}`),
    '',
    `Address  ${url}`,
    ...(reachable ? [] : UNREACHABLE.map((line) => yellow(`         ${line.replace('ADDRESS', origin).replace('PORT', port)}`))),
    `${token ? 'Token ' : 'Secret'}   ${added.secret}`,
    ...(token
      ? ['         Shown once: only its hash is kept. As `Authorization: Bearer <token>`, as the password of basic authentication, or, where neither can be set,', `         at the end of the address: ${url}/${added.secret}`]
      : [`         Kept in ${added.secretFile ?? file}. Where the sender makes the secret itself, put that one there instead.`]),
    `Written  ${file}${configured ? '; a running collector has read it by now' : ''}`,
    ...(configured ? [] : [yellow(`         Start the collector with ENDPOINTS_FILE=${file}`)]),
    '',
    bold('At the sender'),
    '',
    ...(guide.setUp.includes(variableOf(provider)) ? [`The collector has this endpoint's ${token ? 'token' : 'secret'} by now: what the steps say of ${variableOf(provider)} is for addresses without a name.`, ''] : []),
    stepsFor(guide.setUp, provider.name, url),
    '',
    ...guide.files.flatMap(({ name: linked, text }) => [bold(linked), '', addressed(text.trimEnd(), provider.name, url), '']),
    `Then try it: culprit webhook test ${provider.name} --name ${name}`,
  ];
  return `${lines.join('\n')}\n`;
};

/** The README's steps with this endpoint's address where they have one of anybody's. */
export const stepsFor = (setUp: string, provider: string, url: string): string => addressed(setUp, provider, url).replace(/\[(`?[^\]]+`?)\]\((?!https?:)[^)]+\)/g, '$1');

/** Also where user and password stand before the host. */
const addressed = (text: string, provider: string, url: string): string => {
  const { protocol, host, origin, pathname } = new URL(url);
  return text
    .replace(new RegExp(`https://<this host>/webhooks/${provider}(?:/<name>(?![\\w-])|(?![\\w/-]))`, 'g'), url)
    .replace(new RegExp(`(@<this host>)/webhooks/${provider}/<name>(?![\\w-])`, 'g'), `$1${pathname}`)
    .replace(/https:\/\/([^\s`/@]+@)<this host>/g, `${protocol}//$1${host}`)
    .replaceAll('https://<this host>', origin);
};
