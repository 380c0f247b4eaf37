import protobuf from 'protobufjs/minimal.js';

export type Format = 'protobuf' | 'json';

export const contentTypes: Readonly<Record<Format, string>> = { protobuf: 'application/x-protobuf', json: 'application/json' };

export const formatOf = (contentType: string | undefined): Format | undefined => {
  switch (contentType?.split(';')[0]?.trim().toLowerCase()) {
    case 'application/x-protobuf':
    case 'application/protobuf': return 'protobuf';
    case 'application/json': return 'json';
    default: return undefined;
  }
};

const NAMES = { traces: 'rejectedSpans', metrics: 'rejectedDataPoints' } as const;
export type Signal = keyof typeof NAMES;

/** An Export<Signal>ServiceResponse: empty when everything was taken, else how much was not and why. */
export const taken = (format: Format, signal: Signal, rejected: number, reason: string): Buffer => {
  if (format === 'json') return Buffer.from(JSON.stringify(rejected === 0 ? {} : { partialSuccess: { [NAMES[signal]]: String(rejected), errorMessage: reason } }));
  if (rejected === 0) return Buffer.alloc(0);
  return Buffer.from(protobuf.Writer.create().uint32(10).fork().uint32(8).int64(rejected).uint32(18).string(reason).ldelim().finish());
};

/** google.rpc.Status, as OTLP wants it with every refusal. */
export const refused = (format: Format, reason: string): Buffer =>
  format === 'json' ? Buffer.from(JSON.stringify({ message: reason })) : Buffer.from(protobuf.Writer.create().uint32(18).string(reason).finish());
