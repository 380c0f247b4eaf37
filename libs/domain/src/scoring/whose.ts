import { isSameOperation } from '../correlation/operations.js';
import { builds } from '../correlation/kind-class.js';
import { isElsewhere } from '../correlation/placed.js';
import type { Change } from '../events/change.js';
import { isSameCommit } from '../events/commit.js';
import { millis } from '../events/time.js';
import { cut, told } from './say.js';

type Changes = readonly [Change, ...Change[]];

/** Two tools tell of one operation within so long: the pipeline that starts it, and what then comes about. ms */
const TOGETHER = 1_800_000;

const apart = (a: Change, b: Change): number => Math.abs(millis(a.occurredAt) - millis(b.occurredAt));

/** Whether two steps are one operation that two tools tell of. Two that one tool tells apart are two. */
const isOfIt = (step: Change, lead: Change): boolean =>
  step === lead || isSameOperation(step, lead) || (!builds(step.kind) && step.source.provider !== lead.source.provider && !isElsewhere(step, lead) && apart(step, lead) <= TOGETHER);

/** Of the steps of a change those that are the very operation of the first, as other tools tell it. What is rolled out twice is one change, and two operations. */
export const operationOf = (changes: Changes): Changes => {
  if (changes.length === 1) return changes;
  const [lead, ...steps] = changes;
  return [lead, ...steps.filter((step) => isOfIt(step, lead))];
};

const personOf = ({ actor }: Change): string | undefined => {
  const person = actor?.onBehalfOf ?? (actor?.kind === 'human' ? actor.name : undefined);
  return person === undefined ? undefined : cut(person);
};

/** Who did this very thing, as far as any tool says: a person, else a machine. */
export const doer = (changes: Changes): { readonly person?: string; readonly machine?: string } => {
  const steps = operationOf(changes);
  const person = steps.map(personOf).find((name) => name !== undefined);
  if (person !== undefined) return { person };
  const machine = steps.map(({ actor }) => actor?.name).find((name) => name !== undefined);
  return machine === undefined ? {} : { machine: cut(machine) };
};

const did = ({ attributes }: Change): string => {
  if (attributes['pullRequest'] === undefined && attributes['mergeRequest'] === undefined) {
    if (attributes['tag'] !== undefined || attributes['packageType'] !== undefined) return 'published';
    if (attributes['commits'] !== undefined || attributes['ref'] !== undefined) return 'pushed';
  }
  return 'merged';
};

/** What of code the first of these brought, of each commit what tells most of it. Whatever is done again with what was there brings nothing: nobody wrote it for that. */
const written = (changes: Changes): readonly Change[] => {
  const [lead, ...steps] = changes;
  const own = operationOf(changes);
  const isAgain = steps.some((step) => step.kind === lead.kind && !own.includes(step) && step.occurredAt < lead.occurredAt && !isElsewhere(step, lead));
  if (builds(lead.kind) || isAgain) return [];
  const code = steps.filter((step) => step.kind === 'code' && personOf(step) !== undefined);
  const first = code.find(isMerged) ?? code[0];
  if (first === undefined) return [];
  const ofRepository = code.filter(({ source }) => source.provider === first.source.provider && source.instance === first.source.instance);
  return byCommit(ofRepository).flatMap((set) => set.find(isMerged) ?? set[0] ?? []);
};

const isMerged = (step: Change): boolean => did(step) === 'merged';

const isOfCommit = (a: Change, b: Change): boolean =>
  a.identities.some((identity) => b.identities.includes(identity)) || (a.revision?.commit !== undefined && b.revision?.commit !== undefined && isSameCommit(a.revision.commit, b.revision.commit));

/** What tells of one commit, together. */
const byCommit = (code: readonly Change[]): readonly Change[][] => {
  const sets: Change[][] = [];
  for (const step of code) {
    const own = sets.find((set) => set.some((other) => isOfCommit(step, other)));
    if (own === undefined) sets.push([step]);
    else own.push(step);
  }
  return sets;
};

/** `mia merged "Fewer retries" and kim pushed "New tariff"`. */
const listedCode = (code: readonly Change[]): string => {
  const [first, second, ...others] = code.map((step) => `${personOf(step) ?? ''} ${did(step)} "${told(step.title)}"`);
  if (second === undefined) return first ?? '';
  return others.length === 0 ? `${first ?? ''} and ${second}` : `${first ?? ''}, ${second} and ${others.length} more`;
};

/** `ada's "Deploy checkout"`, `mia merged "Fewer retries"; argocd rolled it out as "Deploy checkout"`, `Deploy checkout by argocd`: a change in a sentence, the person first. */
export const whose = (changes: Changes): string => {
  const { person, machine } = doer(changes);
  const title = told(changes[0].title) || `a change of the kind ${changes[0].kind}`;
  if (person !== undefined) return `${person}'s "${title}"`;
  const code = written(changes);
  const [it, was] = code.length > 1 ? ['them', 'they were'] : ['it', 'it was'];
  if (code.length > 0) return `${listedCode(code)}; ${machine === undefined ? `${was} rolled out` : `${machine} rolled ${it} out`} as "${title}"`;
  return machine === undefined ? title : `${title} by ${machine}`;
};

/** Whether it tells what two did, not of one thing: it stands in no other sentence. */
export const isClause = (said: string): boolean => /^.+ (?:merged|pushed|published) ".*"(?: and \d+ more)?; .+ rolled .*out as "/.test(said);
