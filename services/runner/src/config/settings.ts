import type { Service } from '@culprit/nest';
import { fieldOf } from './field.js';
import { parseRoom, type Env, type Fault, type ParsedRoom } from './parse.js';
import { refusals } from './refusals.js';
import { runnerConfig, type RunnerConfig } from './runner-config.js';
import { select } from './select.js';
import { unknownVariables } from './unknown.js';

export interface Settings {
  readonly runner: RunnerConfig;
  /** The services of this process in start order. */
  readonly selected: readonly Service[];
  /** What each selected service gets, by its name. */
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export type Read = { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly faults: readonly Fault[] };

/** Reads the whole configuration once. Either all of it is good, or every fault is told at once. */
export const readSettings = (targets: readonly Service[], env: Env): Read => {
  const runner = parseRoom({ name: 'runner', config: runnerConfig }, env);
  const { selected, faults } = select(targets, String(runner.values['TARGET'] ?? 'all'));
  const rooms = new Map<string, ParsedRoom>(selected.map((service) => [service.name, parseRoom(service, env)]));
  const values = Object.fromEntries([...rooms].map(([name, room]) => [name, room.values]));
  const secrets = Object.fromEntries(selected.map((service) => [service.name, secretsOf(service)]));
  const all = [
    ...oneEach([...runner.faults, ...[...rooms.values()].flatMap((room) => room.faults)]),
    ...faults, ...unknownVariables(env, variablesOf(targets)),
    ...refusals({ targets, selected, runner: runner.values as Partial<RunnerConfig>, values, secrets }),
  ];
  if (all.length > 0) return { ok: false, faults: all };
  return { ok: true, settings: { runner: runner.values as RunnerConfig, selected, values } };
};

const secretsOf = (service: Service): string[] =>
  Object.entries(service.config.shape).filter(([, schema]) => fieldOf(schema).secret).map(([name]) => name);

/** Every variable that some room reads. */
export const variablesOf = (targets: readonly Service[]): ReadonlySet<string> =>
  new Set([runnerConfig, ...targets.map((service) => service.config)].flatMap((config) => Object.keys(config.shape)));

// HOST and PUBLIC_URL are read by several rooms: the first sentence about a variable is enough.
const oneEach = (faults: readonly Fault[]): Fault[] => [...new Map([...faults].reverse().map((fault) => [fault.variable, fault])).values()].reverse();

/** What is printed for a configuration that is refused. */
export const faultText = (faults: readonly Fault[]): string =>
  `Culprit does not start: ${faults.length === 1 ? 'one thing is' : `${faults.length} things are`} wrong with its configuration.\n` +
  faults.map(({ variable, sentence }) => `  ${variable} ${sentence}.\n`).join('');
