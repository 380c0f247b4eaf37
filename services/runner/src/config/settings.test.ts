import { describe, expect, it } from '@jest/globals';
import type { Service } from '@culprit/nest';
import { z } from 'zod';
import { configText } from './print.js';
import { runnerConfig } from './runner-config.js';
import { faultText, readSettings, variablesOf } from './settings.js';

const service = (name: string, config: z.ZodObject, needs: Service['needs'] = ['log']): Service => ({
  name, config, needs, start: async () => ({ readiness: () => ({ ready: true, reason: '' }), stop: async () => {} }),
});
const port = (standard: number) => z.coerce.number().int().default(standard).describe('A port.');
const reader = service('reader', z.object({ READER_PORT: port(4000), READER_TOKEN: z.string().optional().meta({ secret: true }).describe('A token.') }), ['log', 'store']);
const writer = service('writer', z.object({ WRITER_BATCH: z.coerce.number().max(10).default(5).describe('A size.') }), ['log', 'store']);
const taker = service('taker', z.object({ TAKER_PORT: port(4001), TAKER_KEY: z.string().min(4).default('').meta({ secret: true }).describe('A key.') }));
const targets = [writer, reader, taker];

const faults = (env: Record<string, string>) => {
  const read = readSettings(targets, env);
  return read.ok ? [] : read.faults.map(({ variable, sentence }) => `${variable} ${sentence}`);
};

describe('the configuration', () => {
  it('starts with nothing set, everything in one process on embedded stores', () => {
    const read = readSettings(targets, { PATH: '/bin', READER_TOKEN: '' });
    expect(read).toMatchObject({ ok: true, settings: { runner: { EVENT_LOG: 'embedded', READ_STORE: 'embedded', HOST: '127.0.0.1', ADMIN_PORT: 9464 }, values: { reader: { READER_PORT: 4000 } } } });
    expect(read.ok && read.settings.selected.map(({ name }) => name)).toEqual(['writer', 'reader', 'taker']);
  });

  it('tells every fault of every room at once, each with its variable', () => {
    const told = faults({ EVENT_LOG: 'rabbit', ADMIN_PORT: 'x', LOG_LEVEL: 'loud', WRITER_BATCH: '11', TAKER_KEY: 'abc', READER_PORT: '4001' });
    expect(told.map((fault) => fault.split(' ')[0])).toEqual(['EVENT_LOG', 'ADMIN_PORT', 'LOG_LEVEL', 'WRITER_BATCH', 'TAKER_KEY', 'TAKER_PORT']);
    expect(told[0]).toContain('"rabbit"');
    expect(told[5]).toBe('TAKER_PORT is 4001, and so is READER_PORT: each needs a port of its own');
  });

  it('never prints a secret, neither in a fault nor in --print-config', () => {
    expect(faults({ TAKER_KEY: 'abc' }).join()).not.toContain('abc');
    const text = configText([{ name: 'runner', config: runnerConfig }, ...targets], { READER_TOKEN: 's3cret', KAFKA_SASL_PASSWORD: 'hush', CLICKHOUSE_URL: 'http://u:pw1@db:8123' });
    expect(text).not.toMatch(/s3cret|hush|pw1/);
    expect(text).toContain('READER_TOKEN=********');
    expect(text).toContain('CLICKHOUSE_URL=http://u:********@db:8123');
    expect(text).toContain('ADMIN_PORT=9464   (default)');
  });

  it('prints a secret that is not set, or empty, as what it is', () => {
    const tokens = z.string().default('').transform((text) => text.split(',').filter((each) => each !== '')).meta({ secret: true });
    const text = configText([{ name: 'taker', config: z.object({ TOKENS: tokens, KEY: z.string().optional().meta({ secret: true }), HUSH: z.string().default('').meta({ secret: true }), OWN: z.string().default('x').meta({ secret: true }) }) }], { KEY: ' ' });
    expect(text.split('\n').filter((line) => line.includes('='))).toEqual(['TOKENS=', 'KEY=', 'HUSH=', 'OWN=********   (default)']);
  });

  it('describes every variable of its own with a sentence', () => {
    const bare = configText([{ name: 'runner', config: runnerConfig }], {}).split('\n').filter((line) => line === '# ');
    expect(bare).toEqual([]);
  });

  it('takes the token for GitHub from one place, and sends it over nothing that others can read', () => {
    expect(faults({ GITHUB_API_TOKEN: 'abcdef', GITHUB_API_TOKEN_FILE: '/run/token' })).toEqual(['GITHUB_API_TOKEN and GITHUB_API_TOKEN_FILE both name the token: set one of them']);
    expect(faults({ GITHUB_API_URL: 'http://git.acme.example/api/v3' })).toEqual([expect.stringMatching(/^GITHUB_API_URL is http, .*: use https$/)]);
    expect(faults({ GITHUB_API_URL: 'http://127.0.0.1:1/api/v3', GITHUB_API_TOKEN: 'abcdef' })).toEqual([]);
    expect(configText([{ name: 'runner', config: runnerConfig }], { GITHUB_API_TOKEN: 'abcdef' })).not.toContain('abcdef');
  });

  it('recognises a port that Kubernetes overwrote', () => {
    expect(faults({ READER_PORT: 'tcp://10.0.0.1:4000' })[0]).toContain('enableServiceLinks: false');
  });

  it('refuses what looks like a variable of ours and is none, and leaves others alone', () => {
    expect(faults({ CULPRIT_COLOUR: 'red' })[0]).toContain('is not a variable that Culprit knows');
    expect(faults({ KAFKA_BROKER: 'a:1' })).toEqual(['KAFKA_BROKER is not a variable that Culprit knows; did you mean KAFKA_BROKERS?']);
    expect(faults({ CULPRIT_TARGET: 'all' })[0]).toContain('did you mean TARGET?');
    expect(faults({ CULPRIT_SERVICE_HOST: '10.0.0.1', CULPRIT_PORT_4000_TCP: 'tcp://10.0.0.1:4000', HOSTNAME: 'box', EDITOR: 'vi', npm_config_cache: 'x' })).toEqual([]);
  });

  it('knows every variable of every room', () => {
    expect([...variablesOf(targets)]).toEqual(expect.arrayContaining(['TARGET', 'KAFKA_BROKERS', 'KEPT_DAYS_CHANGES', 'WRITER_BATCH', 'TAKER_PORT']));
  });

  it('prints the faults as sentences under one heading', () => {
    expect(faultText([{ variable: 'A', sentence: 'is wrong' }, { variable: 'B', sentence: 'is too' }])).toBe(
      'Culprit does not start: 2 things are wrong with its configuration.\n  A is wrong.\n  B is too.\n',
    );
  });
});

