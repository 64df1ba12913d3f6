import type { AppError, ErrorCode } from '../base/errors.ts';
import { redact } from '../base/log.ts';
import type { ProblemView } from '../protocol/view.ts';
import { actionsOf, type Action, type ActionId } from './actions.ts';
import { attachedErrors, type ErrorText } from './attachedErrors.ts';
import { honestText, shortened } from '../base/honestText.ts';
import { plainOutput } from './cleanText.ts';

/** A `ProblemView` whose actions are known to be ours. */
export type Problem = Omit<ProblemView, 'actions'> & { actions: Action[] };

const own = (error: AppError): string => safeText(error.message, 300);

const texts: { readonly [Code in ErrorCode]: ErrorText } = {
  'binary-not-found': { title: own, actions: ['install', 'chooseBinary', 'retry', 'openDocs'] },
  'binary-not-opencode': {
    title: 'The chosen program is not OpenCode.',
    actions: ['chooseBinary', 'install', 'retry', 'openLog'],
  },
  'binary-is-desktop-app': {
    title: 'This is the OpenCode desktop app, which cannot serve sessions to an editor.',
    actions: ['install', 'chooseBinary', 'retry', 'openDocs'],
  },
  'no-package-manager': { title: own, actions: ['openDocs', 'chooseBinary'] },
  'install-failed': { title: own, actions: ['install', 'openDocs', 'openLog'] },
  'server-too-old': { title: own, actions: ['install', 'chooseBinary', 'retry'] },
  'server-too-new': { title: own, actions: ['install', 'chooseBinary', 'retry', 'openDocs'] },
  'server-exited': {
    title: 'The OpenCode server stopped unexpectedly.',
    actions: ['restartServer', 'openServerLog'],
  },
  'server-killed': {
    title: 'The OpenCode server was ended by the system or by another program.',
    actions: ['restartServer', 'openServerLog'],
  },
  'server-keeps-ending': {
    title: 'The OpenCode server keeps ending, so it is no longer started again by itself.',
    actions: ['retry', 'openLog', 'copyDiagnostics'],
  },
  'stopped-elsewhere': {
    title: 'The OpenCode server was stopped in another window.',
    actions: ['restartServer'],
  },
  'restarted-elsewhere': {
    title: 'The OpenCode server is being restarted in another window.',
    actions: ['retry'],
  },
  'server-start-timeout': {
    title: 'The OpenCode server did not start in time.',
    actions: ['retry', 'openServerLog'],
  },
  'server-unreachable': {
    title: 'The OpenCode server does not answer.',
    actions: ['retry', 'restartServer', 'openServerLog'],
  },
  'server-unauthorized': {
    title: 'The OpenCode server refused the password. Another process may be using its port.',
    actions: ['restartServer', 'openLog'],
  },
  'password-missing': {
    title: 'The OpenCode server asks for a password. Another process may be using its port.',
    actions: ['restartServer', 'openLog'],
  },
  'server-untrusted': {
    title: 'The certificate of the OpenCode server cannot be trusted.',
    actions: ['retry', 'openServerUrl', 'openLog'],
  },
  'server-foreign': {
    title: 'What answers is not an OpenCode server.',
    actions: ['retry', 'openServerUrl', 'openLog'],
  },
  'server-changed': {
    title: 'Another version of OpenCode answers now.',
    actions: ['retry', 'openLog'],
  },
  'bad-server-url': { title: own, actions: ['openServerUrl', 'retry'] },
  'route-not-supported': {
    title: 'This version of OpenCode does not support that.',
    actions: ['install', 'restartServer', 'openDocs', 'openLog'],
  },
  'http-status': { title: own, actions: ['openServerLog'] },
  'bad-payload': {
    title: 'OpenCode sent something that this extension does not understand.',
    actions: ['openLog'],
  },
  'answer-too-large': {
    title: 'OpenCode sent more than this extension can read at one time.',
    actions: ['openLog'],
  },
  'not-found': { title: 'It no longer exists in OpenCode.', actions: ['openLog'] },
  'prompt-lost': {
    title: 'OpenCode took this prompt but did not keep it. Send it again.',
    actions: ['retryPrompt', 'editPrompt', 'openServerLog'],
  },
  'mention-lost': { title: own, actions: ['editPrompt', 'retryPrompt'] },
  'file-lost': { title: own, actions: ['editPrompt', 'retryPrompt'] },
  declined: { title: own, actions: ['editPrompt', 'retryPrompt'] },
  'model-not-found': {
    title: 'OpenCode does not know this model. Choose another one.',
    actions: ['pickModel', 'editPrompt'],
  },
  'provider-auth': {
    title:
      'The model provider refused the key. Run `opencode auth login` in a terminal, then send again.',
    actions: ['retryPrompt', 'pickModel', 'openDocs'],
  },
  'provider-failed': {
    title: 'The model provider failed to answer.',
    actions: ['retryPrompt', 'pickModel', 'openServerLog'],
  },
  unanswered: { title: own, actions: ['retryPrompt', 'openServerLog'] },
  'acts-unasked': {
    title: 'OpenCode was stopped because it would act without asking first.',
    actions: ['restartServer', 'openSettings', 'openLog'],
  },
  'bad-environment': { title: own, actions: ['restartServer', 'openDocs', 'openLog'] },
  'bad-configuration': { title: own, actions: ['retry', 'openDocs'] },
  'workspace-untrusted': {
    title: 'OpenCode runs only in workspaces that you trust.',
    actions: ['manageTrust'],
  },
  'no-workspace': { title: 'Open a folder to work with OpenCode.', actions: ['openFolder'] },
  'import-failed': { title: own, actions: ['openLog'] },
  'sharing-off': {
    title: 'Sharing is switched off where OpenCode runs.',
    actions: ['openDocs'],
  },
  'folder-missing': { title: own, actions: ['retry', 'openFolder'] },
  'storage-unwritable': {
    title:
      "OpenCode cannot be started: neither the extension's storage nor the folder for temporary files can be written. Free some space, then try again.",
    actions: ['retry', 'openLog'],
  },
  cancelled: { title: 'Cancelled.', actions: [] },
  unexpected: { title: 'Something unexpected went wrong.', actions: ['openLog'] },
};

/** What went wrong, as a sentence for a person. */
export function errorTitle(error: AppError): string {
  const { title } = textOf(error);
  const sentence = typeof title === 'string' ? title : safeText(title(error), 300);
  return sentence || 'Something went wrong.';
}

function textOf({ code, attachedTo }: AppError): ErrorText {
  return (attachedTo === undefined ? undefined : attachedErrors[code]) ?? texts[code];
}

/** The sentence, what is known beyond it, and what can be done. */
export function problemOf(error: AppError): Problem {
  const title = errorTitle(error);
  const message = own(error);
  const extra = [message === title ? '' : message, safeText(error.detail ?? '', 2_000)];
  return problem(title, extra.filter((text) => text !== '').join('\n'), textOf(error).actions);
}

export function problem(title: string, detail: string, actions: readonly ActionId[]): Problem {
  return { title, ...(detail === '' ? {} : { detail }), actions: actionsOf(actions) };
}

/** Foreign text fit to be shown: no secret, no stack, nothing hidden. */
export function safeText(text: string, maxLength: number): string {
  const lines = redact(plainOutput(text)).split('\n');
  const kept = lines.filter((line) => !/^\s+at .*[(:]/.test(line)).join('\n');
  return shortened(honestText(kept).trim(), maxLength);
}
