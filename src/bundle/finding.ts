/** Something wrong in a flow, a locale or the directory: where, what, and how to mend it. */
export interface Finding {
	/** The rule that found it; stable, for tests and for silence. */
	rule: string;
	/** Path under the project's root. */
	file: string;
	/** From 1. */
	line: number;
	what: string;
	mend: string;
	/** Time has passed or a text has changed, nothing is broken: `check` fails, but what was published goes on being served. */
	serves?: true;
}

export function spell({ file, line, rule, what, mend }: Finding): string {
	return `${file}:${line}  ${what}  → ${mend}  [${rule}]`;
}

/** A bundle with findings is never served. */
export class BrokenBundle extends Error {
	readonly code = 'broken-bundle';
	readonly findings: Finding[];
	constructor(findings: Finding[]) {
		super(`the flows or locales have ${findings.length} error(s):\n${findings.map(spell).join('\n')}`);
		this.findings = findings;
	}
}
