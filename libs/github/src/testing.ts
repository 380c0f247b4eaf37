export { gitHubApi, type Asked, type GitHubApi, type History, type Said } from './testing/git-hub-api.js';
