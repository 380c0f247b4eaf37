import type { RunningService, Service, World } from '@culprit/nest';
import type { Status } from '../admin/status.js';

export interface Started {
  readonly name: string;
  readonly running: RunningService;
}

/** What the stop does, in order; a step's name is what is told when it hangs. */
export interface Step {
  readonly name: string;
  run(): Promise<void>;
}

export type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Starts one after the other. When one fails those before it are stopped, last first, and its error is thrown with what we were doing. */
export const startServices = async (services: readonly Service[], worldOf: (service: Service) => World, values: Values, status: Status): Promise<Started[]> => {
  const started: Started[] = [];
  for (const service of services) {
    try {
      const running = await service.start(worldOf(service), values[service.name] ?? {});
      started.push({ name: service.name, running });
      status.set(service.name, () => running.readiness());
    } catch (cause) {
      await Promise.allSettled(stopSteps(started).map((step) => step.run()));
      throw new Error(`${service.name} did not start`, { cause });
    }
  }
  return started;
};

/** Last started, first stopped: collectors take nothing new while consumers still finish what was taken. */
export const stopSteps = (started: readonly Started[]): Step[] =>
  [...started].reverse().map(({ name, running }) => ({ name, run: () => running.stop() }));
