/**
 * `npm run approve -- --lang ro --topic rights.police --by "lawyer" [--on 2026-11-27]`: approves texts by file. Several
 * `--topic`, or `--all`; `--withdraw` takes approvals back. `--root DIR`: another folder with flows/ and locales/.
 */
import { parseArgs } from 'node:util';
import { approveByFile, NotApproved } from '../bundle/approve.ts';
import { projectRoot } from '../bundle/root.ts';
import { ShownRole } from '../flow/shown-role.ts';

const usage = `npm run approve -- --lang ro --topic rights.police [--topic …] --by "lawyer" [--on 2026-11-27]
npm run approve -- --lang ro --all --by "lawyer"
npm run approve -- --lang ro --topic rights.police --withdraw`;

try {
	for (const line of run(process.argv.slice(2))) console.log(line);
} catch (error) {
	console.error(error instanceof NotApproved ? error.message : error);
	process.exitCode = 1;
}

function run(args: string[]): string[] {
	const values = read(args);
	const { lang: language, topic = [], all = false, withdraw = false, root = projectRoot } = values;
	const today = new Date().toISOString().slice(0, 10);
	if (language === undefined || all === topic.length > 0 || withdraw === (values.by !== undefined))
		throw new NotApproved([usage]);
	const lines = approveByFile({
		...{ root, language, topics: all ? 'all' : topic },
		approval: withdraw ? null : { by: role(values.by ?? ''), on: day(values.on ?? today, today) },
	});
	const next = withdraw
		? 'What a coordinator approved in the Desk is withdrawn there.'
		: 'Served with PUBLISH=approved after the next npm run build and start.';
	return [...lines, next];
}

function read(args: string[]) {
	try {
		const text = { type: 'string' } as const;
		const yes = { type: 'boolean' } as const;
		const options = {
			...{ lang: text, by: text, on: text, root: text, all: yes, withdraw: yes },
			topic: { ...text, multiple: true },
		} as const;
		return parseArgs({ args, options }).values;
	} catch (error) {
		throw new NotApproved([error instanceof Error ? error.message : String(error), usage]);
	}
}

function role(by: string): string {
	const parsed = ShownRole.safeParse(by);
	if (!parsed.success)
		throw new NotApproved(['--by is read by people under the text: a role such as "lawyer", no digits']);
	return parsed.data;
}

function day(on: string, today: string): string {
	const real = /^\d{4}-\d{2}-\d{2}$/.test(on) && !Number.isNaN(Date.parse(on));
	if (!real || new Date(on).toISOString().slice(0, 10) !== on) throw new NotApproved([`--on ${on} is no day`]);
	if (on > today) throw new NotApproved([`--on ${on} has not come yet`]);
	return on;
}
