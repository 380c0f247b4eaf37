import { z } from 'zod';
import type { Delivery } from '../contract.js';
import { cut } from '../wording.js';

const text = z.string().min(1).max(2000);

/** CloudEvents 1.0 (and 0.3): the attributes we use; extensions are let pass unread. https://github.com/cloudevents/spec */
const Attributes = z.object({
  specversion: z.string().regex(/^(1\.\d+|0\.3)$/, 'a CloudEvent of a version we do not know'),
  id: text,
  source: text,
  type: text,
  subject: z.string().max(2000).nullish(),
  time: z.string().max(100).nullish(),
  datacontenttype: z.string().max(200).nullish(),
});

export interface CloudEvent extends z.output<typeof Attributes> {
  /** The data as JSON; text that is none stays text. */
  readonly data: unknown;
}

export type Read = { readonly ok: true; readonly events: readonly CloudEvent[] } | { readonly ok: false; readonly error: string };

/** The headers that carry an event's attributes in binary mode. */
export const attributeHeaders: readonly string[] = ['content-type', 'ce-specversion', 'ce-id', 'ce-source', 'ce-type', 'ce-subject', 'ce-time'];

/** Whether a delivery is CloudEvents at all: by its headers, or by what its body says of itself. */
export const isCloudEvent = ({ headers, body }: Pick<Delivery, 'headers' | 'body'>): boolean =>
  headers['ce-specversion'] !== undefined || (Array.isArray(body) ? body : [body]).some((each: unknown) => each !== null && typeof each === 'object' && 'specversion' in each && 'type' in each);

/** The events of a delivery: attributes in `ce-` headers (binary), in the body (structured), or an array of such bodies (batch). All good or none. */
export const cloudEventsOf = ({ headers, body }: Pick<Delivery, 'headers' | 'body'>): Read => {
  if (headers['ce-specversion'] !== undefined) return several([binary(headers, body)]);
  if (!Array.isArray(body)) return several([structured(body)]);
  return body.length === 0 ? { ok: false, error: 'an empty batch' } : several(body.map(structured));
};

type One = { readonly ok: true; readonly event: CloudEvent } | { readonly ok: false; readonly error: string };

const several = (all: readonly One[]): Read => {
  const events: CloudEvent[] = [];
  const errors: string[] = [];
  all.forEach((one, index) => {
    if (one.ok) events.push(one.event);
    else errors.push(all.length === 1 ? one.error : `event ${index}: ${one.error}`);
  });
  return errors.length > 0 ? { ok: false, error: errors.slice(0, 20).join('; ') } : { ok: true, events };
};

const binary = (headers: Delivery['headers'], data: unknown): One => {
  const said = (name: string): string | undefined => (headers[`ce-${name}`] === undefined ? undefined : decoded(headers[`ce-${name}`] ?? ''));
  return attributes({ specversion: said('specversion'), id: said('id'), source: said('source'), type: said('type'), subject: said('subject'), time: said('time'), datacontenttype: headers['content-type'] }, data);
};

/** Header values are percent-encoded where HTTP would not let them through; what is no such encoding is meant as it stands. */
const decoded = (value: string): string => {
  const bare = /^"(.*)"$/.exec(value)?.[1] ?? value;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
};

const structured = (body: unknown): One => {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return { ok: false, error: 'not a CloudEvent: expected an object' };
  const { data, data_base64: base64, datacontentencoding: encoding } = body as Record<string, unknown>;
  const packed = typeof base64 === 'string' ? base64 : encoding === 'base64' && typeof data === 'string' ? data : undefined;
  return attributes(body, packed === undefined ? data : Buffer.from(packed, 'base64').toString('utf8'));
};

const attributes = (said: unknown, data: unknown): One => {
  const read = Attributes.safeParse(said);
  if (!read.success) return { ok: false, error: `not a CloudEvent: ${cut(read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '), 500)}` };
  return { ok: true, event: { ...read.data, data: typeof data === 'string' ? jsonIn(data) : data } };
};

/** Some senders put their JSON into a string, and what was packed as base64 is text. */
const jsonIn = (value: string): unknown => {
  if (!/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};
