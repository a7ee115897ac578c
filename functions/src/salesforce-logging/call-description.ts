import type { CallSummary } from '@standardiste/shared/contracts/events.ts';
import type { MessageKind } from '@standardiste/shared/contracts/message-events.ts';
import { undeliveredSentence } from './undelivered-sentence.ts';
import { writeTranscript, type TranscriptTurn } from './transcript.ts';

/** The CRM takes 32,000. */
const maxLength = 32_000;

const sentiments = {
  positive: 'positif',
  neutral: 'neutre',
  negative: 'négatif',
} as const satisfies Record<CallSummary['sentiment'], string>;

/**
 * What an advisor reads of a call, the most useful first: when and how long, what came of it, what is to be done, then the
 * conversation. Only the conversation is cut when it is all too long.
 */
export function describeCall(call: {
  /** « mardi 24 novembre à 14 h 30 » */
  readonly when: string;
  readonly durationMs: number;
  readonly summary: CallSummary | undefined;
  /** Messages of the call that never arrived. */
  readonly undelivered: readonly MessageKind[];
  readonly turns: readonly TranscriptTurn[];
}): string {
  const heading = [
    `Appel du ${call.when}, ${writeDuration(call.durationMs)}.`,
    ...new Set(call.undelivered.map((kind) => `Attention : ${undeliveredSentence(kind)}`)),
  ].join('\n');
  const head =
    call.summary === undefined ? heading : `${heading}\n\n${writeSummary(call.summary)}\n`;
  return `${head}\n${writeTranscript(call.turns, maxLength - head.length - 1)}`;
}

function writeSummary(summary: CallSummary): string {
  const { nextStep, openQuestions } = summary;
  return [
    `Résumé : ${summary.summary}`,
    ...(nextStep === null ? [] : [`À faire : ${nextStep}`]),
    `Ressenti : ${sentiments[summary.sentiment]} – intérêt : ${summary.leadScore}/100`,
    ...(openQuestions.length === 0 ? [] : ['Questions sans réponse :']),
    ...openQuestions.map((question) => `– ${question}`),
  ].join('\n');
}

function writeDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0
    ? `${seconds} s`
    : `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
}
