import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mergeChange, type Change } from '@culprit/domain';
import { jobIn } from './build.js';
import { normalize } from './normalize.js';
import { pluginTime } from './read.js';
import { Settings } from './schema.js';
import { verify } from './verify.js';

const fixture = (name: string): { build: Record<string, unknown> } & Record<string, unknown> => (JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')) as { body: { build: Record<string, unknown> } }).body;
const say = (body: unknown, settings: object = {}) => normalize({ headers: {}, body, endpoint: undefined, receivedAt: '2026-01-15T10:30:00.000Z', settings: Settings.parse(settings) });
const change = (body: unknown, settings: object = {}): Change => {
  const said = say(body, settings);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};

describe('a build', () => {
  const [started, ended, failed] = ['started', 'finalized', 'finalized-failed'].map((name) => change(fixture(name))) as [Change, Change, Change];

  it('is one change from its start to its end', () => {
    for (const whole of [mergeChange(started, ended), mergeChange(ended, started)]) {
      expect(whole).toMatchObject({ id: started.id, phase: 'succeeded', occurredAt: '2026-01-15T10:00:00.007Z', finishedAt: '2026-01-15T10:02:05.007Z', phases: [{ phase: 'started' }, { phase: 'succeeded' }] });
    }
    expect([failed.id, failed.phase]).toEqual([started.id, 'failed']);
  });

  it('is the one that the API tells of by the same address', () => {
    const api = { number: 18, url: 'https://ci.acme.example/jenkins/job/shop/job/deploy/18/', timestamp: 1_768_471_200_007, duration: 125_000, result: 'SUCCESS', actions: [{ causes: [{ userId: 'ann' }] }] };
    expect(change(api)).toMatchObject({ id: started.id, actor: { name: 'ann', kind: 'human' }, phase: 'succeeded', occurredAt: started.occurredAt });
    expect(change({ ...api, building: true, result: null }).phase).toBe('started');
  });

  it('takes service, environment and version from its parameters, and shows no secret one', () => {
    expect(started).toMatchObject({ kind: 'deployment', environment: 'prod', entities: ['service:checkout', 'acme/checkout-api', 'jenkins:job/shop/deploy'], revision: { version: '1.42.0' }, actor: { name: 'jenkins', onBehalfOf: 'ann' } });
    expect(JSON.stringify([started, ended, failed])).not.toContain('s3cr3t');
  });

  it('of a job in the settings is what they say; of an ignored one nothing', () => {
    const jobs = [{ job: 'ops/*', service: 'checkout', environment: 'production', kind: 'config' }];
    expect(change(fixture('job-of-the-settings'), { jobs })).toMatchObject({ kind: 'config', environment: 'production', entities: ['service:checkout', 'jenkins:job/ops/push-it'], actor: { name: 'bob', kind: 'human' } });
    expect(say(fixture('job-of-the-settings'), { ignore: ['ops/*'] })).toMatchObject({ is: 'skip' });
    expect(change(fixture('job-of-the-settings')).kind).toBe('job');
  });

  it('keeps the end of the log of one that failed, and no more', () => {
    const long = { ...fixture('finalized-failed'), build: { ...fixture('finalized-failed').build, log: `${'x'.repeat(1_000_000)}the end` } };
    expect(change(long).attributes['logEnd']).toHaveLength(1000);
    expect(ended.attributes['logEnd']).toBeUndefined();
  });
});

it.each([['queued', 'QUEUED'], ['completed', 'COMPLETED'], ['old-plugin', 'COMPLETED'], ['api-stage', 'stage']])('%s is skipped, and says why', (name, why) => expect(say(fixture(name))).toMatchObject({ is: 'skip', reason: expect.stringContaining(why) }));

it.each([
  ['2026-01-15T10:00:00.7+00:00', '2026-01-15T10:00:00.007Z'], ['2026-01-15T10:00:00.45+00:00', '2026-01-15T10:00:00.045Z'], ['2026-01-15T10:00:00.123+00:00', '2026-01-15T10:00:00.123Z'],
  [1_768_471_200_007, '2026-01-15T10:00:00.007Z'], [null, undefined],
])('the time %s of the plugin is %s', (said, time) => expect(pluginTime(said)).toBe(time));

it('a job has its full name, also of a branch and with what cannot be decoded', () => {
  expect(['job/shop/job/deploy/18', 'job/app/job/feature%252Fpay/7', 'job/a%zz/1', 'view/x'].map(jobIn)).toEqual(['shop/deploy', 'app/feature/pay', 'a%zz', undefined]);
});

it('its token may be the password of the URL, or in the address', () => {
  const verified = verify(['t0ken'], { settings: {}, fetchText: () => Promise.reject(new Error('nothing is fetched')) });
  const basic = { authorization: `Basic ${Buffer.from('culprit:t0ken').toString('base64')}` };
  expect([verified({ headers: basic, body: Buffer.from(''), now: 0 }), verified({ headers: {}, body: Buffer.from(''), token: 't0ken', now: 0 }), verified({ headers: {}, body: Buffer.from(''), now: 0 })]).toEqual([true, true, false]);
});

describe('an image among the parameters', () => {
  const built = (parameters: object): unknown => {
    const body = fixture('finalized');
    const { identities, revision } = change({ ...body, build: { ...body.build, parameters } });
    return [revision?.image, identities.filter((each) => each.startsWith('image:'))];
  };

  it('joins the build to what runs it', () => {
    expect(built({ IMAGE: 'docker.io/acme/cart:2.0.0' })).toEqual(['docker.io/acme/cart:2.0.0', ['image:acme/cart:2.0.0']]);
    expect(built({ DOCKER_IMAGE: 'registry:5000/acme/cart', IMAGE_TAG: '7' })).toEqual(['registry:5000/acme/cart:7', ['image:registry:5000/acme/cart:7']]);
    expect(built({ IMAGE: 'registry:5000/acme/cart' })).toEqual(['registry:5000/acme/cart', []]);
  });

  it('is none where it is a name, or anything else', () => {
    for (const IMAGE of ['cart', 'https://x/y?z', 'a b/c', 'acme/cart:1;rm']) expect(built({ IMAGE })).toEqual([undefined, []]);
  });
});
