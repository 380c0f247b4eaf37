import { kinds, type Span } from '../otlp/batch.js';
import { databaseOf, peerOf, topicOf, type Peer } from '../spans/peer.js';
import type { Place } from '../spans/place.js';
import { PAIRED, type Sighting } from './sighting.js';

export interface WindowOptions {
  /** How long one side of a call waits for the other, ms. */
  readonly waitMs: number;
  /** Most spans that wait; beyond it those that waited longest go early. */
  readonly most: number;
  readonly sighted: (sighting: Sighting) => void;
  /** One that went before its time was over. */
  readonly evicted: () => void;
}

/** The calling side. What it says of the other is worked out when it comes, so that nothing else of the span has to be kept. */
interface Caller {
  readonly place: Place;
  readonly peer: Peer | undefined;
  readonly messaging: boolean;
  readonly at: number;
  readonly until: number;
  answered: boolean;
}

interface Callee {
  readonly place: Place;
  readonly messaging: boolean;
  readonly until: number;
}

/** Some names for each of ten thousand services. */
const MOST_LEARNED = 100_000;

/**
 * Both sides of a call arrive in different requests and in any order: whichever comes first waits for the other, by the id of the span that caused the
 * other. A caller that waited in vain is believed in what it says of whom it called.
 */
export class Window {
  private readonly callers = new Map<string, Caller>();
  private readonly callees = new Map<string, Callee[]>();
  /** How services that were seen from both sides are called by those who call them. */
  private readonly learned = new Map<string, string>();
  private waitingCallees = 0;

  constructor(private readonly options: WindowOptions) {}

  get size(): number {
    return this.callers.size + this.waitingCallees;
  }

  take(span: Span, place: Place, now: number): void {
    if (span.kind === kinds.client || span.kind === kinds.producer) this.calling(span, place, now);
    else this.called(span, place, now);
    while (this.size > this.options.most) this.evict();
  }

  /** Lets go whoever has waited long enough. */
  expire(now: number): void {
    for (const [key, caller] of this.callers) {
      if (caller.until > now) break;
      this.callers.delete(key);
      this.inVain(caller);
    }
    for (const [key, callees] of this.callees) {
      if ((callees[0]?.until ?? 0) > now) break;
      this.callees.delete(key);
      this.waitingCallees -= callees.length;
    }
  }

  /** At the end: whoever still waits is believed as it is. */
  flush(): void {
    this.expire(Number.POSITIVE_INFINITY);
  }

  private calling({ key, kind, attributes, startedAt }: Span, place: Place, now: number): void {
    const at = startedAt;
    const database = databaseOf(attributes, place.namespace);
    // a database tells nothing of its side
    if (database !== undefined) return this.sighted(place, database.name, database, at);
    const messaging = kind === kinds.producer;
    const topic = messaging ? topicOf(attributes) : undefined;
    if (topic !== undefined) this.sighted(place, topic.name, topic, at);
    const caller: Caller = { place, peer: messaging ? undefined : peerOf(attributes, place.namespace), messaging, at, until: now + this.options.waitMs, answered: false };
    const waiting = this.callees.get(key);
    if (waiting !== undefined) {
      this.callees.delete(key);
      this.waitingCallees -= waiting.length;
      for (const callee of waiting) this.pair(caller, callee);
    }
    // a message may have many consumers, a call has one callee
    // one that is sent again waits as long as the last, so that who waits longest stands first
    this.callers.delete(key);
    if (messaging || !caller.answered) this.callers.set(key, caller);
  }

  private called({ kind, parent, links, attributes, startedAt }: Span, place: Place, now: number): void {
    const messaging = kind === kinds.consumer;
    const topic = messaging ? topicOf(attributes) : undefined;
    if (topic !== undefined) this.sighted(place, topic.name, topic, startedAt);
    const callee: Callee = { place, messaging, until: now + this.options.waitMs };
    for (const cause of messaging ? new Set([parent, ...links]) : [parent]) {
      if (cause === '') continue;
      const caller = this.callers.get(cause);
      if (caller === undefined) {
        const waiting = this.callees.get(cause);
        if (waiting === undefined) this.callees.set(cause, [callee]);
        else waiting.push(callee);
        this.waitingCallees += 1;
        continue;
      }
      this.pair(caller, callee);
      if (!caller.messaging) this.callers.delete(cause);
    }
  }

  private pair(caller: Caller, callee: Callee): void {
    caller.answered = true;
    const to = callee.place.service;
    if (caller.peer !== undefined) this.learn(caller, to);
    const environment = caller.place.environment ?? callee.place.environment;
    this.sighted({ ...caller.place, environment }, to, { kind: caller.messaging || callee.messaging ? 'messaging' : 'call', confidence: PAIRED }, caller.at);
  }

  private inVain(caller: Caller): void {
    if (caller.answered || caller.peer === undefined) return;
    const known = this.learned.get(learnedKey(caller));
    if (known !== undefined) return this.sighted(caller.place, known, { kind: 'call', confidence: PAIRED }, caller.at);
    this.sighted(caller.place, caller.peer.name, caller.peer, caller.at);
  }

  private learn(caller: Caller, service: string): void {
    const key = learnedKey(caller);
    // what was learned last stands last, so that what was not heard of for longest goes first
    this.learned.delete(key);
    if (this.learned.size >= MOST_LEARNED) this.learned.delete(this.learned.keys().next().value ?? '');
    this.learned.set(key, service);
  }

  private sighted({ service, environment, cluster }: Place, to: string, { kind, confidence }: Pick<Peer, 'kind' | 'confidence'>, at: number): void {
    if (service !== to) this.options.sighted({ from: service, to, environment, cluster, kind, confidence, at });
  }

  private evict(): void {
    this.options.evicted();
    const [oldest] = this.callers;
    if (oldest !== undefined && this.callers.size >= this.waitingCallees) {
      this.callers.delete(oldest[0]);
      this.inVain(oldest[1]);
      return;
    }
    const [waiting] = this.callees;
    if (waiting === undefined) return;
    this.callees.delete(waiting[0]);
    this.waitingCallees -= waiting[1].length;
  }
}

const learnedKey = ({ place, peer }: Caller): string => JSON.stringify([place.service, place.environment ?? null, peer?.name]);
