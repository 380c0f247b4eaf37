import { HIDDEN, type DiffEntry } from '@culprit/domain';
import { cut } from '../../../provider/wording.js';
import { entitiesOfArn } from '../arn.js';
import { fieldsOf } from './touched.js';

/** Names behind which a value is nobody's business. */
const SECRET = /pass(word|wd|phrase)|secret(string|binary|key|value)?$|credential|private_?key|access_?key|api_?key|auth(orization)?$|token$|userdata|plaintext|ciphertext|certificatebody|connectionstring/i;
/** What CloudTrail writes where it does not show, and what we do. */
const hidden = new Set<unknown>(['HIDDEN_DUE_TO_SECURITY_REASONS', HIDDEN]);
/** What only makes a call safe to repeat. */
const PLUMBING = /^(client(Request)?Token|dryRun|host|x-amz-.*|idempotencyToken|callerReference)$/i;

const MOST = 100;
const DEEPEST = 8;
const LONGEST = 1000;
type Leaf = { readonly path: string; readonly value?: string | number | boolean | null; readonly redacted?: true };

/** Calls that take away what they name: their parameters are what was there. */
const TAKES = /^(Revoke|Remove|Detach|Disassociate|Deregister|Disable|Unlink|Untag)/;
const DELETES = /^Delete/;

/** What a call set, as far as its parameters say: after it, or before it where it takes away. Secrets and the values of environments are not shown. */
export const diffOf = (service: string, call: string, requestParameters: unknown, changed: string | undefined): DiffEntry[] => {
  if (DELETES.test(call)) return [];
  const request = unwrapped(fieldsOf(requestParameters));
  const hidesValue = service === 'ssm' && call === 'PutParameter' && request['type'] !== 'String' && request['type'] !== 'StringList';
  const leaves: Leaf[] = [];
  for (const [key, value] of Object.entries(request)) {
    if (PLUMBING.test(key) || names(value, changed)) continue;
    if (hidesValue && key === 'value') leaves.push({ path: key, redacted: true });
    else walk(key, value, 1, leaves);
    if (leaves.length >= MOST) break;
  }
  return leaves.slice(0, MOST).map(({ path, value, redacted }) => ({
    path: cut(path, 300),
    ...(redacted === true ? { redacted: true } : TAKES.test(call) ? { before: value ?? null } : { after: value ?? null }),
  }));
};

/** Some calls of EC2 put all they have into one parameter, `CreateFlowLogsRequest`. */
const unwrapped = (request: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const [only, ...more] = Object.entries(request);
  return only !== undefined && more.length === 0 && only[0].endsWith('Request') ? fieldsOf(only[1]) : request;
};

/** Whether a parameter only says what is changed, or where that is, which is said already. */
const names = (value: unknown, changed: string | undefined): boolean => {
  if (typeof value !== 'string' || value === '' || changed === undefined) return false;
  const id = changed.slice(changed.indexOf('/') + 1);
  const said = value.replace(/^\/+/, '');
  return said === id || id.split('/').includes(said) || entitiesOfArn(value).includes(changed);
};

const walk = (path: string, value: unknown, depth: number, leaves: Leaf[]): void => {
  if (leaves.length >= MOST) return;
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (hidden.has(value) || (SECRET.test(name) && typeof value !== 'boolean')) return void leaves.push({ path, redacted: true });
  if (/^environment$/i.test(name) || /^(variables|environmentVariables|environmentVariablesOverride)$/i.test(name)) return void environment(path, value, leaves);
  if (value === null || value === undefined) return;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return void leaves.push({ path, value });
  if (typeof value === 'bigint') return void leaves.push({ path, value: String(value) });
  if (typeof value === 'string') return void (value === '' ? undefined : leaves.push({ path, value: cut(value, LONGEST) }));
  if (typeof value !== 'object') return;
  if (depth >= DEEPEST) return void leaves.push({ path, value: '…' });
  if (Array.isArray(value)) return value.slice(0, MOST).forEach((each: unknown, index) => element(`${path}.${elementName(each) ?? index}`, each, depth + 1, leaves));
  // `items` is how EC2 writes a list.
  for (const [key, each] of Object.entries(value).slice(0, MOST)) walk(key === 'items' && Array.isArray(each) ? path : `${path}.${key}`, each, depth + 1, leaves);
};

/** A tag or parameter in a list is its value under its name. */
const element = (path: string, value: unknown, depth: number, leaves: Leaf[]): void => {
  const { name: _name, key: _key, parameterName: _parameter, ...rest } = fieldsOf(value);
  const others = Object.keys(rest);
  if (elementName(value) === undefined || others.length === 0) return walk(path, value, depth, leaves);
  if (others.length === 1 && others[0] === 'value') return walk(path, rest['value'], depth, leaves);
  walk(path, rest, depth, leaves);
};

/** What an element of a list is called, where it is called something: containers, parameters, tags. */
const elementName = (value: unknown): string | undefined => {
  const fields = fieldsOf(value);
  const name = fields['name'] ?? fields['parameterName'] ?? fields['key'];
  return typeof name === 'string' && /^[\w./:-]{1,100}$/.test(name) ? name : undefined;
};

/** Of an environment only the names are shown: `{name: value}`, `{variables: …}` or `[{name, value}]`. */
const environment = (path: string, value: unknown, leaves: Leaf[]): void => {
  if (Array.isArray(value)) {
    for (const each of value.slice(0, MOST) as unknown[]) leaves.push({ path: `${path}.${elementName(each) ?? '…'}`, redacted: true });
    return;
  }
  const fields = fieldsOf(value);
  if (typeof value === 'string') return void leaves.push({ path, redacted: true });
  for (const [key, each] of Object.entries(fields).slice(0, MOST)) {
    if (/^variables$/i.test(key) && each !== null && typeof each === 'object') environment(`${path}.${key}`, each, leaves);
    else leaves.push({ path: `${path}.${key}`, redacted: true });
  }
};
