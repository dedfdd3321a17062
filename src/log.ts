/** The log: ids and kinds only. Never a body, a name, an address, a token, a query or an IP (PRIVACY.md). */
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** @param to JSON lines; by default on standard error: standard output is for the addresses that the start prints */
export function openLog(level: LogLevel, to: DestinationStream = destination({ fd: 2, sync: true })): Log {
	return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, to);
}

/**
 * What may be said of an error: its code or class, and where in our source it was thrown. Its message may quote what a
 * person wrote, so it stays out; a cause is named the same way.
 */
export function kindOf(error: unknown): { kind: string; at?: string[]; cause?: string } {
	if (!(error instanceof Error)) return { kind: typeof error };
	const cause = error.cause === undefined ? {} : { cause: nameOf(error.cause) };
	return { kind: nameOf(error), at: placesOf(error).slice(0, 6), ...cause };
}

function nameOf(error: unknown): string {
	if (!(error instanceof Error)) return typeof error;
	return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** `src/flow/step.ts:12:3` of each line of the stack, after the message it begins with. */
function placesOf({ stack = '', message }: Error): string[] {
	const from = stack.indexOf(message);
	const lines = from < 0 ? [] : stack.slice(from + message.length).split('\n');
	return lines.flatMap((line) => /\/((?:src|node_modules)\/[\w./@-]+:\d+:\d+)\)?$/.exec(line)?.[1] ?? []);
}
