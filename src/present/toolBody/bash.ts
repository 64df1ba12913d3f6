import type { ClippedText } from '../../protocol/view.ts';
import { clipEnd, clipStart, outputLimit } from '../clip.ts';
import { honestLine, honestText } from '../../base/honestText.ts';
import { colouredOutput, withoutHalfCode } from '../cleanText.ts';
import { numberField, textField } from '../fields.ts';
import type { ToolCall, ToolFace } from './toolCall.ts';

export function bashFace(call: ToolCall): ToolFace {
  const command = textField(call.input, 'command');
  const exitCode = numberField(call.metadata, 'exit');
  return {
    verbs: ['Run', 'Running', 'Ran'],
    title: honestLine(command),
    body: {
      kind: 'bash',
      command: clipStart(honestText(command), outputLimit).text,
      output: clippedEnd(bashOutput(call)),
      ...(exitCode === undefined ? {} : { exitCode }),
    },
  };
}

function clippedEnd(output: string): ClippedText {
  const clipped = clipEnd(output, outputLimit);
  return { ...clipped, text: withoutHalfCode(clipped.text, output) };
}

/** What was printed so far, in its colours; OpenCode's own remarks stay as text, without their tags. */
export function bashOutput({ output, metadata }: ToolCall): string {
  const raw = output || textField(metadata, 'output');
  return colouredOutput(raw)
    .replace(/\n*<(?:shell|bash)_metadata>\n*/g, '\n\n')
    .replace(/\n*<\/(?:shell|bash)_metadata>\s*$/, '\n')
    .replace(/^\n+/, '');
}
