import assert from 'node:assert/strict';
import {
  installNotice,
  installQuestion,
  removeQuestion,
} from '../../../src/present/installText.ts';

const plan = {
  version: '1.18.33',
  package: 'opencode-darwin-arm64',
  otherPackages: [],
  manager: 'npm',
  folder: '/storage/opencode/1.18.33',
};
const wish = {
  version: '1.18.33',
  plan,
  present: undefined,
  binaryPath: undefined,
  environment: undefined,
};
const older = { version: '1.17.0', path: '/storage/opencode/1.17.0/bin/opencode' };

describe('the question before OpenCode is installed', () => {
  it('says what runs, from where, and where it goes', () => {
    assert.deepEqual(installQuestion(wish), {
      text: 'Install OpenCode 1.18.33?',
      detail:
        "npm will download opencode-darwin-arm64 1.18.33 from its registry into this extension's own folder (about 190 MB on the disk):\n" +
        '/storage/opencode/1.18.33\nNothing else on this machine is changed, and no install scripts are run.',
      button: 'Install',
    });
  });

  it('says where another build may have to be fetched', () => {
    const several = {
      ...plan,
      package: 'opencode-linux-x64',
      otherPackages: ['opencode-linux-x64-baseline', 'opencode-linux-x64-musl'],
    };
    const { detail } = installQuestion({ ...wish, plan: several });
    assert.match(detail, /^npm will download opencode-linux-x64 1\.18\.33 from its registry/);
    assert.match(detail, /\nShould that build not run here, another one of the same version is/);
  });

  it('names the version that is replaced', () => {
    const { text, button } = installQuestion({ ...wish, present: older });
    assert.deepEqual([text, button], ['Update OpenCode 1.17.0 to 1.18.33?', 'Update']);
  });

  it('says which setting gives way', () => {
    const { detail } = installQuestion({ ...wish, binaryPath: '/nowhere/opencode' });
    assert.match(detail, /server\.path, which names \/nowhere\/opencode, will be cleared\.$/);
  });

  it('asks only for the setting when there is nothing to install', () => {
    const path = '/storage/opencode/1.18.33/bin/opencode';
    const question = installQuestion({
      ...wish,
      plan: undefined,
      present: { version: '1.18.33', path },
      binaryPath: '/x',
    });
    assert.deepEqual(question, {
      text: 'Use the OpenCode 1.18.33 that this extension installed?',
      detail: 'The setting opencodeSessions.server.path, which names /x, will be cleared.',
      button: 'Use It',
    });
  });

  it('says that the environment comes first, unless the setting did', () => {
    const environment = '/opt/opencode';
    assert.match(
      installQuestion({ ...wish, environment }).detail,
      /OPENCODE_BIN names \/opt\/opencode/,
    );
    const both = installQuestion({ ...wish, environment, binaryPath: '/x' }).detail;
    assert.match(both, /cleared/);
    assert.match(both, /OPENCODE_BIN names \/opt\/opencode/);
  });
});

describe('what is said of an installation', () => {
  it('offers to restart what runs an older version', () => {
    assert.deepEqual(installNotice('1.18.33', 0), {
      text: 'OpenCode 1.18.33 is installed.',
      button: [],
    });
    assert.deepEqual(installNotice('1.18.33', 1).button, ['Restart Server']);
    assert.deepEqual(installNotice('1.18.33', 2).button, ['Restart Servers']);
  });

  it('says before a removal what goes and what stays', () => {
    const { text, detail } = removeQuestion('1.18.33', 0);
    assert.equal(text, 'Remove the OpenCode 1.18.33 that this extension installed?');
    assert.match(detail, /^Your sessions, logins and configuration stay/);
    assert.match(
      removeQuestion('1.18.33', 1).detail,
      /^Servers that run it will be stopped\. Your/,
    );
  });
});
