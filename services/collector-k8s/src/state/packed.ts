import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Leaves } from '../redact/leaf.js';

/** What most specs have in common, the most common last: a packed spec names it by its place here. */
const DICTIONARY = Buffer.from(
  [
    'fieldRef.fieldPath', 'configMapKeyRef', 'secretKeyRef.name', 'spec.volumeClaimTemplates', 'spec.jobTemplate.spec.template.spec.containers[', 'preStop.exec.command', 'topologySpreadConstraints',
    'spec.template.spec.affinity.podAntiAffinity.', 'spec.template.spec.tolerations[', 'spec.template.spec.volumes[', '].configMap.name', '].secret.secretName', '].emptyDir', '.volumeMounts[', '.mountPath', '.readOnly":true',
    '.envFrom[0].configMapRef.name', '.args[', '.command[', '.lifecycle.', '.startupProbe.', '.livenessProbe.httpGet.path":"/healthz"', '.readinessProbe.httpGet.path', '.httpGet.port', '.httpGet.scheme":"HTTP"',
    '.failureThreshold":3', '.periodSeconds":10', '.successThreshold":1', '.timeoutSeconds":1', '.initialDelaySeconds":', 'spec.progressDeadlineSeconds":600', 'spec.revisionHistoryLimit":10',
    'spec.selector.matchLabels[app.kubernetes.io/name]', 'spec.selector.matchLabels[app.kubernetes.io/instance]', 'spec.strategy.rollingUpdate.maxSurge":"25%"', 'spec.strategy.rollingUpdate.maxUnavailable":"25%"', 'spec.strategy.type":"RollingUpdate"',
    'spec.template.metadata.annotations[', 'spec.template.metadata.labels[app.kubernetes.io/', 'spec.template.spec.dnsPolicy":"ClusterFirst"', 'spec.template.spec.restartPolicy":"Always"', 'spec.template.spec.schedulerName":"default-scheduler"',
    'spec.template.spec.serviceAccountName', 'spec.template.spec.serviceAccount', 'spec.template.spec.securityContext.', 'spec.template.spec.terminationGracePeriodSeconds":30', '.resources.limits.memory', '.resources.requests.cpu', '.resources.requests.memory',
    '.terminationMessagePath":"/dev/termination-log"', '.terminationMessagePolicy":"File"', '.imagePullPolicy":"IfNotPresent"', '.ports[http].containerPort', '.ports[http].protocol":"TCP"', '.env[', '].valueFrom.', '{"hash":"', '"spec.replicas":', '"spec.template.spec.containers[', '].image":"',
  ].join(','),
);

/** Leaves as a short text, one byte a character: of an object that stays as it is for weeks nothing else is kept in memory. */
export const packText = (text: string): string => deflateRawSync(text, { dictionary: DICTIONARY, level: 6, memLevel: 5, windowBits: 13 }).toString('latin1');
export const unpackText = (packed: string): string => inflateRawSync(Buffer.from(packed, 'latin1'), { dictionary: DICTIONARY }).toString('utf8');

export const pack = (leaves: Leaves): string => packText(JSON.stringify(leaves));
export const unpack = (packed: string): Leaves => JSON.parse(unpackText(packed)) as Leaves;
