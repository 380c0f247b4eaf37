import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** What most specs have in common, the most common last: a packed text names it by its place here. */
const COMMON = Buffer.from(
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

/** So far back can a packed text point; the first texts of a fleet fill it. */
const MOST_BYTES = 24 * 1024;
/** A text that packs no shorter is unlike those before, and worth to be known. */
const WORTH_BYTES = 160;
const LARGEST = 8 * 1024;
/** Stands for the object's own name, which would break every likeness; nothing that JSON.stringify gives holds it. */
const OWN_NAME = '\u0001';
const SHORTEST_NAME = 3;

/**
 * Makes JSON texts short, one byte a character: each is kept as what sets it apart from the first few of its fleet. Of an object that stays as it
 * is for weeks nothing else is kept in memory.
 */
export class Packer {
  private known = COMMON;
  /** How much was known at each time; a packed text begins with the number of its time. */
  private readonly ends = [COMMON.length];

  /** `name`: what the text is about; `unpack` must be given the same. */
  pack(text: string, name = ''): string {
    const lean = Buffer.from(name.length < SHORTEST_NAME ? text : text.replaceAll(name, OWN_NAME));
    const packed = deflateRawSync(lean, { dictionary: this.known, level: 6, memLevel: 5 });
    const time = this.ends.length - 1;
    if (packed.length > WORTH_BYTES && lean.length <= LARGEST && this.known.length + lean.length <= MOST_BYTES) {
      this.known = Buffer.concat([this.known, lean]);
      this.ends.push(this.known.length);
    }
    // in one piece: a sum of strings keeps its parts
    return Buffer.concat([Uint8Array.of(time), packed]).toString('latin1');
  }

  unpack(packed: string, name = ''): string {
    const dictionary = this.known.subarray(0, this.ends[packed.charCodeAt(0)]);
    const text = inflateRawSync(Buffer.from(packed.slice(1), 'latin1'), { dictionary }).toString('utf8');
    return name.length < SHORTEST_NAME ? text : text.replaceAll(OWN_NAME, name);
  }
}
