/** How the Bot API says no: `{"ok":false,"error_code":400,"description":"Bad Request: …","parameters":{…}}` */
export class Refused extends Error {
	readonly status: number;
	readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined;

	constructor(status: number, description: string, parameters?: Refused['parameters']) {
		super(description);
		this.status = status;
		this.parameters = parameters;
	}

	get body(): object {
		return {
			ok: false,
			error_code: this.status,
			description: this.message,
			...(this.parameters && { parameters: this.parameters }),
		};
	}
}

export function badRequest(what: string): Refused {
	return new Refused(400, `Bad Request: ${what}`);
}
