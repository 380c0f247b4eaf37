export { openGitHub, type GitHubOptions } from './open.js';
