import { describe, expect, it } from '@jest/globals';
import type { Service } from '@culprit/domain';
import { Board } from './board.js';

const member = (name: string, workload: string, ready: number) => ({
  service: { name, aliases: [`shop/deployment/${workload}`], dependsOn: [], repositories: [] },
  workload: { cluster: 'c', namespace: 'shop', kind: 'Deployment', name: workload, desired: 3, ready, health: 'HEALTHY' as const, images: [`acme/${workload}:1`] },
});

const put = (board: Board, uid: string, seen: ReturnType<typeof member>): void => board.put(`${seen.workload.namespace}/deployment/${seen.workload.name}`, uid, seen);
const settled = (said: Service[] = []): Board => {
  const board = new Board('c', () => 'production', said);
  board.settle(true);
  return board;
};

describe('the services of a cluster', () => {
  it('are said once, and again only when something differs', () => {
    const board = settled();
    put(board, 'u1', member('api', 'api', 3));
    expect(board.take(1000)).toMatchObject([{ name: 'api', source: 'kubernetes/c', observedAt: '1970-01-01T00:00:01.000Z' }]);
    put(board, 'u1', member('api', 'api', 3));
    expect(board.take(5000)).toEqual([]);
    expect(board.nextAt()).toBeUndefined();
  });

  it('wait a second after each statement, and say the last', () => {
    const board = settled();
    put(board, 'u1', member('api', 'api', 1));
    board.take(1000);
    put(board, 'u1', member('api', 'api', 2));
    expect(board.take(1500)).toEqual([]);
    put(board, 'u1', member('api', 'api', 3));
    expect(board.nextAt()).toBe(2000);
    expect(board.take(2000)[0]?.workloads[0]?.ready).toBe(3);
  });

  it('are removed with their last workload, and leave an old name with a new one', () => {
    const board = settled();
    put(board, 'u1', member('api', 'api', 3));
    put(board, 'u2', member('api', 'worker', 3));
    board.take(1000);
    board.remove('shop/deployment/worker', 'u2');
    expect(board.take(2000)[0]).toMatchObject({ name: 'api', workloads: [{ name: 'api' }] });
    put(board, 'u1', member('checkout', 'api', 3));
    expect(board.take(3000).map(({ name, removed }) => ({ name, removed }))).toEqual([{ name: 'api', removed: true }, { name: 'checkout', removed: undefined }]);
  });

  it('that stand in the catalog are said again only when they differ, and removed when nothing brings them', () => {
    const before = settled();
    for (const name of ['api', 'web', 'old']) put(before, name, member(name, name, 3));
    const board = new Board('c', () => 'production', before.take(1000));
    put(board, 'api', member('api', 'api', 3));
    put(board, 'web', member('web', 'web', 2));
    expect([board.take(2000), board.nextAt()]).toEqual([[], undefined]);
    board.settle(true);
    expect(board.take(3000).map(({ name, removed }) => [name, removed])).toEqual([['web', undefined], ['old', true]]);
  });

  it('are one for each environment that their workloads are in', () => {
    const board = new Board('c', (namespace) => (namespace === 'shop' ? 'production' : 'staging'));
    const at = (namespace: string) => ({ ...member('api', 'api', 3), workload: { ...member('api', 'api', 3).workload, namespace } });
    put(board, 'u1', at('shop'));
    put(board, 'u2', at('shop-test'));
    board.settle(true);
    expect(board.take(1000).map(({ name, environment, workloads }) => [name, environment, workloads.length])).toEqual([['api', 'production', 1], ['api', 'staging', 1]]);
    board.remove('shop-test/deployment/api', 'u2');
    expect(board.take(3000).map(({ environment, removed }) => [environment, removed])).toEqual([['staging', true]]);
  });
});
