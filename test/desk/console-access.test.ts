import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violations } from '../support/axe.ts';
import { journey } from '../support/browser.ts';
import { openDesk, phone, soon, startDesk, table } from './console.ts';
import type { FakeDesk } from './fake-desk.ts';
import { addEvent, addWords, type Held, makeThread } from './fake-state.ts';

/** Something of everything. */
async function fill(desk: FakeDesk): Promise<Held> {
	desk.missing = ['retention'];
	desk.add(
		makeThread('Blue Heron', { urgent: true, wants: 'staff-noor', knows: 'staff-noor', talks: 3, rung: 'worker' }),
	);
	desk.add(makeThread('Quiet Otter', { channel: 'whatsapp', unseen: false }));
	const thread = desk.add(
		makeThread('Green Finch', {
			...{ phase: 'staff', owner: 'staff-noor', standIn: 'staff-joris', waiting: null, rung: null, urgent: true },
			...{ channel: 'whatsapp', window: Date.now() + 3_700_000 },
		}),
	);
	const keys = desk.recipients(thread);
	addEvent(thread, 'asked');
	await addWords(thread, keys, { kind: 'person', text: 'Bună, am o întrebare.', at: Date.now() - 90_000_000 });
	for (const said of ['queued', 'sent', 'delivered', 'read', 'unknown', 'failed']) {
		await addWords(thread, keys, { kind: 'staff', by: 'staff-noor', text: `as ${said}`, said });
	}
	await addWords(thread, keys, { kind: 'note', by: 'staff-joris', text: 'I am on Thursday.' });
	await addWords(thread, keys, { kind: 'person', text: 'Mulțumesc', sealed: 'YWdl' });
	thread.looking.set('staff-joris', { typing: true, at: 0 });
	desk.add(makeThread('Red Kite', { phase: 'staff', owner: 'staff-joris', standIn: 'staff-noor', waiting: null }));
	return thread;
}

/** Every screen and every sheet, one after the other. */
async function everywhere(desk: FakeDesk, page: Page, look: (where: string) => Promise<void>): Promise<void> {
	const thread = await fill(desk);
	const id = thread.summary.id;
	const go = (where: string) => page.evaluate(`location.hash = '#/${where}'`);
	const sheet = async (name: RegExp) => {
		await page.getByRole('button', { name: 'What else you can do' }).click();
		await page.getByRole('dialog').getByRole('button', { name }).click();
		await page.getByRole('dialog').waitFor();
	};
	const close = async () => {
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'hidden' });
	};
	await page.locator('.waiter').nth(1).waitFor();
	await look('waiting');
	await go('talk');
	await page.locator('.threads a').nth(1).waitFor();
	await look('talk');
	await go(`talk/${id}`);
	await page.getByText('This does not open.').waitFor();
	await look('thread');
	await page.locator('.kind.note').click();
	await page.locator('textarea').fill('She sounded tired.\n'.repeat(12));
	await look('note');
	await page.locator('.kind.staff').click();
	await page.getByRole('button', { name: 'What else you can do' }).click();
	await look('menu');
	await close();
	for (const name of [/^Introduce/, /^Hand back/, /^Block/]) {
		await sheet(name);
		await look(String(name));
		await close();
	}
	await go(`talk/${id}/danger`);
	await page.getByRole('heading', { name: 'Acute danger' }).waitFor();
	await look('danger');
	await go('me');
	await page.getByRole('heading', { name: 'Noor' }).waitFor();
	await look('me');
	for (const name of ['I am here …', 'I am out …']) {
		await page.getByRole('button', { name }).click();
		await look(name);
		await close();
	}
	await go('more');
	await page.getByRole('link', { name: /^Help/ }).waitFor();
	await look('more');
	await go('more/help');
	await page.getByText('What we never ask').waitFor();
	await look('help');
	await page.keyboard.press('?');
	await page.getByRole('dialog', { name: 'Keys' }).waitFor();
	await look('keys');
	await close();
	desk.cut();
	await page.getByText('No connection').waitFor();
	await look('lost');
	desk.mend();
}

