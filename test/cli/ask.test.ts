import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../src/cli/ask.ts', import.meta.url));

async function ask(args: string[], input: string | Buffer): Promise<{ lines: string[]; errors: string; code: number }> {
	const child = spawn(process.execPath, [script, ...args]);
	child.stdin.end(input);
	const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
	expect(out === '' || out.endsWith('\n')).toBe(true);
	return { lines: out.split('\n').slice(0, -1), errors, code };
}

/** Each starts a process that compiles the real bundle. */
describe('npm run ask', () => {
	it('answers every line with one line of JSON, the best topic first', async () => {
		const { lines, errors, code } = await ask(
			['--lang', 'ro'],
			's-a rupt prezervativul\r\n\nsalut\nvreme\u2028 frumoasa\nma bate',
		);
		const found = lines.map((line) => JSON.parse(line));
		expect({ errors, code, answers: found.length }).toEqual({ errors: '', code: 0, answers: 5 });
		expect(found[0]).toMatchObject({
			danger: false,
			topics: [{ id: 'help.condom-broke', code: 'H3' }, ...found[0].topics.slice(1)],
		});
		expect(found[0].topics[0].score).toBeGreaterThan(0.25);
		expect(Object.keys(found[0])).toEqual(['danger', 'topics']);
		for (const nothing of found.slice(1, 4)) expect(nothing).toEqual({ danger: false, topics: [] });
		expect(found[4]).toMatchObject({ danger: true });
		expect(found[4].topics[0]).toMatchObject({ id: 'safety.urgent', code: 'F1' });
	});

	it('answers as it comes, before the input has ended', async () => {
		const child = spawn(process.execPath, [script]);
		const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
		child.stdin.write('bsn nu');
		child.stdin.write('mber\n');
		expect(JSON.parse((await lines.next()).value ?? '').topics[0]).toMatchObject({ id: 'steps.bsn' });
		child.stdin.write('qwxzk\n');
		expect(JSON.parse((await lines.next()).value ?? '')).toEqual({ danger: false, topics: [] });
		const closed = once(child, 'close');
		child.stdin.end();
		expect((await closed)[0]).toBe(0);
	});

	it('takes no question for an answer', async () => {
		expect(await ask([], '')).toEqual({ lines: [], errors: '', code: 0 });
	});

	it('survives bytes that are no text, and a very long line', async () => {
		const bytes = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x0a]), Buffer.from(`${'a'.repeat(300_000)}\n`)]);
		const { lines, code } = await ask([], bytes);
		expect({ lines, code }).toEqual({ lines: Array(2).fill('{"danger":false,"topics":[]}'), code: 0 });
	});

	it.each([
		[['--lang', 'xx'], 'the languages are en, nl, ro, bg'],
		[['--language', 'ro'], '--language'],
		[['--lang'], '--lang'],
		[['ro'], 'ro'],
	])('refuses %j with exit code 2 and says how it is used', async (args, word) => {
		const { lines, errors, code } = await ask(args, 'bsn\n');
		expect({ lines, code }).toEqual({ lines: [], code: 2 });
		expect(errors).toContain(word);
		expect(errors).toContain('npm run -s ask');
	});

	it('ends quietly when nobody reads on', async () => {
		const child = spawn(process.execPath, [script]);
		const errors = text(child.stderr);
		const closed = once(child, 'close');
		child.stdin.on('error', () => {});
		child.stdin.write('bsn\n');
		await once(child.stdout, 'data');
		child.stdout.destroy();
		child.stdin.end('bsn\n'.repeat(50_000));
		expect((await closed)[0]).toBe(0);
		expect(await errors).toBe('');
	});
});
