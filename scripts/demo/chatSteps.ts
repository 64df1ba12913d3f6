import type { TourStep } from './tourStep.ts';

/** From the first look at the panel to a long answer. */
export const chatSteps: readonly TourStep[] = [
  {
    name: 'empty-state',
    run: async ({ workbench, chat }) => {
      await workbench.activity('OpenCode');
      await (await chat.find('empty-state')).waitFor();
    },
  },
  {
    name: 'prompt-while-starting',
    run: async ({ chat }) => {
      await chat.send('Hello there');
    },
  },
  {
    name: 'first-answer',
    run: async ({ chat }) => {
      await chat.untilAnswer('scripted model');
      await chat.untilActivity('idle');
    },
  },
  {
    name: 'streaming',
    run: async ({ chat }) => {
      await chat.send('Show me some markdown');
      await chat.untilAnswer('A tour of the sample project');
    },
  },
  {
    name: 'markdown',
    run: async ({ chat }) => {
      await chat.untilAnswer('That is all there is to it.');
      await chat.untilActivity('idle');
    },
  },
  {
    name: 'agent-picker',
    run: async ({ workbench, chat }) => {
      await chat.press('agent-picker');
      await workbench.quickInput.items();
    },
  },
  {
    name: 'model-picker',
    run: async ({ workbench, chat }) => {
      await workbench.quickInput.cancel();
      await chat.press('model-picker');
      await workbench.quickInput.pick('Scripted Demo (high)');
      await (await chat.find('model-picker')).getByText('high').waitFor();
    },
  },
  {
    name: 'stopped',
    run: async ({ chat }) => {
      await chat.send('Give me a slow answer');
      await chat.untilAnswer('One more line');
      await chat.press('composer-stop');
      await chat.untilActivity('idle');
    },
  },
  {
    name: 'retry-countdown',
    run: async ({ chat }) => {
      await chat.send('Meet the rate limit [[script:err429]]');
      await chat.untilActivity('retry');
    },
  },
  {
    name: 'retried',
    run: async ({ chat }) => {
      await chat.untilAnswer('after one retry');
      await chat.untilActivity('idle');
    },
  },
  {
    name: 'provider-error',
    run: async ({ chat }) => {
      await chat.send('Use a bad key [[script:err401]]');
      const transcript = await chat.find('transcript');
      await transcript.getByText('Incorrect API key provided').first().waitFor();
      await chat.untilActivity('idle');
    },
  },
];
