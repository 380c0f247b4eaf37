import { ask } from '../client/ask.js';
import type { Terminal } from '../cli/terminal.js';
import { isReady, readyText } from '../admin/status.js';
import type { Settings } from '../config/settings.js';
import type { RunningCulprit } from '../run/run-culprit.js';
import { safeDeep } from '../text/safe.js';
import { DemoQuestion, missing, type DemoAnswer } from './question.js';
import type { Stage } from './stage.js';
import { answerText, sendingText } from './tell.js';
import { until } from './until.js';

const READY_MS = 60_000;
/** Seconds, mostly; a slow machine is waited for. */
const ANSWER_MS = 60_000;

export interface Playing {
  readonly culprit: RunningCulprit;
  readonly stage: Stage;
  readonly terminal: Terminal;
  readonly settings: Settings;
  readonly secrets: { readonly github: string; readonly datadog: string };
}

/** Sends the story through the real doors and tells what Culprit says of it. False when it said something else. */
export const play = async ({ culprit, stage, terminal, settings, secrets }: Playing, now: number, again: boolean): Promise<boolean> => {
  const { answer: status, met: ready } = await until(() => culprit.status(), isReady, READY_MS);
  if (!ready) {
    terminal.err(`Not everything is ready after ${READY_MS / 1_000} s:\n${readyText(status)}`);
    return false;
  }

  terminal.out(sendingText(again, stage.lines, terminal.paint));
  const url = `http://127.0.0.1:${settings.values['query-api']?.['QUERY_API_PORT']}`;
  const collectorUrl = `http://127.0.0.1:${settings.values['collector-webhooks']?.['COLLECTOR_WEBHOOKS_PORT']}`;
  const receiver = { url: collectorUrl, githubSecret: secrets.github, datadogToken: secrets.datadog };
  await stage.tell(receiver, now);

  const alerted = performance.now();
  const { answer, met } = await until(() => ask<DemoAnswer>({ url }, DemoQuestion, {}), (each) => missing(each, stage.person).length === 0, ANSWER_MS);
  const seconds = (performance.now() - alerted) / 1_000;
  terminal.out(answerText({ answer: safeDeep(answer), seconds, url, collectorUrl, stays: stage.stays }, terminal.paint));
  if (!met) terminal.err(`The story did not come out within ${ANSWER_MS / 1_000} s: ${missing(answer, stage.person).join('; ')}.\n`);
  return met;
};
