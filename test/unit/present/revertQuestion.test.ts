import assert from 'node:assert/strict';
import { revertQuestion } from '../../../src/present/revertQuestion.ts';
import type { Undoing } from '../../../src/session/undoing.ts';

function question(undoing: Partial<Undoing>, options = {}) {
  return revertQuestion({
    undoing: { prompts: 1, attachments: 0, files: [], isUnrecorded: false, ...undoing },
    root: '/work/repo',
    isWorking: false,
    purpose: 'revert',
    ...options,
  });
}

describe('the question before a revert', () => {
  it('names every file and what becomes of it', () => {
    const { message, detail, button } = question({
      prompts: 2,
      files: [
        { path: '/work/repo/src/a.ts', fate: 'changed' },
        { path: 'new.txt', fate: 'deleted' },
        { path: 'old.txt', fate: 'broughtBack' },
      ],
    });
    assert.equal(message, 'Take back 2 prompts and what followed?');
    assert.equal(button, 'Take Back');
    assert.equal(
      detail,
      [
        '3 files become what they were before, whoever changed them since:',
        '• src/a.ts',
        '• new.txt (is deleted)',
        '• old.txt (comes back)',
        '',
        'It can be restored until the next prompt is sent.',
      ].join('\n'),
    );
  });

  it('keeps a long list and a deceptive name readable', () => {
    const files = Array.from({ length: 30 }, (_, index) => ({
      path: `f${index}\u202Etxt.\nexe`,
      fate: 'changed' as const,
    }));
    const { detail } = question({ files });
    assert.match(detail, /• f0<U\+202E>txt\. ⏎ exe\n/);
    assert.match(detail, /… and 18 more/);
  });

  it('says truthfully that files stay where nothing was recorded', () => {
    assert.match(question({ isUnrecorded: true }).detail, /Files stay as they are: .*git/);
    assert.match(question({}).detail, /^No files are changed\./);
  });

  it('tells that a turn is stopped, and that an edit is final', () => {
    assert.match(question({}, { isWorking: true }).detail, /stopped first/);
    const edit = question({ attachments: 2 }, { purpose: 'edit' });
    assert.equal(edit.button, 'Take Back and Send');
    assert.match(edit.detail, /2 attachments of the earlier prompt are not sent again/);
    assert.match(edit.detail, /cannot be restored/);
  });
});
