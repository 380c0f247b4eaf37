/** A Deployment as people write it. */
export interface Manifest {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly creationTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Who writes, as it will stand in `managedFields`. `time` (RFC 3339) defaults to now. */
export interface Write {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly subresource?: string;
  readonly time?: string;
}

export interface ManifestOptions {
  readonly namespace?: string;
  readonly uid?: string;
  readonly creationTimestamp?: string;
  readonly replicas?: number;
  readonly image?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly templateAnnotations?: Readonly<Record<string, string>>;
  readonly memory?: string;
}

/** A Deployment of one container such as a chart makes it, with the defaults that the API server fills in. */
export const deploymentManifest = (name: string, options: ManifestOptions = {}): Manifest => {
  const labels = { 'app.kubernetes.io/name': name, ...options.labels };
  return {
    metadata: {
      name,
      namespace: options.namespace ?? 'shop',
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.creationTimestamp === undefined ? {} : { creationTimestamp: options.creationTimestamp }),
      labels,
      annotations: { ...options.annotations },
    },
    spec: {
      replicas: options.replicas ?? 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: {
        metadata: { labels, ...(options.templateAnnotations === undefined ? {} : { annotations: options.templateAnnotations }) },
        spec: {
          containers: [
            {
              name,
              image: options.image ?? `ghcr.io/acme/${name}:1`,
              imagePullPolicy: 'IfNotPresent',
              ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
              ...(options.env === undefined ? {} : { env: Object.entries(options.env).map(([key, value]) => ({ name: key, value })) }),
              ...(options.args === undefined ? {} : { args: options.args }),
              resources: { limits: { memory: options.memory ?? '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
              readinessProbe: { httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' }, periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3, successThreshold: 1 },
              terminationMessagePath: '/dev/termination-log',
              terminationMessagePolicy: 'File',
            },
          ],
          restartPolicy: 'Always',
          dnsPolicy: 'ClusterFirst',
          schedulerName: 'default-scheduler',
          securityContext: {},
          terminationGracePeriodSeconds: 30,
        },
      },
    },
  };
};
