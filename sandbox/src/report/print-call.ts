import type { TurnStage } from '@standardiste/shared/contracts/turn-latency.ts';
import type { CallResult } from './call-result.ts';

/** The call as a person reads it: the conversation as it was heard, its latencies, and what now exists elsewhere. */
export function describeCall(result: CallResult): string {
  return [
    `Call « ${result.scenario} » · ${result.outcome} · ${(result.durationMs / 1_000).toFixed(1)} s`,
    '',
    ...result.turns.map(describeTurn),
    '',
    'Latency, end of caller speech to first sound and to the answer, ms:',
    ...describeLatencies(result),
    '',
    'What exists now:',
    ...describeEffects(result),
    ...describeTexts(result),
  ].join('\n');
}

function describeTurn(turn: CallResult['turns'][number]): string {
  const who = turn.role === 'agent' ? 'callbot' : 'caller ';
  return `  ${who}  ${turn.role === 'agent' ? turn.heard : turn.said}`;
}

function describeLatencies({ turns }: CallResult): string[] {
  const rows = turns.flatMap(({ role, latency, heard }) => {
    const { responseMs, answerMs } = latency;
    if (role !== 'agent' || responseMs === undefined) return [];
    const stages = waterfall
      .filter(([, stage]) => latency[stage] !== undefined)
      .map(([name, stage]) => `${name} ${latency[stage]}`)
      .join(', ');
    const [sound, answer] = [responseMs, answerMs ?? responseMs].map(column);
    return [`  ${sound}  ${answer}  « ${shorten(heard)} »`, `${' '.repeat(18)}${stages}`];
  });
  if (rows.length === 0) return ['  none: the caller was never answered'];
  return [`  ${column('sound')}  ${column('answer')}`, ...rows];
}

function column(value: number | string): string {
  return String(value).padStart(6);
}

/** What is printed of a turn's stages. */
const waterfall: readonly (readonly [name: string, stage: TurnStage])[] = [
  ['words', 'stableInterimMs'],
  ['final', 'finalMs'],
  ['decided', 'endOfTurnMs'],
  ['token', 'firstTokenMs'],
  ['phrase', 'firstPhraseMs'],
  ['tool', 'toolMs'],
  ['voice', 'firstByteMs'],
  ['sent', 'firstAudioMs'],
  ['heard', 'firstAudioHeardMs'],
];

function describeEffects(result: CallResult): string[] {
  const { appointment, sms, salesforce } = result;
  return [
    `  calendar    ${appointment === null ? 'no appointment' : describeRecord(appointment, ['summary', 'startAt', 'calendarId'])}`,
    ...salesforce.tasks.map(
      (task) =>
        `  Salesforce  Task: ${describeRecord(task, ['Subject', 'CallDisposition', 'CallDurationInSeconds'])}`,
    ),
    ...salesforce.events.map(
      (event) => `  Salesforce  Event: ${describeRecord(event, ['Subject', 'StartDateTime'])}`,
    ),
    ...salesforce.leads.map(
      (lead) => `  Salesforce  Lead: ${describeRecord(lead, ['FirstName', 'LastName', 'Phone'])}`,
    ),
    ...(sms.length === 0
      ? ['  SMS         none']
      : sms.map((message) => `  SMS         ${describeRecord(message, ['to', 'status', 'body'])}`)),
  ];
}

function describeTexts({ texts }: CallResult): string[] {
  if (texts.length === 0) return [];
  return [
    '',
    'Then by text message:',
    ...texts.flatMap(({ wrote, answered, delivery, appointmentAt, salesforceAt, isAsExpected }) => [
      `  caller   ${wrote}`,
      `  callbot  ${answered ?? 'no answer'} (${delivery ?? 'nothing sent'})`,
      `           calendar ${appointmentAt ?? 'no appointment'} · Salesforce ${salesforceAt ?? 'no event'}${isAsExpected ? '' : ' · NOT AS EXPECTED'}`,
    ]),
  ];
}

function describeRecord(
  record: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): string {
  return fields
    .map((field) => record[field])
    .filter((value) => value !== undefined && value !== null && value !== '')
    .map(String)
    .join(' · ');
}

function shorten(text: string): string {
  return text.length <= 50 ? text : `${text.slice(0, 49)}…`;
}
