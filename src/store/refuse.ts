/** What the port refuses on both drivers alike, so that nothing works on one and fails, or does something else, on the other. */
import { StoreMisused } from './errors.ts';
import type { Bind } from './sql.ts';

/** A deployed Durable Object takes 100 parameters; the local one takes more. */
const MOST_BINDS = 100;
/** A deployed Durable Object's row ends at 2 MB; the local one's does not. */
const MOST_BYTES = 2_000_000;
const TRIGGER = /^\s*CREATE TRIGGER\b[^;]*\bBEGIN\b(?:(?!\s*END\b)[^;]*;)+\s*END\s*$/;

/** `?1`: better-sqlite3 throws. A second statement: better-sqlite3 throws, a Durable Object runs it. */
export function refuseQuery(query: string): void {
	if (/\?\d/.test(query)) throw new StoreMisused('numbered parameters such as ?1; use a bare ?');
	// The statements within a trigger end with a semicolon each.
	if (/;\s*\S/.test(query.replace(TRIGGER, ''))) throw new StoreMisused('more than one statement in a call');
	if (/^\s*(begin|commit|end|rollback|savepoint|release)\b/i.test(query)) {
		throw new StoreMisused('BEGIN, COMMIT and the like; use transaction()');
	}
}

/** The bytes bound by one statement stand for the row they make. */
export function refuseBinds(binds: readonly unknown[]): asserts binds is Bind[] {
	if (binds.length > MOST_BINDS) throw new StoreMisused(`${binds.length} parameters, at most ${MOST_BINDS}`);
	let bytes = 0;
	for (const bind of binds) bytes += size(bind);
	if (bytes > MOST_BYTES) throw new StoreMisused(`a row of ${bytes} bytes, at most ${MOST_BYTES}; store it in chunks`);
}

export function refusePromise(result: unknown): void {
	if (typeof result === 'object' && result !== null && 'then' in result) {
		throw new StoreMisused('a transaction that returns a promise; it must be synchronous');
	}
}

export function refuseRows(returnsRows: boolean, wanted: boolean): void {
	if (returnsRows === wanted) return;
	throw new StoreMisused(wanted ? 'get() or all() without rows; use run()' : 'run() of what returns rows; use get()');
}

function size(bind: unknown): number {
	if (bind === null) return 0;
	if (typeof bind === 'number' && Number.isFinite(bind)) return 8;
	if (bind instanceof Uint8Array) return bind.byteLength;
	// Only what might be too long is measured to the byte.
	if (typeof bind === 'string')
		return bind.length * 3 <= MOST_BYTES ? bind.length : new TextEncoder().encode(bind).length;
	throw new StoreMisused(`a parameter of type ${typeof bind}; use string, finite number, Uint8Array or null`);
}
