/** Why this Node cannot run us, or undefined. Plain JavaScript only: it is read by Nodes that know nothing newer. */
export const unfitNode = (version: string, wanted = 24): string | undefined => {
  const major = Number(version.replace(/^v/, '').split('.')[0]);
  if (major >= wanted) return undefined;
  return (
    `Culprit needs Node ${wanted} or newer, and this is Node ${version}.\n` +
    'The repository brings its own: run `npm install` once, then start through npm (`npm run demo`, `npm run -s culprit -- start`),\n' +
    'which puts node_modules/.bin first on the PATH. If it still says this, npm did not run the install script of the package "node".\n'
  );
};
