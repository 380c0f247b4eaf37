// Reads culprit.incidents.v1, one JSON value a line, and tells which change did it; mends what it said when the suspect changes:
//   kafka-console-consumer --bootstrap-server localhost:9092 --topic culprit.incidents.v1 | node docs/examples/subscriber.mjs
import { createInterface } from 'node:readline';

const told = new Map(); // incident id → the newest revision that was told, and whom it suspects
const say = (text) => console.log(text.replace(/\p{Cc}/gu, ' ')); // titles come from strangers: nothing may steer the terminal

for await (const line of createInterface({ input: process.stdin })) {
  const incident = JSON.parse(line);
  const before = told.get(incident.id);
  if (before && incident.revision <= before.revision) continue; // delivered twice, or an older one
  const [suspect] = incident.suspects;
  told.set(incident.id, { revision: incident.revision, suspect: suspect?.changeIds[0], title: suspect?.change.title });
  if (before && before.suspect === suspect?.changeIds[0]) continue;
  if (before?.suspect) say(`CORRECTION: it was not "${before.title}".`);
  say(`${incident.title} (${incident.environment}, ${incident.status})`);
  if (!suspect) {
    say('  no suspect');
    continue;
  }
  const steps = [suspect.change, ...(suspect.linked ?? [])]; // the deployment, and the push that it came from
  const said = suspect.reasons.find(({ signal }) => signal === 'time')?.sentence ?? suspect.change.title; // who did what, and when: a step's person need not have done the others
  say(`  ${suspect.service}: ${said} (${Math.round(suspect.probability * 100)} %)`);
  for (const { path, before: was, after: is, redacted } of suspect.change.diff) {
    say(redacted ? `  ${path} (hidden)` : `  ${path}: ${JSON.stringify(was)} → ${JSON.stringify(is)}`);
  }
  for (const url of new Set(steps.flatMap((step) => [...step.links.map((link) => link.url), step.source.url]).filter(Boolean))) say(`  ${url}`);
}
