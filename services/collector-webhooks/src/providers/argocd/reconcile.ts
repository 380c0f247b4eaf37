import { z } from 'zod';
import { apiOf } from '../../provider/api.js';
import { instant } from '../../provider/instant.js';
import { reconciler, type Page, type Question, type Row } from '../../provider/reconcile.js';
import { Application, type OperationState, type Told } from './schema.js';

export const Reconcile = z.object({
  api: z.url().max(500).describe('Address of Argo CD: `https://argocd.acme.example`, with its root path if it has one.'),
  projects: z.array(z.string().min(1).max(300)).max(500).default([]).describe('Projects whose Applications are asked for; empty: all that the token sees.'),
  selector: z.string().max(1000).default('').describe('Label selector of the Applications that are asked for, such as `env=prod`; empty: all.'),
});
type Reconcile = z.output<typeof Reconcile>;

/** Without any, there is null for a list. */
const List = z.object({ metadata: z.looseObject({}), items: z.array(z.unknown()).nullish() });

type Status = NonNullable<Application['status']>;
/** Whether a sender's time is within the question. */
type Asked = (time: string | null | undefined) => boolean;

/** An Application as the template tells it: of an operation, and with nothing that was otherwise then. */
const sync = (app: Application, operationState: OperationState, then: Partial<Status>): Row['body'] =>
  ({ ...app, status: { history: app.status?.history, resources: app.status?.resources, ...then, operationState } });

/** What the template would have told of an operation: that it began, and what it came to. */
const operation = (app: Application, state: OperationState, then: Partial<Status>, asked: Asked): Row['body'][] => {
  const { syncResult } = state;
  const running = { ...state, phase: 'Running', finishedAt: undefined, message: undefined, syncResult: syncResult && { ...syncResult, resources: [] } };
  const ended = state.phase !== 'Running' && state.phase !== 'Terminating';
  return [
    ...(asked(state.startedAt) ? [sync(app, running, then)] : []),
    ...(ended && asked(state.finishedAt ?? state.startedAt) ? [sync(app, state, then)] : []),
  ];
};

/** The operations before the last, as far as history remembers: those that succeeded. What images and health were then, it does not say. */
const past = (app: Application, asked: Asked): Row['body'][] => {
  const last = instant(app.status?.operationState?.startedAt);
  return (app.status?.history ?? []).flatMap(({ revision, revisions, deployStartedAt, deployedAt, initiatedBy }) => {
    if (deployStartedAt === undefined || instant(deployStartedAt) === last) return [];
    const state: OperationState = { phase: 'Succeeded', startedAt: deployStartedAt, finishedAt: deployedAt, message: undefined, retryCount: undefined, operation: { initiatedBy, sync: undefined }, syncResult: { revision, revisions, resources: [] } };
    return operation(app, state, { health: undefined, summary: undefined }, asked);
  });
};

const rowsOf = (item: unknown, argocdUrl: string, asked: Asked): Row[] => {
  const read = Application.safeParse(item);
  // what cannot be read here is told by who reads it next
  if (!read.success) return [{ body: item }];
  const app = read.data;
  const { creationTimestamp, deletionTimestamp, ...metadata } = app.metadata;
  const health = app.status?.health;
  const as = (culprit: Told['culprit'], bodies: Row['body'][]): Row[] => bodies.map((body) => ({ body: { culprit, argocdUrl, app: body } }));
  // a state since when it is not told would be another one each time
  const healthy = asked(health?.lastTransitionTime) ? health : undefined;
  const state = app.status?.operationState ?? undefined;
  return [
    ...as('sync', [...past(app, asked), ...(state === undefined ? [] : operation(app, state, { summary: app.status?.summary, health: healthy }, asked))]),
    ...as('health', healthy === undefined ? [] : [app]),
    ...as('application', asked(creationTimestamp) ? [{ ...app, metadata: { ...metadata, creationTimestamp } }] : []),
    ...as('application', asked(deletionTimestamp) ? [app] : []),
  ];
};

const gather = async function* ({ settings, token, since, until, fetch }: Question<Reconcile>): AsyncGenerator<Page> {
  const api = apiOf(settings.api, { authorization: `Bearer ${token}` }, fetch);
  const { said } = await api.get('/api/v1/applications', { projects: settings.projects, selector: settings.selector === '' ? undefined : settings.selector }, List);
  const asked: Asked = (time) => {
    const at = instant(time);
    return at !== undefined && at >= since && at <= until;
  };
  for (const item of said.items ?? []) yield { rows: rowsOf(item, settings.api, asked) };
};

export const reconcile = reconciler({ settings: Reconcile, overlapSeconds: 600, gather });
