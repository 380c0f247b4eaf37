import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { silentLogger, type Batch, type BatchHandler, type ConsumeOptions, type EventLog } from '@culprit/ports';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { BatchesOf, BatchContext, EventLogServer } from './index.js';

const batchOf = (topic: string): Batch => ({ topic, partition: 2, end: 9, records: [{ offset: 8, timestamp: 1, key: 'k', value: Buffer.from('x'), headers: {} }] });

/** Only what the strategy's plumbing touches; the log itself is tested on the real ones. */
const plumbing = () => {
  const seen: { options?: ConsumeOptions; onBatch?: BatchHandler; stopped: boolean } = { stopped: false };
  const log = {
    consume: (options: ConsumeOptions, onBatch: BatchHandler) => {
      Object.assign(seen, { options, onBatch });
      return Promise.resolve({ stop: () => Promise.resolve(void (seen.stopped = true)) });
    },
  } as unknown as EventLog;
  return { seen, log };
};

const start = async (controller: new () => object) => {
  const { seen, log } = plumbing();
  @Module({ controllers: [controller] })
  class App {}
  const app = await NestFactory.createMicroservice(App, { strategy: new EventLogServer({ log, group: 'g', from: 'earliest', maxBatch: 5, logger: silentLogger }), logger: false });
  await app.listen();
  return { app, seen };
};

@Controller()
class Two {
  readonly got: unknown[] = [];

  @BatchesOf('one')
  async one(batch: Batch, context: BatchContext): Promise<void> {
    context.resolve(8);
    this.got.push([batch.records.length, context.topic, context.partition, context.stale()]);
  }

  @EventPattern<string>('two')
  async two(@Payload() batch: Batch, @Ctx() context: BatchContext): Promise<void> {
    this.got.push([batch.topic, context.partition]);
  }

  @BatchesOf('broken')
  async broken(): Promise<void> {
    throw new Error('the reason');
  }

  @EventPattern<string>('muffled')
  async muffled(): Promise<void> {
    throw new Error('the reason');
  }
}

describe('the event log as a transport of Nest', () => {
  it('joins one group for all topics that have a handler, and leaves it', async () => {
    const { app, seen } = await start(Two);
    expect(seen.options).toMatchObject({ group: 'g', from: 'earliest', maxBatch: 5, topics: ['one', 'two', 'broken', 'muffled'] });
    await app.close();
    expect(seen.stopped).toBe(true);
  });

  it('hands over the whole batch with its control', async () => {
    const { app, seen } = await start(Two);
    const resolved: number[] = [];
    const control = { resolve: (offset: number) => void resolved.push(offset), stale: () => true };
    await seen.onBatch?.(batchOf('one'), control);
    await seen.onBatch?.(batchOf('two'), control);
    expect(app.get(Two).got).toEqual([[1, 'one', 2, true], ['two', 2]]);
    expect(resolved).toEqual([8]);
    await app.close();
  });

  it('lets what a handler throws reach the log', async () => {
    const { app, seen } = await start(Two);
    const control = { resolve: () => {}, stale: () => false };
    await expect(seen.onBatch?.(batchOf('broken'), control)).rejects.toThrow('the reason');
    await expect(seen.onBatch?.(batchOf('muffled'), control)).rejects.toThrow();
    await expect(seen.onBatch?.(batchOf('unknown'), control)).rejects.toThrow('no handler for unknown');
    await app.close();
  });

  it('refuses handlers that want to answer, and a group without handlers', async () => {
    @Controller()
    class Asks {
      @MessagePattern('question')
      answer(): string {
        return 'no';
      }
    }
    @Controller()
    class Nothing {}
    await expect(start(Asks)).rejects.toThrow('the event log answers no requests: question needs @BatchesOf');
    await expect(start(Nothing)).rejects.toThrow('no handler for the group g');
  });
});
