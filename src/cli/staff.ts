/**
 * `npm run staff -- invite --name "Anna" --role outreach --languages nl,ro`: prints a one-time link. Also
 * `invite --id ID` (a new link for who lost every way in), `list`, `remove ID`, `log` (who did what, who read which thread).
 * Works on DATA_DIR, whether the server runs or not: docs/decisions/011-sign-in.md.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readDirectory } from '../bundle/read.ts';
import { projectRoot } from '../bundle/root.ts';
import { type Config, readConfig } from '../config.ts';
import { enrolAddress, publicAddress } from '../desk/sign-in/address.ts';
import { Invite, type Link } from '../desk/sign-in/api.ts';
import { invite, newLink } from '../desk/sign-in/invite.ts';
import { members, removeMember } from '../desk/sign-in/members.ts';
import { Refused } from '../desk/sign-in/refused.ts';
import { staffMigrations, staffVersions } from '../desk/sign-in/schema.ts';
import { systemRandom } from '../privacy/crypto.ts';
import { openSqlite } from '../store/better-sqlite.ts';
import { schemaVersion } from '../store/migrations.ts';

const usage = `npm run staff -- invite --name "…" --role outreach[,coordinator] --languages nl,ro [--organisation "…"]
npm run staff -- invite --id ID      a new link, for who has lost every way in
npm run staff -- list
npm run staff -- remove ID
npm run staff -- log [--last 200]     who did what, and who read which thread: never a word of it`;

const because: Record<string, string> = {
	nobody: 'nobody of the team has that id: npm run staff -- list',
	'last-coordinator': 'nobody else coordinates: invite another coordinator first, and wait until they have enrolled',
};

try {
	run(process.argv.slice(2));
} catch (error) {
	console.error(error instanceof Refused ? (because[error.code] ?? error.code) : said(error));
	process.exitCode = 1;
}

function run(args: string[]): void {
	const { positionals, values } = read(args);
	const [verb, id] = positionals;
	const config = readConfig(process.env);
	const sql = open(config);
	const ground = { sql, random: systemRandom, clock: Date.now };
	try {
		if (verb === 'list' && positionals.length === 1) list();
		else if (verb === 'log' && positionals.length === 1) log();
		else if (verb === 'remove' && id !== undefined && positionals.length === 2) {
			removeMember(ground, null, id);
			console.log(`removed: ${id}`);
		} else if (verb === 'invite' && positionals.length === 1) {
			const link = values.id === undefined ? invite(ground, null, invitation()) : newLink(ground, null, values.id);
			print(config, link);
		} else throw new Error(usage);
	} finally {
		sql.close();
	}

	function invitation(): Invite {
		const { name, role = '', languages = '', organisation = directoryOrganisation() } = values;
		const parsed = Invite.safeParse({ name, organisation, roles: role.split(','), languages: languages.split(',') });
		if (!parsed.success)
			throw new Error(`wrong: ${parsed.error.issues.map(({ path }) => path[0]).join(', ')}\n${usage}`);
		return parsed.data;
	}

	function list(): void {
		for (const member of members(ground)) {
			const state = member.left !== null ? 'left' : member.recipient === null ? 'invited' : 'enrolled';
			const { name, roles, languages, organisation } = member;
			console.log([member.id, state, roles.join(','), languages.join(','), organisation, name].join('\t'));
		}
	}

	function log(): void {
		const last = Number(values.last ?? 200);
		if (!Number.isInteger(last) || last < 1) throw new Error(usage);
		const names = new Map(members(ground).map((member) => [member.id, member.name || member.id]));
		const nameOf = (id: string | null) => (id === null ? '' : (names.get(id) ?? id));
		const lines = sql.all<Line>(
			`SELECT * FROM (
				SELECT n, at, staff, act, thread, who FROM desk_audit
				UNION ALL SELECT n, at, staff, act, NULL, who FROM staff_audit
				ORDER BY at DESC, n DESC LIMIT ?
			) ORDER BY at, n`,
			last,
		);
		for (const { at, staff, act, thread, who } of lines) {
			const by = staff === null ? 'this machine' : nameOf(staff);
			console.log([new Date(at).toISOString(), by, act, thread ?? '', nameOf(who)].join('\t'));
		}
	}
}

/** When, by whom (null: this machine), what, of which thread or about whom. */
interface Line {
	at: number;
	staff: string | null;
	act: string;
	thread: string | null;
	who: string | null;
}

function read(args: string[]) {
	try {
		const text = { type: 'string' } as const;
		const options = { name: text, role: text, languages: text, organisation: text, id: text, last: text };
		return parseArgs({ args, allowPositionals: true, options });
	} catch (error) {
		throw new Error(`${said(error)}\n${usage}`);
	}
}

/** A second connection: it touches the tables of staff alone, in short transactions. */
function open({ dataDir }: Config) {
	const path = join(dataDir, 'data.db');
	if (!existsSync(path)) throw new Error(`${path} is not there: start Bekend once, or set DATA_DIR`);
	const sql = openSqlite(path);
	if (schemaVersion(sql, staffVersions) === staffMigrations.length) return sql;
	sql.close();
	throw new Error(`${path} is of another version of Bekend: start this one once`);
}

function directoryOrganisation(): string {
	return readDirectory(projectRoot).organisation.name;
}

function print(config: Config, { staff, token }: Link): void {
	console.log(`staff: ${staff}`);
	console.log(`enrol: ${enrolAddress(publicAddress(config), token)}`);
}

function said(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