const sizes = { phone, table };

journey('for everybody', () => {
	test.each(['phone', 'table'] as const)(
		'axe finds nothing wrong on any screen, light and dark; nothing is cut off sideways, nothing to tap is small: %s',
		async (size) => {
			const desk = await startDesk();
			// axe is a script in the page; the page itself allows none but its own.
			const page = await openDesk(desk, 'noor', { ...sizes[size], bypassCSP: true });
			const { width } = sizes[size].viewport;
			await everywhere(desk, page, async (where) => {
				expect([where, await violations(page)]).toEqual([where, []]);
				const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
				expect([where, wide]).toEqual([where, width]);
				const small = await page.locator('button, a, summary, select, label:has(input), input').evaluateAll((targets) =>
					targets.flatMap((target) => {
						const { width, height } = target.getBoundingClientRect();
						// Inside a label the label is what is tapped; what is for the eyes of nobody is none.
						const hidden = width <= 1 || target.matches('label input, .skip');
						return hidden || (width >= 44 && height >= 44)
							? []
							: [`${target.outerHTML.slice(0, 90)} ${width}×${height}`];
					}),
				);
				expect([where, small]).toEqual([where, []]);
			});
		},
		120_000,
	);

	test('by the keyboard alone: take over, answer, note, back, search, lock', async () => {
		const desk = await startDesk();
		const thread = desk.add(makeThread('Blue Heron'));
		const page = await openDesk(desk, 'noor', table);
		await page.locator('.waiter').waitFor();
		await page.keyboard.press('j');
		await page.keyboard.press('Enter');
		await page.locator('textarea:focus').waitFor();
		await page.keyboard.type('Hello r n u');
		await page.keyboard.press('Control+Enter');
		await page.getByText('Waiting to be sent').waitFor();
		await page.keyboard.press('Escape');
		await page.keyboard.press('n');
		await page.locator('.composer.note textarea:focus').waitFor();
		await page.keyboard.type('kept');
		await page.keyboard.press('Control+Enter');
		await soon(() => thread.rows.map(({ kind }) => kind)).toEqual(['event', 'staff', 'note']);
		await page.keyboard.press('Escape');
		await page.keyboard.press('m');
		await page.getByRole('dialog', { name: 'Blue Heron' }).waitFor();
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'hidden' });
		await page.keyboard.press('Escape');
		await page.getByText('Choose a conversation.').waitFor();
		await page.keyboard.press('/');
		await page.keyboard.type('heron');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Escape');
		await page.keyboard.press('1');
		await page.getByText('Nobody waits.').waitFor();
		await page.keyboard.press('Shift+L');
		await page.getByRole('button', { name: 'Unlock' }).waitFor();
	});

	test('single letters can be switched off', async () => {
		const desk = await startDesk();
		const page = await openDesk(desk, 'noor', table);
		await page.getByText('Nobody waits.').waitFor();
		await page.keyboard.press('?');
		await page.getByRole('switch', { name: 'Single letters act' }).uncheck();
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'hidden' });
		await page.keyboard.press('3');
		expect(page.url()).not.toContain('#/me');
	});

	test('a reader of the screen hears what things are', async () => {
		const desk = await startDesk();
		const thread = await fill(desk);
		const page = await openDesk(desk, 'noor', { ...table, at: `#/talk/${thread.summary.id}` });
		await page.getByText('This does not open.').waitFor();
		const tree = await page.locator('body').ariaSnapshot();
		for (const part of [
			...['navigation "Screens"', 'link "Waiting 2 people wait"', 'log "Conversation with Green Finch"'],
			...['group "Who will read it"', 'radio "To Green Finch" [checked]', 'radio "Note – stays inside"'],
			...['textbox "To Green Finch"', 'button "What else you can do"', 'heading "You stand in"'],
		]) {
			expect(tree).toContain(part);
		}
	});
});
