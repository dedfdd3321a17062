/**
 * The store's port: SQL written once, for better-sqlite3 (src/store/better-sqlite.ts) and for a Durable Object
 * (src/store/durable-object.ts). Synchronous on purpose: what is one transaction cannot be interrupted.
 */

/** No booleans (one driver throws, the other stores the text 'true'), no bigint. */
export type Bind = string | number | Uint8Array | null;

/** Blobs come back as plain `Uint8Array` on both drivers. Every method throws `StoreMisused` or `StoreFailed`. */
export interface Sql {
	/** One statement that returns no rows → how many rows it changed. */
	run(query: string, ...binds: Bind[]): number;
	/** The first row of a statement that returns rows. */
	get<Row>(query: string, ...binds: Bind[]): Row | undefined;
	all<Row>(query: string, ...binds: Bind[]): Row[];
	/**
	 * All of `work` or nothing. Inside another transaction it is a savepoint: if it throws, only its own writes are undone
	 * and the outer one may go on. `work` must not return a promise: then all is undone and it throws.
	 */
	transaction<T>(work: () => T): T;
	/**
	 * What was deleted leaves the files too, the log included. False: somebody is reading them, try again later.
	 * Not inside a transaction.
	 */
	purge(): boolean;
}
