import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Line } from '../../src/conversation/line.ts';

interface Task {
	pid: string;
	n: number;
}

function lineOf(pids: string): Line<Task> {
	const line = new Line<Task>();
	for (const [n, pid] of [...pids].entries()) line.add({ pid, n });
	return line;
}

const said = (tasks: Task[]) => tasks.map(({ pid, n }) => `${pid}${n}`).join(' ');

test('one who floods gets a few turns, and everybody else theirs in the same batch', () => {
	const line = lineOf('aaaaaaaabcd');
	expect(said(line.take(10, 3))).toBe('a0 a1 a2 b8 c9 d10');
	expect(said(line.take(10, 3))).toBe('a3 a4 a5');
	expect(said(line.take(10, 3))).toBe('a6 a7');
	expect(line.size).toBe(0);
});

test('who has been served waits behind who has not', () => {
	const line = lineOf('aaaabbcc');
	expect(said(line.take(3, 2))).toBe('a0 a1 b4');
	expect(said(line.take(3, 2))).toBe('c6 c7 a2');
	expect(said(line.take(3, 2))).toBe('b5 a3');
});

test('what is put back comes before what the same person sent since', () => {
	const line = lineOf('aaab');
	const taken = line.take(10, 3);
	line.add({ pid: 'a', n: 9 });
	line.putBack(taken.slice(1, 3));
	expect([line.size, line.waiting('a'), line.waiting('b')]).toEqual([3, 3, 0]);
	expect(said(line.take(10, 5))).toBe('a1 a2 a9');
});

test('everybody is served, each in their own order, however it is taken', () => {
	const pids = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 60 });
	const sizes = fc.record({ most: fc.integer({ min: 1, max: 9 }), each: fc.integer({ min: 1, max: 4 }) });
	fc.assert(
		fc.property(pids, sizes, (waiting, { most, each }) => {
			const line = lineOf(waiting);
			const served: Task[] = [];
			while (line.size > 0) {
				const batch = line.take(most, each);
				expect(batch.length).toBeGreaterThan(0);
				expect(batch.length).toBeLessThanOrEqual(most);
				for (const pid of 'abcd') {
					expect(batch.filter((task) => task.pid === pid).length).toBeLessThanOrEqual(each);
				}
				served.push(...batch);
			}
			for (const pid of 'abcd') {
				const own = [...waiting].flatMap((one, n) => (one === pid ? [n] : []));
				expect(served.filter((task) => task.pid === pid).map(({ n }) => n)).toEqual(own);
			}
		}),
	);
});
