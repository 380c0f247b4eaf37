import { describe, expect, it } from '@jest/globals';
import { alert, at, calls, change, line, reason, suspects, told, type Line } from '../fixtures/told.js';

// What the shipped rules must take for and against a change, and what they say of it, whatever their numbers.

describe('the shipped rules', () => {
  it('take clusters that run the same revision for a control group, both ways', async () => {
    const rollout = (cluster: string, clock: string): string => change(`to-${cluster}`, 'checkout', clock, { cluster, identities: ['commit:5be1f00'] });
    const alerts = ['a', 'b'].map((name) => alert(`alert-${name}`, 'checkout', '14:10', { cluster: name }));
    const [matched] = await told(...alerts, rollout('c', '06:00'), rollout('d', '06:00'), rollout('a', '14:01'), rollout('b', '14:02'));
    expect(reason(matched, 'control')).toBe('the same revision runs in 4 clusters; only the 2 with alerts got it from 14:01 UTC on');
    expect(suspects(matched)[0]).toBe('to-b');
    const [spared] = await told(...alerts, rollout('a', '14:01'), rollout('b', '14:02'), rollout('c', '14:02'), rollout('d', '14:02'));
    expect(reason(spared, 'control')).toBe('4 clusters got it from 14:01 UTC on; 2 of them do not alert');
    expect(spared?.suspects[0]?.probability).toBeLessThan(matched?.suspects[0]?.probability ?? 0);
  });

  it('hear what the alert itself names, and that the alerts ended with the rollback', async () => {
    const named = change('flag', 'checkout', '09:40', { kind: 'feature-flag', title: 'Turn on checkout-v2', identities: ['flag:checkout-v2'] });
    const [one] = await told(alert('a', 'checkout', '10:00', { labels: { flag: 'checkout-v2' } }), named);
    expect(reason(one, 'named')).toBe('the alert itself names checkout-v2');
    const back = change('deploy', 'checkout', '09:50', { phase: 'rolled-back', updatedAt: at('10:20'), phases: [{ phase: 'succeeded', at: at('09:50') }, { phase: 'rolled-back', at: at('10:20') }] });
    const ended = line('alert', { id: 'end', fingerprint: 'a', status: 'resolved', endsAt: at('10:23') });
    const [two] = await told(alert('a', 'checkout', '10:00'), ended, back);
    expect(reason(two, 'outcome')).toBe('it was rolled back, and the alerts ended 3 minutes later');
  });

  it('hardly blame a deploy in one of the clusters that all alert at once, and rather what they share', async () => {
    const alerts = ['a', 'b', 'c', 'd'].map((name, i) => line('alert', { id: name, fingerprint: name, service: 'api', class: 'errors', cluster: name, title: `api errors in ${name}`, startsAt: `2026-01-15T10:00:${i}5.000Z` }));
    const deploy = (cluster: string): string => change('deploy', 'api', '09:57', { cluster });
    const probable = async (...more: string[]): Promise<number> => (await told(...more))[0]?.suspects.find((s) => s.changeIds[0] === 'deploy')?.probability ?? 0;
    const [all, one] = [await probable(...alerts, deploy('b')), await probable(alerts[1] ?? '', deploy('b'))];
    expect(all).toBeLessThan(0.6);
    expect(one).toBeGreaterThan(0.9);
    const [shared] = await told(...alerts, deploy('b'), calls('api', 'db'), change('migration', 'db', '09:52', { kind: 'database-migration' }));
    expect(suspects(shared)[0]).toBe('migration');
  });

  it('name what is called though it calls back', async () => {
    const there = [calls('order', 'payment'), alert('a', 'order', '10:00'), change('deploy', 'payment', '09:58')];
    const [one, circle] = [(await told(...there))[0], (await told(...there, calls('payment', 'order')))[0]];
    expect(circle?.suspects[0]?.probability).toBe(one?.suspects[0]?.probability);
    expect(suspects(circle)).toEqual(['deploy']);
  });

  it('take giving more, and taking back before the monitor alerts, for answers', async () => {
    const mia = { actor: { name: 'mia', kind: 'human' } };
    const scaled = change('scale', 'api', '09:58', { ...mia, kind: 'scaling', diff: [{ path: 'spec.replicas', before: 5, after: 10 }] });
    const image = (before: string, after: string): Line => ({ diff: [{ path: 'image', before, after }] });
    const [slow] = await told(alert('a', 'api', '10:00', { class: 'latency' }), change('deploy', 'api', '09:48'), scaled);
    expect(suspects(slow)[0]).toBe('deploy');
    const [late] = await told(alert('a', 'api', '10:00'), change('deploy', 'api', '09:50', image('api:8', 'api:9')), change('back', 'api', '09:58', { ...mia, title: 'Roll back api to 8', ...image('api:9', 'api:8') }));
    expect(suspects(late)[0]).toBe('deploy');
    expect(late?.suspects.find((s) => s.changeIds[0] === 'back')?.reasons.find((r) => r.signal === 'outcome')?.sentence ?? 'it took back').toMatch(/^it took back/);
  });

  it('blame who sends before who reads what is sent', async () => {
    const sends = line('dependency', { from: 'shop', to: 'mail', kind: 'messaging' });
    const [incident] = await told(sends, alert('a', 'shop', '10:00'), change('sender', 'shop', '09:48'), change('reader', 'mail', '09:58'));
    expect(suspects(incident)[0]).toBe('sender');
  });

  it('believe what the alert names before what is newer: a flag, a key, the release of another service', async () => {
    const newer = change('newer', 'web', '09:55');
    const commit = 'a3f9c1d2e4b5968778695a4b3c2d1e0f12345678';
    for (const [title, named] of [
      ['errors in variant fast-checkout-v2', change('named', 'web', '07:00', { kind: 'feature-flag', identities: ['flag:launchdarkly/acme/fast-checkout-v2'], diff: [{ path: 'on', before: false, after: true }] })],
      ['web: cannot connect to REDIS_URL', change('named', 'web', '08:00', { kind: 'config', diff: [{ path: 'env.REDIS_URL', before: 'redis://1', after: 'redis://2' }] })],
      ['TypeError in pay@a3f9c1d', change('named', 'pay', '08:30', { identities: [`commit:${commit}`] })],
    ] as const) {
      const [incident] = await told(calls('web', 'pay'), alert('a', 'web', '10:00', { title }), newer, named);
      expect([title, suspects(incident)[0]]).toEqual([title, 'named']);
    }
  });

  it('are the surer of what was done to a place, the more alerts in it', async () => {
    const upgrade = change('upgrade', undefined, '09:57', { kind: 'infrastructure', title: 'Upgrade of eu-1', scope: { clusters: ['eu-1'], namespaces: [] } });
    const of = async (count: number): Promise<number> => (await told(upgrade, ...Array.from({ length: count }, (_, i) => alert(`a${i}`, `s${i}`, '10:00', { cluster: 'eu-1' })), ...Array.from({ length: count - 1 }, (_, i) => calls(`s${i}`, `s${i + 1}`))))[0]?.suspects[0]?.probability ?? 0;
    const [two, four, eight] = [await of(2), await of(4), await of(8)];
    expect(two).toBeGreaterThan(0.5);
    expect(four).toBeGreaterThan(two);
    expect(eight).toBeGreaterThan(four);
  });

  it('take code for the cause only where nothing tells that it was not deployed: deployments are told, or its build failed', async () => {
    const merge = change('merge', 'checkout', '09:58', { kind: 'code', environment: undefined, title: 'Fix a typo', identities: ['commit:5be1f00'] });
    const build = change('build', 'checkout', '09:59', { kind: 'job', environment: undefined, phase: 'failed', identities: ['commit:5be1f00'] });
    const [alone] = await told(alert('a', 'checkout', '10:00'), merge);
    expect(suspects(alone)).toEqual(['merge']);
    const [beside] = await told(alert('a', 'checkout', '10:00'), merge, change('by-hand', 'checkout', '09:52'));
    expect(suspects(beside)[0]).toBe('by-hand');
    const [older] = await told(alert('a', 'checkout', '10:00'), merge, change('weekly', 'checkout', '02:00'));
    expect(suspects(older)).toEqual([]);
    const [failed] = await told(alert('a', 'checkout', '10:00'), merge, build);
    expect(suspects(failed)).toEqual([]);
  });

  it('never take what somebody tries on a service in trouble for the cause of what its callers suffer since', async () => {
    const callers = ['bff', 'web', 'shop'].flatMap((name, i) => [calls(name, 'checkout'), alert(`a-${name}`, name, `10:0${i + 5}`)]);
    const [incident] = await told(alert('a', 'checkout', '10:00'), change('try', 'checkout', '10:04', { kind: 'config', title: 'Use the replica', actor: { name: 'sre', kind: 'human' } }), ...callers);
    expect(suspects(incident)).toEqual([]);
  });

  it('take a flag that opens for all before one that opens a little further, though that is newer', async () => {
    const opened = (id: string, clock: string, before: number, after: number): string => change(id, 'checkout', clock, { kind: 'feature-flag', title: `Flag ${id} ${before} → ${after} %`, identities: [`flag:${id}-new`], diff: [{ path: 'rollout.percentage', before, after }] });
    const [incident] = await told(alert('a', 'checkout', '10:00'), opened('cart', '09:55', 0, 100), opened('search', '09:57', 5, 10));
    expect(suspects(incident)[0]).toBe('cart');
    expect(reason(incident, 'exposure')).toBe('it changed for everybody');
  });

  it('take a node that is drained for the cause where a service runs there alone, and less than a deploy where one of many pods does', async () => {
    const service = (name: string): string => line('service', { name, environment: 'production', aliases: [`shop/deployment/${name}`] });
    const drain = change('drain', '', '09:58', {
      service: undefined, kind: 'infrastructure', title: 'Node node-1: unschedulable false → true', actor: { kind: 'human' }, entities: ['node/node-1', 'shop/deployment/mailer', 'shop/deployment/checkout'], scope: { clusters: ['prod-eu'] },
      attributes: { pods: { mailer: { here: 1, of: 1 }, checkout: { here: 1, of: 12 } } },
    });
    const before = ['mailer', 'checkout'].map((name) => change(`old-${name}`, name, '09:55'));
    const [whole] = await told(service('mailer'), service('checkout'), drain, ...before, alert('a', 'mailer', '10:00'));
    expect(suspects(whole)[0]).toBe('drain');
    const [part] = await told(service('mailer'), service('checkout'), drain, ...before, alert('a', 'checkout', '10:00'));
    expect(suspects(part)[0]).toBe('old-checkout');
    // both at once are one cause, by the service that it took whole
    const [both] = await told(service('mailer'), service('checkout'), drain, ...before, alert('a', 'checkout', '10:00'), alert('b', 'mailer', '10:01'), calls('checkout', 'mailer'));
    expect(suspects(both).filter((id) => id === 'drain')).toEqual(['drain']);
    expect(suspects(both)[0]).toBe('drain');
  });

  it('take what a status page tells some minutes late for what it is: perhaps the cause', async () => {
    const shop = [calls('pay', 'stripe'), alert('a', 'pay', '10:00')];
    const page = (clock: string, more: Line = {}): string => change('page', 'stripe', clock, { kind: 'third-party', title: 'Stripe: API errors', ...more });
    const [incident] = await told(...shop, change('deploy', 'pay', '08:20'), page('10:12'));
    expect(suspects(incident)[0]).toBe('page');
    expect(reason(incident, 'time')).toBe('Stripe: API errors, told 12 minutes after pay alerted: others tell late, it may have begun before');
    // said to have begun before, however late that was said
    const [before] = await told(...shop, page('09:55', { updatedAt: at('10:40') }));
    expect(reason(before, 'time')).toBe('Stripe: API errors, 5 minutes before pay alerted');
    expect(before?.suspects[0]?.probability).toBeGreaterThan(incident?.suspects[0]?.probability ?? 1);
    // too late, of nobody who is called, or a change of one's own
    expect((await told(...shop, page('10:31')))[0]?.noChangeProbability).toBe(1);
    expect((await told(alert('a', 'pay', '10:00'), page('10:12')))[0]?.noChangeProbability).toBe(1);
    expect((await told(...shop, page('10:12', { kind: 'deployment' })))[0]?.noChangeProbability).toBe(1);
  });

  it('believe what was undone when the alerts ended with it, also before what is newer and nearer', async () => {
    const ended = line('alert', { id: 'end', fingerprint: 'a', status: 'resolved', endsAt: at('10:11') });
    const mia = { actor: { name: 'mia', kind: 'human' } };
    const around = [calls('api', 'db'), alert('a', 'api', '10:00'), ended, change('db', 'db', '09:56', { kind: 'config' })];
    const image = (before: string, after: string): Line => ({ diff: [{ path: 'image', before, after }] });
    const deploy = change('deploy', 'api', '09:45', image('api:8', 'api:9'));
    expect(suspects((await told(...around, deploy))[0])[0]).toBe('db');
    const [back] = await told(...around, deploy, change('back', 'api', '10:09', { ...mia, title: 'Roll back api to v8', ...image('api:9', 'api:8') }));
    expect(suspects(back)).toEqual(['deploy', 'db']);
    expect(reason(back, 'outcome')).toBe('mia took it back at 10:09 UTC ("Roll back api to v8"), and the alerts ended 2 minutes later');

    const flag = (id: string, clock: string, on: boolean): string => change(id, 'api', clock, { kind: 'feature-flag', title: `Flag new-cart ${on ? 'on' : 'off'}`, identities: ['flag:new-cart'], diff: [{ path: 'on', before: !on, after: on }] });
    expect(suspects((await told(...around, flag('on', '09:15', true)))[0])[0]).toBe('db');
    expect(suspects((await told(...around, flag('on', '09:15', true), flag('off', '10:09', false)))[0])[0]).toBe('on');
  });

  it('do not hear a name inside another, or a word that every alert has', async () => {
    const heard = async (more: Line, said: Line): Promise<string | undefined> => reason((await told(alert('a', 'web', '10:00', said), change('c', 'web', '09:58', more)))[0], 'named');
    const version = (name: string): Line => ({ revision: { version: name } });
    expect(await heard(version('0.0.1'), { labels: { instance: '10.0.0.12:9090' } })).toBeUndefined();
    expect(await heard(version('0.0.12'), { labels: { instance: '10.0.0.12:9090' } })).toBeUndefined();
    expect(await heard(version('1.2.3'), { title: 'web 1.2.3-rc1 fails' })).toBeUndefined();
    expect(await heard(version('10.25'), { title: 'web: p99 above 10.25 s' })).toBeUndefined();
    expect(await heard(version('latest'), { title: 'web: latest p99 above 2 s' })).toBeUndefined();
    expect(await heard({ revision: { image: 'shop/web:latest' } }, { labels: { image: 'shop/web:latest' } })).toBeUndefined();
    expect(await heard(version('production'), { labels: { stack: 'production' } })).toBeUndefined();
    expect(await heard({ identities: ['flag:error'] }, { title: 'web: error rate above 5 %' })).toBeUndefined();
    expect(await heard({ identities: ['flag:prod-eu1'] }, { cluster: 'prod-eu1', title: 'web fails in prod-eu1' })).toBeUndefined();
    expect(await heard({ identities: ['flag:blue-7'] }, { labels: { kube_cluster: 'blue-7' } })).toBeUndefined();
    expect(await heard({ identities: ['flag:search-v2'] }, { title: 'web: fast-search-v2 fails' })).toBeUndefined();
    for (const said of ['web 1.2.3 fails', 'web v1.2.3: errors', 'chart web-1.2.3', 'shop/web:1.2.3']) expect([said, await heard(version('1.2.3'), { title: said })]).toEqual([said, 'the alert itself names 1.2.3']);
    expect(await heard({ identities: ['flag:new-banner'] }, { labels: { flag: 'new-banner' } })).toBe('the alert itself names new-banner');
  });

  const sureOf = (incident: Awaited<ReturnType<typeof told>>[number] | undefined): number => incident?.suspects.find((s) => s.changeIds[0] === 'c')?.probability ?? 0;
  const shop = [calls('web', 'api'), calls('api', 'cache')];
  const end = (fingerprint: string, clock: string, startsAt = '09:51'): string => line('alert', { id: `${fingerprint}-${clock}`, fingerprint, status: 'resolved', startsAt: at(startsAt), endsAt: at(clock) });
  const noise = alert('noise', 'web', '09:51', { class: 'latency' });
  const deploy = change('c', 'api', '09:57');
  const fails = alert('a', 'api', '10:00');

  it('suspect a change after which its service fails, though something else alerted before', async () => {
    for (const clock of ['09:51', '09:54', '09:56']) expect(sureOf((await told(...shop, alert('noise', 'web', clock, { class: 'latency' }), deploy, fails))[0])).toBeGreaterThan(0.5);
    expect(sureOf((await told(...shop, noise, end('noise', '09:54'), deploy, fails))[0])).toBeGreaterThan(0.7);
    // what is called was slow for two minutes, and well for five before this failed
    const blip = alert('noise', 'cache', '09:51', { class: 'latency' });
    expect(sureOf((await told(...shop, blip, end('noise', '09:53'), deploy, fails))[0])).toBeGreaterThan(0.7);
    expect(sureOf((await told(...shop, blip, deploy, fails))[0])).toBeLessThan(0.3);
    // of its own service, but as every two hours
    const habit = Array.from({ length: 30 }, (_, i) => {
      const clock = (minute: number): string => new Date(Date.parse(at('09:00')) - (i + 1) * 8_000_000 + minute * 60_000).toISOString();
      return [alert(`h${i}`, 'api', '09:00', { fingerprint: 'habit', startsAt: clock(0) }), line('alert', { id: `h${i}-end`, fingerprint: 'habit', status: 'resolved', startsAt: clock(0), endsAt: clock(3) })];
    }).flat();
    expect(sureOf((await told(...habit, alert('again', 'api', '09:56', { fingerprint: 'habit' }), deploy, fails)).at(-1))).toBeGreaterThan(0.7);
  });

  it('suspect no change that came when its service was in trouble already, nor one of what only is slow since', async () => {
    expect(sureOf((await told(...shop, alert('own', 'api', '09:54'), deploy, fails))[0])).toBeLessThan(0.4);
    expect(sureOf((await told(...shop, noise, deploy, alert('a', 'api', '10:00', { class: 'latency' })))[0])).toBeLessThan(0.3);
    expect(sureOf((await told(...shop, alert('noise', 'web', '09:31'), alert('noise2', 'web', '09:40'), alert('noise3', 'web', '09:49'), deploy, fails))[0])).toBeLessThan(0.3);
    expect(sureOf((await told(...shop, calls('app', 'web'), alert('other', 'app', '09:52'), noise, deploy, fails))[0])).toBeLessThan(0.4);
  });

  it('take a change for hardly less when clocks put it a little after the alert', async () => {
    const sure = async (seconds: number, kind: string): Promise<number> => sureOf((await told(alert('a', 'api', '10:00', { class: kind }), change('c', 'api', '10:00', { occurredAt: new Date(Date.parse(at('10:00')) + seconds * 1000).toISOString() })))[0]);
    for (const kind of ['errors', 'crash']) {
      const all: number[] = [];
      for (const seconds of [0, 0.4, 2, 5, 10, 20, 30]) all.push(await sure(seconds, kind));
      expect(all).toEqual([...all].sort((a, b) => b - a));
      expect(all[1]).toBeGreaterThan((all[0] ?? 1) - 0.03);
      expect(all[2]).toBeGreaterThan((all[0] ?? 1) - 0.1);
      expect(all[6]).toBeLessThan((all[0] ?? 0) / 2);
    }
  });

  it('hear a name as collectors tell it and alerts say it', async () => {
    const whole = '5be1f00aa11bb22cc33dd44ee55ff66aa77bb88c';
    const image = (tag: string): Line => ({ identities: [`image:acme/checkout:${tag}`], revision: { image: `acme/checkout:${tag}` }, diff: [{ path: 'containers[checkout].image', before: 'acme/checkout:v2.30.0', after: `acme/checkout:${tag}` }] });
    const flag = (name: string): Line => ({ kind: 'feature-flag', identities: [`flag:${name}`] });
    const setting = (entity: string, path = 'data[pool]'): Line => ({ kind: 'config', entities: [entity, 'shop/deployment/checkout'], diff: [{ path, before: '50', after: '40' }] });
    const heard = async (more: Line, said: Line, service = 'checkout'): Promise<string | undefined> =>
      reason((await told(calls('checkout', 'search'), alert('a', 'checkout', '10:00', said), change('c', service, '09:58', more)))[0], 'named')?.replace('the alert itself names ', '');
    expect(await heard(flag('launchdarkly/acme/new-tax-rules'), { labels: { flag: 'new-tax-rules' } })).toBe('new-tax-rules');
    expect(await heard(flag('gitlab/acme/shop/new_tax'), { title: 'checkout: errors with new_tax' })).toBe('new_tax');
    expect(await heard(flag('split/newTaxRules'), { title: 'newTaxRules: checkout fails' })).toBe('newTaxRules');
    expect(await heard({ identities: [`commit:${whole}`], revision: { commit: whole } }, { labels: { version: '5be1f00' } })).toBe(whole);
    expect(await heard({ identities: [`commit:${whole}`] }, { labels: { version: 'main-5be1f00aa' } })).toBe(whole);
    expect(await heard({ identities: ['commit:5be1f00'] }, { labels: { git_sha: whole } })).toBe('5be1f00');
    expect(await heard({ revision: { digest: `sha256:${whole}${whole.slice(0, 24)}` } }, { labels: { image_id: `acme/checkout@sha256:${whole}${whole.slice(0, 24)}` } })).toMatch(/^sha256:5be1f00/);
    for (const said of ['v2.31.0', '2.31.0', 'checkout-2.31.0']) expect(await heard(image('v2.31.0'), { labels: { version: said } })).toBe('2.31.0');
    expect(await heard(image('v2.31.0'), { labels: { image: 'acme/checkout:v2.31.0' } })).toBe('acme/checkout:v2.31.0');
    expect(await heard(image('build-4711'), { labels: { version: 'build-4711' } })).toBe('build-4711');
    expect(await heard(setting('shop/configmap/checkout-limits'), { title: 'checkout: cannot parse checkout-limits' })).toBe('checkout-limits');
    expect(await heard(setting('shop/configmap/settings', 'data[DB_POOL_MAX]'), { title: 'checkout: DB_POOL_MAX exhausted' })).toBe('DB_POOL_MAX');
    expect(await heard({ diff: [{ path: 'containers[checkout].env[DB_POOL_MAX]', before: '5', after: '4' }] }, { title: 'checkout: DB_POOL_MAX exhausted' })).toBe('DB_POOL_MAX');

    // no name of its own, only the beginning of one, of another's number, or of what runs
    expect(await heard(flag('launchdarkly/acme/search'), { title: 'checkout: slow search' })).toBeUndefined();
    expect(await heard(flag('launchdarkly/acme/new-tax'), { title: 'checkout: errors with new-tax-rules' })).toBeUndefined();
    expect(await heard({ identities: [`commit:${whole}`] }, { labels: { version: '5be1f0' } })).toBeUndefined();
    expect(await heard({ identities: [`commit:${whole}`] }, { labels: { version: '5be1f01' } })).toBeUndefined();
    expect(await heard({ identities: [`commit:${whole}`] }, { labels: { version: '5be1f00b' } })).toBeUndefined();
    expect(await heard({ identities: [`commit:${whole}`] }, { labels: { trace: 'x5be1f00' } })).toBeUndefined();
    for (const tag of ['latest', 'main', 'alpine3', '10443']) expect(await heard(image(tag), { labels: { version: tag } })).toBeUndefined();
    expect(await heard(image('v2.31.0'), { labels: { version: 'v2.31.0-rc1' } })).toBeUndefined();
    expect(await heard(image('v2.31.0'), { labels: { version: 'v2.31.0' } }, 'search')).toBeUndefined();
    expect(await heard(image('v2.31.0'), { title: 'checkout fails since search v2.31.0' }, 'search')).toBe('2.31.0');
    expect(await heard(setting('shop/deployment/checkout-worker'), { title: 'checkout: checkout-worker fails' })).toBeUndefined();
    expect(await heard({ diff: [{ path: 'containers[side-car].image', before: 'a', after: 'b' }] }, { title: 'checkout: side-car fails' })).toBeUndefined();
  });

  it('name a person for what he did, not for what another did with the same image', async () => {
    const headline = async (...changes: string[]): Promise<string | undefined> => (await told(alert('a', 'web', '10:00'), ...changes))[0]?.headline;
    const argocd = { actor: { name: 'argocd', kind: 'automation' }, source: { provider: 'kubernetes' } };
    const intern = { actor: { name: 'intern', kind: 'human' }, source: { provider: 'kubernetes' } };
    const image = (name: string): Line => ({ identities: [`image:acme/web:${name}`] });
    expect(await headline(change('w', 'web', '09:58', { ...argocd, ...image('9') }), change('r', 'web', '06:00', { ...intern, ...image('9'), title: 'Restart web' }))).toContain('suspect is Deploy web by argocd, 2 minutes');
    const [moving] = await told(alert('a', 'web', '10:00'), change('w', 'web', '09:58', { ...argocd, ...image('latest') }), change('r', 'web', '06:00', { ...intern, ...image('latest') }));
    expect(moving?.suspects[0]?.changeIds).toEqual(['w']);
  });

  it('suspect no build and no test, whatever became of it, but a job that runs where the services do', async () => {
    const job = (title: string, more: Line = {}): string => change('job', 'web', '09:59', { kind: 'job', title, ...more });
    const real = [calls('web', 'api'), change('real', 'api', '09:50', { kind: 'config', title: 'Lower pool' })];
    const [failed] = await told(alert('a', 'web', '10:00'), job('ci: unit tests failed', { phase: 'failed' }), ...real);
    expect(suspects(failed)).toEqual(['real']);
    const [lint] = await told(alert('a', 'web', '10:00'), job('Lint'));
    expect(lint).toMatchObject({ suspects: [], noChangeProbability: 1 });
    const [build] = await told(alert('a', 'web', '10:00'), job('Build 7', { identities: ['image:web:7'] }), change('deploy', 'web', '09:59', { identities: ['image:web:7'] }));
    expect(build?.suspects[0]?.changeIds).toEqual(['deploy', 'job']);
    expect(suspects((await told(alert('a', 'web', '10:00'), job('Purge carts')))[0])).toEqual(['job']);
  });

  it('weigh what nobody saw happen by when that may have been', async () => {
    const found = (after: string, at_: string): string => change('found', 'web', at_, { detectedBy: 'reconcile', occurredAfter: at(after) });
    const [one] = await told(alert('a', 'web', '10:00'), found('09:50', '10:20'));
    expect(suspects(one)).toEqual(['found']);
    expect(one?.headline).toContain('Deploy web, between 09:50 and 10:20 UTC (nobody saw when); web alerted at 10:00 UTC');
    const weight = async (...lines: string[]): Promise<number> => (await told(alert('a', 'web', '10:00'), ...lines))[0]?.noChangeProbability ?? 0;
    // the more of the time was before the alert, and the nearer, the likelier
    expect(await weight(found('09:50', '10:20'))).toBeLessThan(await weight(found('09:59', '10:20')));
    expect(await weight(found('09:50', '09:58'))).toBeLessThan(await weight(found('08:00', '09:58')));
    expect(await weight(found('10:02', '10:20'))).toBe(1);
    const days = line('change', { id: 'found', service: 'web', kind: 'deployment', title: 'Deploy web', occurredAt: at('12:00'), occurredAfter: '2026-01-10T00:00:00.000Z' });
    expect(await weight(days)).toBeLessThan(1);
  });

  it('know a change by its last stage, however long ago it began', async () => {
    const phases = [{ phase: 'started', at: '2026-01-11T10:00:00.000Z' }, { phase: 'started', at: at('09:58') }];
    const flag = change('flag', 'web', '09:58', { kind: 'feature-flag', title: 'new-pay 5 → 50 %', occurredAt: '2026-01-11T10:00:00.000Z', phase: 'started', updatedAt: at('09:58'), phases });
    const [incident] = await told(alert('a', 'web', '10:00'), flag);
    expect(suspects(incident)).toEqual(['flag']);
    expect(incident?.headline).toContain('new-pay 5 → 50 %, 2 minutes before web alerted (begun 4 days before)');
  });

  it('suspect what was deployed once all was well again, when the same alert comes back', async () => {
    const ended = line('alert', { id: 'end', fingerprint: 'a', status: 'resolved', endsAt: at('10:05') });
    const again = alert('again', 'web', '10:14', { fingerprint: 'a' });
    expect(suspects((await told(alert('a', 'web', '10:00'), ended, change('new', 'web', '10:12'), again))[0])).toEqual(['new']);
    // what was deployed while it fired is a mend that did not last, if anything
    expect((await told(alert('a', 'web', '10:00'), ended, change('new', 'web', '10:03'), again))[0]?.headline).toContain('no suspect');
  });

  it('claim that no change is in reach only where all that is known could be weighed', async () => {
    const headline = async (...lines: string[]): Promise<string | undefined> => (await told(alert('a', 'web', '10:00'), ...lines))[0]?.headline;
    expect(await headline()).toBe('web fails: no suspect, as no change is in reach');
    expect(await headline(change('odd', undefined, '09:58', { entities: ['who/knows'] }))).toBe('web fails: no suspect, as no change that could be weighed is in reach');
    expect(await headline(line('coverage', { source: 'kubernetes', instance: 'eu-1', environment: undefined, observedAt: at('10:05'), lastEventAt: at('09:00'), gaps: [{ from: at('09:30'), to: at('09:55'), reason: 'away' }] }))).toBe('web fails: no suspect, as no change is known in reach; kubernetes (eu-1) was blind from 09:30 to 09:55 UTC');
  });
});
