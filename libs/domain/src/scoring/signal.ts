import type { Candidate } from '../correlation/candidates.js';
import type { LivesIn } from '../correlation/lives.js';
import type { Group } from '../correlation/membership.js';
import type { Rules } from '../correlation/rules.js';
import type { Change } from '../events/change.js';
import type { Mentions } from './mentions.js';

/** The incident, as signals see it. */
export interface Scene {
  readonly group: Group;
  /** When it opened, ms. */
  readonly openedAt: number;
  readonly environment: string | undefined;
  /** Services with an alert in the incident. */
  readonly alerting: ReadonlySet<string>;
  /** How much the alerts of each of these say, 0 to 1: what alerts every hour says little. */
  readonly says: ReadonlyMap<string, number>;
  /** Those of them that only lost their traffic: mostly that is an effect of trouble in who calls them. */
  readonly lost: ReadonlySet<string>;
  /** Since when each of these fails, and is not only slow, full or without traffic, ms. */
  readonly failing: ReadonlyMap<string, number>;
  /** When the last alert of each of these was over, infinity where one goes on, ms. */
  readonly over: ReadonlyMap<string, number>;
  /** Of each of these who makes the calls to it that alert, by name: what they see fails there. */
  readonly seenFrom: ReadonlyMap<string, readonly string[]>;
  /** What the alerts' labels and titles say. */
  readonly mentions: Mentions;
  /** How probable the delay is that says neither yes nor no. */
  readonly usualChance: number;
  /** In which clusters a service runs, as far as anybody knows. */
  readonly lives: LivesIn;
  readonly score: Rules['score'];
  readonly fold: Rules['fold'];
}

/** An alerting service that another one calls, so many calls away, and how far these are trusted. */
export interface Deeper {
  readonly service: string;
  readonly calls: number;
  readonly confidence: number;
  /** How likely it is that one so near alerts by chance, as much as alerts: 0 to 1. */
  readonly byChance: number;
}

/** Where the candidate is, seen from the incident: the same for all changes of one service. */
export interface PlaceEvidence extends Scene {
  readonly service: string | undefined;
  readonly explained: Candidate['explained'];
  readonly deeper: readonly Deeper[];
}

/** What was changed: the same for every incident. */
export interface ChangeEvidence {
  readonly changes: Candidate['changes'];
  readonly score: Rules['score'];
}

/** One candidate, seen from one incident. */
export interface Evidence extends Scene {
  /** How long alerts as the nearest mostly take to notice, ms. */
  readonly notice: number;
  readonly candidate: Candidate;
  /** What it is called by. */
  readonly names: readonly string[];
}

/**
 * One thing to weigh. Hundreds of candidates are weighed for each that is shown: `weigh` gives the log-odds, or undefined where it has nothing to
 * say; `say` is asked for what is shown alone, and only where `weigh` gave something.
 */
interface Weighing<E> {
  readonly name: string;
  weigh(evidence: E): number | undefined;
  say(evidence: E): string;
}
export type PlaceSignal = Weighing<PlaceEvidence>;
export type ChangeSignal = Weighing<ChangeEvidence>;
export interface Signal extends Weighing<Evidence> {
  /** Whether it has nothing to say of this change by itself on a service, whatever the incident. `names`: what it is called by. */
  isSilentOn?(change: Change, names: readonly string[]): boolean;
  /** All that it looks at of a change by itself, beside its place: of one place changes weigh the same where this is the same. */
  looksAt?(change: Change): string;
  /** Of what alone it ever has something to say, of a change by itself: of what took effect after the incident opened, or of what the alerts may name. */
  readonly onlyOf?: 'later' | 'named';
}
