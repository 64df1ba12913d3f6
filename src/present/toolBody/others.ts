import { clipStart, outputLimit } from '../clip.ts';
import { honestLine, shortened } from '../../base/honestText.ts';
import { plainOutput } from '../cleanText.ts';
import { firstText, textField } from '../fields.ts';
import type { ToolCall, ToolFace, Verbs } from './toolCall.ts';

export function webFetchFace(call: ToolCall): ToolFace {
  return webFace(call, ['Fetch', 'Fetching', 'Fetched']);
}

export function webSearchFace(call: ToolCall): ToolFace {
  return webFace(call, ['Search the web', 'Searching the web', 'Searched the web']);
}

function webFace(call: ToolCall, verbs: Verbs): ToolFace {
  const url = firstText(call.input, ['url', 'query']);
  return {
    verbs,
    title: honestLine(url),
    body: {
      kind: 'web',
      url: shortened(url, 2_000),
      output: clipStart(plainOutput(call.output), outputLimit),
    },
  };
}

export function skillFace(call: ToolCall): ToolFace {
  const verbs: Verbs = ['Load skill', 'Loading skill', 'Loaded skill'];
  return {
    ...otherFace(call),
    verbs,
    title: honestLine(textField(call.input, 'name') || call.title),
  };
}

/** The model called a tool that does not exist, or with arguments that do not fit. */
export function invalidFace(call: ToolCall): ToolFace {
  const verbs: Verbs = ['Call', 'Calling', 'Could not call'];
  return { ...otherFace(call), verbs, title: honestLine(textField(call.input, 'tool')) };
}

/** MCP tools and whatever comes later: everything there is, in plain sight. */
export function otherFace(call: ToolCall): ToolFace {
  return {
    verbs: ['Use', 'Using', 'Used'],
    title: honestLine(call.tool, 80),
    body: {
      kind: 'other',
      input: clipStart(inputText(call), outputLimit),
      output: clipStart(plainOutput(call.output), outputLimit),
    },
  };
}

export function inputText({ input }: ToolCall): string {
  return Object.keys(input).length === 0 ? '' : plainOutput(JSON.stringify(input, undefined, 2));
}
