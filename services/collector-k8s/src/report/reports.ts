import type { Clock } from '@culprit/ports';

export interface ReportOptions {
  readonly everyMs: number;
  readonly clock: Clock;
  /** When the services will have something to say again; undefined while they have not. */
  readonly nextAt: () => number | undefined;
  readonly say: () => Promise<void>;
  readonly report: () => Promise<void>;
  readonly failed: (error: unknown) => void;
}

export interface Reports {
  /** Something of the services may wait for its turn. */
  wake(): void;
  /** Report now: we went blind, or see again. */
  soon(): void;
  stop(): void;
}

/** The two things that happen by time: coverage once a minute, and what a service still has to say after its pause. */
export const startReports = ({ everyMs, clock, nextAt, say, report, failed }: ReportOptions): Reports => {
  let saying: NodeJS.Timeout | undefined;
  let stopped = false;
  const wake = (): void => {
    const at = nextAt();
    if (at === undefined || saying !== undefined || stopped) return;
    saying = setTimeout(() => {
      saying = undefined;
      say().then(wake, failed);
    }, Math.max(0, at - clock.now()));
  };
  let reporting = false;
  // many streams go blind together: one report says it for all
  const soon = (): void => {
    if (stopped || reporting) return;
    reporting = true;
    setImmediate(() => {
      reporting = false;
      report().catch(failed);
    });
  };
  const ticking = setInterval(soon, everyMs);
  return {
    wake,
    soon,
    stop: () => {
      stopped = true;
      clearInterval(ticking);
      clearTimeout(saying);
    },
  };
};
