import type { Severity } from '@culprit/domain';

export { classOfWords as classOf } from '@culprit/domain';

/** The first `max` characters, never half of one. */
export const cut = (text: string, max: number): string => (text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`);

/** The first line, cut to what fits a title. */
export const title = (text: string): string => cut((text.split('\n', 1)[0] ?? '').trim(), 300);

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
