import { instant, endAfter } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { jobIn, partsOf, phaseOf, type Build } from './build.js';
import type { ApiBuild, Notification } from './schema.js';

/**
 * The plugin writes the milliseconds of a time as a number after the dot, without noughts before it: `10:00:00.7+00:00` is seven of them. Its older
 * versions sent epoch milliseconds.
 */
export const pluginTime = (value: string | number | bigint | null | undefined): string | undefined => {
  if (value === null || value === undefined) return undefined;
  const text = String(value).trim();
  const [, head, millis = '', zone] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{1,3})(Z|[+-]\d\d:?\d\d)$/.exec(text) ?? [];
  return instant(head === undefined ? text : `${head}.${millis.padStart(3, '0')}${zone}`);
};

export type Read = { readonly is: 'build'; readonly build: Build } | { readonly is: 'skip' | 'reject'; readonly reason: string };

const LOG_KEPT = 1000;

/** A STARTED or FINALIZED of the plugin. */
export const fromNotification = ({ name, url, build }: Notification, receivedAt: string): Read => {
  const phase = build.phase.toUpperCase();
  if (phase === 'QUEUED') return { is: 'skip', reason: 'QUEUED: the build has not begun' };
  if (phase === 'COMPLETED') return { is: 'skip', reason: 'COMPLETED: FINALIZED says the same at the end' };
  if (phase !== 'STARTED' && phase !== 'FINALIZED') return { is: 'skip', reason: `phase ${cut(build.phase, 60)} is not one we take` };
  const became = phase === 'STARTED' ? 'started' : phaseOf(build.status);
  if (became === undefined) return { is: 'skip', reason: `a build that ended as ${build.status ?? 'nothing'}` };
  const parts = partsOf(build.full_url ?? '');
  const path = parts?.path ?? (build.url ?? `${(url ?? (name === undefined ? '' : `job/${name}`)).replace(/\/+$/, '')}/${build.number}`).replace(/\/+$/, '');
  const job = jobIn(path) ?? name;
  if (job === undefined) return { is: 'reject', reason: 'no job: neither name nor url of it' };
  const told = pluginTime(build.timestamp) ?? receivedAt;
  const startedAt = phase === 'STARTED' ? told : shifted(told, -(build.duration ?? 0));
  return {
    is: 'build',
    build: {
      root: parts?.root, path, job: cut(job, 400), number: build.number, page: build.full_url, phase: became, startedAt,
      at: phase === 'STARTED' ? told : endAfter(startedAt, told),
      result: phase === 'STARTED' ? undefined : build.status,
      scm: build.scm ?? { changes: [] }, parameters: build.parameters, causes: build.causes, culprits: build.scm?.culprits ?? [],
      more: {
        ...(build.notes === undefined ? {} : { notes: build.notes }),
        ...(build.test_summary === undefined ? {} : { tests: `${build.test_summary.failed} of ${build.test_summary.total} failed`, failedTests: build.test_summary.failed_tests }),
        ...(build.artifacts ? { artifacts: Object.keys(build.artifacts).slice(0, 20).map((artifact) => cut(artifact, 200)) } : {}),
        ...(became === 'failed' && build.log ? { logEnd: build.log.slice(-LOG_KEPT).toWellFormed() } : {}),
      },
    },
  };
};

const shifted = (time: string, by: number): string => instant(Date.parse(time) + by) ?? time;

const changedIn = ({ changeSet, changeSets }: ApiBuild): string[] => {
  const sets = changeSet === undefined ? changeSets : [changeSet, ...changeSets];
  return [...new Set(sets.flatMap(({ items }) => items).flatMap(({ affectedPaths }) => affectedPaths))].slice(0, 100);
};

/** A build as the API tells it. */
export const fromApi = (build: ApiBuild): Read => {
  const began = instant(String(build.timestamp));
  if (began === undefined) return { is: 'reject', reason: `timestamp is no time: ${cut(String(build.timestamp), 60)}` };
  const phase = build.building || build.result === undefined ? 'started' : phaseOf(build.result);
  if (phase === undefined) return { is: 'skip', reason: `a build that ended as ${build.result ?? 'nothing'}` };
  // `Folder » deploy #21`: without its address a build has only the names that people see.
  const shown = build.fullDisplayName?.replace(/ #\d{1,15}$/, '').split(' » ').map((part) => part.trim()).filter((part) => part !== '') ?? [];
  const parts = partsOf(build.url ?? '');
  const job = (parts === undefined ? undefined : jobIn(parts.path)) ?? (shown.join('/') || undefined);
  if (job === undefined) return { is: 'reject', reason: 'no job: neither url nor fullDisplayName' };
  const revision = build.actions.find(({ lastBuiltRevision }) => lastBuiltRevision?.SHA1 !== undefined);
  return {
    is: 'build',
    build: {
      root: parts?.root, path: parts?.path ?? [...shown.map((part) => `job/${part}`), build.number].join('/'), job: cut(job, 400), number: build.number, page: build.url, phase, startedAt: began,
      at: phase === 'started' ? began : endAfter(began, shifted(began, build.duration ?? 0)),
      result: phase === 'started' ? undefined : build.result,
      scm: { url: revision?.remoteUrls[0], branch: revision?.lastBuiltRevision?.branch[0]?.name, commit: revision?.lastBuiltRevision?.SHA1, changes: changedIn(build) },
      parameters: Object.fromEntries(build.actions.flatMap(({ parameters }) => parameters).slice(0, 100).flatMap(({ name, value }): [string, string][] => (value === null || value === undefined || typeof value === 'object' ? [] : [[name, cut(String(value), 500)]]))),
      causes: build.actions.flatMap(({ causes }) => causes).slice(0, 10),
      culprits: build.culprits.flatMap(({ fullName }) => (fullName === undefined ? [] : [fullName])),
      more: {},
    },
  };
};
