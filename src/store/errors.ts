/** What can go wrong with the store, parted by what the caller can do about it. */

/** The database could not do it now (disk full, I/O, busy, damaged): nothing of the transaction was kept. Answer 503. */
export class StoreFailed extends Error {
	readonly code = 'STORE_FAILED';
	constructor(cause: unknown) {
		super('The database could not do this now. Look at the disk: is it full, read-only or damaged?', { cause });
		this.name = 'StoreFailed';
	}
}

/** A statement that would not behave the same on both drivers: our own bug. */
export class StoreMisused extends Error {
	readonly code = 'STORE_MISUSED';
	constructor(what: string) {
		super(`Not through the Sql port: ${what}`);
		this.name = 'StoreMisused';
	}
}

/** A setting that durability or erasure needs did not hold: nothing may start. */
export class PragmaRefused extends Error {
	readonly code = 'STORE_PRAGMA';
	readonly pragma: string;
	constructor(file: string, pragma: string, expected: string, got: string) {
		super(`${file}: PRAGMA ${pragma} is "${got}" and must be "${expected}". Use a local disk and a writable file.`);
		this.name = 'PragmaRefused';
		this.pragma = pragma;
	}
}

/** Another process works on the same data. */
export class StoreLocked extends Error {
	readonly code = 'STORE_LOCKED';
	constructor(directory: string, cause: unknown) {
		super(`${directory} is in use by another Bekend process. Stop that one first, or set another DATA_DIR.`, { cause });
		this.name = 'StoreLocked';
	}
}

/** The file was written by a newer Bekend. */
export class StoreNewer extends Error {
	readonly code = 'STORE_NEWER';
	constructor(found: number, known: number) {
		super(`The database has schema version ${found}, this Bekend knows ${known}. Start the newer Bekend again.`);
		this.name = 'StoreNewer';
	}
}
