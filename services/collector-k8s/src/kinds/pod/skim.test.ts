import { describe, expect, it } from '@jest/globals';
import { podObject } from '../../testing/objects.js';
import { skimmed } from './skim.js';

const line = (object: unknown, type = 'MODIFIED'): Buffer => Buffer.from(JSON.stringify({ type, object }));
const pod = (labels: object = {}, status: object = {}) => {
  const { metadata, ...rest } = podObject(1);
  return { ...rest, metadata: { ...metadata, resourceVersion: '42', labels: { ...metadata.labels, ...labels } }, status: { ...rest.status, ...status } };
};
const nobody = (): boolean => false;

describe('a line of a pod', () => {
  it('in which nothing is wrong is passed over', () => {
    expect(skimmed(line(pod()), nobody)).toBe('42');
    expect(skimmed(line(pod(), 'ADDED'), nobody)).toBe('42');
  });

  it.each<[string, Buffer]>([
    ['of its end', line(pod(), 'DELETED')],
    ['with a container that waits', line(pod({}, { containerStatuses: [{ name: 'c', state: { waiting: { reason: 'CrashLoopBackOff' } } }] }))],
    ['with one that was killed', line(pod({}, { containerStatuses: [{ name: 'c', lastState: { terminated: { reason: 'OOMKilled' } } }] }))],
    ['that finds no node', line(pod({}, { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] }))],
    ['with an escaped letter', Buffer.from(line(pod()).toString().replace('Running', 'R\\u0075nning'))],
    ['with a label that is called as the version', line(pod({ resourceVersion: '7' }))],
    ['that is cut short', line(pod()).subarray(0, -1)],
    ['of a bookmark', line({ metadata: { resourceVersion: '42' } }, 'BOOKMARK')],
    ['without a version', Buffer.from('{"type":"MODIFIED","object":{"metadata":{"uid":"a"}}}')],
  ])('%s is read', (_, text) => expect(skimmed(text, nobody)).toBeUndefined());

  it('of one that showed something is read, whoever else is named in it', () => {
    const { uid } = podObject(1).metadata;
    expect(skimmed(line(pod()), (each) => each === uid)).toBeUndefined();
  });
});
