import type { Provider } from '../../provider/contract.js';

const project = { id: '6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c', name: 'Shop' };
const baseUrl = 'https://dev.azure.com/acme/';

/** A release has reached production. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    id: '03c164c2-8912-4d5e-8009-3707d5f83734', eventType: 'ms.vss-release.deployment-completed-event', publisherId: 'rm', message: { text: 'Deployment of release Release-7 on stage Production succeeded.' },
    resource: {
      environment: { id: 8, releaseId: 7, name: 'Production', status: 'succeeded', deploySteps: [{ attempt: 1, queuedOn: at, lastModifiedOn: at, requestedFor: { displayName: 'Octo Cat', uniqueName: 'octo@acme.example' } }] },
      release: {
        id: 7, name: 'Release-7', releaseDefinition: { id: 1, name: 'checkout' }, _links: { web: { href: `${baseUrl}Shop/_release?releaseId=7&_a=release-summary` } },
        artifacts: [{ type: 'Build', isPrimary: true, definitionReference: { repository: { name: 'checkout-api' }, sourceVersion: { id: 'd0a7c1f5b3e94c2689a1f04e7b6c5d3e2f1a0b9c' } } }],
      },
      project,
    },
    resourceContainers: { collection: { id: 'c12d0eb8-e382-443b-9f9c-c52cba5014c2', baseUrl }, account: { id: 'f844ec47-a9db-4511-8281-8b63f4eaf94e', baseUrl }, project: { id: project.id, baseUrl } },
    createdDate: at,
  },
});
