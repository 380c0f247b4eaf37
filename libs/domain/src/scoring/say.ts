const units = [['day', 86_400], ['hour', 3600], ['minute', 60]] as const;

const inUnit = (seconds: number, unit: string, size: number): string => {
  const count = seconds / size;
  const exact = unit !== 'minute' && count < 10 ? Math.round(count * 10) / 10 : Math.round(count);
  return `${exact} ${unit}${exact === 1 ? '' : 's'}`;
};

/** `60 s`, `4 minutes`, `2.5 hours`, `3 days`: how a person says a span of milliseconds. */
export const span = (ms: number): string => {
  const seconds = Math.round(Math.abs(ms) / 1000);
  for (const [unit, size] of units) if (seconds >= 2 * size) return inUnit(seconds, unit, size);
  return `${seconds} s`;
};

/** Two spans of which one is too long, in a unit in which that can be seen: `73 hours` against `72 hours`, not 3 days against 3 days. */
export const spans = (a: number, b: number): readonly [string, string] => {
  const said = [span(a), span(b)] as const;
  if (said[0] !== said[1]) return said;
  for (const [unit, size] of units) {
    const each = [a, b].map((ms) => inUnit(Math.round(Math.abs(ms) / 1000), unit, size));
    if (each[0] !== each[1] && !each.some((text) => text.includes('.'))) return each as [string, string];
  }
  return [`${Math.ceil(a / 1000)} s`, `${Math.floor(b / 1000)} s`];
};

/** `14:31`: the time of day, UTC. */
export const clock = (time: string): string => time.slice(11, 16);

export const listed = (names: readonly string[]): string => {
  if (names.length <= 3) return names.join(', ').replace(/, ([^,]*)$/, ' and $1');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
};

export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** `both services`, `all 3 services`. */
export const every = (count: number, thing: string): string => (count === 2 ? `both ${thing}s` : `all ${counted(count, thing)}`);

/** `92 %`, `3.2 %`, `99.7 %`, `under 0.1 %`, `over 99.9 %`: how a person says a probability. What is only nearly sure is not sure. */
export const percent = (probability: number): string => {
  if (probability > 0 && probability < 0.0005) return 'under 0.1 %';
  if (probability < 1 && probability >= 0.9995) return 'over 99.9 %';
  return `${(probability * 100).toFixed(probability < 0.1 || (probability >= 0.995 && probability < 1) ? 1 : 0)} %`;
};

const inWord = /[\p{L}\p{N}_-]/u;

/** Whether a text names it, not as a part of another name. */
export const names = (text: string, name: string): boolean => {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!inWord.test(text[at - 1] ?? ' ') && !inWord.test(text[at + name.length] ?? ' ')) return true;
  }
  return false;
};

const MOST_TOLD = 120;
const MOST_OF_A_NAME = 60;

/** What somebody else wrote, short enough for a sentence: its first line, cut where it goes on and on. */
export const told = (text: string, most = MOST_TOLD): string => {
  const [line = ''] = text.trim().split(/\s*[\r\n]/, 1);
  const all = [...line];
  return all.length <= most ? line : `${all.slice(0, most - 1).join('').trimEnd()}…`;
};

/** A name that somebody else gave. */
export const cut = (name: string): string => told(name, MOST_OF_A_NAME);
