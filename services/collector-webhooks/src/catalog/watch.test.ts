import { mkdir, mkdtemp, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shippedEnvironments, topics, type Service } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { LogUnavailable, noMetrics, silentLogger, systemClock, type Clock, type EventLog } from '@culprit/ports';
import { appender } from '../append.js';
import { instruments } from '../instruments.js';
import { recordsOf } from '../testing/rig.js';
import { watchCatalog, type CatalogWatch } from './watch.js';

let folder: string;
let log: EventLog;
const running: CatalogWatch[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-catalog-'));
  log = await openEmbeddedLog({ path: join(folder, 'log.sqlite') });
  await log.ensureTopics([topics.catalog]);
});
afterEach(async () => {
  await stopAll();
  await log.close();
  await rm(folder, { recursive: true, force: true });
});

const stopAll = async (): Promise<void> => void (await Promise.all(running.splice(0).map((watch) => watch.stop())));
const watch = (files: readonly string[], { clock = systemClock, through = log, lookMs = 15 }: { clock?: Clock; through?: EventLog; lookMs?: number } = {}): CatalogWatch => {
  const one = watchCatalog({
    files: files.map((file) => join(folder, file)), environments: shippedEnvironments, log: through, clock, logger: silentLogger, metrics: noMetrics, lookMs,
    appender: appender({ log: through }, clock, silentLogger, instruments(noMetrics)),
  });
  running.push(one);
  return one;
};
const write = (file: string, text: string): Promise<void> => writeFile(join(folder, file), text);
/** As `kubectl apply` and editors do: the whole file at once. */
const replace = async (file: string, text: string): Promise<void> => {
  await write(`${file}.new`, text);
  await rename(join(folder, `${file}.new`), join(folder, file));
};
const said = async (): Promise<Service[]> => (await recordsOf(log, topics.catalog.name)).map(({ value }) => JSON.parse(String(value)) as Service);
const brief = async (): Promise<string[]> => (await said()).map(({ name, removed, aliases }) => `${removed === true ? '-' : '+'}${name}${aliases.length > 0 ? `=${aliases.join()}` : ''}`);
const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  for (const end = Date.now() + 10_000; !(await holds());) {
    if (Date.now() > end) throw new Error(`still said: ${(await brief()).join(' ')}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
const saidAll = (count: number) => until(async () => (await said()).length >= count);
/** Long enough for several looks. */
const looks = () => new Promise((resolve) => setTimeout(resolve, 150));

describe('catalog files', () => {
  it('are stated once, again where something differs, and removed where something is gone', async () => {
    await write('catalog.yaml', '- name: a\n- name: b\n  aliases: [x]\n');
    watch(['catalog.yaml']);
    await saidAll(2);
    await looks();
    expect(await brief()).toEqual(['+a', '+b=x']);
    expect((await said())[0]).toMatchObject({ source: `file:${join(folder, 'catalog.yaml')}`, name: 'a' });
    await replace('catalog.yaml', '- name: b\n  aliases: [y]\n- name: c\n');
    await saidAll(5);
    await looks();
    expect((await brief()).slice(2).sort()).toEqual(['+b=y', '+c', '-a']);
    await replace('catalog.yaml', '# now with a word of explanation\n- name: b\n  aliases: [y]\n- name: c\n');
    await looks();
    expect(await brief()).toHaveLength(5);
  });

  it('say nothing after a restart, but what changed meanwhile; two collectors say no more than one', async () => {
    await write('catalog.yaml', '- name: a\n- name: b\n');
    watch(['catalog.yaml']);
    await saidAll(2);
    await stopAll();
    watch(['catalog.yaml']);
    watch(['*.yaml']);
    await looks();
    expect(await brief()).toEqual(['+a', '+b']);
    await stopAll();
    await write('catalog.yaml', '- name: b\n');
    watch(['catalog.yaml']);
    await saidAll(3);
    expect((await brief()).slice(2)).toEqual(['-a']);
  });

  it('that are faulty say what is wrong, and what they said before stays; not even their good entries are taken', async () => {
    await write('catalog.yaml', '- name: a\n');
    const one = watch(['catalog.yaml']);
    await saidAll(1);
    await replace('catalog.yaml', '- name: good\n- name: bad\n  alias: x\n');
    await until(() => one.faults().length > 0);
    expect(one.faults()).toEqual([`${join(folder, 'catalog.yaml')}, line 3, [1].alias: no such key`]);
    await stopAll();
    const two = watch(['catalog.yaml']);
    await until(() => two.faults().length > 0);
    await looks();
    expect(await brief()).toEqual(['+a']);
    await replace('catalog.yaml', '- name: good\n');
    await saidAll(3);
    expect((await brief()).slice(1).sort()).toEqual(['+good', '-a']);
    expect(two.faults()).toEqual([]);
  });

  it('that vanish from a pattern take their services along; a path that is not there says so and takes nothing', async () => {
    await mkdir(join(folder, 'team'));
    await write('team/a.yaml', '- name: a\n');
    await write('team/b.yaml', 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: b }\n');
    await write('own.yaml', '- name: own\n');
    const one = watch(['team/*.yaml', 'own.yaml']);
    await saidAll(3);
    await unlink(join(folder, 'team/b.yaml'));
    await unlink(join(folder, 'own.yaml'));
    await saidAll(4);
    await looks();
    expect((await brief()).slice(3)).toEqual(['-b']);
    expect(one.faults()).toEqual([expect.stringContaining('own.yaml cannot be read')]);
    // nobody looked when this one went
    await stopAll();
    await unlink(join(folder, 'team/a.yaml'));
    watch(['team/*.yaml']);
    await saidAll(5);
    await looks();
    expect((await brief()).slice(4)).toEqual(['-a']);
    // a folder that is gone is no word about what was in it
    await write('team/c.yaml', '- name: c\n');
    await saidAll(6);
    await rename(join(folder, 'team'), join(folder, 'elsewhere'));
    await looks();
    expect(await brief()).toHaveLength(6);
  });

  it('are followed through the links of a mounted ConfigMap', async () => {
    for (const [version, name] of [['1', 'old'], ['2', 'new']]) {
      await mkdir(join(folder, `mount/..v${version}`), { recursive: true });
      await write(`mount/..v${version}/catalog.yaml`, `- name: ${name}\n`);
      // kubelet keeps the times of the files
      await utimes(join(folder, `mount/..v${version}/catalog.yaml`), 1_700_000_000, 1_700_000_000);
    }
    await symlink('..v1', join(folder, 'mount/..data'));
    await symlink('..data/catalog.yaml', join(folder, 'mount/catalog.yaml'));
    watch(['mount/*.yaml']);
    await saidAll(1);
    await symlink('..v2', join(folder, 'mount/..tmp'));
    await rename(join(folder, 'mount/..tmp'), join(folder, 'mount/..data'));
    await saidAll(3);
    await looks();
    expect((await brief()).sort()).toEqual(['+new', '+old', '-old']);
  });

  it('are not taken while they are being written', async () => {
    await write('catalog.yaml', '- name: a\n- name: b\n');
    watch(['catalog.yaml'], { lookMs: 400 });
    await saidAll(2);
    for (let i = 0; i < 100; i += 1) {
      await write('catalog.yaml', i % 2 === 0 ? '- name: a\n' : `- name: a\n- name: b\n# ${i}\n`);
      await new Promise((resolve) => setTimeout(resolve, 16));
    }
    await replace('catalog.yaml', '- name: a\n- name: b\n- name: c\n');
    await saidAll(3);
    expect(await brief()).toEqual(['+a', '+b', '+c']);
  });

  it('wait for a log that is away, and outdo what a clock ahead of ours said', async () => {
    await write('catalog.yaml', '- name: a\n');
    watch(['catalog.yaml'], { clock: { now: () => Date.now() + 3_600_000 } });
    await saidAll(1);
    await stopAll();
    await write('catalog.yaml', '- name: a\n  aliases: [new]\n');
    let away = true;
    const lame = new Proxy(log, {
      get: (target, key: keyof EventLog) => {
        if (key === 'append') return (...args: Parameters<EventLog['append']>) => (away ? Promise.reject(new LogUnavailable('no broker answers')) : target.append(...args));
        return typeof target[key] === 'function' ? (target[key] as (...args: unknown[]) => unknown).bind(target) : target[key];
      },
    });
    watch(['catalog.yaml'], { through: lame });
    await looks();
    expect(await brief()).toEqual(['+a']);
    away = false;
    await saidAll(2);
    const [before, after] = await said();
    expect([after?.aliases, (after?.observedAt ?? '') > (before?.observedAt ?? '')]).toEqual([['new'], true]);
  });
});
