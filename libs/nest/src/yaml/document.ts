import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';

export type YamlPath = readonly PropertyKey[];

/** One document of a YAML file: its value, and where in the file a part of it stands. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** Line (from 1) of what stands at the path, or of the nearest thing around it. */
  lineOf(path: YamlPath): number;
}

export type ReadYaml = { readonly ok: true; readonly documents: readonly YamlDocument[] } | { readonly ok: false; readonly error: string };

/** YAML 1.2, also several documents. What cannot be read is one sentence with file and line. Empty documents are left out. */
export const parseYaml = (file: string, text: string): ReadYaml => {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const documents: YamlDocument[] = [];
  for (const document of parsed) {
    // a tag that nobody knows is a warning there: what it would have meant is lost here
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) return { ok: false, error: `${file}, line ${lines.linePos(fault.pos[0]).line}: not YAML: ${fault.message}` };
    if (document.contents === null) continue;
    const lineOf = (path: YamlPath): number => lines.linePos(offsetOf(document, path)).line;
    try {
      documents.push({ file, value: document.toJS(), lineOf });
    } catch (error) {
      return { ok: false, error: `${file}, line ${lineOf([])}: not YAML: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
  return { ok: true, documents };
};

const offsetOf = (document: Document.Parsed, path: YamlPath): number => {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? document.range[0];
  for (const step of path) {
    const around: unknown = isAlias(node) ? node.resolve(document) : node;
    if (isMap(around)) {
      const pair = around.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(around)) {
      node = around.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
};

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
