/** Who it runs as, what it is given and what it is called. */
export interface Running {
  readonly name: string;
  /** Its ServiceAccount. */
  readonly account: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  /** How many stand by beside the one that watches. */
  readonly standby: number;
  /** Variables as they are. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that stand in the Secret, by its key. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly secretName: string;
}

const ADMIN_PORT = 9464;
/** The image's own user; a kubelet cannot tell that a name is not root. */
const USER = 1000;

const probe = (path: string, more: object) => ({ httpGet: { path, port: 'admin' }, timeoutSeconds: 5, ...more });

const variables = ({ environment, secrets, secretName }: Running) => [
  ...Object.entries(environment).map(([name, value]) => ({ name, value })),
  ...Object.entries(secrets).map(([name, key]) => ({ name, valueFrom: { secretKeyRef: { name: secretName, key } } })),
  // the kubelet asks at the pod's address; nothing but the admin port is open
  { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
];

/** The collector as it runs in the cluster that it watches: without root, without anything to write but its own folder. */
export const deployment = (running: Running) => {
  const { name, account, namespace, labels, image, standby } = running;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1 + standby,
      // two at once would tell everything twice where nobody stands by
      ...(standby === 0 ? { strategy: { type: 'Recreate' } } : {}),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: account,
          securityContext: { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER, seccompProfile: { type: 'RuntimeDefault' } },
          terminationGracePeriodSeconds: 40,
          containers: [
            {
              name: 'collector',
              image,
              args: ['start'],
              env: variables(running),
              ports: [{ name: 'admin', containerPort: ADMIN_PORT }],
              livenessProbe: probe('/livez', { periodSeconds: 20, failureThreshold: 3 }),
              readinessProbe: probe('/readyz', { periodSeconds: 10 }),
              startupProbe: probe('/livez', { periodSeconds: 2, failureThreshold: 60 }),
              resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '1Gi' } },
              securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
              volumeMounts: [{ name: 'data', mountPath: '/data' }, { name: 'tmp', mountPath: '/tmp' }],
            },
          ],
          volumes: [{ name: 'data', emptyDir: {} }, { name: 'tmp', emptyDir: {} }],
        },
      },
    },
  };
};
