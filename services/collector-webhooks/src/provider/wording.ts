import type { AlertClass, Severity } from '@culprit/domain';

/** The first `max` characters, never half of one. */
export const cut = (text: string, max: number): string => (text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`);

/** The first line, cut to what fits a title. */
export const title = (text: string): string => cut((text.split('\n', 1)[0] ?? '').trim(), 300);

const classes: readonly (readonly [AlertClass, RegExp])[] = [
  ['crash', /crash|\boom|out of memory|segfault|restart/i],
  ['traffic-loss', /no traffic|traffic (loss|drop|is down)|(drop|loss) (in|of) (traffic|requests)|(request|order|message)s? (rate )?(dropped|too low|is low)|throughput (drop|low)/i],
  ['latency', /latency|slow|response time|duration|\bp(50|75|9[059]|999?)\b|apdex|timeout|timed out/i],
  ['errors', /error|5xx|\b50\d\b|exception|fail(ure|ed|ing)/i],
  ['availability', /\bdown\b|unavailable|unreachable|unhealthy|not ready|availability|health ?check|uptime|no data|offline|outage/i],
  ['saturation', /cpu|memory|\bheap\b|disk|storage|file ?system|inode|saturat|queue|backlog|\blag\b|throttl|connection pool|quota|capacity|\bload\b|utili[sz]ation/i],
];

/** What sort of trouble the words of a monitor speak of: the first that fits, in the order of what says most. */
export const classOf = (...words: readonly (string | undefined)[]): AlertClass => {
  const text = cut(words.filter((word) => word !== undefined).join(' '), 2000);
  return classes.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
};

const priorities: Readonly<Record<string, Severity>> = { P1: 'critical', P2: 'high', P3: 'medium', P4: 'low', P5: 'info' };

/** The severity that `P1` … `P5` (or `1` … `5`) stand for; undefined for any other word. */
export const severityOfPriority = (priority: string | undefined): Severity | undefined => priorities[(priority ?? '').trim().toUpperCase().replace(/^(?=\d$)/, 'P')];

const severityWords: readonly (readonly [Severity, RegExp])[] = [
  ['critical', /^(critical|crit|fatal|emergency|emerg|disaster|page|blocker|catastrophic|severe|(sev|s)-?[01])$/],
  ['high', /^(high|error|err|major|urgent|alert|(sev|s)-?2)$/],
  ['medium', /^(medium|moderate|average|warning|warn|normal|(sev|s)-?3)$/],
  ['low', /^(low|minor|(sev|s)-?4)$/],
  ['info', /^(info|informational|information|notice|none|debug|ok|trivial|not classified|(sev|s)-?5)$/],
];

/** The severity that a sender's word stands for: `page`, `Disaster`, `warning`, `P2`, `SEV-1`; undefined for any other. */
export const severityOfWord = (word: string | undefined): Severity | undefined => {
  const lower = cut((word ?? '').trim().toLowerCase(), 40);
  return severityOfPriority(lower) ?? severityWords.find(([, pattern]) => pattern.test(lower))?.[0];
};
