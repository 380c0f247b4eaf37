import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePorts } from '@culprit/kafka/testing';
import { parseAllDocuments } from 'yaml';
import { settingsOf } from '../run/start.js';
import { plain } from '../text/paint.js';
import { run } from './program.js';

const asked: { query: string; variables: Record<string, unknown>; authorization: string | undefined }[] = [];
let answer: { status: number; body: string } = { status: 200, body: '{}' };
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ ...JSON.parse(body), authorization: request.headers.authorization });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

interface Printed {
  readonly kind: string;
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly { readonly env: readonly { readonly name: string; readonly value?: string }[] }[] } } };
}

const culprit = async (args: readonly string[], env: Record<string, string> = {}) => {
  let out = '';
  let err = '';
  const code = await run(args, { env, paint: plain, out: (text) => { out += text; }, err: (text) => { err += text; } });
  return { code, out, err };
};
const answers = (data: unknown, status = 200) => { answer = { status, body: typeof data === 'string' ? data : JSON.stringify(data) }; };

describe('culprit', () => {
  it('has help for itself and for every command', async () => {
    const help = await culprit(['--help']);
    expect(help.code).toBe(0);
    for (const name of ['start', 'replay', 'fit', 'incidents', 'incident', 'changes', 'services', 'unmapped', 'map', 'why-not', 'confirm', 'dismiss', 'renormalize', 'dlq', 'webhook', 'k8s']) {
      expect(help.out).toContain(name);
      expect(await culprit([name, '--help'])).toMatchObject({ code: 0, out: expect.stringContaining(`Usage: culprit ${name}`) });
    }
  });

  it('answers a wrong request with what is wrong and 2', async () => {
    expect(await culprit([])).toMatchObject({ code: 2, err: expect.stringContaining('Usage: culprit') });
    expect(await culprit(['strat'])).toMatchObject({ code: 2, err: expect.stringContaining("there is no command 'strat'") });
    expect(await culprit(['start', '--port', '1'])).toMatchObject({ code: 2, err: expect.stringContaining("culprit: unknown option '--port'") });
    expect(await culprit(['changes'])).toMatchObject({ code: 2, err: expect.stringContaining("required option '--service <name>'") });
    expect(await culprit(['changes', '--service', 'x', '--last', 'soon'])).toMatchObject({ code: 2, err: expect.stringContaining('looks like 90s, 15m, 1h, 2d') });
    expect(await culprit(['changes', '--service', 'x', '--related', 'many'])).toMatchObject({ code: 2, err: expect.stringContaining('from 0 to 10') });
    expect(await culprit(['incident'])).toMatchObject({ code: 2, err: expect.stringContaining("missing required argument 'id'") });
    expect(await culprit(['replay', '--events', '-', '--from', '2026-01-01'])).toMatchObject({ code: 2, err: expect.stringContaining('leave --events out') });
  });

  it('prints the configuration, also where start is asked to', async () => {
    const printed = await culprit(['--print-config']);
    expect(printed).toMatchObject({ code: 0, out: expect.stringContaining('EVENT_LOG') });
    expect(await culprit(['start', '--print-config'])).toEqual(printed);
  });

  it('says in one sentence that nobody answers', async () => {
    const [nobody] = await freePorts(1);
    const there = `http://127.0.0.1:${nobody}`;
    const { code, err } = await culprit(['incidents', '--url', there]);
    expect(code).toBe(1);
    expect(err).toBe(`No Culprit answers at ${there} (connection refused): start one with \`culprit start\`, or name another with --url.\n`);
  });

  it('says what else hinders an answer', async () => {
    answers('<html>', 404);
    expect((await culprit(['incidents', '--url', url])).err).toContain('is not Culprit (HTTP 404, no JSON)');
    answers({}, 401);
    expect((await culprit(['incidents', '--url', url])).err).toContain('wants a token: set QUERY_API_TOKEN');
    answers({ errors: [{ message: 'too deep\u001b[2J' }] });
    expect((await culprit(['incidents', '--url', url])).err).toBe(`Culprit at ${url} refused the question: too deep\n`);
  });

  it('asks with the filter and the token, at PUBLIC_URL when no other address is given', async () => {
    answers({ data: { incidents: { nodes: [], pageInfo: { hasNextPage: false } } } });
    const { code, out } = await culprit(['incidents', '--service', 'a', '--status', 'open', '--last', '2d', '--first', '3'], { PUBLIC_URL: url, QUERY_API_TOKEN: 'let-me-in' });
    expect({ code, out }).toEqual({ code: 0, out: 'No incidents.\n' });
    expect(asked.at(-1)).toMatchObject({ authorization: 'Bearer let-me-in', variables: { first: 3, filter: { services: ['a'], status: 'OPEN', last: 'P2D' } } });
  });

  it('prints JSON that is the answer, and nothing that steers the terminal', async () => {
    const nodes = [{ id: 'i1', title: 'bad \u009b31m' }];
    answers({ data: { incidents: { nodes, pageInfo: { hasNextPage: false } } } });
    const { out } = await culprit(['incidents', '--json', '--url', url]);
    expect(out).not.toContain('\u009b');
    expect(JSON.parse(out)).toEqual(nodes);
  });

  it('tells an incident, a service or a change that is not there', async () => {
    answers({ data: { incident: null } });
    expect(await culprit(['incident', 'nope\u0007', '--url', url])).toMatchObject({ code: 1, err: 'There is no incident nope; `culprit incidents` lists them.\n' });
    answers({ data: { service: null, timeline: { edges: [], pageInfo: { hasNextPage: false } } } });
    expect(await culprit(['changes', '--service', 'nope', '--url', url])).toMatchObject({ code: 1, err: 'No service is called nope.\n' });
    answers({ data: { service: { name: 'a' }, timeline: { edges: [], pageInfo: { hasNextPage: false } } } });
    expect(await culprit(['changes', '--service', 'a', '--related', '4', '--url', url])).toMatchObject({ code: 0, out: 'Nothing changed on a and up to 4 hops from it.\n' });
    expect(asked.at(-1)!.variables).toMatchObject({ service: 'a', last: 'PT1H', scope: { services: ['a'], related: 4 } });
  });

  it('lists services and why they are unwell', async () => {
    answers({ data: { services: { pageInfo: { hasNextPage: true }, nodes: [
      { name: 'cart', environment: 'production', health: 'UNHEALTHY', healthReasons: ['Alert "x" fires.'], owner: 'team-a', system: null, replicas: { desired: 3, ready: 2 } },
      { name: 'pay', environment: null, health: 'HEALTHY', healthReasons: ['fine'], owner: null, system: null, replicas: null },
    ] } } });
    expect(await culprit(['services', '--search', 'a', '--health', 'Unhealthy', '--url', url])).toEqual({ code: 0, err: '', out: 'UNHEALTHY  cart  production, 2/3 ready, team-a\n           Alert "x" fires.\nHEALTHY    pay\n\nThere are more: ask with a larger --first or with --search.\n' });
    expect(asked.at(-1)?.variables).toEqual({ first: 50, filter: { search: 'a', healths: ['UNHEALTHY'] } });
    answers({ data: { services: { nodes: [], pageInfo: { hasNextPage: false } } } });
    expect((await culprit(['services', '--url', url])).out).toBe('No services.\n');
  });

  it('says why a change was not suspected, and takes what people say of a cause', async () => {
    const weigh = { eligible: true, reason: '2 of 2 candidates with 3.0 %.', rank: 2, probability: 0.03, reasons: [{ signal: 'time', contribution: -2.56, sentence: '10 hours before\u001b[2J' }] };
    answers({ data: { incident: { title: 'cart: slow', weigh }, change: { title: 'Deploy cart', service: 'cart', environment: 'production', occurredAt: '2026-01-15T10:00:00.000Z' } } });
    expect(await culprit(['why-not', 'i1', 'c1', '--url', url])).toEqual({ code: 0, err: '', out: 'cart  Deploy cart  2026-01-15 10:00:00 UTC, production\n  2 of 2 candidates with 3.0 %.\n  -2.6 10 hours before\n  cart: slow\n' });
    expect(asked.at(-1)?.variables).toEqual({ id: 'i1', changeId: 'c1' });
    answers({ data: { incident: null, change: null } });
    expect(await culprit(['why-not', 'i1', 'c1', '--url', url])).toMatchObject({ code: 1, err: 'There is no incident i1; `culprit incidents` lists them.\n' });
    answers({ data: { incident: { title: 'cart: slow', weigh: { eligible: false, reason: 'Not weighed: no change of this id is known.', rank: null, probability: null, reasons: [] } }, change: null } });
    for (const more of [[], ['--json']]) expect(await culprit(['why-not', 'i1', 'c1', '--url', url, ...more])).toMatchObject({ code: 1, out: '', err: 'There is no change c1, or it is no longer kept; `culprit changes` lists those of a service.\n' });

    answers({ data: { confirmSuspect: { id: 'i1', title: 'cart: slow' } } });
    expect(await culprit(['confirm', 'i1', 'c1', '--note', 'seen in the trace', '--url', url], { USER: 'ada' })).toEqual({ code: 0, err: '', out: 'Confirmed: c1 caused cart: slow.\n' });
    expect(asked.at(-1)?.variables).toEqual({ incidentId: 'i1', changeId: 'c1', note: 'seen in the trace', by: 'ada' });
    answers({ data: { dismissSuspect: { id: 'i1', title: 'cart: slow' } } });
    expect((await culprit(['dismiss', 'i1', '--by', 'bob', '--url', url])).out).toBe('Said: no change caused cart: slow.\n');
    expect(asked.at(-1)?.variables).toEqual({ incidentId: 'i1', by: 'bob' });
    expect((await culprit(['dismiss', 'i1', 'c1', '--url', url])).out).toBe('Dismissed: c1 did not cause cart: slow.\n');
  });

  it('prints what a cluster needs to be watched', async () => {
    const asked = ['k8s', 'manifest', '--cluster', 'prod-eu', '--environment', 'production', '--url', 'https://culprit.example', '--image', 'ghcr.io/acme/culprit:1'];
    const { code, out, err } = await culprit(asked);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('kubectl -n culprit create secret generic culprit-collector');
    for (const line of ['kind: ClusterRoleBinding', 'value: https://culprit.example', 'value: prod-eu', 'value: production', 'key: remote-token', 'image: ghcr.io/acme/culprit:1']) expect(out).toContain(line);
    // what is printed is a configuration that starts
    const printed = await culprit([...asked, '--kinds', 'deployment,pod', '--custom', 'certificates.v1.cert-manager.io', '--watch', 'shop', '--shards', '2', '--standby', '1']);
    const containers = parseAllDocuments(printed.out).map((document) => document.toJS() as Printed).filter(({ kind }) => kind === 'Deployment').flatMap(({ spec }) => spec.template.spec.containers);
    expect(containers).toHaveLength(2);
    for (const { env } of containers) {
      const variables = Object.fromEntries(env.map(({ name, value }) => [name, value ?? (name === 'HOST' ? '10.1.2.3' : 'from the Secret')]));
      expect(settingsOf({ KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_PORT: 'tcp://10.96.0.1:443', ...variables }).selected.map(({ name }) => name)).toEqual(['collector-k8s']);
    }
    expect(await culprit([...asked, '--kinds', 'deploymnt'])).toMatchObject({ code: 1, out: '', err: expect.stringContaining('COLLECTOR_K8S_KINDS: expected kinds of application') });
    expect(await culprit([...asked, '--namespace', 'Not This'])).toMatchObject({ code: 2, err: expect.stringContaining('small letters, digits and dashes') });
  });

  it('lists what nobody answers to, and says whose one is', async () => {
    answers({ data: { unmapped: { pageInfo: { hasNextPage: false }, nodes: [{ provider: 'github', entity: 'acme/cart', count: 200, lastSeenAt: '2026-01-15T10:00:00.000Z' }, { provider: 'pagerduty', entity: 'Cart\u001b[2J', count: 3, lastSeenAt: '2026-01-15T10:00:00.000Z' }] } } });
    const { out } = await culprit(['unmapped', '--url', url]);
    expect(out).toMatch(/^200 {2}github {5}acme\/cart {2}last .*\n {2}3 {2}pagerduty {2}Cart {7}last /);
    expect(out).toContain('`culprit map PROVIDER ENTITY SERVICE`');
    answers({ data: { mapEntity: { name: 'basket', environment: null, aliases: ['acme/cart'] } } });
    expect(await culprit(['map', 'github', 'acme/cart', 'cart', '--environment', 'prod', '--url', url])).toMatchObject({ code: 0, out: 'acme/cart is basket in prod. What it brought before follows within seconds.\n' });
    expect(asked.at(-1)?.variables).toEqual({ provider: 'github', entity: 'acme/cart', service: 'cart', environment: 'prod' });
    expect(await culprit(['map', 'github', 'acme/cart'])).toMatchObject({ code: 2, err: expect.stringContaining("missing required argument 'service'") });
    answers({ errors: [{ message: 'entity: other services answer to acme/cart already' }] });
    expect(await culprit(['map', 'github', 'acme/cart', 'cart', '--url', url])).toMatchObject({ code: 1, err: expect.stringContaining('other services answer to acme/cart already') });
  });
});
