import { parse, v5 as uuidv5 } from 'uuid';
import { canonicalJson } from './canonical.js';

/** The namespace of every id that Culprit derives. */
const NAMESPACE = parse('8f0f6f0c-7a2b-5d3e-9c41-51c0d2b5a7e1');

// The uuid package would turn text into bytes one by one, and throws at half a character.
const utf8 = new TextEncoder();

/**
 * The deterministic id of a fact: UUIDv5 of what kind of thing it is, who says so, and the fact's own key there
 * (deployment id, build URL, sync operation ...). The same fact has the same id whoever reports it, and however often.
 */
export const factId = (kind: string, provider: string, instance: string | undefined, ...key: readonly string[]): string =>
  uuidv5(utf8.encode(JSON.stringify([kind, provider, instance ?? '', ...key])), NAMESPACE);

/** The id of an incident: UUIDv5 of the id of its first firing alert. */
export const incidentId = (firstAlertId: string): string => uuidv5(utf8.encode(`incident:${firstAlertId}`), NAMESPACE);

/** The id of a statement (`ce_id`): one for each different thing that was said of a fact. */
export const statementId = (event: unknown): string => statementIdOf(canonicalJson(event));

/** The same of an event's canonical JSON, where that is at hand. */
export const statementIdOf = (canonical: string): string => uuidv5(utf8.encode(canonical), NAMESPACE);