describe('refusals', () => {
  const kafka = { EVENT_LOG: 'kafka', KAFKA_BROKERS: 'localhost:9092' };

  it('refuses an unknown target by name, and an empty list', () => {
    expect(faults({ TARGET: 'reader,raeder', ...kafka, READ_STORE: 'clickhouse' })).toEqual(['TARGET names "raeder", which is no service; there are: all, writer, reader, taker']);
    expect(faults({ TARGET: ' , ' })[0]).toContain('names no service');
  });

  it('refuses a part of the targets on the embedded log, with the reason', () => {
    expect(faults({ TARGET: 'writer,reader' })).toEqual([expect.stringMatching(/^TARGET leaves out taker, and the embedded event log is seen by this process alone/)]);
  });

  it('refuses an embedded store that several processes would have to share', () => {
    expect(faults({ TARGET: 'reader', ...kafka })).toEqual([expect.stringMatching(/^READ_STORE is embedded, .* writer, reader must share/)]);
    expect(faults({ TARGET: 'reader', ...kafka, READ_STORE: 'clickhouse' })).toEqual([]);
    expect(faults({ TARGET: 'taker', ...kafka })).toEqual([]);
    expect(faults({ TARGET: 'reader,writer', ...kafka })).toEqual([]);
  });

  it('refuses an address that strangers reach while no token keeps them out', () => {
    const told = faults({ HOST: '0.0.0.0' });
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('reader with no token to keep them out. Set READER_TOKEN');
    expect(faults({ HOST: '0.0.0.0', READER_TOKEN: 'x', TARGET: 'reader', ...kafka, READ_STORE: 'clickhouse' })).toEqual([]);
    expect(faults({ HOST: '127.0.0.2' })).toEqual([]);
  });

  it('lets only who appends stand far from the log', () => {
    const far = { ...taker, appendsOnly: true } as const;
    const told = (env: Record<string, string>) => {
      const read = readSettings([writer, far], { EVENT_LOG: 'remote', ...env });
      return read.ok ? [] : read.faults.map(({ variable, sentence }) => `${variable} ${sentence}`);
    };
    expect(told({ TARGET: 'taker', REMOTE_LOG_URL: 'https://culprit.example.com', REMOTE_LOG_TOKEN: 'x' })).toEqual([]);
    expect(told({ TARGET: 'taker', REMOTE_LOG_URL: 'http://127.0.0.1:4001' })).toEqual([]);
    expect(told({ TARGET: 'all', REMOTE_LOG_URL: 'https://culprit.example.com' })).toEqual([
      expect.stringMatching(/^TARGET names writer, which must stand beside the log: .* These can run on it: taker$/), expect.stringMatching(/^REMOTE_LOG_TOKEN is needed/),
    ]);
    expect(told({ TARGET: 'taker' })).toEqual([expect.stringMatching(/^REMOTE_LOG_URL is needed/)]);
  });

  it('refuses half a Kafka connection', () => {
    expect(faults({ EVENT_LOG: 'kafka' })[0]).toContain('KAFKA_BROKERS is needed');
    expect(faults({ ...kafka, KAFKA_TLS: 'true', KAFKA_TLS_CERT_FILE: '/c' })[0]).toContain('go together');
    expect(faults({ ...kafka, KAFKA_TLS_CA_FILE: '/ca' })[0]).toContain('KAFKA_TLS is false');
    expect(faults({ ...kafka, KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'me' })[0]).toContain('KAFKA_SASL_PASSWORD');
  });
});
