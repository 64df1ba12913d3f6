import { clipEnd, clipStart, outputLimit } from '../clip.ts';
import { honestLine, honestText } from '../../base/honestText.ts';
import { plainOutput } from '../cleanText.ts';
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
      output: clipEnd(bashOutput(call), outputLimit),
      ...(exitCode === undefined ? {} : { exitCode }),
    },
  };
}

/** What was printed so far; OpenCode's own remarks stay as text, without their tags. */
export function bashOutput({ output, metadata }: ToolCall): string {
  const raw = output || textField(metadata, 'output');
  return plainOutput(raw)
    .replace(/\n*<(?:shell|bash)_metadata>\n*/g, '\n\n')
    .replace(/\n*<\/(?:shell|bash)_metadata>\s*$/, '\n')
    .replace(/^\n+/, '');
}
