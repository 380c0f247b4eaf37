import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collection, onlyPackages } from './bans.mjs';

const root = join(import.meta.dirname, '..', '..');
const declared = (room) => Object.keys(JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8')).dependencies).filter((name) => !name.startsWith('@culprit/'));

/** Rooms by nx tag: what each may know of the others. "Only the runner knows who keeps the promise." */
export const constraints = [
  { sourceTag: 'room:domain', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'room:ports', onlyDependOnLibsWithTags: ['room:domain'] },
  { sourceTag: 'room:nest', onlyDependOnLibsWithTags: ['room:domain', 'room:ports'] },
  { sourceTag: 'room:adapter', onlyDependOnLibsWithTags: ['room:domain', 'room:ports'] },
  { sourceTag: 'room:service', onlyDependOnLibsWithTags: ['room:domain', 'room:ports', 'room:nest'] },
  { sourceTag: 'room:app', onlyDependOnLibsWithTags: ['*'] },
];

const clients = {
  kafkajs: { regex: '^kafkajs(?:/|$)', message: 'Only libs/kafka knows how Kafka is spoken to; everybody else knows the EventLog port.' },
  sqlite: { regex: '^(?:node:)?sqlite$', message: 'Only libs/embedded knows SQLite; everybody else knows the EventLog port.' },
  clickhouse: { regex: '^(?:chdb|@chdb/.*|@clickhouse/.*)(?:/|$)', message: 'Only libs/clickhouse knows ClickHouse; everybody else knows the ReadStore port.' },
};
const clientsBut = (/** @type {(keyof typeof clients)[]} */ ...own) => Object.entries(clients).filter(([name]) => !own.includes(/** @type {keyof typeof clients} */ (name))).map(([, ban]) => ban);

/** Files outside the walls (tests, what helps them): whoever imported one would be outside too. The runner plays its demo against one. */
const forTests = { regex: '(?:^\\.{1,2}/|/)(?:testing|fixtures|[^/]*-contract)(?:\\.js$|/|$)', message: 'This stands outside the walls: only tests may lean on it.' };

const processModule = { regex: '^(?:node:)?process$', message: 'Only the runner reads process and its environment; configuration is handed to a service.' };

export const environment = [
  { selector: 'MemberExpression[object.name="process"][property.name="env"]', message: 'Only the runner reads the environment; configuration is handed to a service.' },
  { selector: 'MemberExpression[object.name="process"][property.value="env"]', message: 'Only the runner reads the environment; configuration is handed to a service.' },
  { selector: 'VariableDeclarator[init.name="process"] > ObjectPattern', message: 'Only the runner reads the environment; configuration is handed to a service.' },
];

const clock = 'The domain has no clock: time arrives on the event or as an argument.';
const chance = 'The domain has no randomness: equal input gives equal output.';
const domainSyntax = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: clock },
  { selector: 'CallExpression[callee.name="Date"]', message: clock },
  { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: clock },
  { selector: 'VariableDeclarator[init.name="Date"] > ObjectPattern', message: clock },
  { selector: 'MemberExpression[object.name="Math"][property.name="random"]', message: chance },
  { selector: 'VariableDeclarator[init.name="Math"] > ObjectPattern > Property[key.name="random"]', message: chance },
  { selector: 'MemberExpression[object.name="globalThis"]', message: 'The heart knows nobody: the domain reaches for nothing global.' },
];
/** Globals that the domain may not touch; `console` has its own rule. */
export const domainGlobals = [
  ...['performance', 'setTimeout', 'setInterval', 'setImmediate'].map((name) => ({ name, message: clock })),
  { name: 'crypto', message: chance },
  ...['process', 'fetch', 'WebSocket', 'require'].map((name) => ({ name, message: 'The heart knows nobody: the domain does no IO.' })),
];

const undeclared = (room) => onlyPackages([...declared(room), 'node:*'], 'A room imports what its package.json names, so that its walls can be read there.');
const room = (path, bans, syntax = environment) => ({ files: [`${path}/src/**/*.ts`], bans: path === 'services/runner' ? bans : [...bans, forTests], syntax });

const domain = [
  { regex: '^node:', message: 'The heart knows nobody: the domain runs without Node.' },
  onlyPackages(['zod', 'uuid'], 'The heart knows nobody: the domain takes zod and uuid only.'),
  { regex: '^uuid$', importNamePattern: '^(?!v5$|validate$|parse$|stringify$|version$)', message: 'The domain has no randomness: ids are UUIDv5 of what they name.' },
];

