/** A code block of a page whose fence says what it is for: ` ```ts file=providers/acme/index.ts`. */
export interface Block {
  readonly use: 'file' | 'line' | 'item' | 'run';
  readonly path: string;
  readonly text: string;
}

export const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^```\w+ (file|line|item|run)(?:=(\S+))?\n([^]*?)^```$/gm)].map(([, use = '', path = '', text = '']) => ({ use: use as Block['use'], path, text }));
