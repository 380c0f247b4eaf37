import { Time } from '@culprit/domain';
import { z } from 'zod';
import type { Provider } from '../provider/contract.js';

/** What stands in the address after the provider. */
export const EndpointName = z.string().regex(/^[\w.-]{1,64}$/, 'expected letters, digits, `.`, `_` and `-`, at most 64');

const fromEnvironment = z.strictObject({ env: z.string().min(1).describe('Name of the variable that holds it.') });
const fromFile = z.strictObject({ file: z.string().min(1).describe('File that holds it, from the folder of this one.') });
const hash = z.strictObject({ hash: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hex digits').describe('SHA-256 of a token.') });
const Credential = z.union([fromEnvironment, fromFile], { error: 'expected {env: NAME} or {file: PATH}' });
const Secret = z.union([fromEnvironment, fromFile, hash], { error: 'expected {env: NAME}, {file: PATH} or {hash: "sha256:..."}' });
export type Secret = z.output<typeof Secret>;

const MOST_BYTES = 25 * 1024 * 1024;
const Pattern = z.string().min(1).max(512);

const Listed = z.strictObject({
  provider: z.string(),
  name: EndpointName,
  secrets: z.array(Secret).min(1, 'expected at least one').default([]).describe('Deliveries carry one of them; two while they are changed. An endpoint that only asks (`reconcile`) has none, and takes no delivery.'),
  environment: z.string().min(1).max(512).optional().describe('Where events are that name no environment.'),
  services: z.record(Pattern, z.string().min(1).max(512)).default({}).describe('Entity, or pattern of entities with `*` → the service that it belongs to.'),
  settings: z.record(z.string(), z.unknown()).default({}).describe("What the provider's README lists."),
  maxBytes: z.int().min(1).max(MOST_BYTES).optional().describe('Largest body.'),
  rotatingUntil: Time.optional().describe('Until then a delivery that no secret fits is answered 503, so that its sender keeps it.'),
  reconcile: z.looseObject({
    token: Credential.optional().describe("What the sender's API is asked with."),
    every: z.int().min(30).max(86_400).default(300).describe('How often, s.'),
  }).optional().describe('Asks the sender for what its webhooks missed.'),
});

/** An endpoint as the file lists it, its settings read by its provider's schema. */
export type Listed = z.output<typeof Listed>;

/** The object inside what only gives it a default. */
const strict = (schema: z.ZodType): z.ZodType => {
  const inner = schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault ? schema.unwrap() as z.ZodType : schema;
  return inner instanceof z.ZodObject ? inner.strict() : inner;
};

/** The file's schema, given the providers that there are. */
export const endpointsFile = (providers: readonly Provider[]): z.ZodType<Listed[]> => {
  const read = (listed: Listed, issues: z.core.$ZodRawIssue[]): Listed => {
    const refuse = (path: PropertyKey[], message: string): void => void issues.push({ code: 'custom', input: listed, path, message });
    const provider = providers.find(({ name }) => name === listed.provider);
    if (provider === undefined) {
      refuse(['provider'], `there is no ${listed.provider}; there are: ${providers.map(({ name }) => name).join(', ')}`);
      return listed;
    }
    if (listed.secrets.length === 0 && listed.reconcile === undefined) refuse(['secrets'], 'missing: only an endpoint with `reconcile` can do without');
    const inner = (field: 'settings' | 'reconcile', schema: z.ZodType | undefined, value: object): unknown => {
      const parsed = strict(schema ?? z.strictObject({})).safeParse(value);
      if (parsed.success) return parsed.data;
      for (const issue of parsed.error.issues) issues.push({ ...issue, input: value, path: [field, ...issue.path] } as z.core.$ZodRawIssue);
      return value;
    };
    const settings = inner('settings', provider.settings, listed.settings) as Listed['settings'];
    if (listed.reconcile === undefined) return { ...listed, settings };
    const { token, every, ...rest } = listed.reconcile;
    if (provider.reconcile === undefined) refuse(['reconcile'], `${provider.name} has no reconciler`);
    else return { ...listed, settings, reconcile: { ...inner('reconcile', provider.reconcile.settings, rest) as object, token, every } };
    return listed;
  };
  const one = Listed.transform((listed, context) => read(listed, context.issues as z.core.$ZodRawIssue[]));
  return z.array(one).superRefine((all, context) => {
    const seen = new Map<string, number>();
    all.forEach(({ provider, name }, at) => {
      const first = seen.get(`${provider}/${name}`);
      if (first === undefined) seen.set(`${provider}/${name}`, at);
      else context.addIssue({ code: 'custom', path: [at, 'name'], message: `${provider}/${name} is listed twice` });
    });
  }) as unknown as z.ZodType<Listed[]>;
};
