/** One thing that happened in a simulated call, for inspection. */
export interface TimelineEntry {
  /** Epoch ms. */
  readonly atMs: number;
  readonly event: TimelineEvent;
  readonly detail: Readonly<Record<string, unknown>>;
}

export type TimelineEvent =
  | 'webhook-sent'
  | 'webhook-answered'
  | 'webhook-failed'
  | 'answered'
  | 'stream-connecting'
  | 'stream-started'
  | 'stream-over'
  /** Audio arrived after none was waiting. */
  | 'audio-arrived'
  | 'mark-echoed'
  | 'clear-received'
  | 'said'
  | 'dialled'
  | 'bridged'
  | 'redirected'
  | 'ended'
  /** What Twilio's debugger would show, with its code. */
  | 'warning';

/** Writes one entry. */
export type Note = (event: TimelineEvent, detail?: Readonly<Record<string, unknown>>) => void;
