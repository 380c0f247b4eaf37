import type { Admin } from 'kafkajs';
import type { Partitions } from './append/appender.js';

/** Partition counts, asked once: they are never changed in place. */
export class TopicSizes implements Partitions {
  private readonly sizes = new Map<string, number>();
  private readonly asked = new Map<string, Promise<number>>();

  constructor(private readonly admin: () => Promise<Admin>) {}

  known(topic: string): number | undefined {
    return this.sizes.get(topic);
  }

  ask(topic: string): Promise<number> {
    const known = this.sizes.get(topic);
    if (known !== undefined) return Promise.resolve(known);
    const asking = this.asked.get(topic) ?? this.fetch(topic).finally(() => this.asked.delete(topic));
    this.asked.set(topic, asking);
    return asking;
  }

  private async fetch(topic: string): Promise<number> {
    const { topics } = await (await this.admin()).fetchTopicMetadata({ topics: [topic] });
    const size = topics.find(({ name }) => name === topic)?.partitions.length ?? 0;
    if (size === 0) throw new Error(`there is no topic ${topic}`);
    this.sizes.set(topic, size);
    return size;
  }
}
