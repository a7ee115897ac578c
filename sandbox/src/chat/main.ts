import { createInterface } from 'node:readline';
import {
  openLanguageModel,
  startTextCall,
  systemPrompt,
  type TextCallEvent,
} from '@standardiste/media-relay/chat/backends.ts';
import { systemClock } from '@standardiste/shared/time/system-clock.ts';
import { schoolKnowledge, schoolProfile } from '../world/school.ts';
import { createSchoolFunctions } from '../world/school-functions.ts';
import { callers } from './callers.ts';
import { chatHelp, readChatOptions, type ChatOptions } from './chat-options.ts';
import { createChatPrinter } from './chat-printer.ts';
import { createSimulatedFetch, simulatedEnvironment } from './simulated-fetch.ts';

const clock = systemClock;
const write = (text: string): void => void process.stdout.write(text);

async function chat({ provider, model, ...options }: ChatOptions): Promise<void> {
  const printer = createChatPrinter({ clock, write });
  const languageModel = openLanguageModel(
    {
      ...(options.isSimulated ? simulatedEnvironment : process.env),
      ...(provider === undefined ? {} : { LLM_PROVIDER: provider }),
      ...(model === undefined ? {} : { LLM_MODEL: model }),
    },
    {
      onNote: (note) => printer.note(note),
      fetch: options.isSimulated ? createSimulatedFetch() : undefined,
    },
  );
  await languageModel.warmUp?.(new AbortController().signal);
  write(`${languageModel.name}, called by ${options.from}. An empty line hangs up.\n\n`);
  const functions = createSchoolFunctions({ now: () => clock.now(), documents: schoolKnowledge() });
  let isPromptShown = !options.showsPrompt;
  let agentDone = Promise.withResolvers<undefined>();
  const onEvent = (event: TextCallEvent): void => {
    if (event.type === 'asked' && !isPromptShown) {
      isPromptShown = true;
      write(`${systemPrompt(event.request.facts)}\n\n`);
    }
    printer.print(event, call.state.stage);
    if (event.type === 'turn' && event.role === 'agent') agentDone.resolve(undefined);
  };
  const call = startTextCall({
    profile: schoolProfile,
    caller: callers[options.from],
    languageModel,
    runTool: (request) => functions.run(request),
    onEvent,
    // Whoever types is slower than whoever speaks.
    timings: { silenceMs: 600_000, giveUpMs: 1_200_000 },
    usage: printer,
  });
  await Promise.race([agentDone.promise, call.ended]);
  // Only now: lines that come before somebody reads them are lost.
  const input = createInterface({ input: process.stdin });
  void call.ended.then(() => input.close());
  for await (const line of input) {
    if (line.trim() === '') break;
    agentDone = Promise.withResolvers();
    printer.said(line, process.stdin.isTTY);
    call.say(line.trim());
    await Promise.race([agentDone.promise, call.ended]);
  }
  await call[Symbol.asyncDispose]();
  const end = await call.ended;
  write(end.type === 'ended' ? `\nThe call ended (${end.outcome}).\n` : '\nThe call is over.\n');
}

try {
  const options = readChatOptions(process.argv.slice(2));
  if (options === 'help') write(`${chatHelp}\n`);
  else await chat(options);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
