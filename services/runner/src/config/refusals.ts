import type { Service } from '@culprit/nest';
import type { RunnerConfig } from './runner-config.js';
import type { Fault } from './parse.js';

export interface Choice {
  readonly targets: readonly Service[];
  readonly selected: readonly Service[];
  readonly runner: Partial<RunnerConfig>;
  /** Parsed values of every selected service, by service name. */
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Variables with `.meta({ secret: true })`, by service name. */
  readonly secrets: Readonly<Record<string, readonly string[]>>;
}

/** What each part allows and the whole does not, as sentences. */
export const refusals = (choice: Choice): Fault[] => [
  ...partialOnEmbeddedLog(choice), ...partialOnEmbeddedStore(choice), ...openToStrangers(choice), ...kafka(choice), ...remote(choice), ...github(choice), ...samePort(choice),
];

const namesOf = (services: readonly Service[]) => services.map((service) => service.name).join(', ');

const partialOnEmbeddedLog = ({ targets, selected, runner }: Choice): Fault[] => {
  const missing = targets.filter((service) => !selected.includes(service));
  if (runner.EVENT_LOG !== 'embedded' || selected.length === 0 || missing.length === 0) return [];
  return [{
    variable: 'TARGET',
    sentence: `leaves out ${namesOf(missing)}, and the embedded event log is seen by this process alone: services in other processes would wait for ever for its events. Run TARGET=all, or set EVENT_LOG=kafka`,
  }];
};

const partialOnEmbeddedStore = ({ targets, selected, runner }: Choice): Fault[] => {
  const sharing = targets.filter((service) => service.needs.includes('store'));
  const here = sharing.filter((service) => selected.includes(service));
  if (runner.READ_STORE === 'clickhouse' || here.length === 0 || here.length === sharing.length) return [];
  return [{
    variable: 'READ_STORE',
    sentence: `is embedded, whose directory belongs to one process, and ${namesOf(sharing)} must share the store: run them in one process, or set READ_STORE=clickhouse`,
  }];
};

const loopback = (host: string) => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

const openToStrangers = ({ selected, runner, values, secrets }: Choice): Fault[] => {
  if (runner.HOST === undefined || loopback(runner.HOST)) return [];
  return selected.flatMap((service) => {
    const config = values[service.name] ?? {};
    if (ports(config).length === 0) return [];
    const prefix = service.name.toUpperCase().replaceAll('-', '_');
    const tokens = (secrets[service.name] ?? []).filter((name) => name === `${prefix}_TOKEN` || name === `${prefix}_TOKENS`);
    const said = config['PROTECTED_BY'] ?? 'nothing';
    if (said !== 'nothing' || tokens.some((name) => isSet(config[name]))) return [];
    const way = tokens.length > 0 ? `Set ${tokens.join(' or ')}` : 'Keep HOST=127.0.0.1';
    return [{ variable: 'HOST', sentence: `is ${runner.HOST}, where strangers can reach ${service.name} with no token to keep them out. ${way}` }];
  });
};

const isSet = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '');

const kafka = ({ runner }: Choice): Fault[] => {
  if (runner.EVENT_LOG !== 'kafka') return [];
  const faults: Fault[] = [];
  if (runner.KAFKA_BROKERS === '') faults.push({ variable: 'KAFKA_BROKERS', sentence: 'is needed with EVENT_LOG=kafka: host:port of the brokers, separated by commas' });
  if ((runner.KAFKA_TLS_CERT_FILE === undefined) !== (runner.KAFKA_TLS_KEY_FILE === undefined)) faults.push({ variable: 'KAFKA_TLS_CERT_FILE', sentence: 'and KAFKA_TLS_KEY_FILE go together: set both or neither' });
  if (runner.KAFKA_TLS === false && (runner.KAFKA_TLS_CA_FILE ?? runner.KAFKA_TLS_CERT_FILE) !== undefined) faults.push({ variable: 'KAFKA_TLS', sentence: 'is false while TLS files are named: set it to true' });
  if (runner.KAFKA_SASL_MECHANISM !== undefined && !(isSet(runner.KAFKA_SASL_USERNAME) && isSet(runner.KAFKA_SASL_PASSWORD))) {
    faults.push({ variable: 'KAFKA_SASL_MECHANISM', sentence: 'needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD' });
  }
  return faults;
};

const github = ({ runner }: Choice): Fault[] => {
  const faults: Fault[] = [];
  if (isSet(runner.GITHUB_API_TOKEN) && isSet(runner.GITHUB_API_TOKEN_FILE)) faults.push({ variable: 'GITHUB_API_TOKEN', sentence: 'and GITHUB_API_TOKEN_FILE both name the token: set one of them' });
  const url = runner.GITHUB_API_URL === undefined ? undefined : new URL(runner.GITHUB_API_URL);
  if (url?.protocol === 'http:' && !loopback(url.hostname)) faults.push({ variable: 'GITHUB_API_URL', sentence: `is http, over which the token could be read on its way to ${url.hostname}: use https` });
  return faults;
};

const remote = ({ targets, selected, runner, values }: Choice): Fault[] => {
  if (runner.EVENT_LOG !== 'remote') return [];
  const faults: Fault[] = [];
  const others = selected.filter((service) => service.appendsOnly !== true);
  if (others.length > 0) {
    const can = targets.filter((service) => service.appendsOnly === true);
    faults.push({ variable: 'TARGET', sentence: `names ${namesOf(others)}, which must stand beside the log: over EVENT_LOG=remote nothing can be read but what a collector said itself. ${can.length > 0 ? `These can run on it: ${namesOf(can)}` : 'None can run on it'}` });
  }
  const led = Object.values(values).flatMap((config) => Object.keys(config).filter((name) => name.endsWith('_LEASE') && isSet(config[name])));
  if (led.length > 0 && runner.SPOOL_DIR !== 'none') {
    faults.push({ variable: 'SPOOL_DIR', sentence: `must be none where ${led.join(', ')} is set and EVENT_LOG is remote: what waits on the disk of one would come after what its successor writes` });
  }
  if (runner.REMOTE_LOG_URL === undefined) return [...faults, { variable: 'REMOTE_LOG_URL', sentence: 'is needed with EVENT_LOG=remote: the address of collector-webhooks' }];
  if (!isSet(runner.REMOTE_LOG_TOKEN) && !loopback(new URL(runner.REMOTE_LOG_URL).hostname)) faults.push({ variable: 'REMOTE_LOG_TOKEN', sentence: 'is needed with EVENT_LOG=remote: one of the COLLECTOR_WEBHOOKS_TOKENS over there' });
  return faults;
};

/** The variables that name a port to listen on, and their values. */
export const ports = (config: Readonly<Record<string, unknown>>): [string, number][] =>
  Object.entries(config).flatMap(([name, value]): [string, number][] => (name.endsWith('_PORT') && typeof value === 'number' ? [[name, value]] : []));

const samePort = ({ runner, values }: Choice): Fault[] => {
  const all = new Map([...ports(runner), ...Object.values(values).flatMap(ports)].filter(([, port]) => port !== 0));
  return [...all].flatMap(([name, port], at) => {
    const first = [...all].slice(0, at).find(([, other]) => other === port);
    return first === undefined ? [] : [{ variable: name, sentence: `is ${port}, and so is ${first[0]}: each needs a port of its own` }];
  });
};
