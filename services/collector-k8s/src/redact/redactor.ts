import { createHmac } from 'node:crypto';
import type { Leaf } from './leaf.js';
import { imageRef, isSafeShape, looksSecret, namesSecret } from './safe.js';

/** States of different rules are compared only by what both show. */
export { REDACTION_RULES } from '@culprit/domain';

export interface Redactor {
  /** Names the key without giving it away; hashes of different keys cannot be compared. */
  readonly keyId: string;
  /** A value from where anything may stand, under the name that the author gave it. */
  free(path: string, name: string, value: string): Leaf;
  /** A text by which only its equal is known. */
  word(text: string): string;
  /** A field that Kubernetes defines. */
  field(path: string, name: string, value: string): Leaf;
}

/** Fields that hold names and choices, never content. */
const NAMES = new Set([
  'name', 'imagePullPolicy', 'type', 'protocol', 'restartPolicy', 'dnsPolicy', 'schedulerName', 'serviceAccountName', 'serviceAccount',
  'terminationMessagePath', 'terminationMessagePolicy', 'mountPath', 'subPath', 'mountPropagation', 'claimName', 'secretName', 'configMapName', 'key',
  'operator', 'effect', 'topologyKey', 'whenUnsatisfiable', 'fieldPath', 'apiVersion', 'kind', 'resource', 'containerName', 'port', 'targetPort',
  'scheme', 'priorityClassName', 'preemptionPolicy', 'runtimeClassName', 'nodeName', 'hostname', 'subdomain', 'medium', 'fsGroupChangePolicy',
  'driver', 'fsType', 'storageClassName', 'procMount', 'path', 'resizePolicy', 'restartPolicyRules', 'service',
  'host', 'subset', 'namespace', 'group', 'controller', 'ingressClassName', 'pathType', 'sectionName', 'cidr', 'except', 'schedule', 'timeZone', 'concurrencyPolicy', 'volumeMode',
  'sessionAffinity', 'externalTrafficPolicy', 'internalTrafficPolicy', 'failurePolicy', 'matchPolicy', 'sideEffects', 'reinvocationPolicy', 'scope', 'scopeName', 'selectPolicy',
  'targetRevision', 'chart', 'branch', 'tag', 'semver', 'mode', 'version', 'project', 'updateMode', 'podManagementPolicy', 'policyType',
]);
const PLAIN = /^[\w./{}$() :*,-]{0,253}$/;

/** Default deny: what no rule shows leaves only as a hash under `key`. The path is part of the hash, so that equal values in two places do not show as equal. */
export const createRedactor = (key: string): Redactor => {
  const mac = (text: string): string => createHmac('sha256', key).update(text).digest('hex').slice(0, 16);
  const hide = (path: string, value: string): Leaf => ({ hash: mac(`${path}\0${value}`) });
  const free: Redactor['free'] = (path, name, value) => (!namesSecret(name) && isSafeShape(value) ? value : hide(path, value));
  return {
    keyId: mac('key'),
    word: (text) => mac(`word\0${text}`),
    free,
    field: (path, name, value) => {
      // what runs is the one thing that every diff must show, and a registry is no place for secrets
      if (name === 'image') return imageRef(value) === undefined ? hide(path, value) : value;
      if (NAMES.has(name) && PLAIN.test(value) && !looksSecret(value)) return value;
      return free(path, '', value);
    },
  };
};
