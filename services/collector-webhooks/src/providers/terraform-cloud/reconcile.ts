import { z } from 'zod';
import { apiOf, paging, type Api } from '../../provider/api.js';
import { instant } from '../../provider/instant.js';
import { reconciler, type Page, type Question, type Row } from '../../provider/reconcile.js';

const triggers = ['run:created', 'run:planning', 'run:needs_attention', 'run:applying', 'run:completed', 'run:errored'] as const;
type Trigger = (typeof triggers)[number];

export const Reconcile = z.object({
  api: z.url().max(500).default('https://app.terraform.io').describe('Address of HCP Terraform, in the EU https://app.eu.terraform.io, or of a Terraform Enterprise.'),
  organizations: z.array(z.string().regex(/^[\w-]{1,100}$/, 'expected the name of an organization')).max(100).default([]).describe('Organizations whose runs are asked for.'),
  workspaces: z.array(z.string().regex(/^ws-\w{1,50}$/, 'expected an id such as ws-XdeUVMWShTesDMME')).max(1000).default([]).describe('Ids of workspaces whose runs are asked for, where not those of a whole organization.'),
  triggers: z.array(z.enum(triggers)).default(['run:applying', 'run:completed', 'run:errored']).describe('What the notification tells of a run; the same is asked for.'),
}).refine(({ organizations, workspaces }) => organizations.length + workspaces.length > 0, 'names no organization and no workspace');
type Reconcile = z.output<typeof Reconcile>;

const words = z.string().nullish().catch(undefined);
const to = z.object({ data: z.object({ id: z.string() }).nullish() }).nullish().catch(undefined);
const Run = z.object({
  id: z.string().min(1),
  attributes: z.object({
    'created-at': z.string(), 'status': z.string(), 'message': words, 'plan-only': z.boolean().nullish(),
    'actions': z.object({ 'is-confirmable': z.boolean().nullish() }).nullish(), 'status-timestamps': z.record(z.string(), z.unknown()).nullish().catch(undefined),
  }),
  relationships: z.object({ 'workspace': z.object({ data: z.object({ id: z.string().regex(/^[\w-]{1,100}$/) }) }), 'created-by': to, 'confirmed-by': to }),
});
type Run = z.output<typeof Run>;
const List = z.object({
  data: z.array(Run),
  included: z.array(z.object({ id: z.string(), attributes: z.object({ username: words }).nullish() })).nullish(),
  meta: z.object({ pagination: z.object({ 'next-page': z.number().nullish() }).nullish() }).nullish(),
});
type List = z.output<typeof List>;
const Workspace = z.object({ data: z.object({ id: z.string(), attributes: z.object({ name: z.string() }), relationships: z.object({ organization: z.object({ data: z.object({ id: z.string() }) }) }) }) });
type Workspace = z.output<typeof Workspace>;

/** Runs are listed by when they were made; they may wait this long for somebody to confirm them. */
const LONGEST_MS = 72 * 3_600_000;
const PAGE = 100;

/** Pages of runs, the newest first, up to the first that was made before then. */
const listed = (api: Api, path: string, then: number): AsyncGenerator<List> =>
  paging(1, async (at) => {
    const { said: page } = await api.get(path, { 'page[number]': at, 'page[size]': PAGE, 'include': 'created_by' }, List);
    const behind = page.data.some(({ attributes }) => Date.parse(attributes['created-at']) < then);
    return { page, next: behind ? undefined : page.meta?.pagination?.['next-page'] ?? undefined };
  });

interface State { readonly trigger: Trigger; readonly status: string; readonly at: string | undefined }

/** The states of a run that its notification tells, by the times of its statuses. */
const statesOf = ({ attributes }: Run): State[] => {
  const { status, actions } = attributes;
  const times = attributes['status-timestamps'] ?? {};
  const at = (name: string): string | undefined => {
    const time = times[`${name.replaceAll('_', '-')}-at`];
    return typeof time === 'string' ? time : undefined;
  };
  const state = (trigger: Trigger, name: string, when = at(name)): State => ({ trigger, status: name, at: when });
  return [
    ...(status === 'applied' || status === 'planned_and_finished' ? [state('run:completed', status)] : []),
    ...(status === 'errored' || status === 'discarded' ? [state('run:errored', status)] : []),
    ...(status === 'canceled' || status === 'force_canceled' ? [state('run:errored', status, at('force_canceled') ?? at('canceled'))] : []),
    // the latest first: of what is under way one statement counts
    state('run:applying', 'applying'),
    ...(actions?.['is-confirmable'] === true ? [state('run:needs_attention', status, at('planned'))] : []),
    state('run:planning', 'planning'),
    state('run:created', 'pending', attributes['created-at']),
  ];
};

const gather = async function* ({ settings, token, since, until, fetch }: Question<Reconcile>): AsyncGenerator<Page> {
  const api = apiOf(settings.api, { authorization: `Bearer ${token}`, accept: 'application/vnd.api+json' }, fetch);
  const known = new Map<string, Workspace['data']>();
  const workspaceOf = async (id: string): Promise<Workspace['data']> => {
    const found = known.get(id) ?? (await api.get(`/api/v2/workspaces/${id}`, {}, Workspace)).said.data;
    known.set(id, found);
    return found;
  };
  const asked = ({ trigger, at }: State): boolean => {
    const time = instant(at);
    return settings.triggers.includes(trigger) && time !== undefined && time >= since && time <= until;
  };

  const rowsOf = async (run: Run, names: ReadonlyMap<string, string | null | undefined>): Promise<Row[]> => {
    // of speculative plans nothing is told
    const states = run.attributes['plan-only'] === true ? [] : statesOf(run).filter(asked);
    if (states.length === 0) return [];
    const { id, attributes: { name }, relationships } = await workspaceOf(run.relationships.workspace.data.id);
    const organization = relationships.organization.data.id;
    const nameOf = (who: z.output<typeof to>) => names.get(who?.data?.id ?? '');
    const told = {
      payload_version: 1, run_url: `${settings.api.replace(/\/+$/, '')}/app/${organization}/${name}/runs/${run.id}`, run_id: run.id, run_message: run.attributes.message,
      run_created_at: run.attributes['created-at'], run_created_by: nameOf(run.relationships['created-by']), workspace_id: id, workspace_name: name, organization_name: organization,
    };
    const by = nameOf(run.relationships['confirmed-by']);
    return states.map(({ trigger, status, at }) => ({
      body: { ...told, notifications: [{ trigger, run_status: status, run_updated_at: at, run_updated_by: trigger === 'run:applying' || status === 'applied' ? by : undefined }] },
    }));
  };

  const lists = [...settings.organizations.map((name) => `/api/v2/organizations/${name}/runs`), ...settings.workspaces.map((id) => `/api/v2/workspaces/${id}/runs`)];
  for (const path of lists) {
    for await (const { data, included } of listed(api, path, Date.parse(since) - LONGEST_MS)) {
      const names = new Map((included ?? []).map(({ id, attributes }) => [id, attributes?.username]));
      const rows: Row[] = [];
      for (const run of data) rows.push(...await rowsOf(run, names));
      yield { rows };
    }
  }
};

export const reconcile = reconciler({ settings: Reconcile, overlapSeconds: 300, gather });
