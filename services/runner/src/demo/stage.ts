import type { Terminal } from '../cli/terminal.js';
import type { Env } from '../config/parse.js';
import type { Receiver } from './send.js';

/** The cluster that the story is played in. */
export interface Stage {
  /** How the collector reaches it. */
  readonly settings: Env;
  /** What is sent, one line each: when, who, what. */
  readonly lines: readonly (readonly [when: string, who: string, what: string])[];
  /** Who must be named. */
  readonly person: string;
  /** What the demo leaves behind when it ends. */
  readonly stays: boolean;
  /** How it stood, before anybody watches. `now`: the moment that the story is told around, ms. */
  before(now: number): Promise<void>;
  /** Sends the story, the alert last. */
  tell(receiver: Receiver, now: number): Promise<void>;
  close(): Promise<void>;
}

export interface Scene {
  readonly env: Env;
  readonly terminal: Terminal;
}

export type OpenStage = (scene: Scene) => Promise<Stage>;
