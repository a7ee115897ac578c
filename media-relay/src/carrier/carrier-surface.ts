import type { CallDocument } from '@standardiste/shared/contracts/documents.ts';
import type { Hono } from 'hono';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { CarrierLink } from './carrier.ts';

/** A call whose media socket has proved whose it is. */
export interface IncomingCall {
  readonly callId: string;
  /** 1 for the first socket of a call, more after a resume. */
  readonly generation: number;
  /** The call as it is stored; after a resume with its last checkpoint. */
  readonly call: CallDocument;
  /** Whoever takes the call closes it. Audio has been kept since the stream's start. */
  readonly link: CarrierLink;
}

/** What one carrier talks to: its webhooks and its media socket, below the carrier's name. */
export interface CarrierSurface {
  /** The first segment of every path: `twilio`. */
  readonly name: string;
  /** Routes below `/{name}`. */
  readonly webhooks: Hono;
  /** The path of the media socket: `/twilio/media`. */
  readonly mediaPath: string;
  /** Whether the carrier itself asks for this socket. */
  isUpgradeAllowed(request: IncomingMessage): boolean;
  /** Takes an open media socket; hands the call over once it has proved itself, or closes it. */
  acceptMedia(socket: WebSocket): void;
  /** What was turned away so far, for metrics. */
  counts(): { readonly refusedWebhooks: number; readonly refusedSockets: number };
}
