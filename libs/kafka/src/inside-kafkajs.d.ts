// What we use of kafkajs 2.2.4 (exactly pinned) beneath its public interface.
declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    readonly pending: readonly unknown[];
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { ISocketFactory } from 'kafkajs';
  export default function createSocketFactory(): ISocketFactory;
}

declare module 'kafkajs/src/cluster/index.js' {
  import type { ISocketFactory, KafkaConfig, Logger } from 'kafkajs';
  import type { FetchedRecord } from './read/fetched-record.js';

  export interface FetchedMessage {
    readonly offset: string;
    readonly timestamp: string;
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers: Record<string, Buffer | null | (Buffer | null)[]>;
    readonly isControlRecord: boolean;
  }
  export interface FetchedPartition {
    readonly partition: number;
    readonly errorCode: number;
    readonly highWatermark: string;
    /** Those of `decode-fetch.ts`, or of kafkajs. */
    readonly messages: readonly (FetchedRecord | FetchedMessage)[];
  }
  export interface FetchRequest {
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly isolationLevel: number;
    readonly topics: readonly { topic: string; partitions: readonly { partition: number; fetchOffset: string; maxBytes: number; inPlace?: true }[] }[];
  }
  export interface Broker {
    fetch(request: FetchRequest): Promise<{ responses: readonly { topicName: string; partitions: readonly FetchedPartition[] }[] }>;
  }
  export default class Cluster {
    constructor(options: KafkaConfig & {
      logger: Logger; socketFactory: ISocketFactory; metadataMaxAge: number; allowAutoTopicCreation: boolean; isolationLevel: number;
    });
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    isConnected(): boolean;
    removeBroker(address: { host: string; port: number }): void;
    addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
    refreshMetadata(): Promise<void>;
    refreshMetadataIfNecessary(): Promise<void>;
    findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
    findBroker(which: { nodeId: string }): Promise<Broker>;
  }
}

declare module 'kafkajs/src/protocol/requests/produce/index.js' {
  import type { Message } from 'kafkajs';

  export interface ProduceRequest {
    readonly acks: number;
    readonly timeout: number;
    readonly compression?: number;
    readonly transactionalId?: string | null | undefined;
    readonly producerId?: unknown;
    readonly topicData: readonly { readonly topic: string; readonly partitions: readonly { readonly partition: number; readonly messages: readonly Message[] }[] }[];
  }
  interface Made {
    readonly request: { readonly encode: () => Promise<{ readonly buf: Buffer; readonly buffer: Buffer }> };
    readonly response: unknown;
  }
  const Produce: { protocol: (asked: { readonly version: number }) => (request: ProduceRequest) => Made };
  export default Produce;
}

declare module 'kafkajs/src/protocol/requests/fetch/index.js' {
  import type { FetchedPartition, FetchRequest } from 'kafkajs/src/cluster/index.js';

  export interface FetchResponse {
    readonly throttleTime: number;
    readonly clientSideThrottleTime: number;
    readonly errorCode: number;
    readonly sessionId: number;
    readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[];
  }
  interface Made {
    readonly request: unknown;
    readonly response: { readonly decode: (bytes: Buffer) => Promise<FetchResponse>; readonly parse: (decoded: FetchResponse) => Promise<FetchResponse> };
  }
  const Fetch: { protocol: (asked: { readonly version: number }) => (request: FetchRequest) => Made };
  export default Fetch;
}
