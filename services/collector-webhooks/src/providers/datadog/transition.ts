import type { AlertStatus } from '@culprit/domain';

export interface Transition {
  readonly status: AlertStatus;
  /** What it turned to: the same word for the first notification and for its repeats. */
  readonly word: 'alert' | 'warn' | 'no data' | 'ok';
}

const words: readonly (readonly [RegExp, Transition])[] = [
  [/^(re-?)?trigger(ed)?$|^alert$/i, { status: 'firing', word: 'alert' }],
  [/^re-?notify$/i, { status: 'firing', word: 'alert' }],
  [/^(re-?)?warn(ing)?$/i, { status: 'firing', word: 'warn' }],
  [/^(re-?)?no[ _-]?data$/i, { status: 'firing', word: 'no data' }],
  [/^recovered$|^ok$|^(no[ _-]?data|warn(ing)?) recovered$/i, { status: 'resolved', word: 'ok' }],
];

/** What `$ALERT_TRANSITION` says; undefined for a word we do not know. */
export const transitionOf = (said: string): Transition | undefined => words.find(([pattern]) => pattern.test(said.trim()))?.[1];

export interface Heading {
  readonly transition: string | undefined;
  readonly priority: string | undefined;
  readonly group: string | undefined;
  readonly name: string;
}

/** The title of a notification: `[P2] [Triggered on {service:checkout,env:prod}] Error rate is high`. */
export const headingOf = (title: string): Heading => {
  let rest = title.trim();
  let transition: string | undefined;
  let priority: string | undefined;
  let group: string | undefined;
  for (let found = bracket.exec(rest); found !== null; found = bracket.exec(rest)) {
    const [whole, inside = ''] = found;
    const [word = '', on] = inside.split(/ on /i);
    if (/^P[1-5]$/i.test(inside)) priority = inside;
    else if (transitionOf(word) !== undefined) [transition, group] = [word, on?.replace(/^\{|\}$/g, '')];
    else break;
    rest = rest.slice(whole.length).trim();
  }
  return { transition, priority, group, name: rest };
};

const bracket = /^\[([^\]]{1,1000})\]/;

/** The monitor that a notification's text links to: `/monitors/1234` or `/monitors#1234`. */
export const monitorIn = (text: string): string | undefined => /\/monitors[/#](\d{1,20})/.exec(text)?.[1];
