import type { Seen, Sign, WatchedKind } from '../kind.js';
import { ownerEntity } from './owner.js';
import { Pod, type ContainerStatus } from './schema.js';
import { skimmed } from './skim.js';

/** How long after its end a killed container counts. */
const KILLED_MS = 600_000;

const containerSigns = ({ name, state, lastState }: ContainerStatus): Sign[] => {
  const waiting = state?.waiting?.reason;
  const killed = [state?.terminated, lastState?.terminated].find((each) => each?.reason === 'OOMKilled');
  const signs: Sign[] = [];
  if (waiting === 'CrashLoopBackOff') signs.push({ sign: 'crash-loop', class: 'crash', severity: 'high', says: `container ${name} crashes again and again` });
  if (waiting === 'ImagePullBackOff' || waiting === 'ErrImagePull' || waiting === 'InvalidImageName') signs.push({ sign: 'image-pull', class: 'availability', severity: 'high', says: `the image of container ${name} cannot be pulled`, churn: true });
  if (waiting === 'CreateContainerConfigError' || waiting === 'CreateContainerError' || waiting === 'RunContainerError') signs.push({ sign: 'container-create', class: 'availability', severity: 'high', says: `container ${name} cannot be started`, churn: true });
  if (killed?.finishedAt) {
    const end = Date.parse(killed.finishedAt);
    if (!Number.isNaN(end)) signs.push({ sign: 'oom-killed', class: 'crash', severity: 'high', says: `container ${name} was killed for lack of memory`, since: new Date(end).toISOString(), until: new Date(end + KILLED_MS).toISOString() });
  }
  return signs;
};

const signsOf = (pod: Pod): Sign[] => {
  const signs = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])].flatMap(containerSigns);
  const scheduled = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable') signs.push({ sign: 'unschedulable', class: 'availability', severity: 'medium', says: 'a pod finds no node', churn: true });
  return signs;
};

const NO_WRITERS: Seen['writers'] = [];

/** Read for its health alone, and read by hand, if at all: of all kinds there are the most of these. */
export const pod = {
  name: 'pod',
  title: 'Pod',
  served: [{ group: '', version: 'v1', plural: 'pods' }],
  namespaced: true,
  reach: 'objects',
  skim: skimmed,
  project: (object) => {
    const it = Pod.parse(object);
    const { uid, name, namespace, resourceVersion = '' } = it.metadata;
    const signs = it.metadata.deletionTimestamp ? [] : signsOf(it);
    const of = signs.length === 0 ? undefined : ownerEntity(it);
    return { uid, namespace, name, generation: 0, resourceVersion, writers: NO_WRITERS, signs: of === undefined ? [] : signs.map((sign) => ({ ...sign, of })) };
  },
} satisfies WatchedKind;