const providerPackages = ['zod', 'secure-json-parse', 'node:crypto', 'node:buffer', '@octokit/webhooks', '@octokit/webhooks-methods', '@octokit/core', '@octokit/plugin-paginate-rest', 'jsonata', 're2js'];
const provider = collection('services/collector-webhooks/src/providers', {
  neighbour: 'A provider never reads its neighbour.',
  house: 'A provider knows its contract, the domain and its sender\'s library, nothing of the house around it.',
  open: 'provider',
}).map(({ files, bans }) => ({
  files,
  bans: [
    ...clientsBut(), processModule, forTests, ...bans,
    { regex: '^@culprit/(?!domain(?:/|$))', message: 'A provider knows its contract, the domain and its sender\'s library, nothing of the house around it.' },
    onlyPackages(providerPackages, 'A provider takes zod and its sender\'s own library; frames and clients are the house\'s.'),
  ],
  syntax: environment,
}));

const kind = collection('services/collector-k8s/src/kinds', {
  neighbour: 'A watched kind never reads its neighbour.',
  house: 'A watched kind knows its contract, redaction, the domain and the Kubernetes types, nothing of the house around it.',
  open: 'redact',
}).map(({ files, bans }) => ({
  files,
  bans: [
    ...clientsBut(), processModule, forTests, ...bans,
    { regex: '^@culprit/(?!domain(?:/|$))', message: 'A watched kind knows its contract, redaction, the domain and the Kubernetes types, nothing of the house around it.' },
    onlyPackages(['zod', '@kubernetes/client-node'], 'A watched kind takes zod and the Kubernetes types; frames and clients are the house\'s.'),
  ],
  syntax: environment,
}));

const signal = collection('libs/domain/src/scoring/signals', { neighbour: 'A signal never reads its neighbour.', house: 'A signal knows its contract and the events.' })
  .map(({ files, bans }) => ({ files, bans: [...domain, ...bans.slice(0, 1)], syntax: domainSyntax }));
// a signal may also be one file beside the others; what starts with `./` and is not the contract is a neighbour
const signalFile = {
  files: ['libs/domain/src/scoring/signals/*.ts'],
  ignores: ['libs/domain/src/scoring/signals/{index,signal,contract}.ts'],
  bans: [...domain, { regex: '^\\./(?!signal\\.js$|contract\\.js$)', message: 'A signal never reads its neighbour.' }],
  syntax: domainSyntax,
};

const service = (name) => room(`services/${name}`, [...clientsBut(), processModule, undeclared(`services/${name}`)]);

/** Later entries are closer: of the walls around a file the last one counts, so each carries all it needs. */
export const rooms = [
  room('libs/domain', domain, domainSyntax),
  signalFile, ...signal,
  room('libs/ports', [onlyPackages(['node:buffer'], 'A port promises in terms of the domain alone.')]),
  room('libs/nest', [...clientsBut(), processModule, onlyPackages(['@nestjs/*', 'rxjs', 'reflect-metadata', 'zod', 'prom-client', 'fastify', 'yaml', 'node:*'], 'The frame takes Nest, its companions, prom-client and YAML, no client of anything outside.')]),
  room('libs/kafka', [...clientsBut('kafkajs'), processModule, onlyPackages(['kafkajs', 'zod', 'node:*'], 'An adapter takes its one client: this one kafkajs.')]),
  room('libs/embedded', [...clientsBut('sqlite'), processModule, onlyPackages(['zod', 'node:*'], 'An adapter takes its one client: this one node:sqlite.')]),
  room('libs/remote', [...clientsBut(), processModule, onlyPackages(['node:*'], 'An adapter takes its one client: this one Node\'s own HTTP.')]),
  room('libs/github', [...clientsBut(), processModule, onlyPackages(['@octokit/core', 'zod'], 'An adapter takes its one client: this one @octokit/core.')]),
  room('libs/clickhouse', [...clientsBut('clickhouse'), processModule, onlyPackages(['@clickhouse/*', 'chdb', 'zod', 'node:*'], 'An adapter takes its one client: this one @clickhouse/client, with chDB plugged in.')]),
  ...['collector-webhooks', 'collector-k8s', 'collector-otel', 'correlator', 'projector', 'query-api'].map(service),
  ...provider, ...kind,
  room('services/runner', [...clientsBut(), undeclared('services/runner')], []),
];
