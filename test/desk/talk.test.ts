import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { journey } from '../support/browser.ts';
import { openDesk, soon, startDesk, table } from './console.ts';
import type { FakeDesk } from './fake-desk.ts';
import { addWords, type Held, makeThread } from './fake-state.ts';

const own = { phase: 'staff', owner: 'staff-noor', standIn: 'staff-joris', waiting: null, rung: null } as const;
const at = ({ summary }: Held) => `#/talk/${summary.id}`;
const sayings = (desk: FakeDesk) => desk.posts.filter(({ path }) => path.endsWith('/say'));

/** All strings that scripts of the page still hold, after the rubbish has been thrown out. */
async function heapOf(page: Page): Promise<string> {
	const devtools = await page.context().newCDPSession(page);
	const chunks: string[] = [];
	devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
	await devtools.send('HeapProfiler.enable');
	await devtools.send('HeapProfiler.collectGarbage');
	await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
	return chunks.join('');
}

journey('a conversation', () => {
	test('markup, scripts and javascript: links in words, alias and card are words', async () => {
		const desk = await startDesk();
		const evil = '<img src=x onerror="globalThis.hit=1"><script>hit=1</script> javascript:alert(1) https://example.org';
		desk.team.joris.member.name = evil.slice(0, 40);
		const thread = desk.add(makeThread(evil, own));
		await desk.says(thread, evil);
		await desk.says(thread, '[x](javascript:alert(1)) {{7*7}} $t(lock) \u202eright to left');
		await addWords(thread, desk.recipients(thread), { kind: 'note', text: evil, by: 'staff-joris' });
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		await page.locator('.bubble .words', { hasText: 'onerror' }).first().waitFor();
		expect(await page.locator('.log .words').first().textContent()).toBe(evil);
		expect(await page.locator('.log img, .log script, .log a').count()).toBe(0);
		expect(await page.evaluate('globalThis.hit')).toBeUndefined();
		expect(
			await page.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? '')),
		).toEqual(expect.not.arrayContaining([expect.stringMatching(/^(?!#|tel:112)/)]));
		expect(await page.title()).toBe('Desk');
	});

	test('a ciphertext put in the place of another does not open, and shows nothing else', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		const other = desk.add(makeThread('Red Kite', own));
		const first = await desk.says(thread, 'the first words');
		const second = await desk.says(thread, 'the second words');
		const elsewhere = await desk.says(other, 'of somebody else');
		if (first.kind !== 'person' || second.kind !== 'person' || elsewhere.kind !== 'person') throw new Error('no words');
		[first.sealed, second.sealed] = [second.sealed, first.sealed];
		thread.rows.push({ ...elsewhere, n: 3, id: 'another-row' });
		await desk.says(thread, 'these open');
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		await page.getByText('these open').waitFor();
		expect(await page.locator('.words').allTextContents()).toEqual([
			...['This does not open.', 'This does not open.', 'This does not open.', 'these open'],
		]);
	});

	test('what is written without a connection is said once, when there is one', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		await page.locator('textarea').fill('one');
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('Waiting to be sent').waitFor();
		desk.cut();
		for (const words of ['two', 'three']) {
			await page.locator('textarea').fill(words);
			await page.locator('textarea').press('Control+Enter');
		}
		await page.locator('.unsent', { hasText: 'two' }).getByText('Not sent yet, trying').waitFor();
		desk.mend();
		await page.locator('.unsent').first().waitFor({ state: 'detached' });
		await soon(() => page.locator('.unsent').count()).toBe(0);
		expect(sayings(desk).map(({ body }) => (body as { text: string }).text)).toEqual(['one', 'two', 'three']);
		expect(await page.locator('.log .words').allTextContents()).toEqual(['one', 'two', 'three']);
	});

	test('an answer that is lost after the server took the words: sent again with the same id, there once', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		await page.getByText('To Blue Heron').waitFor();
		// The thread cannot be fetched meanwhile: only the repetition tells that the words are there.
		await page.route(`**/threads/${thread.summary.id}`, (route) => route.abort());
		desk.loseAnswer(/say$/);
		await page.locator('textarea').fill('once');
		await page.getByRole('button', { name: 'Send' }).click();
		await page.locator('.said', { hasText: 'Waiting to be sent' }).waitFor();
		await page.locator('.unsent').waitFor({ state: 'detached' });
		expect(sayings(desk)).toHaveLength(2);
		expect(new Set(sayings(desk).map(({ body }) => (body as { id: string }).id)).size).toBe(1);
		expect(thread.rows.filter(({ kind }) => kind === 'staff')).toHaveLength(1);
		expect(await page.locator('.bubble.staff').count()).toBe(1);
	});

	test('what the server will not take stays readable, with the reason, and can be written anew', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		await page.locator('textarea').fill('too late');
		// Somebody else has it meanwhile, and this page has not heard of it yet.
		thread.summary.phase = 'sleeping';
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('Not sent. It has changed meanwhile.').waitFor();
		thread.summary.phase = 'staff';
		desk.touch(thread);
		await page.getByRole('button', { name: 'Back into the field' }).click();
		expect(await page.locator('textarea').inputValue()).toBe('too late');
		expect(await page.locator('.unsent').count()).toBe(0);
	});

	test('nothing is sealed to a key of the team that nobody has looked at: it says so, and waits', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		const { recipient } = desk.team.joris.member;
		await page.evaluate(`sessionStorage.setItem('fake.unknown', '${recipient}')`);
		await page.locator('textarea').fill('only for Joris');
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('A key of your team has changed.').waitFor();
		expect(sayings(desk)).toEqual([]);
		await page.evaluate('sessionStorage.clear()');
		await page.getByRole('button', { name: 'Back into the field' }).click();
		await page.getByRole('button', { name: 'Send' }).click();
		await soon(() => sayings(desk).length).toBe(1);
	});

	test('a note stays inside: another place to write, another look, and never sent by turning the switch', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		const field = page.locator('textarea');
		await page.locator('.kind.note').click();
		await field.fill('she sounded tired');
		await page.locator('.kind.staff').click();
		expect(await field.inputValue()).toBe('');
		await expect(page.getByRole('button', { name: 'Send' }).isDisabled()).resolves.toBe(true);
		await page.locator('.kind.note').click();
		await page.getByRole('button', { name: 'Keep' }).click();
		const note = page.locator('.bubble.note', { hasText: 'she sounded tired' });
		await note.getByText('Note – stays inside').waitFor();
		await page.locator('.unsent').waitFor({ state: 'detached' });
		expect(sayings(desk)).toEqual([]);
		expect(desk.posts.map(({ path }) => path)).toContain(`/threads/${thread.summary.id}/note`);
		// It does not turn back by itself: the next words are a note too until one says otherwise.
		expect(await page.locator('.composer.note').count()).toBe(1);
		expect(await field.getAttribute('aria-label')).toBe('Note – stays inside');
	});

	test('each state of delivery in words, and changing by itself, also after a reconnect', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		const row = await addWords(thread, desk.recipients(thread), {
			kind: 'staff',
			text: 'x',
			by: 'staff-noor',
			said: 'queued',
		});
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		const become = (said: 'sent' | 'delivered' | 'read' | 'unknown' | 'failed') => {
			if (row.kind === 'staff') row.said = said;
			desk.touch(thread);
		};
		await page.getByText('Waiting to be sent').waitFor();
		for (const [said, words] of [
			['sent', 'Sent'],
			['delivered', 'Delivered'],
			['unknown', 'May have arrived'],
		] as const) {
			become(said);
			await page.locator('.said').getByText(words, { exact: true }).waitFor();
		}
		desk.cut();
		await page.getByText('No connection').waitFor();
		become('read');
		desk.mend();
		await page.locator('.said').getByText('Read', { exact: true }).waitFor();
		become('failed');
		await page.locator('.said').getByText('Did not arrive', { exact: true }).waitFor();
		expect(await page.locator('.said svg').count()).toBe(1);
	});

	test('words that will be erased within a week are announced, in the list and in the conversation', async () => {
		const desk = await startDesk();
		const soon = Date.now() + 3 * 86_400_000;
		const thread = desk.add(makeThread('Blue Heron', { ...own, erased: soon }));
		desk.add(makeThread('Quiet Otter', { ...own, erased: soon + 10 * 86_400_000 }));
		await addWords(thread, desk.recipients(thread), { kind: 'person', text: 'long ago' });
		const page = await openDesk(desk, 'noor', { at: at(thread), ...table });
		await page
			.locator('.thread')
			.getByText(/^The oldest words here are erased on \w+day \d/)
			.waitFor();
		expect(
			await page
				.locator('.threads')
				.getByText(/oldest words go on/)
				.count(),
		).toBe(1);
	});

	test('free text is closed with a reason: window over, left, blocked, asleep, a colleague has it', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', { ...own, channel: 'whatsapp', window: Date.now() + 3_700_000 }));
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		await page.getByText('Free text for another 1 h 1 min').waitFor();
		const becomes = async (change: object, words: RegExp) => {
			Object.assign(thread.summary, { ...own, left: null, blocked: false, window: null }, change);
			desk.touch(thread);
			await page.locator('.closed-why').getByText(words).waitFor();
			expect(await page.locator('textarea').count()).toBe(0);
		};
		await becomes({ window: Date.now() - 1 }, /only for 24 hours after their last message/);
		await becomes({ left: 'stop' }, /Blue Heron said stop/);
		await becomes({ left: 'blocked' }, /has blocked us/);
		await becomes({ blocked: true }, /You blocked Blue Heron/);
		await becomes({ phase: 'bot' }, /The steps answer Blue Heron now/);
		await becomes({ owner: 'staff-joris', standIn: 'staff-noor' }, /Joris has this conversation/);
		await becomes({ phase: 'sleeping' }, /The conversation sleeps/);
		// A note can always be written.
		await page.locator('.kind.note').click();
		await page.locator('textarea').waitFor();
		await page.locator('.kind.staff').click();
		await page.getByRole('button', { name: 'Talk again' }).click();
		await page.locator('textarea').waitFor();
		expect(thread.summary.phase).toBe('staff');
	});

	test('after taking over, rows are sealed to owner, stand-in and recovery only', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron'));
		for (let n = 0; n < 60; n++) await desk.says(thread, `words ${n}`);
		const page = await openDesk(desk, 'noor');
		await page.getByRole('button', { name: /^Take over/ }).click();
		await page.getByText('words 59').waitFor();
		const to = [desk.team.noor, desk.team.joris, desk.recovery].map(({ member }) => member.recipient);
		await soon(
			() => [...thread.sealedTo.values()].filter((keys) => keys.toSorted().join() === to.toSorted().join()).length,
		).toBe(60);
		// In two batches, each opened by the fake with every one of those keys: src/desk/sealed.ts.
		expect(desk.posts.filter(({ path }) => path.endsWith('/resealed'))).toHaveLength(2);
		expect(await page.locator('.words.closed').count()).toBe(0);
	});

	test('who reads further up is not pulled down, and told that there is something new', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		for (let n = 0; n < 30; n++) await desk.says(thread, `words ${n}`);
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		await page.getByText('words 0', { exact: true }).waitFor();
		const log = page.getByRole('log');
		const fromEnd = () => log.evaluate((node) => Math.round(node.scrollHeight - node.scrollTop - node.clientHeight));
		await soon(fromEnd).toBe(0);
		await desk.says(thread, 'at the end');
		await page.getByText('at the end').waitFor();
		await soon(fromEnd).toBe(0);
		await log.evaluate((node) => node.scrollTo(0, 200));
		await soon(() => log.evaluate((node) => node.scrollTop)).toBe(200);
		await desk.says(thread, 'further down');
		await page.getByRole('button', { name: 'Something new' }).tap();
		await soon(fromEnd).toBe(0);
		await page.getByRole('button', { name: 'Something new' }).waitFor({ state: 'detached' });
	});

	test('who gave a conversation away closes its words for the new owner, without looking at it', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		await desk.says(thread, 'for whoever helps me');
		const page = await openDesk(desk, 'noor', { at: at(thread), expectErrors: /status of 404/ });
		await page.getByText('for whoever helps me').waitFor();
		await page.getByRole('button', { name: 'What else you can do' }).click();
		await page.getByRole('button', { name: /^Release/ }).click();
		await page.getByRole('button', { name: 'Release', exact: true }).click();
		await page.getByRole('heading', { name: 'Talk', exact: true }).waitFor();
		expect(thread.summary).toMatchObject({ phase: 'waiting', owner: null });
		const to = desk.recipients(thread).toSorted();
		await soon(() => [...thread.sealedTo.values()].map((keys) => keys.toSorted())).toEqual([to]);
		await page.getByText('You have no conversations yet').waitFor();
	});

	test('after a colleague took over on the yes of the person, the first one closes the words for them, unasked', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		await desk.says(thread, 'told to Noor');
		const page = await openDesk(desk, 'noor');
		await page.getByText('Nobody waits.').waitFor();
		Object.assign(thread.summary, { owner: 'staff-ana1', standIn: null });
		thread.former = 'staff-noor';
		desk.event(thread, 'passed', 'staff-noor', 'staff-ana1');
		await soon(() => [...thread.sealedTo.values()].map((keys) => keys.length)).toEqual([2]);
		const theirs = await openDesk(desk, 'ana', { at: at(thread) });
		await theirs.getByText('told to Noor').waitFor();
	});

	test('hand back at a step, introduce a colleague, block: each asks once and says what happens', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		const menu = async (name: RegExp) => {
			await page.getByRole('button', { name: 'What else you can do' }).click();
			await page.getByRole('dialog').getByRole('button', { name }).click();
		};
		await menu(/^Introduce/);
		const names = await page.getByRole('dialog').locator('.option strong').allTextContents();
		// Who speaks their language stands first; a coordinator is no one to introduce.
		expect(names).toEqual(['Ana', 'Joris']);
		await page.getByRole('dialog').getByText('Ana', { exact: true }).click();
		await page.getByRole('button', { name: 'Ask them' }).click();
		await page.getByText('You introduced Ana').waitFor();
		await menu(/^Block/);
		await page.getByRole('dialog').getByText('The steps go on answering Blue Heron.').waitFor();
		await page.getByRole('button', { name: 'Cancel' }).click();
		expect(thread.summary.blocked).toBe(false);
		await menu(/^Hand back/);
		await page.getByRole('searchbox', { name: 'Find a step' }).fill('police');
		await page.getByRole('radio', { name: 'Police or city check' }).check();
		await page.getByRole('button', { name: 'Hand back', exact: true }).click();
		await page.getByRole('heading', { name: 'Talk', exact: true }).waitFor();
		const last = desk.posts.findLast(({ path }) => path.endsWith('/hand-back'));
		expect(last?.body).toEqual({ at: 'help.step-3' });
	});

	test('acute danger: one tap from an urgent conversation, 112 can be called, the decision is an event', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', { ...own, urgent: true }));
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		await page.locator('.banner.urgent').getByRole('link', { name: 'Acute danger' }).click();
		await page.getByRole('heading', { name: 'Acute danger' }).waitFor();
		expect(await page.getByRole('link', { name: 'Call 112' }).getAttribute('href')).toBe('tel:112');
		await page.getByRole('radio', { name: 'I called 112' }).check();
		await page.getByRole('button', { name: 'Keep the decision' }).click();
		await page.getByText('You called 112').waitFor();
		expect(thread.rows.at(-1)).toMatchObject({ kind: 'event', what: 'danger-called', by: 'staff-noor' });
	});

	test('who else looks and types is seen, and who covers reads and notes but does not answer', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		await desk.says(thread, 'Bună');
		const mine = await openDesk(desk, 'noor', { at: at(thread) });
		const cover = await openDesk(desk, 'joris', { ...table, at: at(thread) });
		await cover.getByText('Noor has this conversation.').waitFor();
		await mine.getByText('Joris is looking too').waitFor();
		await mine.locator('textarea').pressSequentially('a');
		await cover.getByText('Noor is typing').waitFor();
		await cover.getByRole('heading', { name: 'You stand in' }).waitFor();
	});

	test('words leave the page with the lock; a draft and what is unsent come back with the key', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		await desk.says(thread, 'secret words');
		const page = await openDesk(desk, 'noor', { at: at(thread) });
		await page.getByText('secret words').waitFor();
		desk.cut();
		await page.locator('textarea').fill('never on its way');
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('Not sent yet, trying').waitFor();
		await page.locator('textarea').fill('half a thought');
		await page.getByRole('button', { name: 'Lock' }).first().click();
		await page.getByRole('button', { name: 'Unlock' }).waitFor();
		const words = ['secret words', 'never on its way', 'half a thought', 'Blue Heron'];
		const body = await page.locator('html').innerHTML();
		expect(words.filter((some) => body.includes(some))).toEqual([]);
		words.push(desk.team.noor.identity);
		const heap = await heapOf(page);
		// It does hold strings of ours.
		expect(heap).toContain('/fake/key');
		expect(words.filter((some) => heap.includes(some))).toEqual([]);
		desk.mend();
		await page.getByRole('button', { name: 'Unlock' }).click();
		await page.getByText('secret words').waitFor();
		await soon(() => sayings(desk).length).toBe(1);
		await soon(() => page.locator('textarea').inputValue()).toBe('half a thought');
	});

	test('search finds names and words of opened conversations, and tells the server nothing', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron', own));
		desk.add(makeThread('Red Kite', own));
		await desk.says(thread, 'unde este Ștefan?');
		const page = await openDesk(desk, 'noor', { ...table, at: at(thread) });
		await page.getByText('unde este').waitFor();
		const asked: string[] = [];
		page.on('request', (request) => asked.push(request.url() + (request.postData() ?? '')));
		await page.getByRole('searchbox').first().fill('stefan');
		await page.locator('.lines mark').getByText('Ștefan').waitFor();
		expect(await page.locator('.threads:not(.lines) a').count()).toBe(0);
		await page.getByRole('searchbox').first().fill('kite');
		await page.locator('.threads a', { hasText: 'Red Kite' }).waitFor();
		expect(asked.join('\n')).not.toMatch(/stefan|kite/i);
	});
});
