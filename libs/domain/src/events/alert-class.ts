import type { Alert, AlertClass } from './alert.js';

const classes: readonly (readonly [AlertClass, RegExp])[] = [
  ['crash', /crash|\boom|out of memory|segfault|restart/i],
  ['traffic-loss', /\bno ?(?:traffic|requests|calls|(?:database ?)?operations)|traffic[ -](loss|drop|is down)|(drop|loss) (in|of) (traffic|requests)|(request|order|message)s? (rate )?(dropped|too low|is low)|throughput (drop|low)/i],
  ['latency', /latency|slow|response time|duration|\bp(50|75|9[059]|999?)\b|apdex|timeout|timed out/i],
  ['errors', /error|5xx|\b50\d\b|exception|fail(ure|ed|ing)/i],
  ['availability', /\bdown\b|unavailable|unreachable|unhealthy|not ready|availability|health ?check|uptime|no data|offline|outage/i],
  ['saturation', /cpu|memory|\bheap\b|disk|storage|file ?system|inode|saturat|queue|backlog|\blag\b|throttl|connection pool|quota|capacity|\bload\b|utili[sz]ation/i],
];
const MOST_READ = 2000;

/** What sort of trouble the words of a monitor speak of: the first that fits, in the order of what says most. */
export const classOfWords = (...words: readonly (string | undefined)[]): AlertClass => {
  const text = words.filter((word) => word !== undefined).join(' ').slice(0, MOST_READ);
  return classes.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
};

const read = new WeakMap<object, AlertClass>();

/** What sort of trouble an alert tells of: as its sender says, or else its title but for the name of what it is about. */
export const classOf = (alert: Pick<Alert, 'class' | 'title' | 'service'>): AlertClass => {
  if (alert.class !== 'other') return alert.class;
  const known = read.get(alert);
  if (known !== undefined) return known;
  const { title, service = '' } = alert;
  const found = classOfWords(service === '' ? title : title.replaceAll(service, ''));
  read.set(alert, found);
  return found;
};
