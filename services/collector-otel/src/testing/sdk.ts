import { context, ROOT_CONTEXT, trace, type Attributes, type Context, type SpanKind } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider, BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';

export interface SdkOptions {
  readonly format?: 'protobuf' | 'json';
  readonly gzip?: boolean;
  readonly headers?: Record<string, string>;
  readonly resource?: Attributes;
}

/** A service that is instrumented with the official SDK, with its official exporter. */
export interface Instrumented {
  span(kind: SpanKind, attributes: Attributes, parent?: Context, links?: readonly Context[]): Context;
  /** Spans as the SDK made them, sent by its exporter in one request; what that says of it. */
  send(spans: readonly ReadableSpan[]): Promise<{ readonly code: number; readonly error?: Error | undefined }>;
  /** What has ended. */
  readonly ended: readonly ReadableSpan[];
  /** Sends what has ended, and rejects where that is refused. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export const instrumented = (service: string, url: string, { format = 'protobuf', gzip = false, headers = {}, resource = {} }: SdkOptions = {}): Instrumented => {
  const Exporter = format === 'protobuf' ? ProtobufExporter : JsonExporter;
  const exporter = new Exporter({ url: `${url}/v1/traces`, headers, ...(gzip ? { compression: 'gzip' as never } : {}) });
  const ended: ReadableSpan[] = [];
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'deployment.environment.name': 'production', ...resource }),
    spanProcessors: [new BatchSpanProcessor({ exporter }), { onStart: () => {}, onEnd: (span: ReadableSpan) => void ended.push(span), forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() }],
  });
  const tracer = provider.getTracer('test');
  return {
    span: (kind, attributes, parent = ROOT_CONTEXT, links = []) => {
      const span = tracer.startSpan('work', { kind, attributes, links: links.flatMap((each) => trace.getSpanContext(each) ?? []).map((to) => ({ context: to })) }, parent);
      span.end();
      return trace.setSpan(context.active(), span);
    },
    ended,
    send: (spans) => new Promise((resolve) => exporter.export([...spans], resolve)),
    flush: () => provider.forceFlush(),
    stop: () => provider.shutdown(),
  };
};
