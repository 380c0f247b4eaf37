import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deploymentManifest } from './testing/deployment.js';
import { startRig, type Rig } from './testing/rig.js';
import { startListWatchServer, type ListWatchServer } from './testing/server.js';

let rig: Rig;
let servers: ListWatchServer[];
beforeEach(async () => {
  rig = await startRig();
  servers = [];
});
afterEach(async () => {
  await rig.close();
  await Promise.all(servers.map((server) => server.close()));
});

const cluster = async (uid: string | undefined, name: string, port?: number): Promise<ListWatchServer> => {
  const server = await startListWatchServer({ ...(uid === undefined ? {} : { uid }), ...(port === undefined ? {} : { port }) });
  server.apply(deploymentManifest(name));
  servers.push(server);
  return server;
};
const told = (name: string) => rig.said.services.some((service) => service.name === name);
const watched = (name: string) => rig.said.until(() => told(name), `service ${name}`);
const TAKEN = 'belongs to another cluster already (uid of its kube-system one, here two)';

describe('which cluster a name belongs to', () => {
  it('is the one that had it first: another says so, watches nothing and tells nothing', async () => {
    await rig.collect({ COLLECTOR_K8S_SERVER: (await cluster('one', 'ours')).url });
    await watched('ours');
    const foreign = await cluster('two', 'theirs');
    const second = rig.collect({ COLLECTOR_K8S_SERVER: foreign.url });
    await rig.said.until(() => second.readiness().reason.includes(TAKEN), 'the refusal');
    expect(second.readiness()).toMatchObject({ ready: false, reason: expect.stringContaining('set COLLECTOR_K8S_REPLACES=one') });
    expect(rig.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual(['The collector has stopped.']);
    expect(foreign.requests.map(({ pathname }) => pathname)).toEqual(['/api/v1/namespaces/kube-system']);
    expect(told('theirs')).toBe(false);

    // neither its own next start nor the other's is troubled by that
    const third = rig.collect({ COLLECTOR_K8S_SERVER: foreign.url, COLLECTOR_K8S_CLUSTER: 'prod-us' });
    await watched('theirs');
    expect(third.readiness().ready).toBe(true);
  });

  it('stays its own over restarts, at whatever address', async () => {
    const first = rig.collect({ COLLECTOR_K8S_SERVER: (await cluster('one', 'ours')).url });
    await watched('ours');
    await first.stop();
    rig.collect({ COLLECTOR_K8S_SERVER: (await cluster('one', 'ours-too')).url });
    await watched('ours-too');
  });

  it('is given to one of two that come at once', async () => {
    const [a, b] = [await cluster('one', 'ours'), await cluster('two', 'theirs')];
    const both = [a, b].map(({ url }) => rig.collect({ COLLECTOR_K8S_SERVER: url }));
    await rig.said.until(() => both.some((each) => each.readiness().reason.includes('belongs to another')) && both.some((each) => each.readiness().ready), 'one refused, one ready');
  });

  it('goes to a cluster that was built anew when somebody says so', async () => {
    const first = rig.collect({ COLLECTOR_K8S_SERVER: (await cluster('one', 'ours')).url });
    await watched('ours');
    await first.stop();
    const anew = await cluster('two', 'anew');
    rig.collect({ COLLECTOR_K8S_SERVER: anew.url, COLLECTOR_K8S_REPLACES: 'one' });
    await watched('anew');
    const again = rig.collect({ COLLECTOR_K8S_SERVER: anew.url });
    await rig.said.until(() => again.readiness().ready, 'the next start needs no word');
  });

  it('is asked for once the cluster answers, and nothing of it is told before', async () => {
    await rig.collect({ COLLECTOR_K8S_SERVER: (await cluster('one', 'ours')).url });
    await watched('ours');
    const gone = await startListWatchServer();
    const port = Number(new URL(gone.url).port);
    await gone.close();
    const late = rig.collect({ COLLECTOR_K8S_SERVER: gone.url });
    await rig.said.until(() => late.readiness().reason.includes('cannot be watched'), 'that it is away');
    await cluster('two', 'theirs', port);
    await rig.said.until(() => late.readiness().reason.includes(TAKEN), 'the refusal');
    expect(told('theirs')).toBe(false);
  });
});
