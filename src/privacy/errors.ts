/** What can go wrong with keys. None of these messages carries a key, a secret or anything of a person. */

/** A sealed value does not open: wrong key, damaged, or moved here from another row, column or version. */
export class SealBroken extends Error {
	readonly code = 'SEAL_BROKEN';
	constructor(table: string, column: string) {
		super(`A sealed value in ${table}.${column} does not open. Was the file changed, or restored in part?`);
		this.name = 'SealBroken';
	}
}

/** A setting that is no secret. */
export class SecretUnfit extends Error {
	readonly code = 'SECRET_UNFIT';
	constructor(setting: string) {
		super(`${setting} must be 32 random bytes in base64. Make one with: openssl rand -base64 32`);
		this.name = 'SecretUnfit';
	}
}

/** The keys in keys.db are wrapped with another secret. Nothing was written. */
export class SecretWrong extends Error {
	readonly code = 'SECRET_WRONG';
	constructor() {
		super(
			'BEKEND_SECRET does not open keys.db, nor does BEKEND_SECRET_PREVIOUS. Set the secret this data was made with; ' +
				'when changing it, set the old one as BEKEND_SECRET_PREVIOUS for one start.',
		);
		this.name = 'SecretWrong';
	}
}

/** data.db is there and its keys are not. Nothing was written. */
export class KeysMissing extends Error {
	readonly code = 'KEYS_MISSING';
	constructor() {
		super(
			'data.db was made with another keys.db than this one. Put the right keys.db back; ' +
				'or, to start anew and lose every conversation, move data.db away.',
		);
		this.name = 'KeysMissing';
	}
}
