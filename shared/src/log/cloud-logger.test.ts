import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { createLogger, type LoggerOptions } from './cloud-logger.ts';
import type { Logger } from './logger.ts';
import { createMemoryLogger } from './memory-logger.ts';

function open(options: Partial<LoggerOptions> = {}): { logger: Logger; lines: () => unknown[] } {
  const written: string[] = [];
  const logger = createLogger({
    level: 'debug',
    service: 'media-relay',
    clock: new VirtualClock(Date.UTC(2026, 10, 20, 9)),
    write: (line) => void written.push(line),
    ...options,
  });
  return { logger, lines: () => written.map((line) => JSON.parse(line) as unknown) };
}

describe('createLogger', () => {
  it("writes Cloud Logging's fields, one JSON object a line", () => {
    const { logger, lines } = open();
    logger.with({ callId: 'CA1' }).info('Call started', { carrier: 'twilio' });
    expect(lines()).toEqual([
      {
        severity: 'INFO',
        time: '2026-11-20T09:00:00.000Z',
        service: 'media-relay',
        message: 'Call started',
        callId: 'CA1',
        carrier: 'twilio',
      },
    ]);
  });

  it.each([
    ['debug', ['DEBUG', 'INFO', 'WARNING', 'ERROR']],
    ['warning', ['WARNING', 'ERROR']],
    ['error', ['ERROR']],
  ] as const)('at level %s writes %s', (level, expected) => {
    const { logger, lines } = open({ level });
    logger.debug('a');
    logger.info('a');
    logger.warning('a');
    logger.error('a');
    expect(lines().map((line) => (line as { severity: string }).severity)).toEqual(expected);
  });

  it('links a line to its trace when the project is known', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { logger, lines } = open({ projectId: 'demo' });
    logger.info('Turn ended', { traceparent });
    expect(lines()).toMatchObject([
      {
        'logging.googleapis.com/trace': 'projects/demo/traces/4bf92f3577b34da6a3ce929d0e0e4736',
        'logging.googleapis.com/spanId': '00f067aa0ba902b7',
        'logging.googleapis.com/trace_sampled': true,
      },
    ]);
  });

  it('masks personal data in bound fields, fields and errors', () => {
    const { logger, lines } = open();
    logger.with({ callerPhone: '+33639980001' }).error('Call failed', {
      error: new Error('no route to +33639980001'),
      turn: { said: 'bonjour' },
    });
    expect(JSON.stringify(lines())).not.toMatch(/639980001|bonjour/);
  });

  it('keeps a field from overwriting what the line itself says', () => {
    const { logger, lines } = open();
    logger.info('Said', { severity: 'fake', message: 'fake', time: 'fake' });
    expect(lines()).toMatchObject([
      { severity: 'INFO', message: 'Said', 'field.severity': 'fake' },
    ]);
  });
});

describe('createMemoryLogger', () => {
  it('keeps every line of every logger made from it, redacted', () => {
    const logger = createMemoryLogger();
    logger.with({ callId: 'CA1' }).warning('Slow', { phone: '+33639980001' });
    expect(logger.entries).toEqual([
      { level: 'warning', message: 'Slow', fields: { callId: 'CA1', phone: '[redacted]' } },
    ]);
  });
});
