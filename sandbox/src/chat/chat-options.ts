import { parseArgs } from 'node:util';

export interface ChatOptions {
  /** As `LLM_PROVIDER` has it; undefined takes what the environment says, or `rules`. */
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly from: (typeof origins)[number];
  /** Asks a simulated vendor in this process instead of the real one; needs no key. */
  readonly isSimulated: boolean;
  readonly showsPrompt: boolean;
}

const origins = ['known', 'unknown', 'anonymous'] as const;

export const chatHelp = `npm run chat -- [options]: a call by text, with the real conversation and any language model

  --llm NAME     vertex | gemini | openai | anthropic | azure-openai | openai-compatible | rules, or a list with commas
                 (default: LLM_PROVIDER, or rules); keys and addresses come from the environment as .env.example names them
  --model NAME   the model (default: LLM_MODEL)
  --from WHO     ${origins.join(' | ')} (default known): who calls
  --simulated    a simulated vendor answers, for a look without a key
  --prompt       also print what the model is told before the conversation
  --help         this text

Appointments and documents are a stand-in for the school of the sandbox; nothing is booked anywhere. An empty line, or the end of
the input, hangs up.`;

/** Reads the command line. @throws TypeError when it cannot be understood. */
export function readChatOptions(argv: readonly string[]): ChatOptions | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      llm: { type: 'string' },
      model: { type: 'string' },
      from: { type: 'string', default: 'known' },
      simulated: { type: 'boolean', default: false },
      prompt: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const from = origins.find((origin) => origin === values.from);
  if (from === undefined)
    throw new TypeError(`--from takes one of ${origins.join(', ')}, not « ${values.from} »`);
  return {
    provider: values.llm,
    model: values.model,
    from,
    isSimulated: values.simulated,
    showsPrompt: values.prompt,
  };
}
